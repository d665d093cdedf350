/* Owns the keys of the keyboard: KEYS says what each does, and where. To add one, add a line there. */
import { byId, typing } from "../page.mjs";
import { act, state } from "../state/store.mjs";
import { grid, pointAt } from "./figure.mjs";
import { inBox } from "./grid.mjs";
import { pinOrNot } from "./picking.mjs";
import { frame } from "./plotly.mjs";
import { useTool } from "./tools.mjs";
import { showAll } from "./zoom.mjs";

/** @typedef {[x: number, y: number]} Way a step to the right, to the left, up or down */
/**
 * @typedef {object} Key
 * @property {string} key as `KeyboardEvent.key` names it; of a letter both cases count
 * @property {"page" | "map"} on where: anywhere but in a text or a drawer; or only while the map has the keyboard. With Ctrl, Alt or
 *   the system's key held no key counts
 * @property {string} does what it does, for who reads the list
 * @property {() => void} run
 */
/** Escape is none of them: it closes what lies on top, and at last lets go of everything. @type {Key[]} */
export const KEYS = [
  { key: "p", on: "page", does: "Move: drag to move, scroll to zoom", run: () => useTool("pan") },
  { key: "l", on: "page", does: "Lasso: draw around pictures to select them", run: () => useTool("lasso") },
  { key: "b", on: "page", does: "Box: drag a box to select", run: () => useTool("select") },
  { key: "r", on: "page", does: "Show everything", run: () => { if (state().view.ready) showAll(); } },
  { key: "ArrowLeft", on: "map", does: "Walk to the next picture on the left", run: () => walk([-1, 0]) },
  { key: "ArrowRight", on: "map", does: "Walk to the next picture on the right", run: () => walk([1, 0]) },
  { key: "ArrowUp", on: "map", does: "Walk to the next picture above", run: () => walk([0, 1]) },
  { key: "ArrowDown", on: "map", does: "Walk to the next picture below", run: () => walk([0, -1]) },
  { key: "Enter", on: "map", does: "Pin the picture, or let it go", run: pinHovered },
];
const MODIFIED = /** @type {const} */ (["ctrlKey", "metaKey", "altKey"]);

/** @param {KeyboardEvent} event */
export function keyOf(event) {
  const pressed = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return KEYS.find(({ key }) => key === pressed);
}
/** @param {KeyboardEvent} event @param {Key} key */
function counts(event, { on }) {
  if (MODIFIED.some((name) => event[name])) return false;
  return on === "map" ? Boolean(byId("map-frame")?.contains(document.activeElement)) : !document.querySelector("[role=dialog]");
}
/* In the capture phase: a tooltip that shows would keep Escape to itself. */
document.addEventListener("keydown", (event) => {
  if (typing(event) || state().view.map === null) return;
  if (event.key === "Escape") { escape(); return; }
  const key = keyOf(event);
  if (!key || !counts(event, key)) return;
  if (key.key.startsWith("Arrow")) event.preventDefault();
  key.run();
}, true);

/* What lies on top is closed first, and nothing else: a drawer closes itself, a menu is closed by its button. */
function escape() {
  const menu = document.querySelector("[aria-haspopup=menu][aria-expanded=true]");
  if (menu instanceof HTMLElement) menu.click();
  if (!menu && !document.querySelector("[role=dialog]")) act("letGo", {});
}

function pinHovered() {
  const { hovered } = state().focus;
  if (hovered !== null) pinOrNot(hovered);
}

const REACHES = [60, 240, Infinity]; // pixels to look in, one after the other
/**
 * How far (dx, dy) is for a step that way, sideways counting twice; Infinity where it is not within 45 degrees of it.
 * @param {number} dx
 * @param {number} dy
 * @param {Way} way
 */
export function away(dx, dy, [ux, uy]) {
  const along = dx * ux + dy * uy, across = Math.abs(dx * uy) + Math.abs(dy * ux);
  return along <= 0 || across > along ? Infinity : along + 2 * across;
}
/** The nearest point in a direction, across at most the view. @param {number} from @param {Way} way @returns {number | null} */
function step(from, way) {
  const f = frame(), cells = grid(), { x: xs, y: ys, n } = state().points;
  if (!f || !cells || from >= n) return null;
  const kx = f.width / Math.abs(f.x1 - f.x0), ky = f.height / Math.abs(f.y1 - f.y0);
  const x = xs[from], y = ys[from];
  const [xa, xb] = [f.x0, f.x1].sort((a, b) => a - b), [ya, yb] = [f.y0, f.y1].sort((a, b) => a - b);
  let best = null, least = Infinity;
  for (const reach of REACHES) {
    const wide = reach / kx, high = reach / ky;
    const rows = inBox(cells, Math.max(xa, x - wide), Math.min(xb, x + wide), Math.max(ya, y - high), Math.min(yb, y + high), Infinity);
    for (const row of rows) {
      const far = row === from ? Infinity : away((xs[row] - x) * kx, (ys[row] - y) * ky, way);
      if (far < least) { least = far; best = row; }
    }
    if (least <= reach) break; // what lies further out cannot be nearer
  }
  return best;
}
/** The same as it is seen from where the camera stands. @param {number} from @param {Way} way @returns {number | null} */
function step3d(from, way) {
  const here = pointAt(from), { n } = state().points;
  let best = null, least = Infinity;
  for (let row = 0; here && row < n; row++) {
    const p = row === from ? null : pointAt(row);
    const far = p ? away(p.x - here.x, here.y - p.y, way) : Infinity;
    if (far < least) { least = far; best = row; }
  }
  return best;
}
/** @param {Way} way */
function walk(way) {
  const { view, focus: { pinned, hovered } } = state(), from = pinned ?? hovered;
  const first = view.rows ? 0 : null;
  const next = from === null ? first : (view.meta?.dims === 3 ? step3d : step)(from, way);
  if (next === null) return;
  act("hover", { row: next });
  if (pinned !== null) act("pin", { row: next });
}
