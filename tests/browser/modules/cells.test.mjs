import { dice, equal, near, test } from "./harness.mjs";
import { cellsFor, gridOf, split } from "/assets/modules/map/cells.mjs";

const upTo = (n) => Array.from({ length: n }, (_, i) => i);
/* A grid of n rows in random order. */
function full(n, columns, seed) {
  const roll = dice(seed), x = new Uint16Array(n), y = new Uint16Array(n), rows = upTo(n);
  for (let i = n - 1; i > 0; i--) { const j = Math.floor(roll() * (i + 1)); [rows[i], rows[j]] = [rows[j], rows[i]]; }
  rows.forEach((row, cell) => { x[row] = cell % columns; y[row] = Math.floor(cell / columns); });
  return { x, y };
}
/* As the method is written down: sort, cut, and so on. */
function slowly(x, y, rows, columns, lines) {
  const cells = rows.map(() => null), n = rows.length;
  const room = (l, r, t, b) => {
    let count = 0;
    for (let line = t; line < b; line++) for (let column = l; column < r; column++) if (line * columns + column < n) count++;
    return count;
  };
  const cut = (some, l, r, t, b) => {
    if (!some.length) return;
    if (r - l === 1 && b - t === 1) { cells[some[0]] = [l, t]; return; }
    const wide = r - l >= b - t, along = wide ? x : y, ordered = [...some].sort((a, c) => along[rows[a]] - along[rows[c]] || a - c);
    const middle = wide ? Math.floor((l + r) / 2) : Math.floor((t + b) / 2), few = wide ? room(l, middle, t, b) : room(l, r, t, middle);
    cut(ordered.slice(0, few), l, wide ? middle : r, t, wide ? b : middle);
    cut(ordered.slice(few), wide ? middle : l, r, wide ? t : middle, b);
  };
  cut(rows.map((_, i) => i), 0, columns, 0, lines);
  return { x: cells.map(([c]) => c), y: cells.map(([, l]) => l) };
}
/* Every row has a cell, none two the same, and only the end of the last line is empty. */
function whole({ x, y }, columns) {
  const taken = [...x].map((column, i) => y[i] * columns + column).sort((a, b) => a - b);
  equal(taken, upTo(x.length));
}
const kept = (n, share, seed) => { const roll = dice(seed); return upTo(n).filter(() => roll() < share); };

