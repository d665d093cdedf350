/* Owns the keys of the keyboard: KEYS says what each does, and where. To add one, add a line there. */
import { byId, onClick, typing } from "../page.mjs";
import { act, state } from "../state/store.mjs";
import { chosenView } from "../state/view.mjs";
import { grid } from "./figure.mjs";
import { inBox } from "./grid.mjs";
import { pinOrNot } from "./picking.mjs";
import { frame, seenSpace } from "./plotly.mjs";
import { projected } from "./space.mjs";
import { useTool } from "./tools.mjs";
import { showAll, STEP, zoomBy } from "./zoom.mjs";

/** @typedef {[x: number, y: number]} Way a step to the right, to the left, up or down */
/**
 * @typedef {object} Key
 * @property {string} key as `KeyboardEvent.key` names it; of a letter both cases count, and on a keyboard that has other letters the
 *   one at its place
 * @property {"page" | "map"} on where: anywhere but in a text or a drawer; or only while the map has the keyboard
 * @property {"" | "ctrl" | "ctrl+shift"} [held] the keys that are held with it, none if left out; the system's key stands for Ctrl
 * @property {string} does what it does, for who reads the list
 * @property {() => void} run
 */
/** Escape is none of them: it closes what lies on top, and at last lets go of everything. @type {Key[]} */
export const KEYS = [
  { key: "z", on: "page", held: "ctrl", does: "Undo", run: () => goStep("undo") },
  { key: "z", on: "page", held: "ctrl+shift", does: "Do again", run: () => goStep("redo") },
  { key: "y", on: "page", held: "ctrl", does: "Do again", run: () => goStep("redo") },
  { key: "p", on: "page", does: "Move: drag to move, scroll to zoom", run: () => useTool("pan") },
  { key: "l", on: "page", does: "Lasso: draw around pictures to select them", run: () => useTool("lasso") },
  { key: "b", on: "page", does: "Box: drag a box to select", run: () => useTool("select") },
  { key: "r", on: "page", does: "Show everything", run: showWhole },
  { key: "0", on: "page", does: "Show everything", run: showWhole },
  { key: "+", on: "page", does: "Zoom in", run: () => zoomBy(STEP) },
  { key: "=", on: "page", does: "Zoom in", run: () => zoomBy(STEP) },
  { key: "-", on: "page", does: "Zoom out", run: () => zoomBy(1 / STEP) },
  { key: "g", on: "page", does: "Open or close the gallery", run: toggleGallery },
  { key: " ", on: "map", does: "Show the picture large", run: showLarge },
  { key: "ArrowLeft", on: "map", does: "Walk to the next picture on the left", run: () => walk([-1, 0]) },
  { key: "ArrowRight", on: "map", does: "Walk to the next picture on the right", run: () => walk([1, 0]) },
  { key: "ArrowUp", on: "map", does: "Walk to the next picture above", run: () => walk([0, 1]) },
  { key: "ArrowDown", on: "map", does: "Walk to the next picture below", run: () => walk([0, -1]) },
  { key: "Enter", on: "map", does: "Pin the picture, or let it go", run: pinHovered },
];
/** It is loaded once a map can be seen. @param {"undo" | "redo"} way */
async function goStep(way) {
  (await import("../gather/undoing.mjs")).go(way);
}
const OVER = "[role=dialog], dialog:modal"; // what lies over the page and has the keys to itself
/** @typedef {Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} Pressed */
/** What is held with a key; null where the browser or the system has it. @param {Pressed} event */
function heldWith({ ctrlKey, metaKey, altKey, shiftKey }) {
  if (altKey) return null;
  return ctrlKey || metaKey ? (shiftKey ? "ctrl+shift" : "ctrl") : "";
}

const CONTROL = "button, a[href], input, select, textarea, summary, [role=button], [role=menuitem], [role=option], [role=tab]";

/**
 * The letter or digit that was pressed. Where the keyboard has no Latin letters it is the one that stands at that place on those that
 * do; another Latin keyboard (AZERTY, Dvorak) is taken at its word.
 * @param {Pick<KeyboardEvent, "key" | "code">} event
 */
