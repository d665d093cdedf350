import { equal, near, test } from "./harness.mjs";
import { hasMoved } from "/assets/modules/map/picking.mjs";
import { poseOf } from "/assets/modules/map/pinch.mjs";
import { carried, within } from "/assets/modules/map/zoom.mjs";
import { act } from "/assets/modules/state/store.mjs";

/* A frame of 400 by 200 pixels at (100, 50) that shows 40 by 20 of the map. */
const FRAME = { left: 100, top: 50, width: 400, height: 200, x0: -10, x1: 30, y0: 5, y1: 25 };
const at = (x, y) => ({ clientX: x, clientY: y });
/* Where a place of the page lies on the map, once a part of it is in view. */
const under = ({ "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] }, { x, y }) => [
  x0 + ((x - FRAME.left) / FRAME.width) * (x1 - x0), y1 - ((y - FRAME.top) / FRAME.height) * (y1 - y0),
];
const BEFORE = { "xaxis.range": [-10, 30], "yaxis.range": [5, 25] };

test("one finger is where it is, two are at their middle and apart", () => {
  equal(poseOf([at(10, 20)]), { x: 10, y: 20, apart: 24 }, "as far apart as two can come");
  equal(poseOf([at(10, 20), at(70, 100)]), { x: 40, y: 60, apart: 100 });
  equal(poseOf([at(10, 20), at(70, 100), at(0, 0)]), poseOf([at(10, 20), at(70, 100)]), "a third one counts for nothing");
});
test("what lay under the fingers lies under them when they have moved, and the map is as much nearer", () => {
  const from = { x: 180, y: 90 }, to = { x: 333, y: 171 };
  for (const factor of [0.4, 1, 2.5]) {
    const part = carried(FRAME, { from, to, factor });
    near(under(part, to), under(BEFORE, from));
    near(part["xaxis.range"][1] - part["xaxis.range"][0], 40 / factor);
    near(part["yaxis.range"][1] - part["yaxis.range"][0], 20 / factor);
  }
});
test("a part that is seen from right to left stays so", () => {
  const [x0, x1] = carried({ ...FRAME, x0: 30, x1: -10 }, { from: { x: 300, y: 150 }, to: { x: 300, y: 150 }, factor: 2 })["xaxis.range"];
  near([x0, x1], [20, 0]);
});
test("the map comes neither so near nor so far that nothing is seen, and goes back from there", () => {
  act("placePoints", { x: new Float32Array([0, 100]), y: new Float32Array([0, 1]), z: null, n: 2, codes: new Uint8Array(2), rows: 2 });
  near(within(2, 50), 2);
  near([50 / within(1e9, 50), 50 / within(1e-9, 50)], [1.02e-3, 1020], 1e-6);
  near([within(2, 1e-4), within(0.5, 1e-4)], [1, 0.5], 1e-9);
  near([within(0.5, 5000), within(2, 5000)], [1, 2], 1e-9);
});
test("a press is a click as long as it stays where it began, of a finger as it trembles", () => {
  const press = { x: 10, y: 10, moved: false }, event = (x, pointerType) => ({ clientX: x, clientY: 10, pointerType });
  equal([hasMoved(event(14, "mouse"), press), hasMoved(event(15, "mouse"), press)], [false, true]);
  equal([hasMoved(event(19, "touch"), press), hasMoved(event(21, "touch"), press)], [false, true]);
});
test("what comes back to where it began has moved all the same", () => {
  equal(hasMoved({ clientX: 10, clientY: 10, pointerType: "mouse" }, { x: 10, y: 10, moved: true }), true);
});
