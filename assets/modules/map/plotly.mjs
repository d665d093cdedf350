/* Owns Plotly's insides: all that Imagescape uses of it and that its documentation does not promise. tests/browser/test_plotly.py has
   a test for each of them, which fails when Plotly changes. Where Plotly is not typed, what it gives is `any`; nowhere else. */
import { onElement, tell } from "../page.mjs";

/**
 * The map in the page: its place in page pixels, the ranges of the axes, and the way from data to page pixels and back.
 * @typedef {{ left: number, top: number, width: number, height: number, x0: number, x1: number, y0: number, y1: number,
 *   px: (x: number) => number, py: (y: number) => number, dx: (px: number) => number, dy: (py: number) => number }} Frame
 */
/** @typedef {import("../state/view.mjs").Meta} Meta */
/** @typedef {Record<string, unknown>} Change of a trace or of the layout, as Plotly names its parts */
/**
 * regl-scatter2d: how many points it has; `fill` sets red, green, blue and alpha of the mark and of its border, for all of them.
 * @typedef {{ count: number, fill: (colours: Uint8Array) => void }} Painter
 */

/** @type {any} */
let gd = null; // the graph div now on the page

/* Dash listens too, and at each of these draws the figure again as the server once sent it: an old selection and old marks
   come back, and a million points are drawn twice. Nobody on the server asks for them, so it is not told. */
const UNTOLD = ["click", "hover", "unhover", "selected", "deselect", "relayout", "restyle"].map((name) => "plotly_" + name);

/** @type {Map<string, ((event: any) => void)[]>} */
const wanted = new Map();
/** Be told of an event of Plotly's; `attached` is the coming of a graph. @param {string} name @param {(event: any) => void} call */
export const listen = (name, call) => { wanted.set(name, [...(wanted.get(name) ?? []), call]); };

/** @param {any} found */
function attach(found) {
  const on = found.on.bind(found), ours = new Set();
  gd = found;
  for (const name of UNTOLD) gd.removeAllListeners(name);
  /* A figure of another map may make Plotly begin anew: it then puts back, by this way too, whoever listened. */
  gd.on = (/** @type {string} */ name, /** @type {() => void} */ call) => (UNTOLD.includes(name) && !ours.has(call) ? gd : on(name, call));
  for (const [name, calls] of wanted) {
    const call = (/** @type {any} */ event) => tell(calls, event);
    ours.add(call);
    on(name, call);
  }
  /* The event of the canvas itself does not bubble, but it can be caught on the way down. */
  gd.addEventListener("webglcontextlost", () => tell(wanted.get("plotly_webglcontextlost") ?? [], null), true);
  tell(wanted.get("attached") ?? [], null);
}
onElement("#map .js-plotly-plot", attach);

/* Plotly's 3-D reads its marks back from canvases it never shows; told beforehand, Chromium keeps them where reading is
   quick, and has nothing to warn of. The marks of the map are smooth by their own shader: without smoothing by the drawing
   context too, a million of them are drawn in a quarter of the time where there is no GPU. */
const getContext = /** @type {any} */ (HTMLCanvasElement.prototype.getContext);
HTMLCanvasElement.prototype.getContext = /** @type {any} */ (
  /** @this {HTMLCanvasElement} @param {string} kind @param {object} [options] */
  function (kind, options) {
    const hidden = kind === "2d" && !options && !this.isConnected;
    const marks = kind.includes("webgl") && this.classList.contains("gl-canvas");
    return getContext.call(this, kind, hidden ? { willReadFrequently: true } : marks ? { ...options, antialias: false } : options);
  }
);

