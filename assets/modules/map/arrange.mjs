/* Owns the grid: the pictures of the map, or those that the filter keeps, side by side, and the way there and back. The points of the state
   are then the cells, so that pointer, lasso, selection and flying go on as on the map. Loaded when the grid is first asked for. */
import { act, state, subscribe } from "../state/store.mjs";
import { chosenView } from "../state/view.mjs";
import { cellsFor, gridOf as readGrid, split } from "./cells.mjs";
import { found } from "./fetching.mjs";
import { setPoints } from "./figure.mjs";
import { frame } from "./plotly.mjs";
import { wholeView } from "./zoom.mjs";

/** @typedef {{ x: Float32Array, y: Float32Array }} Places */
/** @typedef {{ columns: number, lines: number, x: Uint16Array, y: Uint16Array }} Grid the cell of each row */
const GLIDE = 450, MOST = 60000; // milliseconds of the way; points that still glide

/** @type {{ map: string | null, places: Places | null, goal: import("../state/view.mjs").Range | null }} */
let home = { map: null, places: null, goal: null }; // where the points lie on the map, and what was seen of it
/** @type {{ map: string | null, grid: Grid | null }} */
let held = { map: null, grid: null };
let token = 0;

/** @param {string} map @param {number} mine @returns {Promise<Grid | null>} */
async function gridOf(map, mine) {
  if (held.map === map) return held.grid;
  const being = () => { act("say", { text: "The grid of this map is being made; it comes by itself" }); };
  const answer = await found(`/grid/${map}`, () => mine === token, being);
  if (answer) held = { map, grid: readGrid(await answer.arrayBuffer()) };
  return answer && held.grid;
}

/**
 * Where rows lie on the grid: a cell is a square of side 1, the first line at the top. Rows that are not kept lie in the middle, where
 * nobody sees them.
 * @param {Grid} grid
 * @param {Uint8Array | null} kept
 * @param {number} aspect width by height of the frame
 * @returns {Places}
 */
export function places({ x, y }, kept, aspect) {
  const n = x.length, out = { x: new Float32Array(n), y: new Float32Array(n) };
  if (!kept) {
    for (let row = 0; row < n; row++) { out.x[row] = x[row]; out.y[row] = -y[row]; }
    return out;
  }
  const rows = Int32Array.from(Array.from({ length: n }, (_, row) => row).filter((row) => kept[row]));
  const size = cellsFor(rows.length, aspect), cells = split(x, y, rows, size.columns, size.lines);
  out.x.fill(size.columns / 2);
  out.y.fill(-size.lines / 2);
  rows.forEach((row, at) => { out.x[row] = cells.x[at]; out.y[row] = -cells.y[at]; });
  return out;
}

/**
 * Positions seen from another set of axes: those of `from` as they lie in the frame now, in the units of `to`.
 * @param {Places} from
 * @param {import("../state/view.mjs").Range} seen the part that is in view now
 * @param {import("../state/view.mjs").Range} next the part that will be
 * @returns {Places}
 */
export function reframed({ x, y }, seen, next) {
  const carry = (/** @type {Float32Array} */ values, /** @type {[number, number]} */ [a, b], /** @type {[number, number]} */ [c, d]) =>
    values.map((value) => c + ((value - a) / (b - a)) * (d - c));
  return { x: carry(x, seen["xaxis.range"], next["xaxis.range"]), y: carry(y, seen["yaxis.range"], next["yaxis.range"]) };
}
/** @param {Float32Array} a @param {Float32Array} b @param {number} share of the way */
const between = (a, b, share) => a.map((value, row) => value + (b[row] - value) * share);
const nextFrame = () => new Promise(requestAnimationFrame);
/**
 * The points go to other places, and the view with them.
 * @param {Places} to
 * @param {number} mine
 * @param {import("../state/view.mjs").Range | null} goal what is to be seen then; null for all
 */
async function go(to, mine, goal) {
  const { points, view: { coarse } } = state(), f = frame(), still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const next = ofOneScale(goal ?? wholeView(to.x, to.y));
  if (f && points.n <= MOST && !still && !coarse) {
    const seen = { "xaxis.range": [f.x0, f.x1], "yaxis.range": [f.y0, f.y1] };
    const from = reframed(points, /** @type {import("../state/view.mjs").Range} */ (seen), next), start = performance.now();
    for (let share = 0; share < 1; share = Math.min(1, (performance.now() - start) / GLIDE)) {
      const ease = share * share * (3 - 2 * share);
      await setPoints({ x: between(from.x, to.x, ease), y: between(from.y, to.y, ease), view: next });
      if (mine !== token) return;
      await nextFrame();
    }
  }
  await setPoints({ ...to, view: next });
  if (mine !== token) return;
  if (goal) act("lookAt", { goal, quiet: true });
  else act("fitMap", { quiet: true });
}
/**
 * The part that Plotly makes of one that is not as wide as the frame: both axes have one scale.
 * @param {import("../state/view.mjs").Range} range
 */
function ofOneScale(range) {
  const f = frame(), [x0, x1] = range["xaxis.range"], [y0, y1] = range["yaxis.range"];
  if (!f) return range;
  const scale = Math.max((x1 - x0) / f.width, (y1 - y0) / f.height), wide = (scale * f.width) / 2, high = (scale * f.height) / 2;
  const x = (x0 + x1) / 2, y = (y0 + y1) / 2;
  return /** @type {import("../state/view.mjs").Range} */ ({ "xaxis.range": [x - wide, x + wide], "yaxis.range": [y - high, y + high] });
}

/**
 * Go where the layout that is asked for is.
 * @param {import("../state/view.mjs").Range | null} [then] what undo brings back into view, null for all
 */
async function arrange(then) {
  const { view, points, filter: { kept } } = state(), mine = ++token, f = frame();
  if (!view.ready || view.map === null || view.live || view.meta?.dims !== 2) return;
  if (view.layout === "map") {
    const { places: back, goal } = home;
    home = { map: null, places: null, goal: null };
    if (back && back.x.length === points.n) await go(back, mine, then === undefined ? goal : then);
    return;
  }
  const grid = await gridOf(view.map, mine);
  if (!grid || mine !== token || grid.x.length !== state().points.n) return;
  if (home.map !== view.map) home = { map: view.map, places: { x: points.x, y: points.y }, goal: chosenView(view) };
  await go(places(grid, kept, f ? f.width / f.height : 1), mine, then ?? null);
}
subscribe(["view", "filter"], ({ view, filter }, before, action) => {
  if (action === "openMap" || action === "closeMap") { token++; home = { map: null, places: null, goal: null }; }
  const asked = view.layout !== before.view.layout || (view.layout === "grid" && view.ready && !before.view.ready);
  if (asked || (view.layout === "grid" && filter.kept !== before.filter.kept)) {
    arrange(action === "undo" || action === "redo" ? chosenView(view) : undefined);
  }
});
if (state().view.layout === "grid") arrange();
