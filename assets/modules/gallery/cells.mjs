/* Owns the nodes of the gallery: as many as are in view, used again for other rows as it is scrolled, each at its place. */
import { timesOf } from "../state/copies.mjs";
import { has } from "../state/rowset.mjs";
import { state } from "../state/store.mjs";
import { captionOf } from "./captions.mjs";
import { placeOf } from "./layout.mjs";
import { pictureOf } from "./thumbs.mjs";

/** @typedef {import("./layout.mjs").Layout} Layout */
/**
 * @typedef {object} Cell
 * @property {HTMLElement} box
 * @property {HTMLElement} frame
 * @property {HTMLElement | null} picture in it
 * @property {HTMLElement} copies
 * @property {HTMLElement} name
 * @property {number} row
 * @property {number} index its place among the rows
 * @property {HTMLImageElement | undefined} drawn the held picture that `picture` shows: no two rows have the same
 * @property {number} wide pixels of the cell that it was drawn for
 */
const ENLARGED = 12; // times that a small picture is enlarged at most: each of its pixels stays a square
const FINE = 176; // pixels of a cell from which the whole picture is shown
/** Whether pictures of this size are shown finer than a thumbnail is. @param {number} wide */
export const finely = (wide) => wide * (window.devicePixelRatio || 1) > FINE;

/** @type {Map<number, Cell>} */
const cells = new Map(); // index -> its cell
/** @type {Cell[]} */
const free = [];
/** @type {Map<number, HTMLElement>} */
const heads = new Map(); // group -> its head

/** @param {string} tag @param {string} name @param {HTMLElement} into */
function part(tag, name, into) {
  const made = document.createElement(tag);
  made.className = name;
  into.append(made);
  return made;
}
/** @param {HTMLElement} into @returns {Cell} */
function make(into) {
  const box = part("div", "cell", into), frame = part("div", "cell-frame", box);
  const tick = part("span", "cell-tick", frame);
  box.setAttribute("role", "option");
  tick.setAttribute("aria-hidden", "true");
  const copies = part("span", "cell-copies", frame), name = part("span", "cell-name", box);
  return { box, frame, picture: null, copies, name, row: -1, index: -1, drawn: undefined, wide: 0 };
}
/** @param {Cell} cell @param {Layout} layout @param {number} base */
function put({ box, index }, layout, base) {
  const { x, y } = placeOf(layout, index);
  box.style.transform = `translate(${x}px,${y - base}px)`;
}
/**
 * The picture of a row, as large as its cell allows, in its own shape. Elements, and no canvas: where the browser draws without a GPU each
 * drawing on a canvas in view waits some 10 ms. Another row is another element, as one shows its old picture while the next loads.
 * @param {Cell} cell
 * @param {number} wide
 */
function draw(cell, wide) {
  const held = pictureOf(cell.row, finely(wide));
  if (cell.drawn === held && cell.wide === wide) return;
  Object.assign(cell, { drawn: held, wide });
  cell.picture?.remove();
  cell.picture = null;
  if (!held) return;
  const { naturalWidth: width, naturalHeight: height } = held, longest = Math.max(width, height, 1), fits = wide / longest;
  const scale = fits > 1 ? Math.min(ENLARGED, longest * Math.floor(fits) > 0.6 * wide ? Math.floor(fits) : fits) : fits;
  const picture = /** @type {HTMLImageElement} */ (held.cloneNode());
  picture.className = "cell-picture";
  picture.style.width = Math.max(1, Math.round(width * scale)) + "px";
  picture.style.height = Math.max(1, Math.round(height * scale)) + "px";
  picture.style.imageRendering = scale >= 1.5 && Number.isInteger(scale) ? "pixelated" : "auto";
  cell.frame.prepend(picture);
  cell.picture = picture;
}
/** What is said of a row beside its picture: selected, hovered, pinned, copies, its name. @param {Cell} cell @param {number} n */
function mark({ box, copies, name, row, index }, n) {
  const { selection: { bits }, focus: { hovered, pinned }, gallery: { at, captions }, copies: known } = state();
  const selected = Boolean(bits && has(bits, row)), times = timesOf(known, row);
  const path = captions ? captionOf(row) : "", text = path.slice(path.lastIndexOf("/") + 1);
  box.setAttribute("aria-selected", String(selected));
  box.setAttribute("aria-posinset", String(index + 1));
  box.setAttribute("aria-setsize", String(n));
  box.setAttribute("aria-label", path || `Picture ${row.toLocaleString("en")}`);
  box.toggleAttribute("data-hovered", row === hovered);
  box.toggleAttribute("data-pinned", row === pinned);
  box.toggleAttribute("data-at", row === at);
  copies.textContent = times > 1 ? `${times}×` : "";
  if (name.title !== path) { name.textContent = text; name.title = path; }
}

/**
 * Show the rows from a place to before another, and no others.
 * @param {HTMLElement} into
 * @param {Layout} layout
 * @param {Uint32Array} rows
 * @param {{ from: number, to: number, first: number, last: number, base: number }} seen `base` pixels above what is in view
 */
export function show(into, layout, rows, { from, to, first, last, base }) {
  for (const [index, cell] of cells) {
    if (index >= from && index < to && rows[index] === cell.row) continue;
    cells.delete(index);
    free.push(cell);
  }
  for (let index = from; index < to; index++) {
    let cell = cells.get(index);
    if (!cell) {
      cell = free.pop() ?? make(into);
      Object.assign(cell, { row: rows[index], index });
      cell.box.dataset.row = String(cell.row);
      cell.box.id = `cell-${cell.row}`;
      cells.set(index, cell);
      cell.box.hidden = false;
    }
    put(cell, layout, base);
    draw(cell, layout.wide);
    mark(cell, rows.length);
  }
  for (const cell of free) {
    if (cell.box.hidden) continue;
    cell.box.hidden = true;
    cell.box.removeAttribute("id");
    delete cell.box.dataset.row;
  }
  showHeads(into, layout, { first, last, base });
}
/** @param {HTMLElement} into @param {Layout} layout @param {{ first: number, last: number, base: number }} seen */
function showHeads(into, { groups, tops, head }, { first, last, base }) {
  for (const [group, element] of heads) {
    if (head && group >= first && group <= last && element.dataset.label === groups[group]?.label) continue;
    heads.delete(group);
    element.remove();
  }
  for (let group = first; head && group <= last; group++) {
    const { label, from, to } = groups[group], element = heads.get(group) ?? part("div", "gallery-group", into);
    if (!heads.has(group)) {
      element.setAttribute("role", "presentation");
      element.dataset.label = label;
      part("strong", "", element).textContent = label;
      part("span", "quiet", element);
      heads.set(group, element);
    }
    if (element.lastChild) element.lastChild.textContent = (to - from).toLocaleString("en");
    /* The head of the group that is looked through stays in view, until the next one pushes it away. */
    const y = tops[group] - base, next = group + 1 < groups.length ? tops[group + 1] - base - head : Infinity;
    element.style.transform = `translateY(${Math.max(y, Math.min(0, next))}px)`;
  }
}
/** The rows that have a cell, and whether their picture is drawn; for tests. */
export function shownCells() {
  return [...cells.values()].sort((a, b) => a.index - b.index).map(({ row, drawn }) => ({ row, drawn: Boolean(drawn) }));
}
/** Every node goes: another map, or the gallery is closed. */
export function clear() {
  for (const { box } of [...cells.values(), ...free]) box.remove();
  for (const element of heads.values()) element.remove();
  cells.clear();
  heads.clear();
  free.length = 0;
}
