import { equal, test } from "./harness.mjs";
import { levelAt, stand, trace } from "/assets/modules/map/names.mjs";

const FRAME = { width: 800, height: 500 };
const name = (x, y, width = 80) => ({ x, y, width, height: 20 });
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

test("the nearer the view the finer the level, with as many names on a screen", () => {
  const counts = [12, 25, 61];
  equal([1, 1.5, 1.7, 2.5, 2.7, 50].map((zoom) => levelAt(counts, zoom)), [0, 0, 1, 1, 2, 2]);
  equal(levelAt([], 3), 0);
  equal(levelAt([5], 100), 0);
});
test("the rings of an outline are closed, each for itself: no line leads from one to another", () => {
  const square = (x, y) => [x, y, x + 10, y, x + 10, y + 10, x, y + 10], path = new Path2D();
  trace(path, [square(0, 0), square(50, 0), square(0, 50)], (x) => 10 + 2 * x, (y) => 110 - y);
  const pen = document.createElement("canvas").getContext("2d"), on = (x, y) => pen.isPointInStroke(path, 10 + 2 * x, 110 - y);
  for (const [x, y] of [[0, 0], [50, 0], [0, 50]]) equal([on(x + 5, y), on(x + 10, y + 5), on(x + 5, y + 10), on(x, y + 5)], [true, true, true, true]);
  equal([on(30, 0), on(25, 25), on(0, 30), on(55, 5)], [false, false, false, false]);
});
test("each name stands at its place, and none on another: the first in order has it", () => {
  const [first, second, third] = stand([name(100, 100), name(110, 105), name(400, 300)], FRAME, []);
  equal([first.line, second.line !== 0, third.line], [0, true, 0]);
  equal(meet(first.box, second.box), false);
  equal((third.box.left + third.box.right) / 2, 400);
});
test("a name gives way to pictures by some lines, and stands over them where there is no room", () => {
  const picture = { left: 60, top: 80, right: 140, bottom: 120 };
  const [beside] = stand([name(100, 100)], FRAME, [picture]);
  equal([beside.over, meet(beside.box, picture), Math.abs(beside.line) <= 2], [false, false, true]);
  const wall = { left: 0, top: 0, right: 800, bottom: 500 };
  const [over] = stand([name(100, 100)], FRAME, [wall]);
  equal([over.over, over.line], [true, 0]);
});
test("a name stays on its line while it can, and is not told out of the frame", () => {
  const [kept] = stand([{ ...name(100, 100), line: 2 }], FRAME, []);
  equal(kept.line, 2);
  equal(stand([name(5, 100), name(100, -60)], FRAME, []), [null, null]);
});
test("a hundred names: none meets another", () => {
  const names = Array.from({ length: 100 }, (_, at) => name(60 + (at % 10) * 70, 40 + Math.floor(at / 10) * 44));
  const boxes = stand(names, FRAME, []).filter(Boolean).map(({ box }) => box);
  for (let a = 0; a < boxes.length; a++) for (let b = 0; b < a; b++) equal(meet(boxes[a], boxes[b]), false);
  equal(boxes.length > 50, true);
});
