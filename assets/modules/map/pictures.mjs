/* Owns the pictures on the map: which rows are shown as pictures, on a canvas of their own between the points and the rings. Points that
   have no room lie behind them as dots. */
import { onElement } from "../page.mjs";
import { timesOf } from "../state/copies.mjs";
import { has } from "../state/rowset.mjs";
import { state, subscribe } from "../state/store.mjs";
import { grid } from "./figure.mjs";
import { rowsIn } from "./grid.mjs";
import { dotColours, standingNow, standingOf } from "./paint.mjs";
import { GAP, inOrder, place, sideFor } from "./room.mjs";
import { frame, listen } from "./plotly.mjs";
import { drawOutlines, putNames } from "./regions.mjs";
import { levels, onSprites, spriteOf, wantSprites } from "./sprites.mjs";
import { moving, onMove, wholeView } from "./zoom.mjs";

/** @typedef {import("./plotly.mjs").Frame} Frame */
const FRAME = 1.5; // pixels of the colour around a picture
const ENLARGED = 3; // times that a small picture is enlarged at most
const FINER = 1.2; // times as large as on a sheet, from which a picture is fetched by itself
const CELL = 40, WIDEST = 160; // pixels of a cell of the grid from which each has its picture; of a picture there
const SMALL = { pictures: 5000, cell: 12 }; // of so few, which are on a dozen sheets, from smaller cells on
const APART = 0.999; // of a cell that a picture has for itself: cells side by side must not touch by rounding
const REST = 100; // milliseconds after which a view rests
const MANY = 60000; // rows in view up to which room is found anew while the view moves
const OFTEN = 150; // milliseconds between two questions for pictures while the view moves
const PALE = 0.3, LEAST = 6; // opacity of a picture that does not stand out; pixels across the narrowest

/** @type {HTMLCanvasElement | null} */
let canvas = null;
/** @type {number[]} */
let shown = [];
/** @type {import("./room.mjs").Box[]} */
let taken = []; // by names
let scheduled = false, blank = true, resting = 0, asked = -Infinity;
/** @type {Map<number, [width: number, height: number]>} */
let drawn = new Map();
/** The rows that are drawn as pictures, and the size of each in pixels. */
export const drawnPictures = () => drawn;
/** The rows that have room for a picture, those whose picture is still on its way among them; for tests. */
export const shownPictures = () => ({ rows: shown, side: side + GAP, still: !moving(REST) && !scheduled });

onElement("#map-frame", (element) => {
  canvas = document.createElement("canvas");
  canvas.id = "pictures";
  element.append(canvas);
  new ResizeObserver(schedule).observe(element);
});
function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => { scheduled = false; draw(); });
}
/** Whether the map shows pictures. */
export function showing() {
  const { ready, meta, marks } = state().view;
  return ready && meta?.dims === 2 && marks === "pictures";
}

