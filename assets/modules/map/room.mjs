/* Owns which rows are shown as pictures: as many as have room without one lying on another, the first in order before the others. Who is
   shown stays shown as long as there is room. Pure: it knows neither the page nor the state. */

const GROWS = 0.25; // power of the zoom with which pictures grow: slower than the map, so that others find room
const LEAST = 32, USUAL = 44, WIDEST = 96, LARGEST = 120; // pixels across a picture: on a small screen, a large one; whole map, near
const FILLED = 0.5; // of the room that a picture would have if all were spread evenly
const SCREEN = 0.048; // of the side of a square as large as the frame, of which `LEAST` to `USUAL` pixels are the size in a crowd
export const GAP = 4; // pixels between pictures

/**
 * Pixels across a picture: its longer side.
 * @param {{ n: number, width: number, height: number, zoom: number }} of `n` pictures on the map, the frame's size in pixels, and how many
 *   times as near as the whole map the view is
 */
export function sideFor({ n, width, height, zoom }) {
  const area = width * height, crowd = Math.max(LEAST, Math.min(USUAL, SCREEN * Math.sqrt(area)));
  const whole = Math.max(crowd, Math.min(WIDEST, FILLED * Math.sqrt(area / Math.max(1, n))));
  return Math.min(Math.max(LARGEST, whole), whole * Math.max(1, zoom) ** GROWS);
}

/**
 * A part of the page in pixels, from its left upper corner.
 * @typedef {{ left: number, top: number, right: number, bottom: number }} Box
 */
/**
 * Where rows may be shown.
 * @typedef {object} Sheet
 * @property {Float32Array} x positions of all rows in data units
 * @property {Float32Array} y
 * @property {number} ax a position's place in pixels from the frame's left: ax * x + bx
 * @property {number} bx
 * @property {number} ay and from its top: ay * y + by
 * @property {number} by
 * @property {number} width of the frame in pixels
 * @property {number} height
 * @property {number} side pixels that each picture has for itself: its size, and the gap
 * @property {Box[]} taken where none may lie that comes: the names of regions
 * @property {boolean} [firm] whether those that were shown stay there also where a name has come over them
 * @property {Uint8Array | null} kept a byte a row, 1 where it may be shown; null: all may
 */
/**
 * The rows that are shown, in the order in which they were given room. A picture is shown where its middle is in the frame.
 * @param {Sheet} sheet
 * @param {ArrayLike<number>} held rows that were shown, the most important first
 * @param {ArrayLike<number>} order rows that may be shown, the most important first
 * @returns {number[]}
 */
export function place(sheet, held, order) {
  const { x, y, ax, bx, ay, by, width, height, side, taken, firm, kept } = sheet, half = side / 2;
  /* A cell is as wide as a picture: at most one has its middle in it, and it overlaps none but those of the cells around. */
  const across = Math.ceil(width / side) + 2, cells = new Int32Array(across * (Math.ceil(height / side) + 2)).fill(-1);
  const shown = /** @type {number[]} */ ([]);
  const offer = (/** @type {number} */ row, /** @type {Box[]} */ names) => {
    if (kept && !kept[row]) return;
    const px = ax * x[row] + bx, py = ay * y[row] + by;
    if (!(px >= 0 && px <= width && py >= 0 && py <= height)) return;
    const cell = (1 + Math.floor(px / side)) + across * (1 + Math.floor(py / side));
    if (cells[cell] >= 0) return;
    for (let line = cell - across; line <= cell + across; line += across) {
      for (let at = line - 1; at <= line + 1; at++) {
        const other = cells[at];
        if (other >= 0 && Math.abs(ax * x[other] + bx - px) < side && Math.abs(ay * y[other] + by - py) < side) return;
      }
    }
    for (const { left, top, right, bottom } of names) {
      if (px + half > left && px - half < right && py + half > top && py - half < bottom) return;
    }
    cells[cell] = row;
    shown.push(row);
  };
  for (let i = 0; i < held.length; i++) offer(held[i], firm ? [] : taken);
  for (let i = 0; i < order.length; i++) offer(order[i], taken);
  return shown;
}

/**
 * Rows in the order in which they are shown: by the level at which each first has room, then by row.
 * @param {Uint32Array} place of each row on the sheets of pictures, which begin with those of the first level
 * @param {ArrayLike<number>} ends where each level ends
 * @returns {{ order: Int32Array, rank: Uint32Array }} the rows, and the place of each in that order
 */
export function byLevel(place, ends) {
  const n = place.length, level = new Uint8Array(n), levelOf = new Uint8Array(n);
  for (let number = 0, at = 0; number < ends.length; at = ends[number++]) level.fill(number, at, ends[number]);
  const next = [0, ...Array.from(ends)], order = new Int32Array(n), rank = new Uint32Array(n);
  for (let row = 0; row < n; row++) levelOf[row] = level[place[row]];
  for (let row = 0; row < n; row++) {
    const at = next[levelOf[row]]++;
    order[at] = row;
    rank[row] = at;
  }
  return { order, rank };
}
/**
 * Some rows in that order.
 * @param {ArrayLike<number>} rows
 * @param {{ order: Int32Array, rank: Uint32Array } | null} levels null: the order of rows
 */
export function inOrder(rows, levels) {
  const ranks = new Uint32Array(rows.length);
  for (let i = 0; i < rows.length; i++) ranks[i] = levels ? levels.rank[rows[i]] : rows[i];
  ranks.sort();
  if (levels) for (let i = 0; i < ranks.length; i++) ranks[i] = levels.order[ranks[i]];
  return ranks;
}
