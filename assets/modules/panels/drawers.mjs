/* Owns what the browser has to say of the drawers and of a map's menu: what was pressed there, and when a drawer closes. */
import { asItIs, onClick, setProps } from "../page.mjs";

/* `at` makes it new each time. */
onClick("[data-change]", ({ dataset: { change: what, map } }) => setProps("changing-store", { data: { what, map, at: Date.now() } }));

let path = location.pathname;
/** @type {string | null | undefined} */
let seen; // the map; undefined until the page is told of one

/**
 * What becomes of the drawers of the maps and of the skipped files: another page closes both, another map the second.
 * @param {string} address the path
 * @param {{ id: string | null } | null} shown
 */
export function shut(address, shown) {
  const map = shown?.id ?? null, moved = address !== path, other = seen !== undefined && map !== seen;
  [path, seen] = [address, map];
  return [moved ? false : asItIs(), moved || other ? false : asItIs()];
}
