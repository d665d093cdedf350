/* Owns the cells of a grid of pictures: how many columns and lines some pictures take, and which cell each of some rows has when the others
   are filtered out. The grid of all rows comes from the server; its lines count from the top. */
/**
 * @typedef {object} Cells
 * @property {Uint16Array} x the column of each row's cell, from the left
 * @property {Uint16Array} y its line, from the top
 */
/** @typedef {{ columns: number, lines: number }} Shape */

const LEEWAY = 0.05; // how far the columns may be from what the aspect asks for, so that fewer cells stay empty

/**
 * The shape of a grid for so many pictures: of those near the aspect one with the fewest empty cells, which are fewer than the columns.
 * @param {number} n
 * @param {number} aspect width to height of the place that it is to fill
 * @returns {Shape}
 */
export function cellsFor(n, aspect) {
  const ideal = Math.max(1, Math.min(n, Math.sqrt(n * aspect)));
  const fewest = Math.min(Math.floor(ideal), Math.ceil(ideal * (1 - LEEWAY)));
  const most = Math.max(Math.ceil(ideal), Math.floor(ideal * (1 + LEEWAY)));
  const lines = (/** @type {number} */ columns) => Math.max(1, Math.ceil(n / columns));
  const empty = (/** @type {number} */ columns) => columns * lines(columns) - n;
  let best = fewest;
  for (let columns = fewest + 1; columns <= most; columns++) {
    const more = empty(columns) - empty(best);
    if (more < 0 || (!more && Math.abs(columns - ideal) < Math.abs(best - ideal))) best = columns;
  }
  return { columns: best, lines: lines(best) };
}

/**
 * The places in `rows` in the order of a coordinate; those with the same keep their order. Sorted by counting.
 * @param {ArrayLike<number>} along a whole number below 65,536 for every row of the map
 * @param {ArrayLike<number>} rows
 */
function sorted(along, rows) {
  const n = rows.length, order = new Int32Array(n), start = new Int32Array(65537);
  for (let i = 0; i < n; i++) start[along[rows[i]] + 1]++;
  for (let value = 0; value < 65536; value++) start[value + 1] += start[value];
  for (let i = 0; i < n; i++) order[start[along[rows[i]]]++] = i;
  return order;
}

/**
 * Give each of some rows a cell of its own, so that those near each other on the grid of all rows stay so. The cells are cut in the middle
 * across their longer side, and the rows where each half gets as many rows as it has cells, and so on (DGrid, arXiv:1903.06262). Of rows
 * with the same coordinate the first come first. Both orders are kept sorted throughout, so that each cut is two passes over its rows: no
 * sort, no searching for the middle, and the same time whatever the rows.
 * @param {ArrayLike<number>} x the column of every row of the map on the grid of all; any whole numbers below 65,536 will do
 * @param {ArrayLike<number>} y the line of every row, likewise
 * @param {ArrayLike<number>} rows those that are to have a cell, in the order of rows
 * @param {number} columns columns * lines is at least the number of rows, and less than a line more; the last line ends empty
 * @param {number} lines
 * @returns {Cells} of `rows`, in their order
 */
export function split(x, y, rows, columns, lines) {
  const n = rows.length, byX = sorted(x, rows), byY = sorted(y, rows), firstEmpty = columns - (columns * lines - n);
  const cells = { x: new Uint16Array(n), y: new Uint16Array(n) }, second = new Uint8Array(n), spare = new Int32Array(n);
  /* Cells of a part that are not empty. */
  const room = (/** @type {number} */ left, /** @type {number} */ right, /** @type {number} */ top, /** @type {number} */ bottom) =>
    (right - left) * (bottom - top) - (bottom === lines && bottom > top ? Math.max(0, right - Math.max(left, firstEmpty)) : 0);
  /* Parts to be cut: first column, last, first line, last, and where its rows begin in both orders. A cut leaves one waiting, and there are
     no more than 33 cuts to a cell. */
  const parts = new Int32Array(5 * 64);
  let waiting = 0;
  const push = (/** @type {number} */ left, /** @type {number} */ right, /** @type {number} */ top, /** @type {number} */ bottom,
    /** @type {number} */ at) => {
    const k = 5 * waiting++;
    parts[k] = left; parts[k + 1] = right; parts[k + 2] = top; parts[k + 3] = bottom; parts[k + 4] = at;
  };
  push(0, columns, 0, lines, 0);
  while (waiting) {
    const part = 5 * --waiting, left = parts[part], right = parts[part + 1], top = parts[part + 2], bottom = parts[part + 3];
    const at = parts[part + 4], all = room(left, right, top, bottom);
    if (!all) continue;
    const wide = right - left >= bottom - top, middle = wide ? (left + right) >> 1 : (top + bottom) >> 1;
    if (all === 1 && right - left === 1 && bottom - top === 1) {
      cells.x[byX[at]] = left;
      cells.y[byX[at]] = top;
      continue;
    }
    const few = wide ? room(left, middle, top, bottom) : room(left, right, top, middle);
    if (few && few < all) {
      const [cut, other] = wide ? [byX, byY] : [byY, byX];
      for (let k = at; k < at + all; k++) second[cut[k]] = k < at + few ? 0 : 1;
      let kept = at, moved = 0;
      for (let k = at; k < at + all; k++) {
        if (second[other[k]]) spare[moved++] = other[k];
        else other[kept++] = other[k];
      }
      for (let k = 0; k < moved; k++) other[kept + k] = spare[k];
    }
    push(left, wide ? middle : right, top, wide ? bottom : middle, at);
    push(wide ? middle : left, right, wide ? top : middle, bottom, at + few);
  }
  return cells;
}

/**
 * The grid of all rows as the server sends it (`/grid/<map>`); null of an empty answer: there is none yet.
 * @param {ArrayBuffer} body
 * @returns {(Cells & Shape) | null}
 */
export function gridOf(body) {
  if (body.byteLength < 12) return null;
  const [columns, lines, n] = new Int32Array(body, 0, 3);
  return { columns, lines, x: new Uint16Array(body, 12, n), y: new Uint16Array(body, 12 + 2 * n, n) };
}
