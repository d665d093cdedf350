import { equal, near, test } from "./harness.mjs";
import { liveAddress, readLayout, readPoints } from "/assets/modules/map/fetching.mjs";
import { between, extent } from "/assets/modules/map/forming.mjs";
import { away, KEYS, keyOf } from "/assets/modules/map/keys.mjs";
import { hint, toolNow } from "/assets/modules/map/tools.mjs";
import { around } from "/assets/modules/map/zoom.mjs";
import { byId } from "/assets/modules/page.mjs";
import { act, state } from "/assets/modules/state/store.mjs";

/* Numbers as the server writes them: some i4, then some f4, then some bytes. */
function body(ints, floats, bytes = []) {
  const out = new Uint8Array(4 * (ints.length + floats.length) + bytes.length);
  out.set(new Uint8Array(new Int32Array(ints).buffer));
  out.set(new Uint8Array(new Float32Array(floats).buffer), 4 * ints.length);
  out.set(bytes, 4 * (ints.length + floats.length));
  return out.buffer;
}

test("a part of the points is its first row and its axes", () => {
  equal(readPoints(body([9, 2, 4, 2], [1, 2, 10, 20])), { start: 4, count: 2, axes: [[1, 2], [10, 20]] });
});
test("a part of the points in space has three axes", () => {
  equal(readPoints(body([2, 3, 0, 2], [1, 2, 3, 4, 5, 6])).axes, [[1, 2], [3, 4], [5, 6]]);
});
test("a layout with colours has its palette", () => {
  const layout = readLayout(body([7, 1, 2, 2], [1, 2, 10, 20], [3, 4]), "#fff,#000");
  equal(layout, { serial: 7, n: 2, axes: [[1, 2], [10, 20]], codes: [3, 4], palette: ["#fff", "#000"] });
});
test("a layout without colours has none", () => {
  const { codes, palette } = readLayout(body([7, 0, 2, 2], [1, 2, 10, 20]), "");
  equal([codes, palette], [null, null]);
});
test("the question for a layout says what is here", () => {
  act("openMap", { map: "abc", meta: { map: "abc", rows: 2, dims: 2, mode: "trust", live: true, sizing: [34, 0.2, 3, 11], marks: {} } });
  equal(liveAddress(), "/live/abc?after=-1&have=-1&mode=trust");
  act("hearLayout", { serial: 8, n: 40, palette: ["#fff"] });
  equal(liveAddress(), "/live/abc?after=8&have=40&mode=trust");
});
test("half of the way a point is between its places, and a new one at its own", () => {
  const [x] = between([new Float32Array([0, 10])], [new Float32Array([10, 20, 99])], 0.5);
  near(x, [5, 15, 99]);
});
test("a way begins and ends slowly, and where it should", () => {
  const at = (share) => between([new Float32Array([0])], [new Float32Array([1])], share)[0][0];
  near([at(0), at(1)], [0, 1]);
  equal([at(0.1) < 0.05, at(0.9) > 0.95], [true, true]);
});
test("points lie around their middle, so far", () => {
  const { a, b, far } = extent(new Float32Array([0, 2, 99]), new Float32Array([0, 0, 99]), 2);
  near([a, b, far], [1, 0, 1]);
});
test("the whole map has a little room around it", () => near(around(new Float32Array([0, 10, 5]), 0.1), [-1, 11]));
test("points at one place have room too", () => near(around(new Float32Array([3, 3]), 0.1), [2, 4]));
test("a step to the right goes to what lies right, the straighter the nearer", () => {
  equal([away(10, 0, [1, 0]), away(10, 4, [1, 0]), away(-10, 0, [1, 0]), away(0, 0, [1, 0])], [10, 18, Infinity, Infinity]);
});
test("what lies more than 45 degrees aside is another way", () => equal([away(10, 10, [0, 1]), away(10, 9, [0, 1])], [30, Infinity]));
test("no key does two things", () => equal(new Set(KEYS.map(({ key, held = "" }) => held + key)).size, KEYS.length));
test("every key says what it does, and where", () => {
  equal(KEYS.filter(({ does, on }) => does.length < 4 || !["page", "map"].includes(on)), []);
});
test("a letter counts in both cases, and a longer name as it is", () => {
  equal(["l", "L", "ArrowUp", "arrowup", "q"].map((key) => keyOf({ key })?.key), ["l", "l", "ArrowUp", undefined, undefined]);
});
test("a key reaches its function, and not while a text is typed or a modifier held", () => {
  const press = (target, more) => target.dispatchEvent(new KeyboardEvent("keydown", { key: "l", bubbles: true, ...more }));
  const box = document.body.appendChild(document.createElement("input"));
  act("drewPoints", { n: 2 });
  for (const [target, more] of [[box, {}], [document.body, { ctrlKey: true }], [document.body, { metaKey: true }]]) press(target, more);
  equal(state().view.tool, "pan");
  byId("map-frame").focus();
  act("hover", { row: 0 });
  press(byId("map-frame"), { key: "Enter", altKey: true });
  equal(state().focus.pinned, null, "of the map's own keys too");
  press(document.body, {});
  equal(state().view.tool, "lasso");
  box.remove();
});
test("Escape lets go of everything", () => {
  act("hover", { row: 1 });
  act("pin", { row: 1 });
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  equal(state().focus, { hovered: null, pinned: null, shown: null });
});
test("Escape closes what lies on top and nothing else", () => {
  const dialog = document.body.appendChild(document.createElement("div"));
  dialog.setAttribute("role", "dialog");
  act("hover", { row: 1 });
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  dialog.remove();
  equal(state().focus.hovered, 1);
});
test("Enter pins what is hovered while the map has the keyboard", () => {
  const enter = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  document.activeElement.blur();
  enter();
  equal(state().focus.pinned, null);
  document.getElementById("map-frame").focus();
  enter();
  equal(state().focus.pinned, 1);
  enter();
  equal(state().focus.pinned, null);
});
test("the hint is of the tool that is used, and of none before the map is there", () => {
  const view = { ready: true, said: "", meta: { dims: 2 }, tool: "lasso" };
  equal([hint(view).slice(0, 11), hint({ ...view, ready: false })], ["Draw around", ""]);
});
test("in space a drag turns, whatever the tool", () => {
  const view = { ready: true, said: "", meta: { dims: 3 }, tool: "lasso" };
  equal([toolNow(view), hint(view).slice(0, 12)], ["orbit", "Drag to turn"]);
});
test("what is said stands in the hint's place", () => equal(hint({ ready: true, said: "Nothing there", meta: { dims: 2 }, tool: "pan" }), "Nothing there"));
