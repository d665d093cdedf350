/* Owns the gallery as it is seen: the part of it in view is drawn at each change and each frame that it scrolls; what is missing is asked
   for, sooner when it rests. */
import { onElement } from "../page.mjs";
import { state, subscribe } from "../state/store.mjs";
import { onCaptions, wantCaptions } from "./captions.mjs";
import { clear, finely, show } from "./cells.mjs";
import { between, heightOf, layOut, placeOf } from "./layout.mjs";
import { Scroller } from "./scroller.mjs";
import { forgetLarge, onThumbs, wantThumbs } from "./thumbs.mjs";

/** @typedef {import("./layout.mjs").Layout} Layout */
const REST = 50; // milliseconds without a move after which it rests
const OFTEN = 80; // milliseconds between two questions while it moves
const AROUND = 0.5; // of what is in view, that is made above and below it
/** @type {HTMLElement | null} */
let box = null;
/** @type {HTMLElement | null} */
let layer = null;
/** @type {Scroller | null} */
let scroller = null;
const none = document.createElement("p"); // what is said where there is nothing to see
/** @type {Layout | null} */
let layout = null;
/** @type {Uint32Array | null} */
let laid = null; // the rows that are laid out
let arranged = ""; // how they were put in order
let scheduled = false, moved = -Infinity, asked = -Infinity, resting = 0;

export const layoutNow = () => layout;
export const pageNow = () => scroller?.view ?? 0;

onElement("#gallery-box", (element) => {
  const spacer = document.createElement("div");
  box = element;
  layer = document.createElement("div");
  layer.className = "gallery-layer";
  spacer.className = "gallery-spacer";
  none.className = "gallery-none quiet";
  none.textContent = "The filter leaves no picture.";
  element.append(none, layer, spacer);
  scroller = new Scroller(element, spacer, () => { moved = performance.now(); schedule(); });
  new ResizeObserver(arrange).observe(element);
  arrange();
});
function schedule() {
  if (scheduled) return;
  scheduled = true;
  requestAnimationFrame(() => { scheduled = false; draw(); });
}

/** Lay out anew; what stood at the top stays there, where it is still among the rows. */
function arrange() {
  const { gallery: { open, rows, groups, size, captions, group } } = state();
  if (!box || !scroller || !open || !box.clientWidth) return;
  const width = box.clientWidth, old = layout, place = scroller.place, top = old && laid?.length ? between(old, place, place).from : 0;
  const { order, reverse, shown } = state().gallery, now = `${order} ${reverse} ${group} ${shown}`, same = now === arranged;
  arranged = now;
  const kept = old && laid && place > 0 && same ? laid[Math.min(top, laid.length - 1)] : null, other = rows !== laid;
  const shift = old && kept !== null && laid ? place - placeOf(old, Math.min(top, laid.length - 1)).y : 0;
  layout = layOut({ width, size, captions, groups, named: group !== "" });
  if (old?.wide !== layout.wide) forgetLarge();
  layer?.style.setProperty("--cell", layout.wide + "px");
  box.dataset.shown = state().gallery.shown;
  none.hidden = state().gallery.shown !== "kept" || rows.length > 0;
  laid = rows;
  scroller.resize(heightOf(layout));
  if (!same) scroller.goTo(0);
  if (kept !== null) {
    const index = other ? rows.indexOf(kept) : Math.min(top, rows.length - 1);
    scroller.goTo(index < 0 ? 0 : placeOf(layout, index).y + (old?.wide === layout.wide ? shift : 0));
  }
  /* It opens at the picture that is pinned, else at the first. */
  if (!old && state().focus.pinned !== null) reveal(/** @type {number} */ (state().focus.pinned));
  schedule();
}
function forget() {
  clear();
  layout = laid = null;
  arranged = "";
}
/** What is in view, and what is made with it; null where there is nothing to see. */
function reach() {
  if (!scroller || !state().gallery.open || !layout || !laid || state().view.map === null) return null;
  const { place, view } = scroller, seen = between(layout, place, place + view);
  return { place, seen, made: between(layout, place - AROUND * view, place + (1 + AROUND) * view) };
}
function draw() {
  const now = reach();
  if (!layer || !layout || !laid || !now) return;
  show(layer, layout, laid, { ...now.made, base: now.place });
  const still = performance.now() - moved > REST;
  if (still || performance.now() - asked > OFTEN) ask(now, still);
  if (still) return;
  clearTimeout(resting);
  /* Without a frame between: where the browser draws slowly, that is half of the time until pictures are here. */
  resting = window.setTimeout(() => { const at = reach(); if (at) ask(at, true); }, REST + 5);
}
/**
 * Ask for what is in view, and when it rests for what lies around it too.
 * @param {NonNullable<ReturnType<typeof reach>>} now
 * @param {boolean} still
 */
function ask({ seen, made }, still) {
  if (!layout || !laid) return;
  asked = performance.now();
  const inView = [...laid.subarray(seen.from, seen.to)], pixels = Math.round(layout.wide * (window.devicePixelRatio || 1));
  const around = still ? [...laid.subarray(seen.to, made.to), ...laid.subarray(made.from, seen.from)] : [];
  wantThumbs(inView, around, still && finely(layout.wide) ? inView : [], pixels);
  if (state().gallery.captions) wantCaptions([...inView, ...laid.subarray(made.from, made.to)]);
}
/** Bring the cell of a row into view, if it has one. @param {number} row */
export function reveal(row) {
  const index = laid?.indexOf(row) ?? -1;
  if (!layout || !scroller || index < 0) return;
  const { y } = placeOf(layout, index), { place, view } = scroller;
  /* Below the head that stays in view. */
  if (y < place + layout.head) scroller.goTo(y - layout.head);
  else if (y + layout.tall > place + view) scroller.goTo(y + layout.tall + 6 - view);
}

onThumbs(schedule);
onCaptions(schedule);
const LAID = /** @type {const} */ (["open", "rows", "groups", "size", "captions", "group"]);
subscribe(["gallery", "selection", "focus", "copies", "view"], ({ gallery, focus, view }, before) => {
  if (view.map !== before.view.map && !gallery.rows.length) forget();
  if (gallery.open !== before.gallery.open && !gallery.open) { forget(); return; }
  if (LAID.some((name) => gallery[name] !== before.gallery[name])) requestAnimationFrame(arrange);
  if (gallery.at !== null && gallery.at !== before.gallery.at) reveal(gallery.at);
  /* Who pins a picture on the map sees where it is among those that are looked through. */
  if (focus.pinned !== null && focus.pinned !== before.focus.pinned && focus.pinned !== gallery.at) reveal(focus.pinned);
  if (gallery.open) schedule();
});
