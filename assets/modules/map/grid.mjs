/* Owns finding the nearest point: a uniform grid over the positions, made by counting; no allocation per point or query. */
/**
 * @typedef {object} Grid
 * @property {Float32Array} x
 * @property {Float32Array} y
 * @property {number} x0 where the first cell begins
 * @property {number} y0
 * @property {number} sx cells a unit of x
 * @property {number} sy
 * @property {number} side cells in a line
 * @property {Int32Array} start of each cell, the place of its first row in `rows`; one more behind the last
 * @property {Int32Array} rows
 */

/**
 * About two points a cell: a query looks into a handful of cells, however many points there are.
 * @param {Float32Array} x
 * @param {Float32Array} y
 * @returns {Grid}
 */
export function makeGrid(x, y) {
  const n = x.length;
  let x0 = Infinity, x1 = -Infinity, y0 = Infinity, y1 = -Infinity;
  for (let i = 0; i < n; i++) {
    const a = x[i], b = y[i];
    if (a < x0) x0 = a;
    if (a > x1) x1 = a;
    if (b < y0) y0 = b;
    if (b > y1) y1 = b;
  }
  const side = Math.max(1, Math.min(1024, Math.ceil(Math.sqrt(n / 2))));
  const sx = side / (x1 - x0 || 1), sy = side / (y1 - y0 || 1);
  const cell = (/** @type {number} */ a, /** @type {number} */ b) =>
    Math.min(side - 1, ((a - x0) * sx) | 0) + side * Math.min(side - 1, ((b - y0) * sy) | 0);
  const start = new Int32Array(side * side + 1);
  for (let i = 0; i < n; i++) start[cell(x[i], y[i]) + 1]++;
  for (let c = 0; c < side * side; c++) start[c + 1] += start[c];
  const fill = start.slice(0, side * side);
  const rows = new Int32Array(n);
  for (let i = 0; i < n; i++) rows[fill[cell(x[i], y[i])]++] = i;
  return { x, y, x0, y0, sx, sy, side, start, rows };
}

/** @param {Grid} grid @param {number} value */
const column = (grid, value) => Math.floor((value - grid.x0) * grid.sx);
/** @param {Grid} grid @param {number} value */
const line = (grid, value) => Math.floor((value - grid.y0) * grid.sy);
/** A column or line of the grid: the nearest to this one. @param {Grid} grid @param {number} value */
const clamped = (grid, value) => Math.max(0, Math.min(grid.side - 1, value));

/**
 * The point nearest to (px, py); -1 if none is within reach. Of points on one spot the last row wins: it is the one drawn on top.
 * Rows that are out of the filter are passed over.
 * @param {Grid} grid
 * @param {number} px in data units, as py
 * @param {number} py
 * @param {number} kx pixels a unit of x
 * @param {number} ky
 * @param {number} reach pixels
 * @param {Uint8Array | null} [kept] a byte a row, 1 where it is in; null: all are
 */
export function nearest(grid, px, py, kx, ky, reach, kept = null) {
  const clamp = (/** @type {number} */ value) => clamped(grid, value);
  const cx = clamp(column(grid, px)), cy = clamp(line(grid, py));
  let best = -1, bestSquare = reach * reach;
  const wide = kx / grid.sx, high = ky / grid.sy; // pixels across a cell
  const rings = Math.ceil(reach / Math.min(wide, high)) + 1;
  const c0 = clamp(column(grid, px - reach / kx)), c1 = clamp(column(grid, px + reach / kx));
  const l0 = clamp(line(grid, py - reach / ky)), l1 = clamp(line(grid, py + reach / ky));
  const visit = (/** @type {number} */ c, /** @type {number} */ l) => {
    const at = c + grid.side * l;
    for (let k = grid.start[at]; k < grid.start[at + 1]; k++) {
      const row = grid.rows[k];
      if (kept && !kept[row]) continue;
      const dx = (grid.x[row] - px) * kx, dy = (grid.y[row] - py) * ky;
      const square = dx * dx + dy * dy;
      if (square < bestSquare || (square === bestSquare && row > best)) { bestSquare = square; best = row; }
    }
  };
  /* Rings outwards from the pointer's cell, until no nearer point can follow. */
  for (let ring = 0; ring <= rings + grid.side; ring++) {
    const a = cx - ring, b = cx + ring, t = cy - ring, u = cy + ring;
    if (a < c0 && b > c1 && t < l0 && u > l1) break;
    if (best >= 0 && ring > 1 && (ring - 1) * Math.min(wide, high) > Math.sqrt(bestSquare)) break;
    for (let l = Math.max(t, l0); l <= Math.min(u, l1); l++) {
      if (l === t || l === u) {
        for (let c = Math.max(a, c0); c <= Math.min(b, c1); c++) visit(c, l);
      } else {
        if (a >= c0) visit(a, l);
        if (b <= c1 && b !== a) visit(b, l);
      }
    }
  }
  return best;
}

