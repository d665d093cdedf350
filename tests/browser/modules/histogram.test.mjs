import { equal, settled, test, until } from "./harness.mjs";
import { facetOf, numberOf } from "./trees.mjs";
import { byId } from "/assets/modules/page.mjs";
import { act, state } from "/assets/modules/state/store.mjs";

const VALUES = [0.1, 0.1, 0.3, 0.3, 0.3, 0.5, 0.7, null];
const LIGHT = numberOf([0.1, 0.2, 0.4, 0.6, 0.8], VALUES);
const FOLDER = {
  ...facetOf(["a", "a/b", "a/c", "d"], ["a/b", "a/c", "a/b", "a/c", "d", "d", "a/b", "d"]),
  mode: "folder", within: true, paint: [0, 0, 0, 1], code: [0, 0, 0, 1], colours: ["#111111", "#222222"],
};
const INSIDE = { code: [-1, 0, 1, 2], paint: [2, 0, 1, 2], colours: ["#333333", "#444444", "#8d8f95"] };
const LIST = [FOLDER, LIGHT].map(({ facet, title, kind }) => ({ facet, title, kind, count: 4, edition: facet + "-1", span: kind === "numbers" ? "0.1 to 0.8" : "" }));
const asked = [];
let list = LIST, going = [true, false], within = async () => Response.json(INSIDE);
window.fetch = async (address, how) => {
  asked.push(address);
  const [path, query] = address.split("?"), [, what, , name, rows] = path.split("/");
  if (what === "complete") return how?.method === "POST" && how.headers["X-Imagescape"] ? Response.json({ going: going.shift() ?? false }) : new Response("", { status: 400 });
  if (what !== "facets") return new Response("", { status: 404 });
  if (name === undefined) return Response.json(list);
  if (query.includes("within")) return within(query);
  const facet = [FOLDER, LIGHT].find((one) => one.facet === name);
  const wide = name === "folder" ? 2 : 1;
  return rows ? new Response(facet.rows.slice().buffer) : Response.json({ ...facet, rows: null, bytes: wide, n: 8 });
};
for (const id of ["facets", "chips", "find-place"]) document.body.append(Object.assign(document.createElement("div"), { id }));
localStorage.clear();
await import("/assets/modules/explore/all.mjs");

function open(map, { mode = "folder", search = "" } = {}) {
  history.replaceState(null, "", `/map/${map}${search}`);
  const meta = { map, rows: 8, dims: 2, facts: 500, live: false, mode, usual: "folder", colours: { palette: ["#111111", "#222222"], edition: "9" }, marks: { dots: { scale: 1 } } };
  act("openMap", { map, meta });
  act("placePoints", { x: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7), y: new Float32Array(8), z: null, n: 8, codes: new Uint8Array(8), rows: 8 });
  act("drewPoints", { n: 8 });
}
const part = () => document.querySelector('[data-facet="brightness"]');
const bars = () => part().querySelector(".bars"), sliders = () => [...part().querySelectorAll("[role=slider]")];
const kept = () => [...state().filter.kept ?? []].flatMap((one, row) => (one ? [row] : []));
const chips = () => [...byId("chips").querySelectorAll(".chip-text")].map(({ textContent }) => textContent);
/* Where a bin is, as so many of the bars' width. */
function at(bin) {
  const { left, width, top, height } = bars().getBoundingClientRect();
  return { clientX: left + (bin + 0.5) / 4 * width, clientY: top + height / 2 };
}
function point(kind, bin, { target = bars(), ...more } = {}) {
  const buttons = kind === "pointerup" ? 0 : 1;
  target.dispatchEvent(new PointerEvent(kind, { bubbles: true, cancelable: true, pointerId: 1, pointerType: "mouse", button: 0, buttons, ...at(bin), ...more }));
}
/* No pointer of a test can be captured. */
Element.prototype.setPointerCapture = () => {};
function click(bin, { detail = 1, ...more } = {}) {
  point("pointerdown", bin, more);
  point("pointerup", bin, more);
  bars().dispatchEvent(new MouseEvent("click", { bubbles: true, detail, ...at(bin), ...more }));
}
const key = (element, name) => element.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true }));

