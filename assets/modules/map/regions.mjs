/* Owns the regions on the map: fetches them, draws their outlines below the pictures, and puts their names above, each an element that is
   moved with the map. A pointer on a name lights its region up; a click keeps only it, Ctrl adds, Alt takes away, a double click flies. */
import { around, onElement } from "../page.mjs";
import { keptBy } from "../state/filter.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { countsOf } from "../state/values.mjs";
import { found, pause } from "./fetching.mjs";
import { flyTo } from "./fly.mjs";
import { levelAt, stand, trace } from "./names.mjs";

/** @typedef {import("../state/regions.mjs").Region} Region */
/** @typedef {import("./plotly.mjs").Frame} Frame */
/** @typedef {import("./room.mjs").Box} Box */
const EDGE = 1, DASH = [2, 3]; // pixels of an outline
const SOON = 200; // milliseconds that the first hover, and pictures, come before names
const RESTS = 120; // milliseconds after which a pointer rests on a name
const DOUBLE = 350, STILL = 4; // milliseconds between two clicks that are one double click; pixels that a click may move

/** @type {HTMLElement | null} */
let layer = null;
onElement("#map-frame", (element) => {
  layer = document.createElement("div");
  layer.id = "region-names";
  layer.setAttribute("aria-hidden", "true"); // the facet of the regions says the same, and can be reached by keys
  element.append(layer);
});

let token = 0;
/** @param {number} mine @param {string} map */
async function bring(mine, map) {
  const wanted = () => mine === token;
  await pause(SOON);
  if (!wanted()) return;
  const told = await (await found(`/regions/${map}.json`, wanted))?.json();
  if (!told || !wanted()) return;
  act("bringRegions", told);
  const outlines = await (await found(`/regions/${map}/outlines.json`, wanted))?.json();
  if (outlines && wanted()) act("bringOutlines", outlines);
}
/** Ask for the regions of the map that is shown again: one has another name. */
export function renewRegions() {
  const { map, live, ready } = state().view;
  if (map !== null && ready && !live) bring(++token, map);
}
subscribe(["view"], ({ view }, { view: old }, action) => {
  if (action === "openMap" || action === "closeMap") token++;
  if (view.ready && !view.live && (!old.ready || old.live || view.map !== old.map)) renewRegions();
});

/** The regions of the level that is told at a zoom, the largest first. @param {number} zoom */
function told(zoom) {
  const { regions: { levels }, view: { layout } } = state();
  if (!levels.length || layout === "grid") return [];
  return levels[levelAt(levels.map((level) => level.length), zoom)];
}

/** @type {{ facet: object | null, chosen: object | null, found: object | null, sets: object | null, counts: number[] }} */
let counted = { facet: null, chosen: null, found: null, sets: null, counts: [] };
/** Rows of each value of the facet of regions that the filter by others keeps; null where it is not known. */
function left() {
  const { facets, filter, points: { n } } = state(), facet = facets.of.region, { chosen, found, sets } = filter;
  if (!facet) return null;
  if (counted.facet !== facet || counted.chosen !== chosen || counted.found !== found || counted.sets !== sets) {
    counted = { facet, chosen, found, sets, counts: countsOf(facet, keptBy(facets, filter, n, "region")) };
  }
  return counted.counts;
}

/** @typedef {{ element: HTMLElement, region: Region, n: number, width: number, height: number, line?: number }} Label */
/** @type {Map<number, Label>} */
let labels = new Map(); // by id of the region
/** @type {{ label: Label, box: Box }[]} */
let standing = [];
/** @param {Region} region @param {number} n rows of it that the filter keeps @returns {Label} */
function labelOf(region, n) {
  const known = labels.get(region.id);
  if (known && known.region === region && known.n === n) return known;
  known?.element.remove();
  const element = document.createElement("div"), count = document.createElement("span");
  element.className = "region-name";
  count.textContent = n.toLocaleString("en");
  element.append(region.name + " ", count);
  layer?.append(element);
  return { element, region, n, line: known?.line, width: element.offsetWidth, height: element.offsetHeight };
}
/**
 * Put the names of a view where there is room for them, and say what they take of it.
 * @param {Frame | null} f null where none are told
 * @param {number} zoom
 * @param {Box[]} taken pictures that are there already, in pixels of the frame
 * @returns {Box[]}
 */
export function putNames(f, zoom, taken) {
  const counts = left(), count = (/** @type {Region} */ { n, value }) => counts?.[value] ?? n;
  const named = f && layer ? told(zoom).filter((region) => region.name && count(region)) : [];
  const next = /** @type {Map<number, Label>} */ (new Map());
  standing = [];
  const wanted = named.map((region) => {
    const label = labelOf(region, count(region)), x = f ? f.px(region.x) - f.left : 0, y = f ? f.py(region.y) - f.top : 0;
    next.set(region.id, label);
    return { label, x, y, width: label.width, height: label.height, line: label.line };
  });
  const places = f ? stand(wanted, f, taken) : [];
  places.forEach((place, at) => {
    const { label } = wanted[at], { element } = label;
    element.hidden = !place;
    label.line = place?.line;
    element.toggleAttribute("data-on-pictures", Boolean(place?.over));
    if (!place) return;
    element.style.transform = `translate(${Math.round(place.box.left)}px,${Math.round(place.box.top)}px)`;
    standing.push({ label, box: place.box });
  });
  for (const [id, { element }] of labels) if (!next.has(id)) element.remove();
  labels = next;
  return standing.map(({ box }) => box);
}

