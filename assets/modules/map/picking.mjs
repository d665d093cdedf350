/* Owns the pointer on the map: which row is under it, which is pinned; by our own grid in 2-D, by what the camera sees in 3-D.
   Plotly waits 50 ms before each hover and can freeze where many points share a coordinate (plotly.js#8036). */
import { around, focusMap } from "../page.mjs";
import { turn } from "../state/rowset.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { selects } from "../state/view.mjs";
import { grid } from "./figure.mjs";
import { nearest } from "./grid.mjs";
import { drawnPrints } from "./overlay.mjs";
import { drawnPictures } from "./pictures.mjs";
import { SLOP, touching } from "./pinch.mjs";
import { frame } from "./plotly.mjs";
import { nameAt } from "./regions.mjs";
import { rowInSpace } from "./space.mjs";
import { onMove } from "./zoom.mjs";

const REACH = 14, FINGER = 22, STILL = 4; // pixels
const SETTLES = 80; // milliseconds until the camera of a map in space stands where it was put
/** @type {{ x: number, y: number, touch: boolean } | null} */
let pointer = null;
/** @type {{ x: number, y: number, moved: boolean } | null} */
let pressed = null;
let scheduled = false;

/** Whether a button is held on the map, or a finger. */
export const pressing = () => pressed !== null || touching();
/** Pin a row, or let it go if it is pinned. @param {number | null} row */
export const pinOrNot = (row) => act("pin", { row: row !== state().focus.pinned ? row : null });
/**
 * A click on the map: it pins a row, or lets it go; with Ctrl it adds it to the selection, or takes it away, with Alt it takes it away.
 * @param {number | null} row
 * @param {Pick<MouseEvent, "ctrlKey" | "metaKey" | "altKey">} event
 */
export function click(row, { ctrlKey, metaKey, altKey }) {
  if (!ctrlKey && !metaKey && !altKey) pinOrNot(row);
  else if (row !== null) act("select", { rows: [row], how: altKey ? "less" : turn(state().selection.bits, row), by: "click" });
}
/** Whether the map that is shown has so many dimensions. @param {number} dims */
const has = (dims) => state().view.meta?.dims === dims;
/** @param {PointerEvent} event */
const reachOf = (event) => (event.pointerType === "touch" ? FINGER : REACH);

/**
 * Of prints, which overlap, that whose middle is nearest: so each can be reached, and the one that is hovered lies on top.
 * @param {number} px
 * @param {number} py
 * @param {import("./plotly.mjs").Frame} f
 */
function printAt(px, py, f) {
  const { x, y } = state().points;
  let best = null, least = Infinity;
  for (const [row, [w, h]] of [...drawnPrints(), ...drawnPictures()]) {
    const dx = f.px(x[row]) - px, dy = f.py(y[row]) - py, far = Math.hypot(dx, dy);
    if (Math.abs(dx) <= w / 2 && Math.abs(dy) <= h / 2 && far < least) { least = far; best = row; }
  }
  return best;
}
/**
 * The row at a place of the page; null if none is within reach.
 * @param {number} px
 * @param {number} py
 * @param {number} [reach] pixels
 * @returns {number | null}
 */
export function rowAt(px, py, reach = REACH) {
  const f = frame(), cells = grid();
  if (has(3)) return rowInSpace(px, py, reach);
  if (!f || !cells || nameAt(px, py)) return null;
  const print = printAt(px, py, f);
  if (print !== null) return print;
  if (px < f.left || px > f.left + f.width || py < f.top || py > f.top + f.height) return null;
  const kx = f.width / Math.abs(f.x1 - f.x0), ky = f.height / Math.abs(f.y1 - f.y0);
  const row = nearest(cells, f.dx(px), f.dy(py), kx, ky, reach, state().filter.kept);
  return row < 0 ? null : row;
}

/** @param {number | null} row */
const hover = (row) => act("hover", { row });
function pick() {
  scheduled = false;
  if (!pointer || pressed?.moved) return;
  hover(rowAt(pointer.x, pointer.y, pointer.touch ? FINGER : REACH));
}

/**
 * A press is a click as long as the pointer stays where it came down: what returns there has moved all the same.
 * @param {PointerEvent} event
 * @param {{ x: number, y: number, moved: boolean }} press
 */
export function hasMoved({ clientX, clientY, pointerType }, { x, y, moved }) {
  return moved || Math.hypot(clientX - x, clientY - y) > (pointerType === "touch" ? SLOP : STILL);
}
/** @param {PointerEvent} event */
function follow(event) {
  if (!state().view.meta || state().selection.line || (pressed && !event.isPrimary)) return;
  /* While Plotly drags it moves the event target to a cover over the whole page. */
  if (pressed) {
    pressed.moved = hasMoved(event, pressed);
    if (pressed.moved && has(3)) act("letMove", {});
    if (pressed.moved) return;
  }
  if (!around(event, "#map")) {
    pointer = null;
    /* In the gallery it is on a picture too. */
    if (!pressed && !around(event, "#gallery")) act("hover", { row: null, away: true });
    return;
  }
  pointer = { x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
  if (has(3)) pickLater();
  else pick();
}
/* Raw updates come as the pointer moves, and not only with the next frame: the picture is asked for a few milliseconds sooner. */
document.addEventListener("pointermove", follow, { passive: true });
document.addEventListener("pointerrawupdate", (event) => follow(/** @type {PointerEvent} */ (event)), { passive: true });

document.addEventListener("pointerdown", (event) => {
  if (!state().view.meta || event.button !== 0 || selects(state().view) || !around(event, "#map")) return;
  pressed = { x: event.clientX, y: event.clientY, moved: false };
  focusMap();
  if (event.pointerType === "touch") hover(rowAt(event.clientX, event.clientY, FINGER));
}, true);
/* A second finger makes a pinch of a tap. */
window.addEventListener("pointerdown", (event) => { if (pressed && !event.isPrimary) pressed.moved = true; }, true);
document.addEventListener("pointerup", (event) => {
  const was = pressed;
  if (!event.isPrimary) return;
  pressed = null;
  if (was && !hasMoved(event, was)) click(rowAt(event.clientX, event.clientY, reachOf(event)), event);
}, true);
document.addEventListener("pointercancel", () => { pressed = null; }, true);

/* Positions move under a resting pointer when the view or the layout changes. */
function pickLater() {
  if (!pointer || scheduled) return;
  scheduled = true;
  requestAnimationFrame(pick);
}
onMove(() => {
  pickLater();
  if (has(3)) setTimeout(pickLater, SETTLES);
});
subscribe(["points"], (_, __, action) => { if (action === "placePoints") pickLater(); });
