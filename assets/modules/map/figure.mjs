/* Owns which map is drawn, and where its rows lie: it tells the state what Plotly has drawn, and gives Plotly the points. */
import { byId, setProps } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { markSize } from "../state/view.mjs";
import { makeGrid } from "./grid.mjs";
import { holdPaint, INK, solidColours } from "./paint.mjs";
import { drawAt, drawnX, figureMeta, frame, graph, listen, markColour, project, update } from "./plotly.mjs";

const FINE = 30000; // points up to which each is drawn at twice the screen's fineness

/* A map that grew becomes, when all its rows are known, one of another id: the same points, so nothing is drawn anew. It is the
   figure that becomes it: a map that was stopped and goes on is drawn by another. The server may be a step behind what is here. */
/** @type {Map<string, string[]>} */
const became = new Map(); // stamp of a figure -> the ids it has had, the last one its own
/** @type {Map<string, string>} */
const early = new Map(); // id of a map whose figure is not drawn yet -> what it has become

/**
 * The map `from` has become the map `to`.
 * @param {{ from: string, to: string } | null} change
 */
export function adopt(change) {
  if (!change) return;
  const { from, to } = change, { meta, map } = state().view, ids = meta && map ? became.get(meta.stamp) ?? [map] : [];
  if (!meta || !ids.includes(from)) { early.set(from, to); return; }
  if (map === to) return;
  became.set(meta.stamp, [...ids, to]);
  act("adoptMap", { map: to });
}
/** @param {Readonly<import("../state/view.mjs").Meta>} meta */
function idOf(meta) {
  const next = early.get(meta.map);
  if (!became.has(meta.stamp) && next) {
    became.set(meta.stamp, [meta.map, next]);
    early.delete(meta.map);
  }
  return became.get(meta.stamp)?.at(-1) ?? meta.map;
}

/** @type {{ meta: object | null, graph: object | null }} */
let last = { meta: null, graph: null }; // what was drawn

/* After every drawing of Plotly's. A figure brings a map's style and no points; loading.mjs fetches those. */
function drawn() {
  const meta = figureMeta(), frameOfMap = byId("map-frame"), { view, points } = state();
  if (frameOfMap) frameOfMap.dataset.empty = String(!meta?.map);
  if (!meta?.map) {
    last = { meta: null, graph: null };
    if (view.map !== null) act("closeMap", {});
  } else if (view.map !== idOf(meta) || last.meta !== meta || last.graph !== graph()) {
    last = { meta, graph: graph() };
    act("openMap", { map: idOf(meta), meta });
  } else if (points.n && drawnX() !== points.x) {
    /* Dash drew its figure again, which has no points. */
    setPoints({ ...points, rows: view.rows });
  }
}
listen("attached", drawn);
listen("plotly_afterplot", drawn);

/* A lost WebGL context: scattergl stays blank afterwards whatever is redrawn (plotly.js#8068), so the graph is taken out and put
   back. The server draws it afresh when `map-revive` changes. */
const AGAIN = 1000; // milliseconds in which one loss is told by both of its canvases
let asked = -Infinity;
listen("plotly_webglcontextlost", () => {
  if (performance.now() - asked < AGAIN) return;
  asked = performance.now();
  setProps("map-revive", { data: Date.now() });
});

/**
 * The one place where points reach Plotly. Selection, pin and hover stay with their rows. The arrays are kept, not copied.
 * @param {object} points
 * @param {Float32Array} points.x positions of n rows, in row order
 * @param {Float32Array} points.y
 * @param {Float32Array | null} [points.z]
 * @param {Uint8Array} [points.codes] n colours; left out, they are as they were
 * @param {number} [points.n]
 * @param {number} [points.rows] how many rows the map will have; left out, n
 * @param {Partial<import("../state/view.mjs").Range>} [points.view] a change of the axes' ranges; left out, the view stays
 */
export async function setPoints({ x, y, z = null, codes = state().points.codes, n = x.length, rows = n, view = {} }) {
  const on = graph(), before = markSize(state().view);
  act("placePoints", { x, y, z, n, codes, rows });
  /** @type {import("./plotly.mjs").Change} */
  const change = { x: [x], y: [y] }, now = state().view, size = markSize(now), solid = now.meta?.dims === 3;
  if (size !== before) change["marker.size"] = size;
  if (solid) Object.assign(change, { z: [z] }, solidColours());
  else {
    drawAt(Math.max(window.devicePixelRatio || 1, n <= FINE && !now.coarse ? 2 : 1));
    if (markColour() !== INK) change["marker.color"] = INK;
    holdPaint();
  }
  await update(change, view);
  holdPaint();
  if (on === graph() && state().view.meta === now.meta) act("drewPoints", { n });
}

/**
 * Where a row lies, in page pixels; null where it is not drawn.
 * @param {number} row
 */
export function pointAt(row) {
  const { view: { meta }, points: { x, y, z, n } } = state();
  if (!meta || !(row >= 0 && row < n)) return null;
  if (z) return project([x[row], y[row], z[row]]);
  const f = frame();
  return f ? { x: f.px(x[row]), y: f.py(y[row]) } : null;
}

/** @type {{ x: Float32Array | null, grid: import("./grid.mjs").Grid | null }} */
let gridded = { x: null, grid: null };
/** The grid of the points that are placed; null in 3-D or while there are none. */
export function grid() {
  const { view: { meta }, points: { x, y, n } } = state();
  if (meta?.dims !== 2 || !n) return null;
  if (gridded.x !== x) gridded = { x, grid: makeGrid(x, y) };
  return gridded.grid;
}
/* Made before it is asked for, as a million points take a while; while a layout forms only if it is. */
subscribe(["points"], ({ view }, _, action) => { if (action === "placePoints" && !view.live) grid(); });