test("a number is folded at first, and says where it begins and ends", async () => {
  open("m1");
  await until(() => part());
  equal([part().querySelector("button").getAttribute("aria-expanded"), part().querySelector(".facet-count").textContent], ["false", "0.1 to 0.8"]);
  equal(asked.some((address) => address.includes("brightness")), false, "and is not fetched");
});
test("unfolded it is a histogram, with its ends below it", async () => {
  part().querySelector("button").click();
  await until(() => bars());
  equal([part().querySelectorAll(".bar").length, part().querySelector(".bars-foot").textContent], [4, "0.10.8"]);
  equal(asked.includes("/facets/m1/brightness?v=brightness-1"), true);
  equal(bars().title.startsWith("Drag: only a range."), true);
  Object.assign(bars().style, { width: "200px", height: "40px", display: "flex" });
});
test("each bar is as high as its rows, of what the other facets keep", async () => {
  const some = () => [...part().querySelectorAll(".bar")].map((bar) => bar.style.getPropertyValue("--some"));
  equal(some().map((text) => /([\d.]+)%/.exec(text)?.[1]), ["81.65", "100.00", "57.74", "57.74"], "by the square root: two, three, one and one");
  act("keep", { facet: "folder", value: 3, how: "only" });
  await settled();
  equal(some()[3], "0", "the row that is left out has none");
  act("keepAll", {});
  await settled();
});
test("only the facet that is coloured has the colours of the ramp", async () => {
  const paint = () => part().querySelector(".bar").style.getPropertyValue("--paint");
  equal(paint(), "");
  act("chooseColour", { mode: "brightness" });
  await settled();
  equal(paint().includes("#100000"), true);
  act("chooseColour", { mode: "folder" });
});
test("a hover lights the rows of a bin and says what it is", async () => {
  point("pointermove", 1);
  await settled();
  equal([state().filter.lit, part().querySelector(".bars-said").textContent], [{ facet: "brightness", value: 1 }, "0.2 to 0.4 · 3"]);
  bars().dispatchEvent(new PointerEvent("pointerout", { bubbles: true, relatedTarget: document.body, pointerType: "mouse" }));
  await settled();
  equal(state().filter.lit, null);
});
test("a click keeps only a bin, and once more keeps all", async () => {
  click(1);
  await settled();
  equal([kept(), chips(), decodeURIComponent(location.search)], [[2, 3, 4], ["Brightness 0.2 to 0.4"], "?keep=brightness:0.2..0.4"]);
  equal([...part().querySelectorAll(".bar")].map((bar) => bar.hasAttribute("data-out")), [true, false, true, true]);
  click(1);
  await settled();
  equal([state().filter.kept, location.search], [null, ""]);
});
test("with Ctrl a click adds, with Alt it takes away", async () => {
  click(0);
  click(2, { ctrlKey: true });
  equal(kept(), [0, 1, 5]);
  click(0, { altKey: true });
  await settled();
  equal([kept(), chips()], [[5], ["Brightness 0.4 to 0.6"]]);
  act("keepAll", {});
});
test("a drag keeps the range it goes over, at once, and its click says nothing more", async () => {
  point("pointerdown", 2);
  point("pointermove", 1);
  equal(kept(), [2, 3, 4, 5]);
  point("pointermove", 0);
  point("pointerup", 0);
  bars().dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, ...at(0) }));
  await settled();
  equal([kept(), chips(), decodeURIComponent(location.search)], [[0, 1, 2, 3, 4, 5], ["Brightness up to 0.6"], "?keep=brightness:..0.6"]);
});
test("Escape takes back what a drag has kept so far", async () => {
  point("pointerdown", 3);
  point("pointermove", 2);
  equal(kept(), [5, 6]);
  key(document.body, "Escape");
  equal(kept(), [0, 1, 2, 3, 4, 5]);
  point("pointerup", 2);
  bars().dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, ...at(2) }));
  equal(kept(), [0, 1, 2, 3, 4, 5], "nor does letting go say anything");
  act("keepAll", {});
});
test("a finger that scrolls the page takes its drag back", () => {
  point("pointerdown", 0, { pointerType: "touch" });
  point("pointermove", 1, { pointerType: "touch" });
  point("pointercancel", 1, { pointerType: "touch" });
  equal(state().filter.kept, null);
});
test("the ends are sliders, for the keys", async () => {
  const [low, high] = sliders();
  equal([low, high].map((one) => [one.getAttribute("aria-label"), one.getAttribute("aria-valuenow"), one.getAttribute("aria-valuetext")]),
    [["Brightness: lower end", "0", "0.1"], ["Brightness: upper end", "3", "0.8"]]);
  key(low, "ArrowRight");
  await settled();
  equal([kept(), low.getAttribute("aria-valuetext")], [[2, 3, 4, 5, 6], "0.2"]);
  key(high, "PageDown");
  await settled();
  equal([kept(), high.getAttribute("aria-valuetext")], [[2, 3, 4], "0.4"], "not below the other end");
  key(high, "End");
  key(low, "Home");
  await settled();
  equal(kept(), [0, 1, 2, 3, 4, 5, 6], "all that is known");
  key(low, "Delete");
  await settled();
  equal(state().filter.kept, null);
});
test("a handle is drawn along, and a press that moves nothing is one on the bin", async () => {
  act("keepValues", { facet: "brightness", chosen: Uint8Array.of(1, 1, 0, 0, 0) });
  await settled();
  const [, high] = sliders();
  point("pointerdown", 1, { target: high });
  point("pointermove", 3, { target: high });
  point("pointerup", 3, { target: high });
  high.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, ...at(3) }));
  await settled();
  equal(chips(), ["Brightness 0.1 to 0.8"]);
  point("pointerdown", 3, { target: high });
  point("pointerup", 3, { target: high });
  high.dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, ...at(3) }));
  await settled();
  equal(kept(), [6]);
  act("keepAll", {});
});
test("what is not known is a value of its own", async () => {
  const unknown = part().querySelector(".value-unknown");
  equal([unknown.textContent, unknown.getAttribute("aria-pressed")], ["unknown1", "true"]);
  unknown.dispatchEvent(new MouseEvent("click", { bubbles: true, altKey: true }));
  await settled();
  equal([kept().includes(7), chips(), decodeURIComponent(location.search)], [false, ["Brightness 0.1 to 0.8"], "?keep=brightness:.."]);
  unknown.click();
  await settled();
  equal([kept(), chips(), decodeURIComponent(location.search)], [[7], ["Brightness unknown"], "?keep=brightness:unknown"]);
  byId("chips").querySelector(".chip-off").click();
  await settled();
  equal(state().filter.kept, null);
});
test("the cross of a chip takes its range out, and the last one all", async () => {
  act("keepValues", { facet: "brightness", chosen: Uint8Array.of(1, 0, 1, 1, 0) });
  await settled();
  equal(chips(), ["Brightness up to 0.2", "Brightness 0.4 and more"]);
  byId("chips").querySelector(".chip-off").click();
  await settled();
  equal([chips(), kept()], [["Brightness 0.4 and more"], [5, 6]]);
  byId("chips").querySelector(".chip-off").click();
  await settled();
  equal(state().filter.kept, null);
});
test("a double click flies there and filters nothing", async () => {
  click(1);
  click(1, { detail: 2 });
  await settled();
  equal([state().filter.kept, Boolean(state().view.goal)], [null, true]);
  const [x0, x1] = state().view.goal["xaxis.range"];
  equal([x0 < 2, x1 > 4, x1 < 6], [true, true, true]);
});
test("a link brings a range back", async () => {
  open("m2", { search: "?keep=brightness:0.3..0.7" });
  await until(() => state().filter.kept);
  equal(kept(), [2, 3, 4, 5], "of the bins whose middle lies in it");
  act("keepAll", {});
});

