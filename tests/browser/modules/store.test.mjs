import { equal, test, throws } from "./harness.mjs";
import { tell } from "/assets/modules/page.mjs";
import { act, createStore, state, subscribe } from "/assets/modules/state/store.mjs";

/* A store of two parts: a number that is added to, and the last word. */
const made = () => createStore({
  sum: { initial: { n: 0 }, on: { add: ({ n }, by) => ({ n: n + by }), both: ({ n }, { by }) => ({ n: n + by }), nothing: (part) => part } },
  word: { initial: { text: "" }, on: { say: (_, text) => ({ text }), both: (_, { text }, before) => ({ text: text + before.sum.n }) } },
});
/* What is told to the console while `run` runs. */
function consoleOf(run) {
  const before = console.error, told = [];
  console.error = (...given) => told.push(given);
  try { run(); } finally { console.error = before; }
  return told;
}

test("a store begins with the parts as they are given", () => equal(made().state(), { sum: { n: 0 }, word: { text: "" } }));
test("an action changes its part and leaves the others as they are", () => {
  const store = made(), { word } = store.state();
  store.act("add", 3);
  equal(store.state().sum, { n: 3 });
  equal(store.state().word === word, true);
});
test("an action may change several parts at once, each by the state before", () => {
  const store = made();
  store.act("add", 2);
  let told = 0;
  store.subscribe(["sum", "word"], () => told++);
  store.act("both", { by: 5, text: "was " });
  equal(store.state(), { sum: { n: 7 }, word: { text: "was 2" } });
  equal(told, 1, "it is one change");
});
test("an action that nobody knows is refused by its name", () => throws(() => made().act("subtract", 1), "There is no action subtract."));
test("the state has changed when an action returns", () => {
  const store = made();
  store.act("say", "hello");
  equal(store.state().word.text, "hello");
});
test("a listener is told of the state, of the state before and of the action", () => {
  const store = made(), told = [];
  store.act("add", 1);
  store.subscribe(["sum"], (now, before, action) => told.push([now.sum.n, before.sum.n, action]));
  store.act("add", 4);
  equal(told, [[5, 1, "add"]]);
});
test("a listener is told of its own parts only", () => {
  const store = made(), told = [];
  store.subscribe(["word"], (_, __, action) => told.push(action));
  store.act("add", 1);
  store.act("say", "x");
  equal(told, ["say"]);
});
test("an action that changes nothing is told to nobody", () => {
  const store = made();
  let told = 0;
  store.subscribe(["sum", "word"], () => told++);
  const before = store.state();
  store.act("nothing");
  equal(told, 0);
  equal(store.state() === before, true);
});
test("a listener that ends its subscription hears nothing more", () => {
  const store = made();
  let told = 0;
  const end = store.subscribe(["sum"], () => told++);
  store.act("add", 1);
  end();
  store.act("add", 1);
  equal(told, 1);
});
test("a listener that throws silences no other, and is told in the console", () => {
  const store = made(), heard = [];
  store.subscribe(["sum"], () => heard.push("first"));
  store.subscribe(["sum"], () => { throw new Error("broken"); });
  store.subscribe(["sum"], () => heard.push("last"));
  const told = consoleOf(() => store.act("add", 1));
  equal(heard, ["first", "last"]);
  equal(told.map(([error]) => error.message), ["broken"]);
});
test("after a listener has thrown the next action is told as ever", () => {
  const store = made(), heard = [];
  store.subscribe(["sum"], ({ sum: { n } }) => { if (n === 1) throw new Error("once"); heard.push(n); });
  consoleOf(() => store.act("add", 1));
  store.act("add", 1);
  equal(heard, [2]);
});
test("an action that a listener takes is told after the one it was told of, in one order for all", () => {
  const store = made(), first = [], last = [];
  store.subscribe(["sum"], ({ sum: { n } }) => { first.push(n); if (n === 1) store.act("add", 10); });
  store.subscribe(["sum"], ({ sum: { n } }) => last.push(n));
  store.act("add", 1);
  equal([first, last], [[1, 11], [1, 11]]);
});
test("inside a listener the state is the newest, whatever it is told of", () => {
  const store = made(), seen = [];
  store.subscribe(["sum"], ({ sum: { n } }) => { if (n === 1) store.act("add", 10); });
  store.subscribe(["sum"], ({ sum: { n } }) => seen.push([n, store.state().sum.n]));
  store.act("add", 1);
  equal(seen, [[1, 11], [11, 11]]);
});
test("who subscribes while an action is told hears of the next", () => {
  const store = made(), heard = [];
  store.subscribe(["sum"], ({ sum: { n } }) => { if (n === 1) store.subscribe(["sum"], (now) => heard.push(now.sum.n)); });
  store.act("add", 1);
  store.act("add", 1);
  equal(heard, [2]);
});
test("nobody can write the state, whole or a part of it", () => {
  const store = made();
  throws(() => { store.state().sum = { n: 9 }; }, "read only");
  throws(() => { store.state().sum.n = 9; }, "read only");
  store.act("add", 1);
  throws(() => { store.state().sum.n = 9; }, "read only");
});
test("everyone of a list is called, with what is given", () => {
  const heard = [];
  const told = consoleOf(() => tell([(a) => heard.push(a), () => { throw new Error("x"); }, (a, b) => heard.push(b)], 1, 2));
  equal(heard, [1, 2]);
  equal(told.length, 1);
});
test("the page's store has the parts of the screen, and an empty one for a room to come", () => {
  equal(Object.keys(state()).sort(), ["copies", "facets", "filter", "focus", "gallery", "history", "job", "points", "recipe", "regions", "results", "selection", "sheet", "view"]);
  equal(state().results, { of: null, rows: [], scores: [], why: [], estimate: false, problem: "" });
});
test("at first nothing is filtered, nothing can be asked, and no folder was looked into", () => {
  equal(state().filter, { chosen: {}, found: null, sets: {}, kept: null, count: 0, lit: null, hide: false });
  equal([state().facets, state().sheet], [{ sets: [], list: [], of: {} }, { look: null }]);
});
test("the sheet knows what its controls say, and what was found", () => {
  const said = { encoder: "resnet50", sample: 10, dimensions: "3", projection: "pca" };
  act("tellRecipe", said);
  act("tellLook", { look: { pictures: 3 } });
  equal([state().recipe, state().sheet], [said, { look: { pictures: 3 } }]);
  act("tellLook", { look: null });
  equal(state().sheet.look, null);
});
test("the page's store tells who subscribes", () => {
  const heard = [];
  const end = subscribe(["focus"], ({ focus }) => heard.push(focus.hovered));
  act("hover", { row: 3 });
  act("hover", { row: 3 });
  end();
  act("hover", { row: null });
  equal(heard, [3], "and of the same row once");
});
