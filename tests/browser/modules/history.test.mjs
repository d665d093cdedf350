import { equal, test } from "./harness.mjs";
import { facetOf } from "./trees.mjs";
import { alike, HISTORY, snapshot, towards } from "/assets/modules/state/history.mjs";
import { rowsOf } from "/assets/modules/state/rowset.mjs";
import { act, state } from "/assets/modules/state/store.mjs";
import { go } from "/assets/modules/gather/undoing.mjs";
import "/assets/modules/map/paint.mjs";

const FOLDERS = facetOf(["a", "a/b", "c", "d"], ["c", "a", "a/b", "c", "a/b", "c", "d", "a"]);
const GOAL = (x) => ({ "xaxis.range": [x, x + 1], "yaxis.range": [0, 1] });
const META = { map: "m1", rows: 8, dims: 2, mode: "folder", usual: "folder", live: false, facts: 500, marks: { dots: { scale: 1 } } };
function open(map) {
  act("openMap", { map, meta: { ...META, map } });
  act("placePoints", { x: new Float32Array(8), y: new Float32Array(8), z: null, n: 8, codes: new Uint8Array(8), rows: 8 });
  act("drewPoints", { n: 8 });
  act("bringFacet", { facet: FOLDERS });
}
const names = (from = "past") => state().history[from].map(({ name }) => name);
let clock = 0;
const real = performance.now.bind(performance);
performance.now = () => real() + clock;
const apart = () => { clock += 5000; };
const select = (rows, how = "only", by = "lasso") => { apart(); act("select", { rows, how, by }); };

test("a map that opens has no history", () => {
  open("m1");
  equal([names(), names("future")], [[], []]);
  equal(towards("undo", state()), null);
});
test("each step has a name", () => {
  select([1, 2, 3]);
  select([5], "add", "click");
  select([1, 2], "less");
  select([5, 6], "both", "box");
  apart(); act("select", { rows: [], how: "only" });
  equal(names(), ["lasso of 3", "click: 1 added", "lasso: 2 taken away", "box: 1 of 2 kept", "clearing 1 selected"]);
});
test("undo goes back through each state, redo forth again", async () => {
  const states = [[5], [3, 5], [1, 2, 3, 5], [1, 2, 3], []];
  for (const rows of states) { await go("undo"); equal(rowsOf(state().selection.bits), rows); }
  equal(names("future").length, 5);
  for (const rows of [...states].reverse().slice(1)) { await go("redo"); equal(rowsOf(state().selection.bits), rows); }
  await go("redo");
  equal([rowsOf(state().selection.bits), names("future")], [[], []]);
});
test("where nothing is to be undone it is said, and nothing happens", async () => {
  open("m0");
  const before = state().selection;
  await go("undo");
  equal([state().selection === before, state().view.said], [true, "There is nothing to undo"]);
});
test("a new step forgets those that were undone", async () => {
  open("m2");
  select([1]); select([2]);
  await go("undo");
  select([3]);
  equal([names(), names("future")], [["lasso of 1", "lasso of 1"], []]);
});
test("filters, views, marks and pins are steps too, and come back as they were", async () => {
  open("m3");
  const told = [];
  const step = (action, detail) => { apart(); told.push(snapshot(state())); act(action, detail); };
  step("keep", { facet: "folder", value: 0, how: "only" });
  step("keep", { facet: "folder", value: 2, how: "add" });
  step("movedTo", { goal: GOAL(2) });
  step("lookAt", { goal: GOAL(5) });
  step("markAs", { marks: "dots" });
  step("pin", { row: 4 });
  step("keepFound", { found: { words: "cat", rows: new Uint8Array(8).fill(1), count: 8 } });
  step("hideOthers", { hide: true });
  step("keepAll", {});
  step("fitMap", {});
  step("release", {});
  equal(names(), ["Folder, only a", "Folder, with c", "zoom", "flying there", "dots", "pin", "search for “cat”", "hiding the others",
    "clearing the filter", "showing everything", "letting a picture go"].map((name) => name.replace("Folder", FOLDERS.title)));
  for (const then of told.reverse()) {
    await go("undo");
    equal(alike(snapshot(state()), then), true);
    equal(state().filter.count, [...(state().filter.kept ?? [])].reduce((sum, one) => sum + one, 0));
  }
  equal(state().filter.kept, null);
});
test("what no hand has asked for is no step, and stays when a step is undone", async () => {
  open("m4");
  act("pin", { row: 3, quiet: true });
  act("lookAt", { goal: GOAL(7), quiet: true });
  select([1]);
  await go("undo");
  equal([names(), state().focus.pinned, state().view.goal], [[], 3, GOAL(7)]);
});
test("one movement of the hand is one step, however often it is told", async () => {
  open("m5");
  apart();
  for (const x of [1, 2, 3]) act("movedTo", { goal: GOAL(x) });
  equal(names().length, 1);
  apart(); act("movedTo", { goal: GOAL(4) });
  equal(names(), ["zoom", "moving the map"]);
  await go("undo");
  equal(state().view.goal, GOAL(3));
  await go("undo");
  equal(state().view.followed, true);
});
test("a double click, which keeps and takes that back, is no step", () => {
  open("m6");
  apart();
  act("keep", { facet: "folder", value: 0, how: "only" });
  act("keepValues", { facet: "folder", chosen: null });
  equal(names(), []);
});
test("hovering is no step", () => {
  open("m7");
  act("hover", { row: 2 }); act("light", { lit: { facet: "folder", value: 0 } }); act("hover", { row: null });
  equal(names(), []);
});
test("another map has no history, one that has become another keeps it", () => {
  open("m8");
  select([1]);
  act("adoptMap", { map: "m9" });
  equal(names(), ["lasso of 1"]);
  open("m10");
  equal(names(), []);
});
test("a facet that is here anew keeps what a step said of its names", async () => {
  open("m11");
  apart(); act("keep", { facet: "folder", value: 2, how: "only" });
  apart(); act("keepAll", {});
  act("bringFacet", { facet: facetOf(["b", "a", "a/b", "c", "d"], ["c", "a", "a/b", "c", "a/b", "b", "d", "a"]) });
  await go("undo");
  equal([...state().filter.kept].flatMap((kept, row) => (kept ? [row] : [])), [0, 3]);
});
test("another colour is a step, and Dash is asked to bring the one before", async () => {
  open("m12");
  apart(); act("chooseColour", { mode: "trust" });
  equal(names().length, 1);
  await go("undo");
  equal(window.dash_clientside.set.at(-1), ["color-by", { value: "folder" }]);
  act("chooseColour", { mode: "folder" });
  equal([names(), names("future").length, state().view.mode], [[], 1, "folder"], "what undo asked for is no step");
});
test("what the server keeps is changed there first; where that is refused it is told, and the step is left out", async () => {
  open("m13");
  const asked = [];
  let answer = true;
  const step = { name: "naming “cats”", kind: "kept", now: snapshot(state()), back: async () => { asked.push("back"); return answer; }, forth: async () => { asked.push("forth"); return answer; } };
  act("remember", step);
  await go("undo");
  await go("redo");
  equal([asked, names(), names("future")], [["back", "forth"], ["naming “cats”"], []]);
  answer = false;
  await go("undo");
  equal([names(), names("future"), state().view.said], [[], [], "Not undone: naming “cats” was changed in another window since"]);
});
test("a history has an end", () => {
  let history = HISTORY.initial;
  for (let at = 0; at < 250; at++) history = HISTORY.on.remember(history, { name: String(at), kind: "select", now: snapshot(state()) });
  equal([history.past.length, history.past.at(-1).name], [200, "249"]);
});