/** The graph on the page, to be compared: another one has drawn nothing yet. @returns {object | null} */
export const graph = () => gd;
/** What the server said of the figure that is drawn. @returns {Readonly<Meta> | null} */
export const figureMeta = () => gd?.layout?.meta ?? null;
/** The positions that Plotly draws. @returns {Float32Array | null} */
export const drawnX = () => gd?.data?.[0]?.x ?? null;
/** The size of the drawing, to be compared. */
export function drawnSize() {
  const size = gd?._fullLayout?._size;
  return size ? size.w + "x" + size.h : "";
}
/** A copy is given: what Plotly gets it keeps, and changes as a hand drags. @param {Change} change @returns {Promise<unknown>} */
export const relayout = (change) => window.Plotly.relayout(gd, structuredClone(change));
/** @param {Change} change @returns {Promise<unknown>} */
export const restyle = (change) => window.Plotly.restyle(gd, change, [0]);
/** @param {Change} change @param {Change} layout @returns {Promise<unknown>} */
export const update = (change, layout) => window.Plotly.update(gd, change, structuredClone(layout), [0]);
const onPlane = () => Boolean(figureMeta()?.map) && figureMeta()?.dims === 2;
/** Null in 3-D or while nothing is drawn. @returns {Frame | null} */
export function frame() {
  const full = gd?._fullLayout;
  if (!full?.xaxis || !full._size || !onPlane()) return null;
  const box = gd.getBoundingClientRect(), xa = full.xaxis, ya = full.yaxis;
  const left = box.left + xa._offset, top = box.top + ya._offset, width = xa._length, height = ya._length;
  const [x0, x1] = xa.range, [y0, y1] = ya.range;
  return {
    left, top, width, height, x0, x1, y0, y1,
    px: (x) => left + ((x - x0) / (x1 - x0)) * width,
    py: (y) => top + (1 - (y - y0) / (y1 - y0)) * height,
    dx: (px) => x0 + ((px - left) / width) * (x1 - x0),
    dy: (py) => y0 + (1 - (py - top) / height) * (y1 - y0),
  };
}
/**
 * Show a part of a map on a plane as Plotly does while a hand drags, which is ten times as quick as a relayout; of one scale already.
 * @param {import("../state/view.mjs").Range} part
 */
export function slide(part) {
  const { xaxis, yaxis } = gd._fullLayout, x = part["xaxis.range"], y = part["yaxis.range"];
  for (const [axis, range] of [[xaxis, x], [yaxis, y]]) {
    Object.assign(axis, { range: [...range], _inputRange: [...range] });
    axis._input.range = [...range];
    axis.setScale();
  }
  scene()?.update({ range: [x[0], y[0], x[1], y[1]] });
  scene()?.draw();
}
/**
 * A map in space as its camera sees it: `steps` are the matrices, a column after the other, that take data to clip coordinates, whose
 * last is the distance from the camera. The rest is where on the page that is, and the pixels across a mark of size 1 at distance 1.
 * @typedef {{ steps: number[][], left: number, top: number, width: number, height: number, across: number }} Space
 */
/** @typedef {{ x: number, y: number, z: number }} Place */
/** @typedef {{ eye: Place, center: Place, up: Place }} Camera where it stands, what it looks at, and what is up */
/* Of a mark in space, in Plotly's units: so large is one of size 1, and so large is Plotly's disc of size 1. A cloud that fills a
   frame of 700 pixels has marks as large as those of a plane. */
const UNIT = 1 / 650, DISC = 4 * 0.763;
const scene = () => gd?._fullLayout?._plots?.xy?._scene ?? null;
const space = () => (onPlane() ? null : gd?._fullLayout?.scene?._scene ?? null);

/** The map in space that is drawn; null on a plane or while nothing is. @returns {Space | null} */
export function seenSpace() {
  const inner = space(), seen = inner?.glplot?.cameraParams;
  if (!seen?.view) return null;
  const { left, top, width, height } = inner.glplot.canvas.getBoundingClientRect();
  const model = [...seen.model].map((value, at) => value * (inner.dataScale[at >> 2] ?? 1));
  const across = (UNIT * seen.projection[5] * height) / 2;
  return { steps: [model, [...seen.view], [...seen.projection]], left, top, width, height, across };
}
/** Where a point of a map in space lies on the page. @param {number[]} point x, y, z @returns {{ x: number, y: number } | null} */
export function project(point) {
  const seen = seenSpace();
  if (!seen) return null;
  let v = [...point, 1];
  for (const m of seen.steps) v = [0, 1, 2, 3].map((r) => m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r] * v[3]);
  return { x: seen.left + ((v[0] / v[3] + 1) / 2) * seen.width, y: seen.top + ((1 - v[1] / v[3]) / 2) * seen.height };
}
/** Where the camera of a map in space stands. @returns {Camera | null} */
export const camera = () => space()?.getCamera() ?? null;
/** The camera stands there from the next drawing on. @param {Camera} place */
export const placeCamera = (place) => { gd.layout.scene.camera = place; };
/* The marks of a map in space are as large as their distance makes them, and the nearer hides what is behind it: Plotly draws all in
   one size and half-transparent, in the order of rows. What is under the pointer we know without the picture that it draws for that. */