export function letterOf({ key, code }) {
  const foreign = /^[\p{L}\p{N}]$/u.test(key) && !/[\p{Script=Latin}0-9]/u.test(key);
  const [, place] = (foreign && /^(?:Key|Digit)(.)$/.exec(code ?? "")) || [];
  return place?.toLowerCase() ?? (key.length === 1 ? key.toLowerCase() : key);
}
/** @param {Pressed} event */
export function keyOf(event) {
  const pressed = letterOf(event), with_ = heldWith(event);
  return KEYS.find(({ key, held = "" }) => key === pressed && held === with_);
}
/** @param {Key} key */
function counts({ on, key }) {
  if (on === "page") return !document.querySelector(OVER);
  const { activeElement } = document;
  /* On a control Enter is for the control. */
  return Boolean(byId("map-frame")?.contains(activeElement)) && !(["Enter", " "].includes(key) && activeElement?.matches(CONTROL));
}
/* In the capture phase: a tooltip that shows would keep Escape to itself. */
document.addEventListener("keydown", (event) => {
  if (typing(event) || state().view.map === null) return;
  if (event.key === "Escape") { escape(); return; }
  const key = keyOf(event);
  if (!key || !counts(key)) return;
  if (key.held || key.key === " " || key.key.startsWith("Arrow")) event.preventDefault();
  key.run();
}, true);

/* What lies on top is closed first, and nothing else: a drawer closes itself, a menu is closed by its button. */
function escape() {
  const menu = document.querySelector("[aria-haspopup=menu][aria-expanded=true]");
  if (menu instanceof HTMLElement) menu.click();
  if (!menu && !document.querySelector(OVER)) stepBack();
}
/* A layer at a time: the line that is being drawn, the picture that is pinned, what is selected, what is shown. */
function stepBack() {
  const { selection: { line, count }, focus: { pinned } } = state();
  if (line) act("drawLine", { line: null });
  else if (pinned !== null) act("release", {});
  else if (count) {
    act("release", {});
    act("select", { rows: [], how: "only" });
    act("say", { text: `${count.toLocaleString("en")} selected no more; Ctrl+Z brings them back` });
  } else if (state().focus.shown !== null) act("release", {});
  else if (state().gallery.open) act("closeGallery", {});
}

function showWhole() {
  if (state().view.ready) showAll();
}
/** Open the gallery, or close it. */
function toggleGallery() {
  const { gallery: { open }, view: { ready } } = state();
  if (open) act("closeGallery", {});
  else if (ready) act("openGallery", {});
}
onClick("#gallery-open", toggleGallery);
function showLarge() {
  const { hovered, pinned } = state().focus, row = pinned ?? hovered;
  if (row !== null) act("showLarge", { rows: [row] });
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
  const f = frame(), cells = grid(), { points: { x: xs, y: ys, n }, filter: { kept } } = state();
  if (!f || !cells || from >= n) return null;
  const kx = f.width / Math.abs(f.x1 - f.x0), ky = f.height / Math.abs(f.y1 - f.y0);
  const x = xs[from], y = ys[from];
  const [xa, xb] = [f.x0, f.x1].sort((a, b) => a - b), [ya, yb] = [f.y0, f.y1].sort((a, b) => a - b);
  let best = null, least = Infinity;
  for (const reach of REACHES) {
    const wide = reach / kx, high = reach / ky;
    const rows = inBox(cells, Math.max(xa, x - wide), Math.min(xb, x + wide), Math.max(ya, y - high), Math.min(yb, y + high), Infinity);
    for (const row of rows) {
      const far = row === from || (kept && !kept[row]) ? Infinity : away((xs[row] - x) * kx, (ys[row] - y) * ky, way);
      if (far < least) { least = far; best = row; }
    }
    if (least <= reach) break; // what lies further out cannot be nearer
  }
  return best;
}
/** The same as it is seen from where the camera stands. @param {number} from @param {Way} way @returns {number | null} */
function step3d(from, way) {
  const { points: { x, y, z, n }, filter: { kept } } = state(), seen = seenSpace();
  if (!z || !seen || from >= n) return null;
  const { px, py, far } = projected({ x, y, z }, seen);
  let best = null, least = Infinity;
  for (let row = 0; row < n; row++) {
    const out = row === from || !far[row] || (kept && !kept[row]);
    const there = out ? Infinity : away(px[row] - px[from], py[from] - py[row], way);
    if (there < least) { least = there; best = row; }
  }
  return best;
}
/** What a walk says that comes to an end. @param {Way} way @param {boolean} part whether a part of the map is in view */
export function ended([ux, uy], part) {
  const where = ux ? (ux > 0 ? "to the right" : "to the left") : uy > 0 ? "up" : "down";
  return `No picture further ${where}${part ? " in view" : ""}`;
}
/** Where a walk begins. @returns {number | null} */
function first() {
  const { filter: { kept } } = state(), row = kept ? kept.indexOf(1) : 0;
  return row < 0 ? null : row;
}
/** @param {Way} way */
function walk(way) {
  const { view, focus: { pinned, hovered } } = state(), from = pinned ?? hovered;
  if (!view.ready || !view.rows) return;
  const next = from === null ? first() : (view.meta?.dims === 3 ? step3d : step)(from, way);
  if (next === null) { act("say", { text: ended(way, chosenView(view) !== null) }); return; }
  act("hover", { row: next });
  if (pinned !== null) act("pin", { row: next });
}
