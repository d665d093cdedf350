import { equal, near, test } from "./harness.mjs";
import { drawMarks, fromFar } from "/assets/modules/map/print.mjs";

const SIDE = 12;
function sheet() {
  return { data: new Uint8ClampedArray(4 * SIDE * SIDE).fill(255), width: SIDE, height: SIDE };
}
const at = ({ data }, x, y) => [...data.slice(4 * (y * SIDE + x), 4 * (y * SIDE + x) + 4)];
/* The colours of rows as regl-scatter2d has them: that of the mark, and of its border. */
const colours = (...rows) => new Uint8Array(rows.flatMap((rgba) => [...rgba, 0, 0, 0, 0]));
const marks = (x, y, more = {}) => ({ x, y, radius: () => 3, order: null, square: false, ...more });
const RED = [255, 0, 0, 255], BLUE = [0, 0, 255, 255];
/* How much of the sheet is covered, in pixels. */
const inked = ({ data }) => data.filter((_, i) => i % 4 === 1).reduce((sum, value) => sum + (255 - value) / 255, 0);

test("a disc is as large as it should be, and round", () => {
  const on = sheet();
  drawMarks(on, marks([6], [6]), colours(RED), 1);
  near(inked(on), Math.PI * 9, 1.5);
  equal([at(on, 6, 6), at(on, 0, 0), at(on, 3, 3)], [[255, 0, 0, 255], [255, 255, 255, 255], [255, 255, 255, 255]]);
});
test("a square fills its corners", () => {
  const on = sheet();
  drawMarks(on, marks([6], [6], { square: true }), colours(RED), 1);
  near(inked(on), 36, 0.01);
  equal([at(on, 3, 3), at(on, 2, 3)], [[255, 0, 0, 255], [255, 255, 255, 255]]);
});
test("a mark that is cut by the edge, and one outside, are drawn as far as they are on the sheet", () => {
  const on = sheet();
  drawMarks(on, marks([0, -50, 6], [6, 6, 400]), colours(RED, RED, RED), 1);
  near(inked(on), (Math.PI * 9) / 2, 1.2);
});
test("a half-transparent mark lets through what is beneath it", () => {
  const on = sheet();
  drawMarks(on, marks([6, 6], [6, 6]), colours(RED, BLUE), 0.5);
  near(at(on, 6, 6), [127, 64, 191, 255], 1);
});
test("a row that is not selected is paler, and one that is hidden is not there", () => {
  const on = sheet();
  drawMarks(on, marks([3, 9], [6, 6], { radius: () => 2 }), colours([255, 0, 0, 51], [255, 0, 0, 0]), 1);
  near([at(on, 3, 6), at(on, 9, 6)].flat(), [255, 204, 204, 255, 255, 255, 255, 255], 1);
});
test("the topmost is the last of the order", () => {
  for (const [order, top] of [[[0, 1], BLUE], [[1, 0], RED]]) {
    const on = sheet();
    drawMarks(on, marks([6, 6], [6, 6], { order: Uint32Array.from(order) }), colours(RED, BLUE), 1);
    equal(at(on, 6, 6), top);
  }
});
test("each mark has its own size, and none what lies behind the camera", () => {
  const on = sheet();
  drawMarks(on, marks([3, 9], [6, 6], { radius: (row) => [2, 0][row] }), colours(RED, RED), 1);
  near(inked(on), Math.PI * 4, 1);
});
test("the farthest is drawn first", () => equal(fromFar(new Float32Array([2, 9, 0, 4])), [1, 3, 0, 2]));
