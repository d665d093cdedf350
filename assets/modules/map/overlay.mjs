/* Owns what lies above the map: rings around the hovered and the pinned, the line that selects, thumbnails when near. The rings are
   elements: to move one costs nothing, where a canvas of the map's size would be painted and composed anew at each hover. */
import { onElement } from "../page.mjs";
import { timesOf } from "../state/copies.mjs";
import { state, subscribe } from "../state/store.mjs";
import { grid, pointAt } from "./figure.mjs";
import { inBox } from "./grid.mjs";
import { drawnPictures } from "./pictures.mjs";
import { frame, listen } from "./plotly.mjs";
import { moving, onMove } from "./zoom.mjs";

/** @typedef {import("./plotly.mjs").Frame} Frame */
const NEAR = 140, HELD = 400; // points in view below which thumbnails are drawn; thumbnails held
const REST = 120, LATER = 160; // milliseconds after which a view rests; after which it is drawn again, as it rests by then
/** @type {Map<string, HTMLImageElement>} */
const thumbs = new Map(); // the least recently used first
/** @type {{ hovered: HTMLElement, pinned: HTMLElement } | null} */
let rings = null;
/** @type {HTMLCanvasElement | null} */
let canvas = null;
let scheduled = false, blank = true;
/** @type {Map<number, [width: number, height: number]>} */
let prints = new Map();
/** The thumbnails that are drawn, the topmost last: row -> its size in pixels. */
export const drawnPrints = () => prints;

onElement("#map-frame", (element) => {
  canvas = document.createElement("canvas");
  canvas.id = "overlay";
  element.append(canvas);
  const ring = (/** @type {string} */ name) => {
    const made = document.createElement("div");
    made.className = "ring ring-" + name;
    made.hidden = true;
    element.append(made);
    return made;
  };
  rings = { hovered: ring("hovered"), pinned: ring("pinned") };
  new ResizeObserver(schedule).observe(element);
});
function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => { scheduled = false; draw(); });
}

/** A canvas does not know light-dark(): an element resolves it. @param {HTMLCanvasElement} on @param {string} name */
function colour(on, name) {
  on.style.color = "var(" + name + ")";
  return getComputedStyle(on).color;
}

/** @param {number} row */
function thumb(row) {
  const key = state().view.map + "/" + row;
  let image = thumbs.get(key);
  if (image) thumbs.delete(key);
  else {
    image = new Image();
    image.onload = schedule;
    image.src = "/thumb/" + key;
  }
  thumbs.set(key, image);
  if (thumbs.size > HELD) thumbs.delete([...thumbs.keys()][0]);
  return image.complete && image.naturalWidth ? image : null;
}

/**
 * The rows to draw as pictures. Only once the view rests: a wheel zoom passes through hundreds of views and would ask for all of theirs.
 * @param {Frame} f
 */
function near(f) {
  const cells = grid(), { view: { rows, meta, marks }, filter: { kept } } = state(), few = meta?.few ?? 0;
  if (!cells || marks !== "polaroid" || moving(REST)) return null;
  const seen = inBox(cells, Math.min(f.x0, f.x1), Math.max(f.x0, f.x1), Math.min(f.y0, f.y1), Math.max(f.y0, f.y1), NEAR + 1, kept);
  return seen.length === 0 || seen.length > NEAR || (seen.length === rows && rows > few) ? null : seen;
}
/**
 * @param {CanvasRenderingContext2D} pen
 * @param {{ f: Frame, box: DOMRect, seen: number[], sheet: string }} where
 */
function drawPrints(pen, { f, box, seen, sheet }) {
  const { points: { x, y }, focus: { hovered, pinned } } = state();
  const side = Math.max(44, Math.min(104, Math.sqrt((f.width * f.height) / seen.length) * 0.5));
  const height = (/** @type {number} */ row) => (row === hovered ? 2 : row === pinned ? 1 : 0);
  for (const row of [...seen].sort((a, b) => height(a) - height(b))) {
    const image = thumb(row);
    if (!image) continue;
    const scale = side / Math.max(image.naturalWidth, image.naturalHeight);
    const w = image.naturalWidth * scale, h = image.naturalHeight * scale;
    const left = f.px(x[row]) - box.left - w / 2, top = f.py(y[row]) - box.top - h / 2;
    pen.fillStyle = sheet;
    pen.shadowColor = "rgba(0,0,0,.35)"; pen.shadowBlur = 6; pen.shadowOffsetY = 2;
    pen.fillRect(left - 3, top - 3, w + 6, h + 6);
    pen.shadowColor = "transparent";
    pen.drawImage(image, left, top, w, h);
    prints.set(row, [w + 6, h + 6]);
  }
}

/**
 * @param {HTMLElement} element
 * @param {number | null} row
 * @param {DOMRect} box
 */
