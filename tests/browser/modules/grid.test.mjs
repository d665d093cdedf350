import { dice, equal, test } from "./harness.mjs";
import { inBox, inPolygon, makeGrid, nearest } from "/assets/modules/map/grid.mjs";

function cloud(n, seed, { high = 1 } = {}) {
  const roll = dice(seed), x = new Float32Array(n), y = new Float32Array(n);
  for (let i = 0; i < n; i++) { x[i] = roll() * 10 - 5; y[i] = (roll() * 10 - 5) * high; }
  return { x, y };
}
/* One point after the other, as a schoolbook does. */
function nearestSlowly({ x, y }, px, py, kx, ky, reach) {
  let best = -1, least = reach * reach;
  for (let i = 0; i < x.length; i++) {
    const square = ((x[i] - px) * kx) ** 2 + ((y[i] - py) * ky) ** 2;
    if (square < least || (square === least && i > best)) { least = square; best = i; }
  }
  return best;
}
function insideSlowly({ x, y }, xs, ys) {
  const found = [];
  for (let r = 0; r < x.length; r++) {
    let odd = false;
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
      if (ys[i] > y[r] !== ys[j] > y[r] && x[r] < ((xs[j] - xs[i]) * (y[r] - ys[i])) / (ys[j] - ys[i]) + xs[i]) odd = !odd;
    }
    if (odd) found.push(r);
  }
  return found;
}
const STAR = [[-4, -4], [4, 4], [-4, 4], [4, -4], [0, 5]];

test("every row lies in one cell, in the order of rows", () => {
  const { x, y } = cloud(1000, 1), { rows, start, side } = makeGrid(x, y);
  equal([...rows].sort((a, b) => a - b), Array.from({ length: 1000 }, (_, row) => row));
  equal([start[0], start[side * side]], [0, 1000]);
  for (let c = 0; c < side * side; c++) for (let k = start[c] + 1; k < start[c + 1]; k++) equal(rows[k] > rows[k - 1], true);
});
test("there are about two points a cell, and never more than 1,024 cells a line", () => {
  const { x, y } = cloud(5000, 2);
  equal(makeGrid(x, y).side, 50);
  equal(makeGrid(new Float32Array(3e6), new Float32Array(3e6)).side, 1024);
});
test("the nearest of many is the nearest", () => {
  const points = cloud(3000, 3), grid = makeGrid(points.x, points.y), roll = dice(4);
  for (let i = 0; i < 400; i++) {
    const at = [roll() * 12 - 6, roll() * 12 - 6];
    equal(nearest(grid, ...at, 40, 40, 14), nearestSlowly(points, ...at, 40, 40, 14));
  }
});
test("the nearest is the nearest in pixels, where the axes have other scales", () => {
  const points = cloud(2000, 5, { high: 0.01 }), grid = makeGrid(points.x, points.y), roll = dice(6);
  for (let i = 0; i < 300; i++) {
    const at = [roll() * 10 - 5, (roll() * 10 - 5) * 0.01];
    equal(nearest(grid, ...at, 3, 5000, 20), nearestSlowly(points, ...at, 3, 5000, 20));
  }
});
test("what is out of reach is not found", () => {
  const grid = makeGrid(new Float32Array([0, 10]), new Float32Array([0, 0]));
  equal([nearest(grid, 5, 0, 1, 1, 4.9), nearest(grid, 4, 0, 1, 1, 4.9)], [-1, 0]);
});
test("a pointer far away from all points finds none, and soon", () => {
  const { x, y } = cloud(3000, 7), grid = makeGrid(x, y);
  equal([nearest(grid, 1e9, 0, 1, 1, 14), nearest(grid, -1e9, 1e9, 1, 1, 14)], [-1, -1]);
});
test("of points on one spot the last one is found: it lies on top", () => {
  const grid = makeGrid(new Float32Array([1, 1, 1, 9]), new Float32Array([2, 2, 2, 9]));
  equal(nearest(grid, 1, 2, 10, 10, 14), 2);
});
test("all points on one spot are no trouble", () => {
  const grid = makeGrid(new Float32Array(500).fill(3), new Float32Array(500).fill(4));
  equal([nearest(grid, 3, 4, 10, 10, 14), inBox(grid, 2, 4, 3, 5, Infinity).length], [499, 500]);
});
test("all points at one x are no trouble", () => {
  const y = Float32Array.from({ length: 900 }, (_, i) => i), points = { x: new Float32Array(900).fill(2), y };
  const grid = makeGrid(points.x, points.y);
  for (const at of [0, 449.6, 899]) equal(nearest(grid, 2.1, at, 10, 10, 14), nearestSlowly(points, 2.1, at, 10, 10, 14));
});
test("a map of one picture has a nearest, and one of none has none", () => {
  equal(nearest(makeGrid(new Float32Array([7]), new Float32Array([7])), 7.1, 7, 10, 10, 14), 0);
  equal(nearest(makeGrid(new Float32Array(), new Float32Array()), 0, 0, 10, 10, 14), -1);
});
test("a box holds what lies in it, its edges too", () => {
  const { x, y } = cloud(2000, 8), grid = makeGrid(x, y);
  const slowly = [...x.keys()].filter((row) => x[row] >= -2 && x[row] <= 1 && y[row] >= 0 && y[row] <= 3);
  equal(inBox(grid, -2, 1, 0, 3, Infinity).sort((a, b) => a - b), slowly);
  equal(inBox(grid, x[5], x[5], y[5], y[5], Infinity), [5]);
});
test("who only asks whether there are few is told of no more", () => {
  const { x, y } = cloud(2000, 9);
  equal(inBox(makeGrid(x, y), -5, 5, -5, 5, 141).length, 141);
});
test("a lasso holds what lies in it, in the order of rows", () => {
  const points = cloud(3000, 10), grid = makeGrid(points.x, points.y), xs = [-3, 2, 4, 0, -4], ys = [-4, -3, 2, 4, 1];
  const found = inPolygon(grid, xs, ys);
  equal(found, insideSlowly(points, xs, ys));
  equal(found.length > 100, true);
});
test("a line that crosses itself holds what it goes around an odd number of times", () => {
  const points = cloud(3000, 11), [xs, ys] = [STAR.map(([x]) => x), STAR.map(([, y]) => y)];
  equal(inPolygon(makeGrid(points.x, points.y), xs, ys), insideSlowly(points, xs, ys));
});
test("any way around the points holds what it holds", () => {
  const points = cloud(1500, 12), grid = makeGrid(points.x, points.y), roll = dice(13);
  for (let turn = 0; turn < 40; turn++) {
    const count = 3 + Math.floor(roll() * 12), corner = () => Array.from({ length: count }, () => roll() * 14 - 7), xs = corner(), ys = corner();
    equal(inPolygon(grid, xs, ys), insideSlowly(points, xs, ys));
  }
});
test("a lasso beside all points, or without an inside, holds none", () => {
  const { x, y } = cloud(500, 14), grid = makeGrid(x, y);
  equal([inPolygon(grid, [50, 60, 55], [50, 50, 60]), inPolygon(grid, [0, 1, 2], [0, 1, 2])], [[], []]);
});
test("a lasso around everything holds every row", () => {
  const { x, y } = cloud(500, 15);
  equal(inPolygon(makeGrid(x, y), [-9, 9, 9, -9], [-9, -9, 9, 9]), [...x.keys()]);
});
