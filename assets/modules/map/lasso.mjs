/* Owns drawing a lasso or a box: the pointer's way becomes rows, by the grid. Plotly's own tools look at every point at every
   move and make an object of each that is caught: seconds for a million, and as many objects. */
import { around, focusMap } from "../page.mjs";
import { act, state } from "../state/store.mjs";
import { selects } from "../state/view.mjs";
import { grid } from "./figure.mjs";
import { inPolygon } from "./grid.mjs";
import { click, rowAt } from "./picking.mjs";
import { frame } from "./plotly.mjs";

/** @typedef {[x: number, y: number]} Point in page pixels */
const STEP = 3; // pixels the pointer goes before the line does

/**
 * The line when the pointer has come to `here`: a box from where it began, or one step more.
 * @param {readonly Point[]} line
 * @param {Point} here
 * @param {import("../state/view.mjs").Tool} tool
 * @returns {readonly Point[]} the same, where the step is too small
 */
export function drawn(line, here, tool) {
  const from = line[0], last = line[line.length - 1];
  if (tool === "select") return [from, [here[0], from[1]], here, [from[0], here[1]]];
  return Math.hypot(here[0] - last[0], here[1] - last[1]) >= STEP ? [...line, here] : line;
}
/**
 * What the keys say of the rows that are caught.
 * @param {{ shiftKey: boolean, altKey: boolean }} event
 * @returns {import("../state/rows.mjs").How}
 */
export const how = ({ shiftKey, altKey }) => (shiftKey && altKey ? "both" : shiftKey ? "add" : altKey ? "less" : "only");

/** Plotly begins its drags at mousedown and touchstart, our picking at pointerdown: none of them hears of this one. @param {Event} event */
function begin(event) {
  if (!selects(state().view) || !around(event, "#map")) return;
  if (event instanceof MouseEvent && event.button > 0) return;
  if (window.TouchEvent && event instanceof TouchEvent && event.touches.length > 1) return;
  event.stopImmediatePropagation();
  if (event.cancelable) event.preventDefault();
  if (!(event instanceof PointerEvent)) return;
  focusMap();
  act("drawLine", { line: [[event.clientX, event.clientY]] });
  act("hover", { row: null });
}
for (const name of ["pointerdown", "mousedown", "touchstart"]) document.addEventListener(name, begin, { capture: true, passive: false });

document.addEventListener("pointermove", (event) => {
  const { selection: { line }, view: { tool } } = state();
  if (line) act("drawLine", { line: drawn(line, [event.clientX, event.clientY], tool) });
}, { passive: true });

/** @param {PointerEvent} event */
function end(event) {
  const { selection: { line }, view: { tool } } = state(), f = frame(), cells = grid();
  if (!line) return;
  act("drawLine", { line: null });
  if (event.type !== "pointerup" || !f || !cells) return;
  if (line.length < 3) { // a click, which pins as ever
    click(rowAt(event.clientX, event.clientY), event);
    return;
  }
  const { kept } = state().filter, inside = inPolygon(cells, line.map(([x]) => f.dx(x)), line.map(([, y]) => f.dy(y)));
  const rows = kept ? inside.filter((row) => kept[row]) : inside;
  act("select", { rows, how: how(event), by: tool === "select" ? "box" : "lasso" });
  if (!rows.length) act("say", { text: "There is no picture in there" });
}
document.addEventListener("pointerup", end, true);
document.addEventListener("pointercancel", end, true);