function ring(element, row, box) {
  const p = row === null || !state().view.ready ? null : pointAt(row);
  const size = row === null ? undefined : drawnPictures().get(row);
  const times = p && row !== null ? timesOf(state().copies, row) : 1;
  element.hidden = !p;
  if (times > 1) element.dataset.copies = `${times.toLocaleString("en")} here`;
  else delete element.dataset.copies;
  /* Around a picture it is a frame. */
  element.classList.toggle("ring-picture", Boolean(size));
  Object.assign(element.style, { width: size ? size[0] + "px" : "", height: size ? size[1] + "px" : "" });
  if (p) element.style.transform = `translate(${p.x - box.left}px,${p.y - box.top}px)`;
}

const END = 3, APART = 28; // pixels: radius of the end of a line; how long one is at least
/**
 * Faint lines from the picture that is shown to those that are most alike: what the layout tore apart is seen.
 * @param {CanvasRenderingContext2D} pen
 * @param {{ f: Frame, box: DOMRect, stroke: string }} where
 */
function drawAlike(pen, { f, box, stroke }) {
  const { points: { x, y, n }, focus: { shown }, results: { of, rows } } = state();
  if (shown === null || of !== shown || shown >= n) return;
  const from = [f.px(x[shown]) - box.left, f.py(y[shown]) - box.top];
  pen.strokeStyle = pen.fillStyle = stroke;
  pen.lineWidth = 1;
  for (const row of rows) {
    if (row >= n) continue;
    const to = [f.px(x[row]) - box.left, f.py(y[row]) - box.top];
    if (Math.hypot(to[0] - from[0], to[1] - from[1]) < APART) continue;
    pen.globalAlpha = 0.45;
    pen.beginPath(); pen.moveTo(from[0], from[1]); pen.lineTo(to[0], to[1]); pen.stroke();
    pen.globalAlpha = 0.9;
    pen.beginPath(); pen.arc(to[0], to[1], END, 0, 2 * Math.PI); pen.fill();
  }
  pen.globalAlpha = 1;
}
const ADDED = "new", RING = 7, MOST_RINGS = 3000; // services/facts/new.py; pixels; rings that are drawn at most
/**
 * Rings around the points that were added last, while the map is coloured by that: among thousands they are specks.
 * @param {CanvasRenderingContext2D} pen
 * @param {{ f: Frame, box: DOMRect, stroke: string }} where
 */
function drawAdded(pen, { f, box, stroke }) {
  const { points: { x, y, n }, facets: { of } } = state(), facet = of[ADDED], before = facet ? facet.name.length - 1 : 0;
  pen.strokeStyle = stroke;
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (let row = 0; facet && row < n; row++) {
    if (facet.rows[row] === before) continue;
    const px = f.px(x[row]) - box.left, py = f.py(y[row]) - box.top;
    pen.moveTo(px + RING, py);
    pen.arc(px, py, RING, 0, 2 * Math.PI);
  }
  pen.stroke();
}
/** Whether there are such rings to draw. */
function addedShown() {
  const { view: { painted }, facets: { of } } = state(), facet = of[ADDED];
  return painted === ADDED && facet !== undefined && facet.own.slice(0, -1).reduce((sum, own) => sum + own, 0) <= MOST_RINGS;
}
/** Whether there are such lines to draw. */
function alikeShown() {
  const { focus: { shown }, results: { of, rows } } = state();
  return shown !== null && of === shown && rows.length > 0;
}

/**
 * The lasso or box being drawn.
 * @param {CanvasRenderingContext2D} pen
 * @param {DOMRect} box
 * @param {readonly [x: number, y: number][]} line in page pixels
 * @param {string} stroke
 */
function outline(pen, box, line, stroke) {
  pen.beginPath();
  for (const [x, y] of line) pen.lineTo(x - box.left, y - box.top);
  pen.closePath();
  pen.setLineDash([5, 4]);
  pen.lineWidth = 1.5;
  pen.strokeStyle = stroke;
  pen.stroke();
  pen.setLineDash([]);
}

function draw() {
  if (!canvas || !rings) return;
  const { view, focus, selection: { line } } = state();
  const box = canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
  ring(rings.hovered, focus.hovered, box);
  ring(rings.pinned, focus.pinned, box);
  const f = view.ready ? frame() : null, seen = f && near(f);
  const alike = f !== null && alikeShown(), added = f !== null && addedShown();
  prints = new Map();
  if (!seen && !line && !alike && !added && blank) return;
  const width = Math.round(box.width * ratio), height = Math.round(box.height * ratio);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, box.width, box.height);
  blank = !seen && !line && !alike && !added;
  if (f && seen) drawPrints(pen, { f, box, seen, sheet: colour(canvas, "--sheet") });
  if (f && added) drawAdded(pen, { f, box, stroke: colour(canvas, "--ink") });
  if (f && alike) drawAlike(pen, { f, box, stroke: colour(canvas, "--accent") });
  if (line) outline(pen, box, line, colour(canvas, "--ink"));
}

subscribe(["view", "points", "focus", "selection", "filter", "results", "facets"], schedule);
listen("attached", schedule);
function scheduleTwice() {
  schedule();
  setTimeout(schedule, LATER);
}
listen("plotly_afterplot", scheduleTwice);
onMove(scheduleTwice);
