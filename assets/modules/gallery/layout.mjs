/* Owns where the pictures of the gallery lie: cells in lines, below the heads of groups. Pure: numbers in, numbers out. A million rows make
   no more objects than there are groups. */

const GAP = 6, HEAD = 34, CAPTION = 18; // pixels between cells; of a group's head; of a name below a picture
const SMALLEST = 160, LARGEST = 720; // pixels across a picture where there is one a row

/**
 * A group of rows that lie one after another.
 * @typedef {{ label: string, from: number, to: number }} Group places among the rows: from the first to before `to`
 */
/**
 * @typedef {object} Layout
 * @property {number} columns
 * @property {number} wide pixels across a cell, with nothing around it
 * @property {number} tall pixels of a cell with its caption
 * @property {number} step pixels from a line to the next
 * @property {number} left pixels before the first cell
 * @property {number} head pixels of a group's head; 0 where there are no groups
 * @property {readonly Group[]} groups
 * @property {Float64Array} tops where each group begins; the last number is the height of all
 */

/**
 * @param {{ width: number, size: number, captions: boolean, groups: readonly Group[], named: boolean }} how `width` pixels of room; `size`
 *   pixels across a cell, 0 for one a row; `named`: whether groups have heads
 * @returns {Layout}
 */
export function layOut({ width, size, captions, groups, named }) {
  const wanted = size || Math.max(SMALLEST, Math.min(LARGEST, width - 2 * GAP));
  const columns = size ? Math.max(1, Math.floor((width - GAP) / (wanted + GAP))) : 1;
  const wide = Math.floor(Math.min(wanted, width - 2 * GAP)), tall = wide + (captions ? CAPTION : 0), step = tall + GAP;
  const left = size ? GAP : Math.max(GAP, Math.floor((width - wide) / 2)), head = named ? HEAD : 0;
  const tops = new Float64Array(groups.length + 1);
  groups.forEach(({ from, to }, at) => { tops[at + 1] = tops[at] + head + Math.ceil((to - from) / columns) * step; });
  return { columns, wide, tall, step, left, head, groups, tops };
}
/** Pixels of all lines. @param {Layout} layout */
export const heightOf = ({ tops }) => tops[tops.length - 1] + GAP;
/** The last group that begins at or above a place. @param {Layout} layout @param {number} y */
function groupAt({ tops, groups }, y) {
  let low = 0, high = groups.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle] <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}
/** The group that has the row at a place among the rows. @param {Layout} layout @param {number} index */
function groupOf({ groups }, index) {
  let low = 0, high = groups.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (groups[middle].from <= index) low = middle;
    else high = middle - 1;
  }
  return low;
}
/**
 * Where the cell of a row lies.
 * @param {Layout} layout
 * @param {number} index its place among the rows
 */
export function placeOf(layout, index) {
  const { columns, wide, step, left, head, groups, tops } = layout, group = groupOf(layout, index), within = index - groups[group].from;
  return {
    x: left + (within % columns) * (wide + GAP), y: tops[group] + head + Math.floor(within / columns) * step + GAP, group,
  };
}
/**
 * The rows whose cells are at least in part between two places, from the first to before the last; and the groups.
 * @param {Layout} layout
 * @param {number} top
 * @param {number} bottom
 */
export function between(layout, top, bottom) {
  const { columns, step, head, groups, tops } = layout;
  if (!groups.length) return { from: 0, to: 0, first: 0, last: -1 };
  const first = groupAt(layout, Math.max(0, top)), last = groupAt(layout, Math.max(0, bottom));
  const line = (/** @type {number} */ group, /** @type {number} */ y) => Math.floor((y - tops[group] - head) / step);
  const from = Math.min(groups[first].to, groups[first].from + columns * Math.max(0, line(first, top)));
  const to = Math.min(groups[last].to, groups[last].from + columns * Math.max(0, line(last, bottom) + 1));
  return { from, to: Math.max(from, to), first, last };
}
/**
 * The row that the arrows come to.
 * @param {Layout} layout
 * @param {number} index
 * @param {"left" | "right" | "up" | "down" | "home" | "end" | "pageup" | "pagedown"} way
 * @param {number} page pixels in view
 */
export function stepTo(layout, index, way, page) {
  const { columns, step, groups } = layout, n = groups.length ? groups[groups.length - 1].to : 0;
  const lines = Math.max(1, Math.floor(page / step));
  const at = groups[groupOf(layout, index)], column = (index - at.from) % columns;
  const down = (/** @type {number} */ from, /** @type {number} */ by) => {
    let now = from;
    for (let turn = 0; turn < by; turn++) {
      const group = groups[groupOf(layout, now)], next = now + columns;
      if (next < group.to) { now = next; continue; }
      /* Into the last line of this group, which may be short, or the first of the next. */
      const lastLine = group.from + columns * Math.floor((group.to - 1 - group.from) / columns);
      if (now < lastLine) { now = group.to - 1; continue; }
      if (group.to >= n) return now;
      const after = groups[groupOf(layout, group.to)];
      now = Math.min(after.to - 1, after.from + column);
    }
    return now;
  };
  const up = (/** @type {number} */ from, /** @type {number} */ by) => {
    let now = from;
    for (let turn = 0; turn < by; turn++) {
      const group = groups[groupOf(layout, now)];
      if (now - columns >= group.from) { now -= columns; continue; }
      if (group.from === 0) return now;
      const before = groups[groupOf(layout, group.from - 1)];
      const lastLine = before.from + columns * Math.floor((before.to - 1 - before.from) / columns);
      now = Math.min(before.to - 1, lastLine + column);
    }
    return now;
  };
  switch (way) {
    case "left": return Math.max(0, index - 1);
    case "right": return Math.min(n - 1, index + 1);
    case "up": return up(index, 1);
    case "down": return down(index, 1);
    case "pageup": return up(index, lines);
    case "pagedown": return down(index, lines);
    case "home": return 0;
    default: return n - 1;
  }
}
