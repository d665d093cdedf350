/* Owns how the points look: their colours, the paleness of those that are not selected, lit or kept, their marks, and which of them
   are drawn while the view moves. Plotly would parse a colour string a point, seconds for a million at every change; and its select2d
   redraws all of them. So its trace has one colour, and after each of its updates the colours are painted from the codes, as bytes. */
import { byId } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { has } from "../state/rowset.mjs";
import { markSize, pointMarks } from "../state/view.mjs";
import { codesOf } from "./fetching.mjs";
import { drawPart, hook, listen, repaint, restyle } from "./plotly.mjs";
import { SAMPLE, rowsWhileMoving } from "./pace.mjs";
import { moving } from "./zoom.mjs";

export const INK = "#888888";
const BEHIND = 0.55; // how visible a dot is behind pictures, 0 to 1

/** @param {string} hex */
export const parsed = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

/**
 * The rows of a value of a facet, which lie side by side: from `first` to before `last`.
 * @typedef {{ rows: ArrayLike<number>, first: number, last: number }} Range
 */
/** @typedef {import("../state/rowset.mjs").Bits} Bits */
/**
 * What makes rows stand out: those that are out of the filter are pale, those that are not selected or lit are faint.
 * @typedef {object} Standing
 * @property {Bits | null} chosen the rows that are selected; null: none is
 * @property {Uint8Array | null} [kept] a byte a row, 1 where the filter keeps it; null: all
 * @property {Range | Bits | null} [lit] the rows under the pointer in a facet; while there are any, the selection waits
 */
const FULL = 0, FAINT = 1, OUT = 2;
/**
 * How a row stands.
 * @param {Standing} standing
 * @param {number} row
 */
export function standingOf({ chosen, kept = null, lit = null }, row) {
  if (kept && !kept[row]) return OUT;
  if (lit instanceof Uint32Array) return has(lit, row) ? FULL : FAINT;
  if (lit) return lit.rows[row] >= lit.first && lit.rows[row] < lit.last ? FULL : FAINT;
  return chosen && !has(chosen, row) ? FAINT : FULL;
}
/**
 * Red, green, blue, alpha of the mark and of its border, which is none, for all rows; as regl-scatter2d wants them.
 * @param {Standing & { codes: Uint8Array, palette: string[], faint: number, full?: number, out?: number[] }} look `palette` has
 *   `#rrggbb` of each code; `full` is how visible a point is that stands out, 0 to 1, `faint` one that does not; `out` red, green, blue,
 *   alpha of one that is out
 * @param {Uint32Array} [into] two numbers a row, to be filled again
 */
export function coloursOf({ codes, palette, faint, full = 1, out = [0, 0, 0, 0], ...standing }, into = new Uint32Array(2 * codes.length)) {
  const table = new Uint32Array(768), one = new Uint8Array(table.buffer), alpha = Math.round(255 * faint);
  const seen = Math.round(255 * full);
  palette.forEach((hex, code) => {
    one.set([...parsed(hex), seen], 4 * code);
    one.set([...parsed(hex), alpha], 4 * (code + 256));
    one.set(out, 4 * (code + 512));
  });
  for (let row = 0; row < codes.length; row++) into[2 * row] = table[codes[row] + 256 * standingOf(standing, row)];
  return into;
}

/** How the rows stand now. @returns {Standing} */
export function standingNow() {
  const { selection: { bits: chosen }, filter: { kept, lit }, facets } = state(), of = lit && facets.of[lit.facet];
  const set = lit?.set && facets.sets.find(({ id }) => id === lit.set);
  if (set) return { chosen, kept, lit: set.bits };
  return { chosen, kept, lit: of ? { rows: of.rows, first: lit.value, last: of.last[lit.value] } : null };
}
/** Rows that are out: grey and pale, or not there at all. */
export const OUTSIDE = { light: [120, 128, 138, 56], dark: [120, 128, 138, 64] }; // red, green, blue, alpha
const outside = () => (state().filter.hide ? [0, 0, 0, 0] : OUTSIDE[state().view.dark ? "dark" : "light"]);

/* On the dark sheet a dim colour has a brighter one for it. */
/** @returns {Record<string, string>} */
function brighter(dark = state().view.dark) {
  return dark ? JSON.parse(byId("map-frame")?.dataset.dark ?? "{}") : {};
}

let bytes = new Uint32Array(); // kept, as a million rows take 8 MB
/** @param {import("./plotly.mjs").Painter} painter */
function paint(painter) {
  const { view: { meta, colours, marks }, points: { codes } } = state(), bright = brighter();
  if (!meta || !colours || !painter.count || painter.count !== codes.length) return;
  if (bytes.length !== 2 * codes.length) bytes = new Uint32Array(2 * codes.length);
  const palette = colours.palette.map((hex) => bright[hex] ?? hex);
  const standing = standingNow(), behind = marks === "pictures" ? BEHIND : 1;
  /* Behind pictures dots are paler, but for those that are to be seen among others. */
  const look = { faint: behind * meta.faint, full: standing.lit || standing.chosen ? 1 : behind, out: outside() };
  painter.fill(new Uint8Array(coloursOf({ codes, palette, ...look, ...standing }, bytes).buffer));
}

