/* Owns which part of the map is in view: all of it until a hand chooses a part; kept when the page's room for it changes. */
import { overMap, tell } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { chosenView } from "../state/view.mjs";
import { drawnSize, frame, listen, relayout } from "./plotly.mjs";

/** @typedef {import("../state/view.mjs").Range} Range */
const TURNS = 400; // milliseconds after which a wheel rests
const REST = 200; // milliseconds without a move after which the view rests
const EYE = { x: 1.25, y: 1.25, z: 1.25 }; // where Plotly's camera first stands

/**
 * The range that shows every point with a little room; axes to one scale by Plotly's own scaleanchor.
 * @param {Float32Array} [x]
 * @param {Float32Array} [y]
 * @returns {Range}
 */
export function wholeView(x = state().points.x, y = state().points.y) {
  const margin = state().view.meta?.margin ?? 0;
  return { "xaxis.range": around(x, margin), "yaxis.range": around(y, margin) };
}
/**
 * @param {Float32Array} values
 * @param {number} margin
 * @returns {[number, number]}
 */
export function around(values, margin) {
  let low = Infinity, high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const room = margin * (high - low) || 1;
  return [low - room, high + room];
}

/** Show all of the map. */
export function showAll() {
  if (state().view.meta?.dims === 3) relayout({ "scene.camera": { eye: EYE } });
  else act("fitMap", {});
}
/* What is in view follows what was asked for; a hand's own change is in view already. */
subscribe(["view"], ({ view }, _, action) => {
  if (action === "lookAt" && view.goal) relayout(view.goal);
  if (action === "fitMap") relayout(wholeView());
});

/** @type {(() => void)[]} */
const movers = [];
/** Be told whenever the view moves, under a hand or without. @param {() => void} call */
export const onMove = (call) => { movers.push(call); };
let moved = -Infinity;
/** Whether the view has moved a moment ago. @param {number} [within] milliseconds */
export const moving = (within = REST) => performance.now() - moved < within;
function move() {
  moved = performance.now();
  tell(movers);
}
window.addEventListener("resize", move);
listen("plotly_relayouting", move);
listen("plotly_relayout", (change) => {
  const f = frame();
  /* A hand changes either end of a range; we set the whole, also while a hand is at it. */
  if (f && Object.keys(change ?? {}).some((key) => key.startsWith("xaxis.range["))) {
    act("movedTo", { goal: { "xaxis.range": [f.x0, f.x1], "yaxis.range": [f.y0, f.y1] } });
  }
  move();
});

/* Plotly tells of a wheel only when it rests: until then a layout that comes would bring the whole map back. */
let turned = -Infinity;
document.addEventListener("wheel", (event) => {
  const { meta, ready } = state().view;
  if (meta?.dims !== 2 || !ready || !overMap(event)) return;
  turned = performance.now();
  act("letMove", {});
}, { capture: true, passive: true });
/** Whether a hand turns the wheel. */
export const turning = () => performance.now() - turned < TURNS;

/* The frame changes with the legend, the progress and the window, and Plotly then widens an axis and never narrows it again:
   a view nobody has moved goes on showing everything, one that was chosen is chosen again. Plotly tells when it has drawn at
   another size; while the points of a map are still coming, that waits for them. */
let size = "", late = false;
function fit() {
  const { view } = state();
  late = !view.ready;
  if (!late && view.meta?.dims === 2) relayout(chosenView(view) ?? wholeView());
}
listen("attached", () => { size = ""; });
listen("plotly_afterplot", () => {
  const now = drawnSize(), first = size === "";
  if (now === size) return;
  size = now;
  if (!first) requestAnimationFrame(fit);
});
subscribe(["view"], ({ view }, before) => {
  if (view.ready && !before.view.ready && late) requestAnimationFrame(fit);
});
