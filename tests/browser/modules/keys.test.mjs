import { equal, test } from "./harness.mjs";
import { ended, KEYS, keyOf, letterOf } from "/assets/modules/map/keys.mjs";
import { byId } from "/assets/modules/page.mjs";
import { act, state } from "/assets/modules/state/store.mjs";

const META = { map: "a", rows: 2, dims: 2, mode: "trust", live: false, sizing: [34, 0.2, 3, 11], marks: {} };
act("openMap", { map: "a", meta: META });
act("drewPoints", { n: 2 });
const enter = (target, key = "Enter") => target.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));

test("a letter that is not Latin is the one at its place", () => {
  const pressed = [["д", "KeyL"], ["Д", "KeyL"], ["λ", "KeyL"], ["ㅣ", "KeyL"], ["ل", "KeyG"], ["٠", "Digit0"], ["ж", "Semicolon"]];
  equal(pressed.map(([key, code]) => letterOf({ key, code })), ["l", "l", "l", "l", "g", "0", "ж"]);
});
test("a Latin letter is what the keyboard says, wherever it stands", () => {
  const pressed = [["l", "KeyP"], ["n", "KeyL"], ["a", "KeyQ"], ["à", "Digit0"], ["ı", "KeyI"], ["ß", "Minus"]];
  equal(pressed.map(([key, code]) => letterOf({ key, code })), ["l", "n", "a", "à", "ı", "ß"]);
});
test("signs and names are what they are", () => {
  const pressed = [["+", "Equal"], ["-", "Slash"], ["ArrowUp", "ArrowUp"], ["/", "KeyQ"], ["Dead", "KeyE"], ["l", undefined]];
  equal(pressed.map(([key, code]) => letterOf({ key, code })), ["+", "-", "ArrowUp", "/", "Dead", "l"]);
});
test("a Cyrillic letter reaches the lasso", () => {
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "д", code: "KeyL", bubbles: true }));
  equal(state().view.tool, "lasso");
  document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "з", code: "KeyP", bubbles: true }));
  equal(state().view.tool, "pan");
});
test("the map comes nearer with two keys, farther with one, and is whole with two", () => {
  const does = (key) => keyOf({ key, code: "" })?.does;
  equal(["+", "=", "-", "0", "r"].map(does), ["Zoom in", "Zoom in", "Zoom out", "Show everything", "Show everything"]);
  equal(KEYS.every(({ does: text }) => /^[A-Z]/.test(text)), true);
});
test("Ctrl or the system's key undo and do again, and other keys held with a letter are not ours", () => {
  const does = (key, ...held) => keyOf({ key, code: "", ...Object.fromEntries(held.map((one) => [one + "Key", true])) })?.does;
  equal([does("z", "ctrl"), does("z", "meta"), does("Z", "ctrl", "shift"), does("y", "ctrl")], ["Undo", "Undo", "Do again", "Do again"]);
  equal([does("z"), does("p", "ctrl"), does("p", "alt"), does("z", "ctrl", "alt"), does("l", "meta")], Array(5).fill(undefined));
});
test("a walk that ends says where", () => {
  equal([[1, 0], [-1, 0], [0, 1], [0, -1]].map((way) => ended(way, false).slice(19)), ["to the right", "to the left", "up", "down"]);
  equal(ended([-1, 0], true), "No picture further to the left in view");
});
test("Enter on a control that lies over the map is for the control", () => {
  const frame = byId("map-frame");
  for (const made of [document.createElement("button"), Object.assign(document.createElement("a"), { href: "#" })]) {
    frame.append(made);
    act("hover", { row: 1 });
    made.focus();
    enter(made);
    equal(state().focus.pinned, null);
    made.remove();
  }
  frame.focus();
  enter(frame);
  equal(state().focus.pinned, 1);
});
