/* Owns how the points look: their colours, the paleness of those that are not selected, their marks, and which of them are drawn
   while the view moves. Plotly would parse a colour string a point, seconds for a million at every change; and its select2d redraws
   all of them. So its trace has one colour, and after each of its updates the colours are painted from the codes, as bytes. */
import { byId } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { markSize } from "../state/view.mjs";
import { codesOf } from "./fetching.mjs";
import { drawPart, hook, listen, repaint, restyle } from "./plotly.mjs";
import { moving } from "./zoom.mjs";

export const INK = "#888888";
const SAMPLE = 65536; // rows that are drawn while the view moves, and with each frame after

/** @param {string} hex */
export const parsed = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * Red, green, blue, alpha of the mark and of its border, which is none, for all rows; as regl-scatter2d wants them.
 * @param {object} look
 * @param {Uint8Array} look.codes
 * @param {Uint8Array | null} look.chosen a byte a row, 1 where it is selected; null: nothing is
 * @param {string[]} look.palette `#rrggbb` of each code
 * @param {number} look.faint how visible a point is that is not selected, 0 to 1
 * @param {Uint32Array} [into] two numbers a row, to be filled again
 */
export function coloursOf({ codes, chosen, palette, faint }, into = new Uint32Array(2 * codes.length)) {
  const full = new Uint32Array(512), one = new Uint8Array(full.buffer), alpha = Math.round(255 * faint);
  palette.forEach((hex, code) => {
    one.set([...parsed(hex), alpha], 4 * code);
    one.set([...parsed(hex), 255], 4 * (code + 256));
  });
  for (let row = 0; row < codes.length; row++) into[2 * row] = full[codes[row] + (chosen && !chosen[row] ? 0 : 256)];
  return into;
}

/* On the dark sheet a dim colour has a brighter one for it. */
/** @returns {Record<string, string>} */
function brighter() {
  return state().view.dark ? JSON.parse(byId("map-frame")?.dataset.dark ?? "{}") : {};
}

let bytes = new Uint32Array(); // kept, as a million rows take 8 MB
/** @param {import("./plotly.mjs").Painter} painter */
function paint(painter) {
  const { view: { meta, colours }, points: { codes }, selection: { chosen } } = state(), bright = brighter();
  if (!meta || !colours || !painter.count || painter.count !== codes.length) return;
  if (bytes.length !== 2 * codes.length) bytes = new Uint32Array(2 * codes.length);
  const palette = colours.palette.map((hex) => bright[hex] ?? hex);
  painter.fill(new Uint8Array(coloursOf({ codes, chosen, palette, faint: meta.faint }, bytes).buffer));
}

let drawing = 0;
/**
 * Every drawing of the map comes through here. While the view moves a large map shows its first rows, and the others a part a
 * frame once it rests. Rows are shuffled, so the first are a fair sample of all. The others come on top of what is there, in the
 * order of rows: in the end the picture is the one that drawing all at once would have given, and whoever moves on waits for one
 * part at most.
 * @param {() => void} draw
 * @param {() => boolean} there whether it is still the map's drawing
 */
function drawPoints(draw, there) {
  const mine = ++drawing, { n } = state().points, count = sample.rows;
  if (n <= count || !moving()) { draw(); return; }
  drawPart(draw, { first: 0, count, n });
  let first = count;
  const more = () => {
    if (mine !== drawing || n !== state().points.n || !there()) return;
    if (!moving()) {
      drawPart(draw, { first, count, n });
      first += count;
    }
    if (first < n) requestAnimationFrame(more);
  };
  requestAnimationFrame(more);
}
const sample = { rows: SAMPLE };
/** Draw other numbers of rows while the view moves: for tests and benchmarks. @param {number} rows */
export const drawWhileMoving = (rows) => { sample.rows = rows; };

/** Paint from now on what Plotly draws: after each change of the figure, as its drawing may be another. */
export const holdPaint = () => hook(paint, drawPoints);
/** Draw all points with the colours they have now. */
export const paintAnew = () => repaint(paint);
listen("plotly_afterplot", holdPaint);

/* In 3-D Plotly paints, from the same codes. */
export function solidColours() {
  const { view: { colours }, points: { codes } } = state(), bright = brighter();
  const scale = colours?.colorscale.map(([at, hex]) => [at, bright[hex] ?? hex]);
  return { "marker.color": [codes], "marker.colorscale": [scale], "marker.cmin": colours?.cmin, "marker.cmax": colours?.cmax };
}
async function recolour() {
  if (state().points.z) await restyle(solidColours());
  else paintAnew();
}

/**
 * What Dash hands over when the colour is another: `Recolouring` of components/map/colour.py.
 * @typedef {{ map: string, mode: string, colours: import("../state/view.mjs").Palette, parts: number[] }} Recolouring
 */
/**
 * Paint the map in other colours: a new figure, and a Patch of one too, would bring back the view the figure once came with.
 * @param {Recolouring | null} sent Dash's own state (plotly/dash#1819): it is copied
 * @param {() => Promise<void>} loaded resolves when the points are there
 */
export async function paintBy(sent, loaded) {
  if (!sent || sent.map !== state().view.map) return;
  const { map, mode, colours, parts } = structuredClone(sent);
  act("chooseColour", { mode });
  await loaded();
  const { view } = state();
  if (view.map !== map) return;
  /* While it forms its layout brings the colours. */
  if (view.live && view.meta?.dims === 2) { act("forgetLayout", {}); return; }
  const wanted = () => state().view.map === map && state().view.mode === mode;
  const all = await Promise.all(parts.map((_, part) => codesOf(map, { mode, edition: colours.edition }, part, wanted)));
  const codes = new Uint8Array(parts[parts.length - 1]);
  all.forEach((some, part) => codes.set(some ?? [], part ? parts[part - 1] : 0));
  if (!wanted() || all.includes(null)) return;
  act("paintPoints", { codes: codes.subarray(0, state().points.n), colours, mode });
}

/** @type {import("../state/view.mjs").Marks} */
let marked = "dots"; // what the figure has
/** @param {import("../state/view.mjs").View} view */
function mark(view) {
  const { meta, marks } = view;
  if (!meta || !view.ready || marks === marked) return;
  marked = marks;
  const { symbol, opacity } = meta.marks[marks];
  restyle({ "marker.symbol": symbol, "marker.opacity": opacity, "marker.size": markSize(view) });
}

subscribe(["view", "points", "selection"], ({ view, points, selection }, before, action) => {
  if (action === "openMap") marked = "dots";
  mark(view);
  if (action === "paintPoints" || (view.dark !== before.view.dark && view.ready && points.n)) recolour();
  /* The numbers are told at once, and painted a frame later: without a GPU a million marks take their time. */
  if (selection.chosen !== before.selection.chosen && view.map !== null) requestAnimationFrame(() => setTimeout(paintAnew));
});

const sheet = () => act("darken", { dark: document.documentElement.dataset.mantineColorScheme === "dark" });
new MutationObserver(sheet).observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
sheet();
