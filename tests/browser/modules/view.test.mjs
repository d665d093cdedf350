import { equal, near, test } from "./harness.mjs";
import { chosenView, markSize, POINTS, selects, sizeFor, VIEW } from "/assets/modules/state/view.mjs";

const META = {
  map: "a1", rows: 100, dims: 2, live: false, size: 9, sizing: [34, 0.2, 3, 11], margin: 0.04, stamp: "s1", parts: [100],
  colours: { palette: ["#000000"], edition: 5 }, mode: "trust", usual: "folder", faint: 0.2,
  marks: { dots: { symbol: "circle", opacity: 0.85, scale: 1 }, polaroid: { symbol: "square", opacity: 0.75, scale: 1.6 } },
  base: "", facts: 500, settled: 99,
};
const GOAL = { "xaxis.range": [0, 1], "yaxis.range": [2, 3] };
/* The part after some actions: [name, what comes with it]. */
function after(part, ...actions) {
  let now = part.initial;
  for (const [name, detail = {}, state = { view: VIEW.initial }] of actions) now = part.on[name](now, detail, state);
  return now;
}
const view = (...actions) => after(VIEW, ["openMap", { map: "a1", meta: META }], ...actions);

test("a map that is opened is not ready, and is coloured as its figure says", () => {
  const { map, rows, ready, drawn, mode, painted, live, size } = view();
  equal([map, rows, ready, drawn, mode, painted, live, size], ["a1", 100, false, 0, "trust", "trust", false, 9]);
});
test("a map is ready when the first of its points are drawn, and all of it is in view", () => {
  const { ready, drawn, followed, goal } = view(["lookAt", { goal: GOAL }], ["drewPoints", { n: 40 }]);
  equal([ready, drawn, followed, goal], [true, 40, true, null]);
});
test("further points leave what was chosen to be seen", () => {
  const { drawn, followed, goal } = view(["drewPoints", { n: 40 }], ["movedTo", { goal: GOAL }], ["drewPoints", { n: 100 }]);
  equal([drawn, followed, goal], [100, false, GOAL]);
});
test("the same map drawn again keeps how many are drawn; another begins with none", () => {
  const same = view(["drewPoints", { n: 40 }], ["openMap", { map: "a1", meta: META }]);
  const other = view(["drewPoints", { n: 40 }], ["openMap", { map: "b2", meta: { ...META, map: "b2" } }]);
  equal([same.drawn, same.ready, other.drawn], [40, false, 0]);
});
test("a map that is closed leaves marks, tool and sheet as they are", () => {
  const closed = view(["markAs", { marks: "polaroid" }], ["useTool", { tool: "lasso" }], ["darken", { dark: true }], ["closeMap"]);
  equal([closed.map, closed.meta, closed.rows, closed.marks, closed.tool, closed.dark], [null, null, 0, "polaroid", "lasso", true]);
});
test("a map that has become another keeps everything but its id", () => {
  const before = view(["drewPoints", { n: 100 }]);
  equal(after(VIEW, ["openMap", { map: "a1", meta: META }], ["drewPoints", { n: 100 }], ["adoptMap", { map: "c3" }]), { ...before, map: "c3" });
});
test("of a map that forms the marks shrink as rows come", () => {
  const live = { ...META, live: true, rows: 1000 };
  const grown = after(VIEW, ["openMap", { map: "a1", meta: live }], ["placePoints", { rows: 30000 }]);
  equal(grown.rows, 30000);
  near(grown.size, 34 / 30000 ** 0.2);
});
test("of a finished map the marks have the figure's size", () => equal(view(["placePoints", { rows: 100 }]).size, 9));
test("placing as many rows as there are changes nothing", () => {
  const before = view();
  equal(VIEW.on.placePoints(before, { rows: 100 }) === before, true);
});
test("a layout without colours leaves the palette; one with colours brings its own", () => {
  equal(view(["hearLayout", { palette: null }]).colours, META.colours);
  equal(view(["hearLayout", { palette: ["#ffffff"] }]).colours, { ...META.colours, palette: ["#ffffff"] });
});
test("a colour that is chosen is painted when its codes are there", () => {
  const chosen = view(["chooseColour", { mode: "plain" }]);
  equal([chosen.mode, chosen.painted], ["plain", "trust"]);
  const painted = view(["chooseColour", { mode: "plain" }], ["paintPoints", { mode: "plain", colours: { edition: 6 }, codes: null }]);
  equal([painted.painted, painted.colours.edition], ["plain", 6]);
});
test("a map that has settled moves no more", () => {
  equal(after(VIEW, ["openMap", { map: "a1", meta: { ...META, live: true } }], ["settleMap"]).live, false);
});
test("a part that was chosen is seen until all of the map is asked for", () => {
  equal(chosenView(view(["lookAt", { goal: GOAL }])), GOAL);
  equal(chosenView(view(["lookAt", { goal: GOAL }], ["fitMap"])), null);
});
test("a wheel lets go of the whole before it is known where it leads", () => {
  const turned = view(["drewPoints", { n: 1 }], ["letMove"]);
  equal([turned.followed, chosenView(turned)], [false, null]);
});
test("a layout that grows takes the chosen part along", () => {
  const moved = view(["movedTo", { goal: GOAL }], ["keptAt", { goal: { ...GOAL, "xaxis.range": [5, 6] } }]);
  equal([moved.followed, moved.goal["xaxis.range"]], [false, [5, 6]]);
});
test("marks are the smaller the more there are, within bounds", () => {
  equal([1, 10 ** 9].map((n) => sizeFor(META, n)), [11, 3]);
  near(sizeFor(META, 2000), 34 / 2000 ** 0.2);
});
test("a polaroid is larger than a dot", () => {
  near([markSize(view()), markSize(view(["markAs", { marks: "polaroid" }]))], [9, 14.4]);
  equal(markSize(VIEW.initial), 6, "before there is a map");
});
test("a drag selects with the lasso or the box, on a map that is there, on a plane", () => {
  const there = (meta, tool) => after(VIEW, ["openMap", { map: "a1", meta }], ["drewPoints", { n: 1 }], ["useTool", { tool }]);
  equal([selects(there(META, "lasso")), selects(there(META, "select")), selects(there(META, "pan"))], [true, true, false]);
  equal([selects(there({ ...META, dims: 3 }, "lasso")), selects(view(["useTool", { tool: "lasso" }]))], [false, false]);
});
test("what is said stands until something else is", () => {
  equal(view(["say", { text: "Nothing there" }], ["say", { text: "" }]).said, "");
  const said = view(["say", { text: "Nothing there" }]);
  equal(VIEW.on.say(said, { text: "Nothing there" }) === said, true);
});
test("points of another map are forgotten, of the same map kept", () => {
  const placed = { x: new Float32Array(2), y: new Float32Array(2), z: null, n: 2, codes: new Uint8Array(2) };
  const points = after(POINTS, ["placePoints", placed]);
  equal(POINTS.on.openMap(points, { map: "a1" }, { view: { map: "a1" } }) === points, true);
  equal(POINTS.on.openMap(points, { map: "b2" }, { view: { map: "a1" } }).n, 0);
});
test("the arrays of points are kept, not copied", () => {
  const x = new Float32Array(3), y = new Float32Array(3), codes = new Uint8Array(3);
  const points = after(POINTS, ["placePoints", { x, y, z: null, n: 3, codes }]);
  equal([points.x === x, points.y === y, points.codes === codes], [true, true, true]);
});
test("what is here of a layout is known by its serial number and its colours", () => {
  const heard = after(POINTS, ["hearLayout", { serial: 4, n: 9, palette: ["#fff"] }], ["hearLayout", { serial: 5, n: 12, palette: null }]);
  equal([heard.serial, heard.coded], [5, 9]);
  equal([after(POINTS, ["forgetLayout"]).serial, POINTS.on.adoptMap(heard, {}).serial, POINTS.on.adoptMap(heard, {}).coded], [-1, -1, 9]);
});