test("a grid has room for all pictures and less than a line more", () => {
  for (const aspect of [0.4, 1, 4 / 3, 2.5]) {
    for (const n of [1, 2, 3, 5, 7, 30, 97, 1000, 27000, 999983]) {
      const { columns, lines } = cellsFor(n, aspect);
      equal([columns * lines >= n, columns * lines - n < columns], [true, true], `${n} at ${aspect}: ${columns} x ${lines}`);
      if (n > 90) near(columns / lines / aspect, 1, n > 900 ? 0.12 : 0.3);
    }
  }
});
test("few pictures lie as one would lay them, and no pictures take one cell", () => {
  equal([1, 2, 4, 6, 12].map((n) => cellsFor(n, 4 / 3)).map(({ columns, lines }) => [columns, lines]), [[1, 1], [2, 1], [2, 2], [3, 2], [4, 3]]);
  equal([cellsFor(0, 4 / 3), cellsFor(3, 100), cellsFor(3, 0.001)], [[1, 1], [3, 1], [1, 3]].map(([columns, lines]) => ({ columns, lines })));
});
test("the shape is the same as the server's", () => {
  equal([27000, 1000000, 1009].map((n) => cellsFor(n, 4 / 3)), [{ columns: 185, lines: 146 }, { columns: 1105, lines: 905 }, { columns: 35, lines: 29 }]);
});
test("all rows in the same shape stay where they are", () => {
  for (const [n, columns] of [[1, 1], [2, 2], [5, 3], [30, 6], [1000, 37], [2690, 60]]) {
    const { x, y } = full(n, columns, n), cells = split(x, y, upTo(n), columns, Math.ceil(n / columns));
    equal([cells.x, cells.y], [x, y]);
  }
});
test("every row that is kept has a cell of its own", () => {
  const { x, y } = full(2700, 60, 1);
  for (const [share, aspect] of [[0.003, 1.3], [0.1, 0.5], [0.37, 1.3], [0.8, 3], [1, 1]]) {
    const rows = kept(2700, share, 2), { columns, lines } = cellsFor(rows.length, aspect), cells = split(x, y, rows, columns, lines);
    equal([cells.x.length, Math.max(...cells.x) < columns, Math.max(...cells.y) < lines], [rows.length, true, true]);
    whole(cells, columns);
  }
});
test("it is what sorting gives, whatever the rows and the shape", () => {
  for (let seed = 1; seed < 30; seed++) {
    const roll = dice(seed), n = 1 + Math.floor(roll() * 400), { x, y } = full(n, 1 + Math.floor(roll() * 30), seed);
    const rows = kept(n, roll(), seed + 100);
    if (!rows.length) continue;
    const { columns, lines } = cellsFor(rows.length, 0.3 + 3 * roll()), cells = split(x, y, rows, columns, lines);
    equal(cells, slowly(x, y, rows, columns, lines), `seed ${seed}`);
  }
});
test("those near each other on the grid of all stay so", () => {
  const { x, y } = full(10000, 116, 3), rows = kept(10000, 0.3, 4), { columns, lines } = cellsFor(rows.length, 4 / 3);
  const cells = split(x, y, rows, columns, lines), at = new Map(rows.map((row, i) => [cells.y[i] * columns + cells.x[i], row]));
  let gap = 0, pairs = 0;
  for (const [cell, row] of at) {
    const beside = at.get(cell + 1), below = at.get(cell + columns);
    if (beside !== undefined && (cell + 1) % columns) { gap += Math.hypot(x[row] - x[beside], y[row] - y[beside]); pairs++; }
    if (below !== undefined) { gap += Math.hypot(x[row] - x[below], y[row] - y[below]); pairs++; }
  }
  /* Of three in ten, the nearest lie two cells away. At random it would be some fifty. */
  equal(gap / pairs < 4, true, String(gap / pairs));
});
test("the same rows have the same cells, and those on one spot keep their order", () => {
  const { x, y } = full(900, 30, 5), rows = kept(900, 0.5, 6), shape = cellsFor(rows.length, 1);
  equal(split(x, y, rows, shape.columns, shape.lines), split(x, y, rows, shape.columns, shape.lines));
  const spot = new Uint16Array(5000).fill(7), cells = split(spot, spot, upTo(5000), 100, 50);
  whole(cells, 100);
  equal(split(spot, spot, [3, 9, 40, 41], 2, 2), { x: [0, 0, 1, 1], y: [0, 1, 0, 1] });
});
test("no rows have no cells", () => {
  const { columns, lines } = cellsFor(0, 1);
  equal(split(new Uint16Array(4), new Uint16Array(4), [], columns, lines), { x: [], y: [] });
});
test("a million rows are split without an array a row", () => {
  const n = 1e6, { columns, lines } = cellsFor(n, 4 / 3), x = new Uint16Array(n), y = new Uint16Array(n), rows = new Int32Array(n);
  for (let i = 0; i < n; i++) { const cell = (i * 7919) % n; x[i] = cell % columns; y[i] = Math.floor(cell / columns); rows[i] = i; }
  const cells = split(x, y, rows, columns, lines);
  equal([cells.x.every((column, i) => column === x[i]), cells.y.every((line, i) => line === y[i])], [true, true]);
});
test("what the server sends is a grid, and an empty answer none", () => {
  const body = new ArrayBuffer(12 + 4 * 3);
  new Int32Array(body, 0, 3).set([2, 2, 3]);
  new Uint16Array(body, 12).set([0, 1, 0, 0, 0, 1]);
  equal(gridOf(body), { columns: 2, lines: 2, x: [0, 1, 0], y: [0, 0, 1] });
  equal([gridOf(new ArrayBuffer(0))], [null]);
});
