import { equal, test } from "./harness.mjs";
import { placeMark, readLink, viewText, writeLink } from "/assets/modules/state/link.mjs";

const NOTHING = { goal: null, marks: null, layout: "map", row: null, color: null, points: null };
const goal = (x0, x1, y0, y1) => ({ "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] });

test("an address without a query says nothing", () => equal(readLink(""), NOTHING));
test("the part of the map is four numbers", () => equal(readLink("?view=-1.5,2,0,1e3").goal, goal(-1.5, 2, 0, 1000)));
test("three or five numbers are no part of a map", () => {
  equal([readLink("?view=1,2,3").goal, readLink("?view=1,2,3,4,5").goal], [null, null]);
});
test("what is no number is no part of a map", () => {
  equal(["a,2,3,4", "1,2,3,Infinity", "1,2,3,NaN", ""].map((text) => readLink("?view=" + text).goal), [null, null, null, null]);
});
test("a part without width or height is none", () => equal([readLink("?view=1,1,2,3").goal, readLink("?view=1,2,3,3").goal], [null, null]));
test("marks are dots or polaroids", () => {
  equal(["dots", "polaroid", "stars", ""].map((marks) => readLink("?marks=" + marks).marks), ["dots", "polaroid", null, null]);
});
test("a layout is the map unless it is the grid", () => {
  equal(["grid", "map", "stars"].map((layout) => readLink("?layout=" + layout).layout), ["grid", "map", "map"]);
});
test("a row is a whole number that is not negative", () => {
  equal(["0", "12", "-1", "1.5", "x", ""].map((row) => readLink("?row=" + row).row), [0, 12, null, null, null, null]);
});
test("a colour is any word, as the server knows which there are", () => equal(readLink("?color=no such").color, "no such"));
test("all of it together", () => {
  const all = { goal: goal(0, 1, 0, 1), marks: "dots", layout: "map", row: 3, color: "trust", points: "0a1b2c3d" };
  equal(readLink("?view=0,1,0,1&marks=dots&row=3&color=trust&points=0a1b2c3d"), all);
});
test("a change is put beside what stands in the address", () => equal(writeLink("?row=3", { color: "trust" }), "?row=3&color=trust"));
test("a change takes the place of what stood there", () => equal(writeLink("?row=3&color=trust", { row: 0 }), "?row=0&color=trust"));
test("nothing takes it out, and the last one the question mark too", () => {
  equal([writeLink("?row=3&color=trust", { row: null }), writeLink("?row=3", { row: null }), writeLink("", { row: null })], ["?color=trust", "", ""]);
});
test("a list is said one by one, in its order, in the place of what was said before", () => {
  equal(writeLink("?keep=a&row=3&keep=b", { keep: ["c", "d"] }), "?row=3&keep=c&keep=d");
  equal([writeLink("?keep=a&row=3", { keep: [] }), writeLink("?keep=a", { keep: [] })], ["?row=3", ""]);
});
test("what is said once stays in its place", () => equal(writeLink("?row=3&color=trust", { row: 4 }), "?row=4&color=trust"));
test("what is not ours stays", () => equal(writeLink("?utm=1", { marks: "polaroid" }), "?utm=1&marks=polaroid"));
test("commas stay as they are", () => equal(writeLink("", { view: "1,2,3,4" }), "?view=1,2,3,4"));
test("a view is written with six digits", () => equal(viewText(goal(1 / 3, 123456.789, -0, 1e-9)), "0.333333,123457,0,1e-9"));
test("all of the map has no name in the address", () => equal(viewText(null), null));
test("what is written is read again", () => {
  const there = goal(-12.25, 3.5, 0.001, 7);
  equal(readLink(writeLink("", { view: viewText(there) })).goal, there);
});

/** Points in a row from `first` on. */
const points = (first, n = 2000) => ({ x: Float32Array.from({ length: n }, (_, i) => first + i / 3), y: new Float32Array(n), z: null, n });
test("where points lie is eight hex digits, the same for the same", () => {
  equal(/^[0-9a-f]{8}$/.test(placeMark(points(0))), true);
  equal(placeMark(points(0)), placeMark(points(0)));
});
test("the smallest difference of a single coordinate is another place", () => {
  const other = points(0);
  other.y[999] = 1e-30;
  equal(new Set([placeMark(points(0)), placeMark(points(1)), placeMark(other)]).size, 3);
});
test("a map whose first part is here is marked as the whole", () => equal(placeMark({ ...points(0), n: 1200 }), placeMark(points(0))));
test("a third dimension counts", () => {
  const flat = points(0);
  equal(placeMark({ ...flat, z: new Float32Array(2000) }) === placeMark(flat), false);
});
test("a map without points has a place too", () => equal(placeMark({ ...points(0), n: 0 }), "811c9dc5"));