let drawing = 0, hurried = false;
/**
 * Every drawing of the map comes through here. While the view moves, or where a hand waits for other colours, a large map shows its
 * first rows, and the others a part a frame once it rests. Rows are shuffled, so the first are a fair sample of all. The others come on
 * top of what is there, in the order of rows: in the end the picture is the one that drawing all at once would have given, and whoever
 * moves on waits for one part at most.
 * @param {() => void} draw
 * @param {() => boolean} there whether it is still the map's drawing
 */
function drawPoints(draw, there) {
  const mine = ++drawing, { n } = state().points, count = moving() || hurried ? rowsWhileMoving(n) : n;
  hurried = false;
  if (n <= count) { draw(); return; }
  drawPart(draw, { first: 0, count, n });
  let first = count;
  const more = () => {
    if (mine !== drawing || n !== state().points.n || !there()) return;
    if (!moving()) {
      drawPart(draw, { first, count: SAMPLE, n });
      first += SAMPLE;
    }
    if (first < n) requestAnimationFrame(more);
  };
  requestAnimationFrame(more);
}

/** Paint from now on what Plotly draws: after each change of the figure, as its drawing may be another. */
export const holdPaint = () => hook(paint, drawPoints);
/** Draw all points with the colours they have now. */
export const paintAnew = () => repaint(paint);
listen("plotly_afterplot", holdPaint);

/** A function that gives the colour of a row, as `#rrggbb`; on the light or the dark sheet. @param {boolean} [dark] */
export function dotColours(dark) {
  const { view: { colours }, points: { codes } } = state(), bright = brighter(dark);
  const palette = (colours?.palette ?? [INK]).map((hex) => bright[hex] ?? hex);
  return (/** @type {number} */ row) => palette[codes[row]] ?? INK;
}

const ASIDE = 0.4; // size of a mark in 3-D that does not stand out: it must not hide one that does
/* In 3-D Plotly paints, from the same codes. It knows no alpha of a point: one that does not stand out is small and has a colour more,
   that is nearly the ground's. */
export function solidColours() {
  const { view, points: { codes }, filter: { hide } } = state(), { colours, dark } = view, bright = brighter(), now = standingNow();
  const palette = colours?.palette ?? [], more = palette.length, steps = more + 1;
  const out = hide ? "rgba(0,0,0,0)" : dark ? "#30343a" : "#d9dce0";
  const all = [...palette.map((hex) => bright[hex] ?? hex), out];
  const scale = all.flatMap((hex, code) => [[code / steps, hex], [(code + 1) / steps, hex]]);
  const some = now.kept || now.lit, full = markSize(view);
  const shown = some ? codes.map((code, row) => (standingOf(now, row) === FULL ? code : more)) : codes;
  const size = some ? [Float32Array.from(shown, (code) => (code === more ? ASIDE * full : full))] : full;
  return {
    "marker.color": [shown], "marker.colorscale": [scale], "marker.cmin": -0.5, "marker.cmax": more + 0.5, "marker.size": size,
  };
}
async function recolour() {
  if (state().points.z) await restyle(solidColours());
  else paintAnew();
}

/**
 * What Dash hands over when the colour is another: `Recolouring` of components/map/colour.py.
 * @typedef {{ map: string, mode: string, usual: string, colours: import("../state/view.mjs").Palette, parts: number[] }} Recolouring
 */
/**
 * Paint the map in other colours: a new figure, and a Patch of one too, would bring back the view the figure once came with.
 * @param {Recolouring | null} sent Dash's own state (plotly/dash#1819): it is copied
 * @param {() => Promise<void>} loaded resolves when the points are there
 */
export async function paintBy(sent, loaded) {
  if (!sent || sent.map !== state().view.map) return;
  const { map, mode, usual, colours, parts } = structuredClone(sent);
  act("chooseColour", { mode, usual });
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
let marked = "dots"; // what the figure has; of pictures the points behind them are dots
/** @param {import("../state/view.mjs").View} view */
function mark(view) {
  const { meta } = view, marks = pointMarks(view.marks);
  if (!meta || !view.ready || marks === marked) return;
  marked = marks;
  const { symbol, opacity } = meta.marks[marks];
  restyle({ "marker.symbol": symbol, "marker.opacity": opacity, "marker.size": markSize(view), ...(state().points.z && solidColours()) });
}

let waiting = false;
/* What is told of a change is told at once; it is painted a frame later: without a GPU a million marks take their time. */
function recolourSoon() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => setTimeout(() => {
    waiting = false;
    hurried = true;
    recolour();
  }));
}
/** @param {State} now @param {State} before */
function stands({ filter, selection }, before) {
  return selection.bits !== before.selection.bits || filter.kept !== before.filter.kept || filter.lit !== before.filter.lit
    || filter.hide !== before.filter.hide;
}
/** @typedef {import("../state/store.mjs").State} State */
subscribe(["view", "points", "selection", "filter"], (now, before, action) => {
  const { view, points } = now;
  if (action === "openMap") marked = "dots";
  mark(view);
  const other = view.dark !== before.view.dark || view.marks !== before.view.marks;
  if (action === "paintPoints" || (other && view.ready && points.n)) recolour();
  if (stands(now, before) && view.map !== null && points.n) recolourSoon();
});

const sheet = () => act("darken", { dark: document.documentElement.dataset.mantineColorScheme === "dark" });
new MutationObserver(sheet).observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
sheet();
