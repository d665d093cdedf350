import { dice, equal, near, test } from "./harness.mjs";
import { flyTo, spread } from "/assets/modules/map/fly.mjs";
import { act, state } from "/assets/modules/state/store.mjs";

/* A map of these positions; its first view is all of it. */
function open(x, y, { dims = 2, map = "m1" } = {}) {
  const n = x.length, at = (values) => Float32Array.from(values), z = dims === 3 ? at(x) : null;
  const meta = { map, rows: n, dims, live: false, mode: "folder", colours: { palette: [] }, marks: { dots: { scale: 1 } } };
  act("openMap", { map, meta });
  act("placePoints", { x: at(x), y: at(y), z, n, codes: new Uint8Array(n), rows: n });
  act("drewPoints", { n });
  act("say", { text: "" });
}
const goal = () => state().view.goal;

test("some room is left on both sides", () => near(spread([0, 10], 100), [-1.5, 11.5]));
test("values on one spot get a little of the map, with the spot in the middle", () => near(spread([5, 5, 5], 100), [4, 6]));
test("one value is a spot", () => near(spread([-3], 10), [-3.1, -2.9]));
test("values that lie close get as much, and not less than the room they need", () => {
  const [low, high] = spread([5, 5.5], 100);
  near([low, high], [4.25, 6.25]);
});
test("order does not matter", () => near(spread([7, -2, 3, 0], 10), spread([-2, 0, 3, 7], 10)));
test("a stray one on each side in fifty does not show the whole map", () => {
  const most = Array.from({ length: 98 }, (_, i) => i / 97);
  near(spread([...most, 1000, -1000], 2000), [0 - 19.5, 1 + 19.5], 1e-9);
  near(spread([...most, 1000, -1000], 2), [-0.15, 1.15], 0.02);
});
test("of any values nearly all are in view, and every view is wide enough", () => {
  for (let seed = 1; seed < 60; seed++) {
    const random = dice(seed), n = 1 + Math.floor(300 * random()), values = Array.from({ length: n }, () => (random() - 0.5) ** 3 * 100);
    const width = 30, [low, high] = spread(values, width);
    const seen = values.filter((value) => value >= low && value <= high).length;
    equal([seen >= n - 2 * Math.floor(0.02 * n), high - low >= 0.02 * width - 1e-9], [true, true], String(seed));
  }
});

test("nothing is flown to before there is a map", () => {
  flyTo(() => true);
  equal([goal(), state().view.said], [null, ""]);
});
test("rows that are wanted come into view, and others do not count", () => {
  open([0, 1, 2, 50, 100], [0, 2, 4, 50, -100]);
  flyTo((row) => row < 3);
  near(goal()["xaxis.range"], [-0.3, 2.3]);
  near(goal()["yaxis.range"], [-0.6, 4.6]);
  equal(state().view.followed, false);
});
test("all of the map may be flown to", () => {
  flyTo(() => true);
  near(goal()["xaxis.range"], [-15, 115]);
});
test("where none is wanted the view stays, and that is said", () => {
  const before = goal();
  flyTo(() => false);
  equal([goal() === before, state().view.said], [true, "None of these pictures is on the map"]);
});
test("in space the hand must do it, and that is said", () => {
  open([0, 1, 2], [0, 1, 2], { dims: 3, map: "m3" });
  flyTo(() => true);
  equal([goal(), state().view.said.includes("3-D")], [null, true]);
});
test("points on one spot are a map too", () => {
  open([4, 4], [7, 7], { map: "m4" });
  flyTo(() => true);
  equal(goal()["xaxis.range"].every(Number.isFinite), true);
});