/* The whole map's width in data units: how near the view is, is measured by it. */
/** @type {{ x: Float32Array | null, wide: number, high: number }} */
let whole = { x: null, wide: 1, high: 1 };
/** How many times as near as the whole map the view is. @param {Frame} f */
function zoomOf(f) {
  const { x } = state().points;
  if (whole.x !== x) {
    const { "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] } = wholeView();
    whole = { x, wide: x1 - x0, high: y1 - y0 };
  }
  return (Math.abs(f.x1 - f.x0) && f.width / Math.abs(f.x1 - f.x0)) / Math.min(f.width / whole.wide, f.height / whole.high);
}

/** Pixels across a picture: on the grid as many as its cell has, once that is enough. @param {Frame} f @param {number} zoom */
function sideNow(f, zoom) {
  const { points: { n }, view: { layout } } = state(), cell = f.width / Math.abs(f.x1 - f.x0);
  const least = n <= SMALL.pictures ? SMALL.cell : CELL;
  return layout === "grid" && cell >= least ? Math.min(APART * cell - GAP, WIDEST) : sideFor({ n, width: f.width, height: f.height, zoom });
}
/** @param {Frame} f @param {boolean} firm @returns {import("./room.mjs").Sheet} */
function sheetOf({ x0, x1, y0, y1, width, height }, firm) {
  const { points: { x, y }, filter: { kept } } = state(), ax = width / (x1 - x0), ay = -height / (y1 - y0);
  return { x, y, ax, bx: -ax * x0, ay, by: -ay * y1, width, height, side: side + GAP, taken, firm, kept };
}
/**
 * Those that are selected before the others: who selects means to see them.
 * @template {ArrayLike<number>} R
 * @param {R} rows
 * @returns {R | number[]}
 */
function selectedFirst(rows) {
  const { bits } = state().selection, first = /** @type {number[]} */ ([]), others = /** @type {number[]} */ ([]);
  if (!bits) return rows;
  for (let at = 0; at < rows.length; at++) (has(bits, rows[at]) ? first : others).push(rows[at]);
  return [...first, ...others];
}
/**
 * The rows in view, the most important first.
 * @param {Frame} f
 */
function candidates(f) {
  const cells = grid(), { n } = state().points, order = levels();
  if (!cells) return null;
  const found = rowsIn(cells, Math.min(f.x0, f.x1), Math.max(f.x0, f.x1), Math.min(f.y0, f.y1), Math.max(f.y0, f.y1));
  return selectedFirst(found.length > n / 4 && order ? order.order : inOrder(found, order));
}

let near = 0; // the zoom as it was drawn last
/** Find room for the pictures of this view. @param {Frame} f @param {{ still: boolean, zoom: number }} how */
function find(f, { still, zoom }) {
  /* Whoever goes nearer keeps what was shown; from farther away names come first. */
  const firm = zoom > near * 0.9999, sheet = sheetOf(f, firm);
  near = zoom;
  const few = still || state().points.n <= MANY;
  shown = place(sheet, selectedFirst(shown), (few && candidates(f)) || []);
}

const BADGE = { height: 15, room: 5, type: 11 }; // pixels
/**
 * How many times a file is here, on the corner of its picture at the upper right.
 * @param {CanvasRenderingContext2D} pen
 * @param {{ x: number, y: number, scale: number, ink: string, ground: string }} corner and colours
 * @param {number} times
 */
function badge(pen, { x, y, scale, ink, ground }, times) {
  const text = `${times}×`, high = BADGE.height * scale;
  pen.font = `600 ${BADGE.type * scale}px system-ui, sans-serif`;
  const wide = Math.max(high, pen.measureText(text).width + 2 * BADGE.room * scale), left = x - wide + high / 3, top = y - high / 3;
  pen.beginPath();
  pen.roundRect(left, top, wide, high, high / 2);
  pen.fillStyle = ink;
  pen.fill();
  pen.fillStyle = ground;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, left + wide / 2, top + high / 2 + scale / 2);
}

let side = 0; // pixels across a picture as it was drawn last
/**
 * Draw the pictures that are shown, and say which; on the map, or `scale` times as large on a sheet of paper.
 * @param {CanvasRenderingContext2D} pen
 * @param {{ f: Frame, left: number, top: number, ground: string, ink: string, scale?: number, dark?: boolean }} on the frame, where on the
 *   page the sheet begins, its colour and that of what is written on it
 */
export function drawPictures(pen, { f, left, top, ground, ink, scale = 1, dark }) {
  const { points: { x, y } } = state(), colours = dotColours(dark), stands = standingNow();
  const ratio = scale === 1 ? window.devicePixelRatio || 1 : scale;
  const finely = /** @type {number[]} */ ([]), out = /** @type {Map<number, [number, number]>} */ (new Map());
  /* On whole pixels of the screen: else a picture's edges shimmer while the map moves. */
  const whole = (/** @type {number} */ value) => Math.round(value * ratio) / ratio;
  for (const row of shown) {
    const sprite = spriteOf(row);
    if (!sprite) continue;
    const own = Math.max(sprite.width, sprite.height), factor = Math.min(side / own, sprite.own ? ENLARGED : Infinity);
    if (!sprite.own && side * ratio > FINER * own) finely.push(row);
    const w = Math.max(LEAST, whole(sprite.width * factor)), h = Math.max(LEAST, whole(sprite.height * factor));
    const px = whole(f.px(x[row]) - left - w / 2), py = whole(f.py(y[row]) - top - h / 2);
    const fill = (/** @type {string} */ colour) => {
      pen.fillStyle = colour;
      pen.fillRect((px - FRAME) * scale, (py - FRAME) * scale, (w + 2 * FRAME) * scale, (h + 2 * FRAME) * scale);
    };
    fill(colours(row));
    pen.drawImage(sprite.image, sprite.x, sprite.y, sprite.width, sprite.height, px * scale, py * scale, w * scale, h * scale);
    const pale = standingOf(stands, row);
    if (pale) {
      /* The ground over it: through a pale picture no dots are seen, and not the frame's colour. */
      pen.globalAlpha = 1 - PALE;
      fill(ground);
      pen.globalAlpha = 1;
    }
    const times = timesOf(state().copies, row);
    if (times > 1 && !pale) badge(pen, { x: (px + w + FRAME) * scale, y: (py - FRAME) * scale, scale, ink, ground }, times);
    out.set(row, [w + 2 * FRAME, h + 2 * FRAME]);
  }
  return { out, finely };
}

