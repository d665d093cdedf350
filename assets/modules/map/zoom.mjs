/* Owns which part of the map is in view: all of it until a hand chooses a part; kept when the page's room for it changes. */
import { overMap, tell } from "../page.mjs";
import { extent } from "../state/extent.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { chosenView } from "../state/view.mjs";
import { camera, drawnSize, frame, listen, relayout, slide } from "./plotly.mjs";
import { nearer, wholeSpace } from "./space.mjs";

/** @typedef {import("../state/view.mjs").Range} Range */
/** @typedef {{ x: number, y: number }} Place in page pixels */
const TURNS = 400; // milliseconds after which a wheel rests
const REST = 200; // milliseconds without a move after which the view rests
const CLOSEST = 1e-5, WIDEST = 10; // what is in view at the least and at the most, as shares of the map's width
export const STEP = 1.5; // how much nearer a key or a button brings the map

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
  const [low, high] = extent(values);
  const room = margin * (high - low) || 1;
  return [low - room, high + room];
}

/** Show all of the map. */
export const showAll = () => act("fitMap", {});
/* What is in view follows what was asked for; a hand's own change is in view already. */
subscribe(["view"], ({ view }, { view: old }, action) => {
  if (action === "lookAt" && view.goal) relayout(view.goal);
  if (action === "fitMap") fit();
  /* Where the points go to other places, map/arrange brings the view too. */
  if ((action === "undo" || action === "redo") && view.layout === old.layout && chosenView(view) !== chosenView(old)) fit();
});

/**
 * The part in view `factor` times as near, when the point of the map that lay at `from` is to lie at `to`.
 * @param {Pick<import("./plotly.mjs").Frame, "left" | "top" | "width" | "height" | "x0" | "x1" | "y0" | "y1">} f
 * @param {{ from: Place, to: Place, factor: number }} how
 * @returns {Range}
 */
export function carried({ left, top, width, height, x0, x1, y0, y1 }, { from, to, factor }) {
  const wide = (x1 - x0) / factor, high = (y1 - y0) / factor;
  const x = x0 + ((from.x - left) / width) * (x1 - x0) - ((to.x - left) / width) * wide;
  const y = y1 - ((from.y - top) / height) * (y1 - y0) + ((to.y - top) / height) * high;
  return { "xaxis.range": [x, x + wide], "yaxis.range": [y - high, y] };
}
/**
 * How much nearer a part `wide` across may come: `factor`, but neither so near nor so far that nothing is seen.
 * @param {number} factor
 * @param {number} wide in data units
 */
export function within(factor, wide) {
  const [x0, x1] = wholeView()["xaxis.range"], whole = x1 - x0;
  return wide / Math.max(Math.min(CLOSEST * whole, wide), Math.min(Math.max(WIDEST * whole, wide), wide / factor));
}
/**
 * Bring the map nearer, or farther with a factor below 1; on a plane what lies at a place of the page stays there.
 * @param {number} factor
 * @param {Place} [at] left out, the middle of the map
 */
export function zoomBy(factor, at) {
  const { meta, ready } = state().view, f = frame(), from = camera();
  if (!ready) return;
  if (meta?.dims === 3 && from) turnTo(nearer(from, factor));
  if (!f) return;
  const place = at ?? { x: f.left + f.width / 2, y: f.top + f.height / 2 };
  carryTo(carried(f, { from: place, to: place, factor: within(factor, Math.abs(f.x1 - f.x0)) }));
}
/** Show a part as a hand does that moves the map: it is of one scale already. @param {Range} goal */
export function carryTo(goal) {
  act("movedTo", { goal });
  slide(goal);
  move();
}
/** The camera of a map in space stands there from now on. @param {import("./plotly.mjs").Camera} place */
export function turnTo(place) {
  act("letMove", {});
  relayout({ "scene.camera": place });
}

/** @type {(() => void)[]} */
const movers = [];
/** Be told whenever the view moves, under a hand or without. @param {() => void} call */
export const onMove = (call) => { movers.push(call); };
let moved = -Infinity;
/** Whether the view has moved a moment ago. @param {number} [within] milliseconds */
export const moving = (within = REST) => performance.now() - moved < within;
/** Tell that the view has moved. */
export function move() {
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
  if (!meta || !ready || !overMap(event)) return;
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
  if (late) return;
  if (view.meta?.dims === 2) relayout(chosenView(view) ?? wholeView());
  const camera = view.meta?.dims === 3 && view.followed ? wholeSpace() : null;
  if (camera) relayout({ "scene.camera": camera });
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