/**
 * Rows inside a box of data coordinates, at most `most` of them: who only asks whether there are few need not count a million.
 * @param {Grid} grid
 * @param {number} xa
 * @param {number} xb
 * @param {number} ya
 * @param {number} yb
 * @param {number} most
 * @param {Uint8Array | null} [kept] a byte a row, 1 where it is in; null: all are
 */
export function inBox(grid, xa, xb, ya, yb, most, kept = null) {
  const clamp = (/** @type {number} */ value) => clamped(grid, value), found = [];
  const c1 = clamp(column(grid, xb)), l1 = clamp(line(grid, yb));
  for (let l = clamp(line(grid, ya)); l <= l1; l++) {
    for (let c = clamp(column(grid, xa)); c <= c1; c++) {
      const at = c + grid.side * l;
      for (let k = grid.start[at]; k < grid.start[at + 1]; k++) {
        const row = grid.rows[k], a = grid.x[row], b = grid.y[row];
        if (a < xa || a > xb || b < ya || b > yb || (kept && !kept[row])) continue;
        found.push(row);
        if (found.length === most) return found;
      }
    }
  }
  return found;
}

/**
 * All rows inside a box of data coordinates, in no order.
 * @param {Grid} grid
 * @param {number} xa
 * @param {number} xb
 * @param {number} ya
 * @param {number} yb
 */
export function rowsIn(grid, xa, xb, ya, yb) {
  const clamp = (/** @type {number} */ value) => clamped(grid, value), c0 = clamp(column(grid, xa)), c1 = clamp(column(grid, xb));
  const l0 = clamp(line(grid, ya)), l1 = clamp(line(grid, yb));
  let most = 0, count = 0;
  for (let l = l0; l <= l1; l++) most += grid.start[c1 + grid.side * l + 1] - grid.start[c0 + grid.side * l];
  const found = new Int32Array(most);
  for (let l = l0; l <= l1; l++) {
    for (let k = grid.start[c0 + grid.side * l]; k < grid.start[c1 + grid.side * l + 1]; k++) {
      const row = grid.rows[k], a = grid.x[row], b = grid.y[row];
      if (a >= xa && a <= xb && b >= ya && b <= yb) found[count++] = row;
    }
  }
  return found.subarray(0, count);
}

/**
 * Where the polygon's edges cross the height y, from left to right.
 * @param {number[]} xs
 * @param {number[]} ys
 * @param {number} y
 */
function crossings(xs, ys, y) {
  const found = [];
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    if (ys[i] > y !== ys[j] > y) found.push(((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]);
  }
  return found.sort((a, b) => a - b);
}
/**
 * Cells an edge of the polygon goes through, or nearly: only their points are looked at one by one.
 * @param {Grid} grid
 * @param {number[]} xs
 * @param {number[]} ys
 */
function edges(grid, xs, ys) {
  const { side } = grid, mixed = new Uint8Array(side * side), clamp = (/** @type {number} */ value) => clamped(grid, value);
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    const [low, high] = ys[i] < ys[j] ? [i, j] : [j, i], rise = ys[high] - ys[low];
    for (let l = clamp(line(grid, ys[low]) - 1); l <= clamp(line(grid, ys[high]) + 1); l++) {
      const share = (/** @type {number} */ v) => (rise ? Math.max(0, Math.min(1, (v - ys[low]) / rise)) : 0);
      const a = share(grid.y0 + l / grid.sy), b = rise ? share(grid.y0 + (l + 1) / grid.sy) : 1;
      const xa = xs[low] + a * (xs[high] - xs[low]), xb = xs[low] + b * (xs[high] - xs[low]);
      const c1 = clamp(column(grid, Math.max(xa, xb)) + 1);
      for (let c = clamp(column(grid, Math.min(xa, xb)) - 1); c <= c1; c++) mixed[c + side * l] = 1;
    }
  }
  return mixed;
}

/**
 * Rows inside a polygon (even-odd), ascending: cells wholly inside are taken whole. A byte a row marks them, so none need sorting.
 * @param {Grid} grid
 * @param {number[]} xs in data units, as ys
 * @param {number[]} ys
 * @returns {number[]}
 */
export function inPolygon(grid, xs, ys) {
  const { side, start, rows } = grid, n = rows.length, marked = new Uint8Array(n), mixed = edges(grid, xs, ys);
  let count = 0;
  for (let l = 0; l < side; l++) {
    const cuts = crossings(xs, ys, grid.y0 + (l + 0.5) / grid.sy);
    for (let c = 0, passed = 0; c < side; c++) {
      const at = c + side * l, middle = grid.x0 + (c + 0.5) / grid.sx;
      while (passed < cuts.length && cuts[passed] <= middle) passed++;
      if (start[at] === start[at + 1] || (!mixed[at] && !(passed & 1))) continue;
      for (let k = start[at]; k < start[at + 1]; k++) {
        const row = rows[k];
        if (mixed[at] && !(crossings(xs, ys, grid.y[row]).filter((x) => x <= grid.x[row]).length & 1)) continue;
        marked[row] = 1;
        count++;
      }
    }
  }
  const inside = new Array(count);
  for (let row = 0, k = 0; k < count; row++) if (marked[row]) inside[k++] = row;
  return inside;
}