function hookSpace() {
  for (const trace of Object.values(space()?.traces ?? {})) {
    const points = trace.scatterPlot;
    if (!points || points.imagescape) continue;
    const change = points.update;
    points.update = (/** @type {any} */ given) => {
      const sized = (/** @type {number} */ one) => (one * UNIT) / DISC, { size: asked } = given;
      const size = typeof asked === "number" ? sized(asked) : asked.map(sized);
      change.call(points, { ...given, orthographic: false, opacity: 1, size });
      points.hasAlpha = false; // a colour is there or, with an alpha of 0, is not drawn
    };
    Object.assign(points, { imagescape: true, drawPick: null });
    trace.update(trace.data);
  }
}
listen("plotly_afterplot", hookSpace);
/* What draws the map on paper is to be there before the page is printed, and not before the map. */
listen("plotly_afterplot", () => { if ((drawnX()?.length ?? 0) >= Math.min(2, figureMeta()?.rows || 2)) import("./print.mjs"); });

const regl = () => gd._fullLayout._glcanvas.data()[0].regl;

/** Pixels of the drawing for a pixel of the screen: Plotly's own context was made for one. @param {number} ratio */
export const drawAt = (ratio) => { gd._context.plotGlPixelRatio = ratio; };
/** The points' one colour, to which Plotly paints them. @returns {unknown} */
export const markColour = () => gd.data[0].marker.color;

/**
 * Take hold of how Plotly draws the points of a map on a plane; again and again, as its scene may be another.
 * @param {(painter: Painter) => void} paint is called when Plotly has put its own colours
 * @param {(draw: () => void, there: () => boolean) => void} drawPoints draws them with `draw`, once in a frame and onto a clear canvas;
 *   `there` tells whether that drawing is still the map's
 */
export function hook(paint, drawPoints) {
  const now = scene(), points = now?.scatter2d;
  if (!now || !onPlane()) return;
  if (!now.imagescape) once(now, drawPoints);
  if (!points?.groups || points.imagescape) return;
  const change = points.update;
  change([{ tooManyColors: true }]); // colours themselves in the buffer, not places in a palette
  points.update = (/** @type {any} */ given) => {
    /* Plotly made its drawing context for one pixel a pixel (see CONFIG in components/map/plot.py); of finer ones a mark has more. */
    const fine = gd._context.plotGlPixelRatio;
    const scaled = (/** @type {any} */ one) => (typeof one?.size === "number" ? { ...one, size: one.size * fine } : one);
    const answer = change(Array.isArray(given) ? given.map(scaled) : given);
    /* An update that brings colours makes another list of them. */
    if (points.groups[0] && points.groups[0].color !== points.imagescape.filled) paint(painter(points));
    return answer;
  };
  points.imagescape = { filled: null };
  paint(painter(points));
}
/**
 * Plotly draws two or three times for one change: once in the next frame is enough, onto a clear canvas.
 * @param {any} held
 * @param {(draw: () => void, there: () => boolean) => void} drawPoints
 */
function once(held, drawPoints) {
  const draw = held.draw;
  let waiting = false;
  held.draw = () => {
    held.dirty = false;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      const there = () => held === scene() && Boolean(held.markerOptions);
      if (!there()) return;
      regl().clear({ color: [0, 0, 0, 0], depth: 1 });
      drawPoints(draw, there);
    });
  };
  held.imagescape = true;
}
/** @param {any} points @returns {Painter} */
function painter(points) {
  const group = points.groups[0];
  return {
    count: group?.count ?? 0,
    fill(data) {
      group.colorBuffer({ data, type: "uint8", usage: "dynamic" });
      points.imagescape.filled = group.color = { length: group.count };
    },
  };
}
/** Paint and draw the points, onto a clear canvas. @param {(painter: Painter) => void} paint */
export function repaint(paint) {
  const now = scene();
  if (!now?.scatter2d?.groups) return;
  paint(painter(now.scatter2d));
  now.draw();
}
/**
 * Draw only `count` points from `first` on: regl-scatter2d can only draw all of its `n`, so its last step is cut short.
 * @param {() => void} draw
 * @param {{ first: number, count: number, n: number }} part
 */
export function drawPart(draw, { first, count, n }) {
  const gl = regl()._gl;
  gl.drawArrays = (/** @type {number} */ mode, /** @type {number} */ from, /** @type {number} */ many) => {
    const whole = mode !== gl.POINTS || many !== n;
    Object.getPrototypeOf(gl).drawArrays.call(gl, mode, whole ? from : first, whole ? many : Math.min(count, n - first));
  };
  try {
    draw();
  } finally {
    delete gl.drawArrays;
  }
}
