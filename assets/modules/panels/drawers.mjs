/* Owns what the browser has to say of the drawers and of a map's menu: what was pressed there, and when a drawer opens or closes. */
import { asItIs, calledFor, onClick, setProps } from "../page.mjs";
import { state } from "../state/store.mjs";

/* `at`: pressing the same item twice is two changes. */
onClick("[data-change]", ({ dataset: { change: what, map } }) => setProps("changing-store", { data: { what, map, at: Date.now() } }));
/* The card of the map that is shown leads to no other address. With a key the browser opens a tab, and the list stays. */
onClick(".map-card-link", (_, { ctrlKey, metaKey, shiftKey }) => {
  if (!ctrlKey && !metaKey && !shiftKey) setProps("maps", { opened: false });
});
onClick("#delete-cancel", () => setProps("delete", { opened: false }));

let path = location.pathname;
/**
 * What becomes of the list of maps: another address closes it. The front page's becomes that of its own map as soon as there is
 * something to say of what is seen, which is no other page.
 * @param {string} address its path
 */
export function closeMaps(address) {
  const moved = address !== path && !(path === "/" && address === "/map/" + state().view.map);
  path = address;
  return moved ? false : asItIs();
}
/**
 * What becomes of the drawer of skipped files: it opens once they are listed, unless the page shows another map by then.
 * @param {{ map: string } | null} listed
 * @param {{ id: string | null } | null} shown
 */
export function showSkipped(listed, shown) {
  const same = Boolean(listed && listed.map === shown?.id);
  if (calledFor("skipped-store.data")) return same;
  return same ? asItIs() : false;
}