/**
 * Draw the outlines of the regions that are told.
 * @param {CanvasRenderingContext2D} pen
 * @param {{ f: Frame, zoom: number, left: number, top: number, ink: string }} on `ink` is the colour of text on the sheet
 */
export function drawOutlines(pen, { f, zoom, left, top, ink }) {
  const { outlines } = state().regions, lit = litRegion();
  pen.strokeStyle = pen.fillStyle = ink;
  pen.lineWidth = EDGE;
  for (const region of told(zoom)) {
    const path = new Path2D();
    trace(path, outlines[region.id] ?? [], (x) => f.px(x) - left, (y) => f.py(y) - top);
    pen.globalAlpha = region.value === lit ? 0.6 : 0.22;
    pen.setLineDash(region.value === lit ? [] : DASH);
    pen.stroke(path);
    pen.globalAlpha = 0.06;
    if (region.value === lit) pen.fill(path);
  }
  pen.globalAlpha = 1;
  pen.setLineDash([]);
}
function litRegion() {
  const { lit } = state().filter;
  return lit?.facet === "region" ? lit.value : -1;
}

/** @type {{ region: Region | null, x: number, y: number }} */
let pressed = { region: null, x: 0, y: 0 };
/** @type {{ region: Region | null, at: number, x: number, y: number, before: Uint8Array | null }} */
let clicked = { region: null, at: -Infinity, x: 0, y: 0, before: null };
/** Whether a click on a region's name makes a double click of the last. @param {Region | null} region @param {number} at */
const isSecond = (region, at) => region !== null && region === clicked.region && at - clicked.at < DOUBLE;
/**
 * The region whose name is at a place of the page. Names may stand elsewhere after a click: the second of two quick ones is on the same.
 * @param {number} px
 * @param {number} py
 * @param {number} [at] when, in milliseconds as of events
 * @returns {Region | null}
 */
export function nameAt(px, py, at = performance.now()) {
  if (!layer || !standing.length) return null;
  if (at - clicked.at < DOUBLE && Math.hypot(px - clicked.x, py - clicked.y) <= STILL) return clicked.region;
  const { left, top } = layer.getBoundingClientRect(), x = px - left, y = py - top;
  const name = standing.find(({ box }) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);
  return name?.label.region ?? null;
}
let lighting = false, waiting = 0; // whether a name has lit its region; the timer of one that will
/** @type {Region | null} */
let under = null; // the region whose name is under the pointer
/* To light a region all points are painted: a pointer that only passes over a name does not ask for it. */
document.addEventListener("pointermove", (event) => {
  if (event.buttons) return;
  const over = around(event, "#map") ? nameAt(event.clientX, event.clientY) : null;
  if (over === under) return;
  under = over;
  clearTimeout(waiting);
  layer?.toggleAttribute("data-over", Boolean(over));
  if (over) waiting = window.setTimeout(() => light(over.value), RESTS);
  else if (lighting) light(-1);
}, { passive: true });
/** @param {number} value of a region, -1 for none */
function light(value) {
  lighting = value >= 0;
  if (value !== litRegion()) act("light", { lit: value < 0 ? null : { facet: "region", value } });
}
document.addEventListener("pointerdown", (event) => {
  const over = event.button === 0 && around(event, "#map") ? nameAt(event.clientX, event.clientY, event.timeStamp) : null;
  pressed = { region: over, x: event.clientX, y: event.clientY };
}, true);
document.addEventListener("pointerup", (event) => {
  const { region, x, y } = pressed;
  pressed = { region: null, x: 0, y: 0 };
  if (!region || Math.hypot(event.clientX - x, event.clientY - y) > STILL) return;
  press(region, event);
}, true);
/* Plotly shows the whole map at a double click: of one on a name it must not hear. */
document.addEventListener("mousedown", (event) => {
  if (isSecond(pressed.region, event.timeStamp)) event.stopPropagation();
}, true);
/** @param {Region} region @param {PointerEvent} event */
function press(region, { ctrlKey, metaKey, altKey, clientX: x, clientY: y, timeStamp: at }) {
  const { facets: { of: { region: facet } } } = state();
  if (!facet) return;
  if (isSecond(region, at)) {
    act("keepValues", { facet: "region", chosen: clicked.before });
    flyTo((row) => facet.rows[row] >= region.value && facet.rows[row] < facet.last[region.value]);
    clicked.at = -Infinity;
    return;
  }
  clicked = { region, at, x, y, before: state().filter.chosen.region ?? null };
  act("keep", { facet: "region", value: region.value, how: altKey ? "less" : ctrlKey || metaKey ? "add" : "only" });
}