test("while one folder alone is kept its folders have the colours", async () => {
  open("m3");
  await until(() => state().facets.of.folder);
  act("keep", { facet: "folder", value: 0, how: "only" });
  await until(() => state().facets.of.folder.code[0] === -1);
  equal(asked.at(-1), "/facets/m3/folder?within=0&v=folder-1");
  equal([state().points.codes, state().view.colours.palette, state().view.colours.edition, state().view.painted],
    [[0, 1, 0, 1, 2, 2, 0, 2], INSIDE.colours, "9", "folder"]);
  equal(kept(), [0, 1, 2, 3, 6], "the filter stays as it is");
});
test("when it is not alone any more the colours are those of the map", async () => {
  act("keep", { facet: "folder", value: 3, how: "add" });
  await until(() => state().facets.of.folder.code[0] === 0);
  equal([state().points.codes, state().view.colours.palette], [[0, 0, 0, 0, 1, 1, 0, 1], FOLDER.colours]);
});
test("a folder in which no other lies changes no colours", async () => {
  const before = asked.length;
  act("keep", { facet: "folder", value: 1, how: "only" });
  await settled();
  equal([asked.length, state().points.codes], [before, [0, 0, 0, 0, 1, 1, 0, 1]]);
});
test("whoever paints the map anew is followed once more", async () => {
  act("keep", { facet: "folder", value: 0, how: "only" });
  await until(() => state().facets.of.folder.code[0] === -1);
  act("paintPoints", { codes: Uint8Array.of(1, 1, 1, 1, 1, 1, 1, 1), colours: { palette: ["#111111", "#222222"], edition: "9" }, mode: "folder" });
  await until(() => state().points.codes[4] === 2);
  equal(state().points.codes, [0, 1, 0, 1, 2, 2, 0, 2]);
  act("paintPoints", { codes: new Uint8Array(8), colours: { palette: ["#100000"], edition: "9" }, mode: "brightness" });
  await settled();
  equal([state().points.codes, state().facets.of.folder.code[0]], [new Uint8Array(8), 0], "coloured by another it has its own colours again");
});
test("a folder of which nothing can be told changes nothing", async () => {
  within = async () => new Response("", { status: 404 });
  act("keepAll", {});
  act("paintPoints", { codes: Uint8Array.of(0, 0, 0, 0, 1, 1, 0, 1), colours: { palette: FOLDER.colours, edition: "9" }, mode: "folder" });
  act("keep", { facet: "folder", value: 0, how: "only" });
  await settled();
  await settled();
  equal(state().points.codes, [0, 0, 0, 0, 1, 1, 0, 1]);
});

