/* Owns the map on paper: while the page is printed, a picture of the part in view stands where the map does, drawn here point by point.
   The canvas of the GPU prints as half a map, and at the screen's fineness. Colours are those of a light sheet, as paper is. */
import { byId } from "../page.mjs";
import { state } from "../state/store.mjs";
import { markSize, pointMarks } from "../state/view.mjs";
import { drawnPrints } from "./overlay.mjs";
import { coloursOf, OUTSIDE } from "./paint.mjs";
import { drawPictures } from "./pictures.mjs";
import { frame, seenSpace } from "./plotly.mjs";
import { projected } from "./space.mjs";

const WIDTH = 2000, HEIGHT = 1300; // pixels, at most
const RIM = 3, LINE = "#c8ccd2"; // of a thumbnail: its white rim in pixels of the screen, and the line around that

/**
 * Where marks are drawn and how large: places and radii of all rows in pixels, and their order, the topmost last.
 * @typedef {object} Marks
 * @property {ArrayLike<number>} x
 * @property {ArrayLike<number>} y
 * @property {(row: number) => number} radius 0 where there is nothing to draw
 * @property {Uint32Array | null} order null: the order of rows
 * @property {boolean} square
 */
/**
 * Put marks onto a sheet, each over those before it; their edges are smooth.
 * @param {{ data: Uint8ClampedArray, width: number, height: number }} sheet red, green, blue, alpha; opaque
 * @param {Marks} marks
 * @param {Uint8Array} colours eight numbers a row, of which the first four are its colour, as regl-scatter2d has them
 * @param {number} opacity 0 to 1
 */
export function drawMarks({ data, width, height }, { x, y, radius, order, square }, colours, opacity) {
  for (let at = 0; at < x.length; at++) {
    const row = order ? order[at] : at, r = radius(row), seen = (opacity * colours[8 * row + 3]) / 255;
    /* A pixel's middle lies half a pixel off its edge. */
    const cx = x[row] - 0.5, cy = y[row] - 0.5, reach = r + 0.5;
    if (!r || !seen) continue;
    const left = Math.max(0, Math.ceil(cx - reach)), right = Math.min(width - 1, Math.floor(cx + reach));
    const top = Math.max(0, Math.ceil(cy - reach)), foot = Math.min(height - 1, Math.floor(cy + reach));
    const red = colours[8 * row], green = colours[8 * row + 1], blue = colours[8 * row + 2];
    for (let py = top; py <= foot; py++) {
      for (let px = left; px <= right; px++) {
        const dx = Math.abs(px - cx), dy = Math.abs(py - cy);
        const inside = reach - (square ? Math.max(dx, dy) : Math.sqrt(dx * dx + dy * dy));
        if (inside <= 0) continue;
        const share = inside < 1 ? seen * inside : seen, i = 4 * (py * width + px);
        data[i] += (red - data[i]) * share;
        data[i + 1] += (green - data[i + 1]) * share;
        data[i + 2] += (blue - data[i + 2]) * share;
      }
    }
  }
}
/** The farthest first. @param {Float32Array} far */
export function fromFar(far) {
  return Uint32Array.from(far.keys()).sort((a, b) => far[b] - far[a]);
}

/**
 * The marks of a map on a plane, on a sheet `scale` times as large as the frame.
 * @param {import("./plotly.mjs").Frame} f
 * @param {number} scale
 * @returns {Omit<Marks, "square">}
 */
function onPlane({ x0, x1, y0, y1, width, height }, scale) {
  const { points: { x, y }, view } = state(), r = (markSize(view) * scale) / 2;
  const kx = (width * scale) / (x1 - x0), ky = (height * scale) / (y1 - y0);
  return { x: x.map((value) => (value - x0) * kx), y: y.map((value) => (y1 - value) * ky), radius: () => r, order: null };
}
/**
 * The same of a map in space.
 * @param {import("./plotly.mjs").Space} seen
 * @param {number} scale
 * @returns {Omit<Marks, "square">}
 */
function inSpace(seen, scale) {
  const { points: { x, y, z }, view } = state(), r = (seen.across * markSize(view) * scale) / 2;
  const sheet = { ...seen, left: 0, top: 0, width: seen.width * scale, height: seen.height * scale };
  const { px, py, far } = projected({ x, y, z: z ?? new Float32Array(x.length) }, sheet);
  return { x: px, y: py, radius: (row) => (far[row] ? r / far[row] : 0), order: fromFar(far) };
}
/** The colours of all rows on paper. */
function colours() {
  const { view: { meta, colours: mode }, points: { codes }, selection: { bits: chosen }, filter: { kept, hide } } = state();
  const look = { codes, palette: mode?.palette ?? [], faint: meta?.faint ?? 1, out: hide ? [0, 0, 0, 0] : OUTSIDE.light, chosen, kept };
  return new Uint8Array(coloursOf(look).buffer);
}
/**
 * The thumbnails that lie on the map, as they lie there; each is taken from the layer that shows them.
 * @param {CanvasRenderingContext2D} pen
 * @param {import("./plotly.mjs").Frame} f
 * @param {number} scale
 */
function drawPrints(pen, f, scale) {
  const layer = byId("overlay"), { x, y } = state().points;
  if (!(layer instanceof HTMLCanvasElement)) return;
  const box = layer.getBoundingClientRect(), fine = layer.width / box.width;
  for (const [row, [w, h]] of drawnPrints()) {
    const left = f.px(x[row]) - w / 2, top = f.py(y[row]) - h / 2;
    const place = /** @type {const} */ ([(left - f.left) * scale, (top - f.top) * scale, w * scale, h * scale]);
    pen.fillStyle = "#ffffff"; pen.strokeStyle = LINE;
    pen.fillRect(...place); pen.strokeRect(...place);
    const wide = w - 2 * RIM, high = h - 2 * RIM, from = [left - box.left + RIM, top - box.top + RIM, wide, high].map((v) => v * fine);
    const to = [place[0] + RIM * scale, place[1] + RIM * scale, wide * scale, high * scale];
    pen.drawImage(layer, from[0], from[1], from[2], from[3], to[0], to[1], to[2], to[3]);
  }
}

/** The part of the map in view, on white. @returns {HTMLCanvasElement | null} */
function picture() {
  const f = frame(), seen = f ? null : seenSpace(), box = f ?? seen, { view } = state(), { meta } = view;
  if (!box || !meta || !view.ready) return null;
  const scale = Math.min(WIDTH / box.width, HEIGHT / box.height), made = document.createElement("canvas");
  Object.assign(made, { id: "print-map", width: Math.round(box.width * scale), height: Math.round(box.height * scale) });
  const pen = made.getContext("2d");
  if (!pen) return null;
  const sheet = pen.createImageData(made.width, made.height), marks = meta.marks[pointMarks(view.marks)];
  sheet.data.fill(255);
  const placed = f ? onPlane(f, scale) : seen && inSpace(seen, scale);
  if (placed) drawMarks(sheet, { ...placed, square: marks.symbol === "square" }, colours(), f ? marks.opacity : 1);
  pen.putImageData(sheet, 0, 0);
  if (f) drawPrints(pen, f, scale);
  if (f) drawPictures(pen, { f, scale, left: f.left, top: f.top, ground: "white", ink: "#171a1f", dark: false });
  return made;
}
function takeAway() {
  byId("print-map")?.remove();
  delete document.documentElement.dataset.printing;
}
window.addEventListener("beforeprint", () => {
  takeAway();
  const made = picture();
  if (!made) return;
  byId("map-frame")?.append(made);
  document.documentElement.dataset.printing = "true";
});
window.addEventListener("afterprint", takeAway);