/** A canvas does not know light-dark(): the element resolves it, of text and, as that of an outline it has not, of the ground. */
const resolved = (/** @type {HTMLElement} */ on) => {
  const { color, outlineColor } = getComputedStyle(on);
  return { ink: color, ground: outlineColor };
};
/** The pictures that are shown, as they lie now. @param {Frame} f @returns {import("./room.mjs").Box[]} */
function boxes(f) {
  const { x, y } = state().points, half = side / 2;
  return shown.map((row) => {
    const px = f.px(x[row]) - f.left, py = f.py(y[row]) - f.top;
    return { left: px - half, top: py - half, right: px + half, bottom: py + half };
  });
}

function draw() {
  if (!canvas) return;
  const { view } = state(), f = view.ready && view.meta?.dims === 2 ? frame() : null, pictures = showing();
  const width = canvas.clientWidth, height = canvas.clientHeight, ratio = window.devicePixelRatio || 1;
  if (!pictures) { shown = []; drawn = new Map(); }
  if (!f || !width) putNames(null, 1, []);
  if ((!f || !width) && blank) return;
  const size = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
  if (canvas.width !== size.width || canvas.height !== size.height) Object.assign(canvas, size);
  const pen = canvas.getContext("2d");
  if (!pen) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, width, height);
  blank = !f;
  if (!f) return;
  const still = !moving(REST), zoom = zoomOf(f), { ink, ground } = resolved(canvas), { left, top } = canvas.getBoundingClientRect();
  side = sideNow(f, zoom);
  /* Names before pictures that come, and after those that are there: who is shown stays shown. */
  taken = putNames(f, zoom, boxes(f));
  drawOutlines(pen, { f, zoom, left, top, ink });
  if (pictures) {
    find(f, { still, zoom });
    const { out, finely } = drawPictures(pen, { f, left, top, ground, ink });
    drawn = out;
    ask(finely, still);
  }
  if (still) return;
  clearTimeout(resting);
  resting = window.setTimeout(schedule, REST);
}
/**
 * While the view moves pictures are asked for now and then; when it rests, all that are missing.
 * @param {number[]} finely
 * @param {boolean} still
 */
function ask(finely, still) {
  if (!still && performance.now() - asked < OFTEN) return;
  asked = performance.now();
  wantSprites(shown, still ? finely : [], state().view.layout === "grid");
}

onSprites(schedule);
onMove(schedule);
listen("plotly_afterplot", schedule);
subscribe(["view", "points", "selection", "filter", "regions", "copies"], ({ view, points, filter, selection }, before, action) => {
  /* Those that are selected come before those that are shown. */
  if (selection.bits !== before.selection.bits) shown = [];
  if (view.map !== before.view.map && action !== "adoptMap") shown = [];
  /* Names come first where all of them come at once. */
  if (action === "bringRegions" || action === "fitMap") shown = [];
  /* Those that a filter left stand back again where it goes: the map looks as it did. */
  if (before.filter.kept && (!filter.kept || filter.count > before.filter.count)) shown = [];
  /* Of a layout that moves each picture goes where its point goes; what has no room then gives way. */
  if (points.codes.length < before.points.codes.length) shown = [];
  schedule();
});
