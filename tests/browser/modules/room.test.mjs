import { dice, equal, test } from "./harness.mjs";
import { byLevel, inOrder, place, sideFor } from "/assets/modules/map/room.mjs";

const WIDTH = 800, HEIGHT = 500;
function cloud(n, seed) {
  const roll = dice(seed), x = new Float32Array(n), y = new Float32Array(n);
  for (let i = 0; i < n; i++) { x[i] = roll() * WIDTH; y[i] = roll() * HEIGHT; }
  return { x, y };
}
const sheet = (points, more = {}) => ({
  ...points, ax: 1, bx: 0, ay: -1, by: HEIGHT, width: WIDTH, height: HEIGHT, side: 48, taken: [], kept: null, ...more,
});
const rows = (n) => Int32Array.from({ length: n }, (_, row) => row);
const at = ({ x, y, ax, bx, ay, by }, row) => [ax * x[row] + bx, ay * y[row] + by];
function apart(on, a, b) {
  const [ax, ay] = at(on, a), [bx, by] = at(on, b);
  return Math.max(Math.abs(ax - bx), Math.abs(ay - by)) >= on.side;
}
/* One row after the other against all that are shown. */
function placeSlowly(on, order) {
  const shown = [];
  for (const row of order) {
    const [px, py] = at(on, row);
    if (px < 0 || px > on.width || py < 0 || py > on.height) continue;
    if (shown.every((other) => apart(on, row, other))) shown.push(row);
  }
  return shown;
}

test("as many as have room, the first in order before the others, as one by one against all", () => {
  for (const seed of [1, 2, 3]) {
    const on = sheet(cloud(2000, seed)), order = rows(2000);
    equal(place(on, [], order), placeSlowly(on, order));
  }
});
test("no two overlap, and wherever there is room for one there is one", () => {
  const on = sheet(cloud(3000, 4)), shown = place(on, [], rows(3000));
  for (const a of shown) for (const b of shown) equal(a === b || apart(on, a, b), true);
  for (const row of rows(3000)) equal(shown.some((other) => other === row || !apart(on, row, other)), true);
});
test("who is shown stays shown while one zooms in, and so while one moves", () => {
  const points = cloud(5000, 5);
  let shown = place(sheet(points), [], rows(5000));
  for (const zoom of [1.1, 1.4, 2, 3.5, 6, 11]) {
    const on = sheet(points, { ax: zoom, bx: (1 - zoom) * 400, ay: -zoom, by: HEIGHT + (zoom - 1) * 250, side: 48 * zoom ** 0.25 });
    const next = place(on, shown, rows(5000)), seen = new Set(next);
    for (const row of shown) {
      const [px, py] = at(on, row), inside = px >= 0 && px <= WIDTH && py >= 0 && py <= HEIGHT;
      equal(seen.has(row), inside, `row ${row} at zoom ${zoom}`);
    }
    shown = next;
  }
});
test("while one zooms out those give way that have no room, the last in order first", () => {
  const points = { x: Float32Array.from([100, 130, 300]), y: Float32Array.from([100, 100, 100]) };
  equal(place(sheet(points, { side: 20 }), [], rows(3)), [0, 1, 2]);
  equal(place(sheet(points), [0, 1, 2], rows(3)), [0, 2]);
});
test("none lies under a name, out of the filter or out of the frame", () => {
  const points = { x: Float32Array.from([100, 200, 300, 900]), y: Float32Array.from([100, 100, 100, 100]) };
  equal(place(sheet(points), [], rows(4)), [0, 1, 2]);
  equal(place(sheet(points, { kept: Uint8Array.from([1, 0, 1, 1]) }), [1], rows(4)), [0, 2]);
  const taken = [{ left: 280, top: HEIGHT - 120, right: 320, bottom: HEIGHT - 90 }];
  equal(place(sheet(points, { taken }), [], rows(4)), [0, 1]);
});
test("copies on one spot show one of them", () => {
  const points = { x: new Float32Array(50).fill(7), y: new Float32Array(50).fill(7) };
  equal(place(sheet(points), [], rows(50)), [0]);
});

test("rows come by level, and in a level by row", () => {
  /* Places on the sheets: rows 3 and 0 are of the first level, the others of the second. */
  const { order, rank } = byLevel(Uint32Array.from([1, 4, 2, 0, 3]), [2, 5]);
  equal(order, [0, 3, 1, 2, 4]);
  equal(rank, [0, 2, 3, 1, 4]);
  equal(inOrder([4, 2, 3], { order, rank }), [3, 2, 4]);
  equal(inOrder([4, 2, 3], null), [2, 3, 4]);
});

test("pictures grow with the zoom, and slower than it", () => {
  const side = (zoom, n = 27000) => sideFor({ n, width: 1000, height: 800, zoom });
  equal([side(1) >= 40 && side(1) <= 48, side(16) / side(1) < 2.1, side(16) > side(4), side(4) > side(1)], [true, true, true, true]);
  equal(side(1e6), 120);
  equal(side(0.5), side(1), "farther than the whole map they are not smaller");
  equal(side(1, 5) > side(1, 27000), true, "of few pictures each is larger");
  equal(sideFor({ n: 27000, width: 390, height: 500, zoom: 1 }), 32);
});