test("what is found of a map meanwhile is listed, and fetched where it is another", async () => {
  open("m4");
  await until(() => state().facets.of.folder && state().facets.of.brightness);
  list = LIST.map((one) => ({ ...one, edition: one.facet === "brightness" ? "brightness-2" : one.edition }));
  const before = asked.length;
  act("completeMap", {});
  await until(() => asked.includes("/facets/m4/brightness?v=brightness-2"));
  equal(asked.slice(before).filter((address) => address.includes("folder")), [], "and nothing else again");
});
test("a map that lacks something is asked for until it is found", async () => {
  await import("/assets/modules/map/completing.mjs");
  const told = window.dash_clientside.set.length, before = state().view.completed;
  going = [true, false];
  open("m5");
  await until(() => asked.filter((address) => address === "/complete/m5").length === 1);
  for (let turn = 0; turn < 20 && state().view.completed === before; turn++) await new Promise((go) => setTimeout(go, 200));
  equal([state().view.completed - before, window.dash_clientside.set.slice(told)], [1, [["completed-store", { data: "m5" }]]]);
  equal(asked.filter((address) => address === "/complete/m5").length, 2);
});
test("a map that lacks nothing is asked for once", async () => {
  const before = state().view.completed;
  going = [false];
  open("m6");
  await until(() => asked.includes("/complete/m6"));
  await settled();
  await settled();
  equal([asked.filter((address) => address === "/complete/m6").length, state().view.completed], [1, before]);
});
