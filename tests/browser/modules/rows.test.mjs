import { equal, test } from "./harness.mjs";
import { rowsOf, setOf } from "/assets/modules/state/rowset.mjs";
import { FOCUS, SELECTION } from "/assets/modules/state/rows.mjs";

const N = { points: { n: 10 }, view: { map: "a1" }, selection: SELECTION.initial };
const selecting = (selection, rows, how) => SELECTION.on.select(selection, { rows, how }, N);
/* A selection with the list of its rows. */
const told = (selection) => ({ ...selection, rows: rowsOf(selection.bits) });
const select = (selection, rows, how) => told(selecting(selection, rows, how));
const focus = (...actions) => actions.reduce((now, [name, row]) => FOCUS.on[name](now, { row }, N), FOCUS.initial);

test("what is caught is selected", () => equal(select(SELECTION.initial, [2, 5], "only").rows, [2, 5]));
test("it is told how many are selected, and by what", () => {
  const { count, by } = SELECTION.on.select(SELECTION.initial, { rows: [5, 2, 5], how: "only", by: "lasso" }, N);
  equal([count, by], [2, "lasso"]);
});
test("a set is selected as a list is", () => {
  equal(told(SELECTION.on.select(SELECTION.initial, { bits: setOf([2, 5], 10), how: "only" }, N)).rows, [2, 5]);
});
test("what is selected can be narrowed to what is caught too", () => {
  equal(select(select(SELECTION.initial, [2, 5, 7], "only"), [1, 5, 7], "both").rows, [5, 7]);
  equal(select(SELECTION.initial, [1], "both").count, 0);
});
test("another selection takes the place of the first", () => {
  equal(select(select(SELECTION.initial, [2, 5], "only"), [7], "only").rows, [7]);
});
test("rows are added in the order of rows, each once", () => {
  equal(select(select(SELECTION.initial, [2, 5], "only"), [9, 5, 0], "add").rows, [0, 2, 5, 9]);
});
test("rows are taken away, also those that were not selected", () => {
  equal(select(select(SELECTION.initial, [2, 5, 7], "only"), [5, 1], "less").rows, [2, 7]);
});
test("when the last row is taken away nothing is selected, and no point is pale", () => {
  const none = select(select(SELECTION.initial, [2], "only"), [2], "less");
  equal([none.rows, none.bits, none.by], [[], null, ""]);
});
test("selecting nothing where nothing is selected changes nothing", () => {
  equal(selecting(SELECTION.initial, [], "only") === SELECTION.initial, true);
  equal(selecting(SELECTION.initial, [3], "less") === SELECTION.initial, true);
});
test("the rows that are selected stay as they are when more are added", () => {
  const first = select(SELECTION.initial, [2], "only");
  select(first, [3], "add");
  equal(first.rows, [2]);
});
test("a selection is of one map", () => {
  const some = select(SELECTION.initial, [2], "only");
  equal(SELECTION.on.openMap(some, { map: "b2" }, N).count, 0);
  equal(SELECTION.on.openMap(some, { map: "a1" }, N) === some, true, "the same map, drawn again");
  equal(SELECTION.on.closeMap(some, {}, N).bits, null);
});
test("a line is drawn beside a selection that stays", () => {
  const drawn = SELECTION.on.drawLine(select(SELECTION.initial, [2], "only"), { line: [[1, 1]] }, N);
  equal([drawn.rows, drawn.line], [[2], [[1, 1]]]);
});
test("a row that is hovered is shown", () => equal(focus(["hover", 4]), { hovered: 4, pinned: null, shown: 4 }));
test("the last one stays when the pointer leaves", () => equal(focus(["hover", 4], ["hover", null]), { hovered: null, pinned: null, shown: 4 }));
test("what is pinned is shown whatever is hovered", () => {
  equal(focus(["hover", 4], ["pin", 4], ["hover", 7]), { hovered: 7, pinned: 4, shown: 4 });
});
test("what is let go gives way to what is hovered", () => {
  equal(focus(["hover", 4], ["pin", 4], ["hover", 7], ["pin", null]), { hovered: 7, pinned: null, shown: 7 });
});
test("what is let go stays where nothing is hovered", () => {
  equal(focus(["pin", 4], ["hover", null], ["pin", null]), { hovered: null, pinned: null, shown: 4 });
});
test("where pictures are selected they are shown again when the pointer leaves the map", () => {
  const some = { ...N, selection: { count: 2 } }, hovered = FOCUS.on.hover(FOCUS.initial, { row: 4 }, some);
  equal(hovered, { hovered: 4, pinned: null, shown: 4 });
  equal(FOCUS.on.hover(hovered, { row: null }, some).shown, 4, "it has only left the point");
  equal(FOCUS.on.hover(hovered, { row: null, away: true }, some), { hovered: null, pinned: null, shown: null });
  equal(FOCUS.on.hover(hovered, { row: null, away: true }, N).shown, 4, "nothing is selected");
});
test("they are shown again too where the pointer was on no point when it left", () => {
  const some = { ...N, selection: { count: 1 } }, last = { hovered: null, pinned: null, shown: 4 };
  equal(FOCUS.on.hover(last, { row: null, away: true }, some).shown, null);
  equal(FOCUS.on.hover(last, { row: null }, some) === last, true);
});
test("what is pinned stays when the pointer leaves the map", () => {
  const some = { ...N, selection: { count: 1 } }, pinned = { hovered: 7, pinned: 4, shown: 4 };
  equal(FOCUS.on.hover(pinned, { row: null, away: true }, some), { hovered: null, pinned: 4, shown: 4 });
});
test("selecting shows what is selected, unless a row is pinned; selecting nothing shows nothing else", () => {
  const hovered = focus(["hover", 4]), pinned = focus(["hover", 4], ["pin", 4]);
  equal(FOCUS.on.select(hovered, { rows: [1] }, N), { hovered: 4, pinned: null, shown: null });
  equal([FOCUS.on.select(pinned, { rows: [1] }, N) === pinned, FOCUS.on.select(hovered, { rows: [] }, N) === hovered], [true, true]);
});
test("a row that is pointed at elsewhere is ringed, and the panel stays", () => {
  const shown = focus(["hover", 4], ["hover", null], ["point", 9]);
  equal(shown, { hovered: 9, pinned: null, shown: 4 });
  equal([FOCUS.on.point(shown, { row: 9 }, N) === shown, FOCUS.on.point(shown, { row: null }, N).hovered], [true, null]);
});
test("releasing lets go of the picture, and not of the selection", () => {
  equal(FOCUS.on.release(focus(["hover", 4], ["pin", 4]), {}, N), { hovered: null, pinned: null, shown: null });
  equal("release" in SELECTION.on, false);
});
test("row 0 is a row", () => equal(focus(["hover", 0], ["pin", 0], ["hover", 3]), { hovered: 3, pinned: 0, shown: 0 }));
test("hovering the same row again changes nothing", () => {
  const one = focus(["hover", 4]);
  equal(FOCUS.on.hover(one, { row: 4 }, N) === one, true);
  equal(FOCUS.on.pin(one, { row: null }, N) === one, true);
});
test("another map has nothing in the panel", () => {
  equal(FOCUS.on.openMap(focus(["hover", 4]), { map: "b2" }, N).shown, null);
  equal(FOCUS.on.openMap(focus(["pin", 4]), { map: "a1" }, N).pinned, 4, "the same map, drawn again");
});
