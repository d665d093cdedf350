import { equal, settled, test, until } from "./harness.mjs";
import { facetOf, randomFacet, rowsKept } from "./trees.mjs";
import { byId } from "/assets/modules/page.mjs";
import { writeLink } from "/assets/modules/state/link.mjs";
import { act, state } from "/assets/modules/state/store.mjs";
import { chosenBy, fromWords, inWords } from "/assets/modules/state/values.mjs";

/* a (2 rows of its own) with a/b (1) and a/c (2); d (2), e: x (1). */
const FOLDER = facetOf(["a", "a/b", "a/c", "d", "e: x"], ["a", "a/b", "a/c", "d", "a", "a/c", "e: x", "d"]);
const KIND = facetOf(["JPEG", "PNG"], ["JPEG", "PNG", "JPEG", "JPEG", "PNG", "JPEG", "JPEG", "PNG"], { facet: "kind", title: "Kind", kind: "values" });
const LIST = [FOLDER, KIND].map(({ facet, title, kind, name }) => ({ facet, title, kind, count: name.length, edition: "5", span: "" }));
const [A, AB, AC, D, EX] = [0, 1, 2, 3, 4];
const NAMED = { cat: [1, 0, 0, 1, 0, 0, 1, 0], dog: [0, 1, 0, 0, 0, 0, 0, 0] };
const asked = [];
let n = 8; // rows that the server says a facet has
let find = async (words) => new Response(Uint8Array.from(NAMED[words] ?? new Array(8).fill(0)));
window.fetch = async (address) => {
  asked.push(address);
  const [path, query] = address.split("?"), [, what, , name, rows] = path.split("/");
  if (what === "find") return find(new URLSearchParams(query).get("words"));
  if (what !== "facets") return new Response("", { status: 404 });
  if (name === undefined) return Response.json(LIST);
  const facet = [FOLDER, KIND].find((one) => one.facet === name);
  if (!facet) return new Response("", { status: 404 });
  return rows ? new Response(facet.rows.slice().buffer) : Response.json({ ...facet, rows: null, bytes: 2, n });
};
for (const id of ["facets", "chips", "find-place"]) document.body.append(Object.assign(document.createElement("div"), { id }));
localStorage.clear();
const { filterText, readFilter } = await import("/assets/modules/explore/link.mjs");
const { want } = await import("/assets/modules/explore/asking.mjs");
await import("/assets/modules/explore/all.mjs");

/* A map of eight rows at its address, which says this besides. */
function open(map, search = "", { mode = "folder" } = {}) {
  history.replaceState(null, "", `/map/${map}${search}`);
  const meta = { map, rows: 8, dims: 2, facts: 500, live: false, mode, usual: "folder", colours: { palette: [], edition: 5 }, marks: { dots: { scale: 1 } } };
  act("openMap", { map, meta });
  act("placePoints", { x: Float32Array.of(0, 1, 2, 3, 4, 5, 6, 7), y: Float32Array.of(7, 3, 5, 1, 0, 2, 6, 4), z: null, n: 8, codes: new Uint8Array(8), rows: 8 });
  act("drewPoints", { n: 8 });
}
/* The same, where what the address looks for is found only once the function that comes back is called. */
async function openHeld(map, search) {
  const before = find;
  let go = null;
  find = (words) => new Promise((found) => { go = () => { find = before; found(before(words)); }; });
  open(map, search);
  await until(() => go);
  return go;
}
const line = () => byId("chips").textContent;
/* What the address says of the filter: flying is said there too, a moment later. */
const told = () => writeLink(location.search, { view: null });
const chips = () => [...byId("chips").querySelectorAll(".chip-text")].map(({ textContent }) => textContent);
const cross = (text) => [...byId("chips").querySelectorAll(".chip")].find((chip) => chip.textContent === text).querySelector("button");
const kept = () => [...state().filter.kept ?? []].flatMap((one, row) => (one ? [row] : []));
const keep = (value, how = "only", facet = "folder") => act("keep", { facet, value, how });
const item = (value, facet = "folder") => document.querySelector(`[data-facet="${facet}"] [data-value="${value}"]`);
function click(value, { detail = 1, ...more } = {}) {
  item(value).dispatchEvent(new MouseEvent("click", { bubbles: true, detail, ...more }));
}
const press = (element, key, more = {}) => element.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
/* What a person types into the find box: React hears of it by the setter of the element itself. */
function type(words) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(byId("find"), words);
  byId("find").dispatchEvent(new Event("input", { bubbles: true }));
}

test("an address that says nothing filters nothing", () => {
  const { said, words } = readFilter("?row=3&view=1,2,3,4");
  equal([said.size, words], [0, ""]);
});
test("an address names values by facet and way, to be kept or left out", () => {
  const { said, words } = readFilter("?keep=folder:a/b&keep=folder:d&out=kind:PNG&find=a%20cat");
  equal([...said], [["folder", { but: false, keys: ["a/b", "d"] }], ["kind", { but: true, keys: ["PNG"] }]]);
  equal(words, "a cat");
});
test("a name may have a colon, and a value without a facet is none", () => {
  equal([...readFilter("?keep=folder:e: x&keep=:a&keep=folder").said], [["folder", { but: false, keys: ["e: x"] }]]);
});
test("of a facet that is to be kept and left out the latter counts", () => {
  equal([...readFilter("?keep=folder:a&out=folder:d").said], [["folder", { but: true, keys: ["d"] }]]);
});
test("a filter is said in the fewest words", () => {
  const of = { folder: FOLDER, kind: KIND }, only = (facet, value) => chosenBy(facet, null, value, "only");
  equal(filterText(of, { chosen: { folder: only(FOLDER, A) }, found: null }), { keep: ["folder:a"], out: [], find: null, hide: null });
  equal(filterText(of, { chosen: { folder: chosenBy(FOLDER, null, AC, "less"), kind: only(KIND, 1) }, found: { words: "cat" } }),
    { keep: ["kind:PNG"], out: ["folder:a/c"], find: "cat", hide: null });
  equal(filterText(of, { chosen: {}, found: null }), { keep: [], out: [], find: null, hide: null });
});
test("what an address says of any tree is read as it was meant", () => {
  for (let seed = 1; seed < 40; seed++) {
    const facet = randomFacet(seed), value = facet.rows[0];
    const chosen = chosenBy(facet, chosenBy(facet, null, value, seed % 2 ? "only" : "less"), facet.rows[7], seed % 3 ? "add" : "less");
    if (!chosen) continue;
    const { keep: kept1, out } = filterText({ folder: facet }, { chosen: { folder: chosen }, found: null });
    const query = new URLSearchParams([...kept1.map((text) => ["keep", text]), ...out.map((text) => ["out", text])]);
    const { but, keys } = readFilter("?" + query).said.get("folder");
    const values = facet.name.flatMap((_, at) => [at, ~at]).filter((at) => keys.includes(at < 0 ? pathOf(facet, ~at) + "/" : pathOf(facet, at)));
    equal(rowsKept(facet, fromWords(facet, { but, values })), rowsKept(facet, chosen), String(seed));
    equal(values.sort(), inWords(facet, chosen).values.sort());
  }
});
const pathOf = ({ name, parent }, value) => (parent[value] < 0 ? name[value] : `${pathOf({ name, parent }, parent[value])}/${name[value]}`);

test("while there is no map nothing is asked, and the find box waits", async () => {
  await until(() => byId("find"));
  equal([byId("facets").textContent, line(), byId("find").disabled, asked], ["", "", true, []]);
});
test("once a map can be seen its facets are listed, and the first is brought", async () => {
  open("m1");
  await until(() => item(A));
  equal(asked.filter((address) => address.startsWith("/facets")).sort(), ["/facets/m1", "/facets/m1/folder/rows?v=5", "/facets/m1/folder?v=5"], "each once, with its edition");
  equal([...document.querySelectorAll(".facet-head")].map(({ textContent }) => textContent), ["Folder5", "Kind"]);
  equal([state().facets.of.folder.rows, byId("find").disabled], [FOLDER.rows, false]);
});
test("a facet that is folded is brought when it is unfolded, and this browser keeps that", async () => {
  const head = document.querySelector('[data-facet="kind"] button');
  equal([head.getAttribute("aria-expanded"), asked.some((address) => address.includes("kind"))], ["false", false]);
  head.click();
  await until(() => item(0, "kind"));
  equal([head.getAttribute("aria-expanded"), localStorage.getItem("imagescape-folded-kind")], ["true", "no"]);
});
test("the facet that is coloured has the colours of the map beside its values, and no other", async () => {
  const swatch = (value, facet) => item(value, facet).querySelector(".swatch");
  equal([swatch(A)?.style.background.includes("rgb(17, 17, 17)"), swatch(0, "kind")], [true, null]);
  equal([...document.querySelectorAll("[data-coloured]")].map(({ dataset }) => dataset.facet), ["folder"]);
});
test("a value says how many rows it has, and what can be done with it", () => {
  equal([item(A).textContent, item(EX).textContent], ["a 5", "e: x 1"]);
  equal(item(AB).title.startsWith("a/b\nClick: only this."), true);
  equal([item(A).getAttribute("aria-expanded"), item(D).hasAttribute("aria-expanded"), item(AB).getAttribute("aria-level")], ["true", false, "2"]);
});
test("a click keeps only a value, in the line of chips, in the counts and in the address", async () => {
  click(AC);
  await settled();
  equal([kept(), chips(), byId("filter-count").textContent], [[2, 5], ["c"], "2 of 8"]);
  equal([line().startsWith("Onlyc"), told()], [true, "?keep=folder%3Aa%2Fc"]);
  equal(item(0, "kind").textContent, "JPEG 2 of 5", "what the other facets keep");
  equal(item(D).textContent, "d 2", "a facet's own values are not reckoned against one another");
  equal([item(AC).getAttribute("aria-selected"), item(D).hasAttribute("data-out"), item(A).hasAttribute("data-out")], ["true", true, false]);
});
test("with Ctrl it adds, with Alt it takes away, and the same click again keeps all", async () => {
  click(D, { ctrlKey: true });
  equal(kept(), [2, 3, 5, 7]);
  click(D, { altKey: true });
  equal(kept(), [2, 5]);
  click(AC);
  await settled();
  equal([state().filter.kept, line(), told()], [null, "", ""]);
});
test("a folder whose own pictures alone are kept is said to be itself", async () => {
  keep(A);
  keep(D, "add");
  keep(AB, "less");
  keep(AC, "less");
  await settled();
  equal([kept(), chips(), told()], [[0, 3, 4, 7], ["a itself", "d"], "?keep=folder%3Aa%2F&keep=folder%3Ad"]);
  cross("a itself").click();
  await settled();
  equal(kept(), [3, 7]);
  act("keepAll", {});
  await settled();
});
test("all but a few are said so", async () => {
  keep(D, "less");
  await settled();
  equal([line().startsWith("All butd"), told(), byId("filter-count").textContent], [true, "?out=folder%3Ad", "6 of 8"]);
});
test("the cross of a chip takes it out of the filter, and the last one all of it", async () => {
  keep(AC);
  keep(D, "add");
  await settled();
  equal([chips(), cross("c").getAttribute("aria-label")], [["c", "d"], "Take c out of the filter"]);
  cross("c").click();
  await settled();
  equal([kept(), chips()], [[3, 7], ["d"]]);
  cross("d").click();
  await settled();
  equal([state().filter.kept, line()], [null, ""]);
});
test("two facets have a chip each, and Clear takes all", async () => {
  keep(A);
  keep(1, "only", "kind");
  await settled();
  equal([chips(), kept(), told()], [["a", "PNG"], [1, 4], "?keep=folder%3Aa&keep=kind%3APNG"]);
  byId("filter-clear").click();
  await settled();
  equal([state().filter.kept, told()], [null, ""]);
});
test("many values of a facet are six chips and one that says how many more, whose cross takes these out", async () => {
  const names = "abcdefghijklmnopq".split(""), wide = facetOf(names, names, { facet: "kind" }); // seventeen, a row each
  const first = (count) => act("keepValues", { facet: "kind", chosen: Uint8Array.from(names, (_, value) => (value < count ? 1 : 0)) });
  act("bringFacet", { facet: wide });
  first(7);
  await settled();
  equal(chips(), names.slice(0, 7), "one more is no shorter");
  first(8);
  await settled();
  equal(chips(), [...names.slice(0, 6), "2 more"]);
  cross("2 more").click();
  await settled();
  equal([chips(), told()], [names.slice(0, 6), "?" + new URLSearchParams(names.slice(0, 6).map((name) => ["keep", "kind:" + name]))]);
  act("keepAll", {});
  act("bringFacet", { facet: KIND });
});
test("the others are hidden by a box, which a screen reader finds by its words", async () => {
  keep(A);
  await settled();
  const box = byId("chips").querySelector("label input");
  equal([box.checked, box.closest("label").textContent], [false, "Hide the others"]);
  box.click();
  await settled();
  equal([state().filter.hide, byId("chips").querySelector("label input").checked], [true, true]);
  act("hideOthers", { hide: false });
  act("keepAll", {});
});

test("a value under the pointer is lit, and goes out when it is left", () => {
  const over = (name) => item(AB).dispatchEvent(new MouseEvent(name, { bubbles: true, relatedTarget: document.body }));
  over("mouseover");
  equal(state().filter.lit, { facet: "folder", value: AB });
  over("mouseout");
  equal(state().filter.lit, null);
});
test("a value that goes away under the pointer is lit no more", async () => {
  item(AB).dispatchEvent(new MouseEvent("mouseover", { bubbles: true, relatedTarget: document.body }));
  const fold = item(A).querySelector(".value-fold");
  fold.click();
  await settled();
  equal([item(AB), state().filter.lit], [null, null]);
  fold.click();
  await settled();
  equal(item(AB) !== null, true);
});
test("a double click flies there, and keeps what was kept before", () => {
  keep(D);
  click(AC);
  click(AC, { detail: 2 });
  equal([kept(), state().view.followed], [[3, 7], false]);
  const [low, high] = state().view.goal["xaxis.range"];
  equal([low < 2, high > 5, low > 1, high < 6], [true, true, true, true]);
  act("keepAll", {});
  click(AC);
  click(AC, { detail: 2 });
  equal(state().filter.kept, null);
});
test("a third click is no second first one", () => {
  keep(D);
  click(AC);
  click(AC, { detail: 2 });
  click(AC, { detail: 3 });
  equal(kept(), [3, 7]);
  act("keepAll", {});
});
test("the keys walk the tree, fold and unfold it", async () => {
  item(A).focus();
  await settled();
  const at = () => Number(document.activeElement.dataset.value);
  equal([at(), item(A).tabIndex, item(D).tabIndex, state().filter.lit], [A, 0, -1, { facet: "folder", value: A }]);
  const go = async (key) => { press(document.activeElement, key); await settled(); return at(); };
  equal([await go("ArrowDown"), await go("ArrowDown"), await go("ArrowUp"), await go("ArrowLeft")], [AC, AB, AC, A], "the largest first");
  equal([await go("End"), await go("Home"), await go("ArrowLeft"), item(AC)], [EX, A, A, null], "folded");
  equal([await go("ArrowDown"), await go("ArrowUp"), await go("ArrowRight"), item(AC) !== null], [D, A, A, true]);
  equal([await go("ArrowRight"), await go("Home")], [AC, A]);
});
test("Enter keeps as a click does, with its keys, and the space bar too", async () => {
  item(D).focus();
  await settled();
  press(document.activeElement, "Enter");
  equal(kept(), [3, 7]);
  press(document.activeElement, "Enter", { ctrlKey: true });
  press(document.activeElement, " ", { altKey: true });
  equal(kept(), [], "what alone was kept was taken away");
  act("keepAll", {});
  act("fitMap", {});
  press(document.activeElement, "f");
  equal(state().view.followed, false);
  equal(press(document.activeElement, "x"), true, "other keys are for others");
});
test("when the keys leave, nothing is lit", () => {
  document.activeElement.blur();
  equal(state().filter.lit, null);
});
test("a mark folds a value, and keeps nothing", async () => {
  item(A).querySelector(".value-fold").click();
  await settled();
  equal([item(AC), state().filter.kept, item(A).getAttribute("aria-expanded")], [null, null, "false"]);
  item(A).querySelector(".value-fold").click();
  await settled();
  equal(item(AC) !== null, true);
});

test("words that are typed are looked for when the hand rests, once", async () => {
  const before = asked.length;
  for (const words of ["c", "ca", "cat"]) type(words);
  await until(() => state().filter.found);
  equal(asked.slice(before), ["/find/m1/rows?words=cat"]);
  await settled();
  equal([kept(), chips(), document.querySelector(".find-count").textContent], [[0, 3, 6], ["“cat”"], "3"]);
  equal(told(), "?find=cat");
});
test("what is found counts in the facets, and goes with what they keep", async () => {
  keep(D);
  await settled();
  equal([kept(), item(A).textContent, told()], [[3], "a 1 of 5", "?find=cat&keep=folder%3Ad"]);
  equal(document.querySelector(".find-count").textContent, "1 of 3");
  keep(D);
});
test("Enter looks at once, blanks around the words aside", async () => {
  type("  dog ");
  press(byId("find"), "Enter");
  await until(() => state().filter.found?.words === "dog");
  equal([kept(), byId("find").value], [[1], "  dog "]);
});
test("what alone is found is pinned, and the keys go to the map", async () => {
  equal([state().focus.pinned, document.activeElement.id], [1, "map-frame"]);
  act("release", {});
});
test("of several that are found none is pinned, nor what was pinned before", async () => {
  act("pin", { row: 2 });
  type("cat");
  press(byId("find"), "Enter");
  await until(() => state().filter.found?.words === "cat");
  await until(() => state().focus.pinned === null);
  equal(state().focus.shown, null);
});
test("nothing found is no row, and said", async () => {
  type("zebra");
  press(byId("find"), "Enter");
  await until(() => state().filter.found?.words === "zebra");
  await settled();
  equal([kept(), byId("filter-count").textContent, document.querySelector(".find-count").textContent], [[], "0 of 8", "0"]);
  equal(byId("found-nothing").textContent, "No picture has these words in its name.");
});
test("skipped files that have the words are told of", async () => {
  const before = find;
  find = async (words) => new Response((await before(words)).body, { headers: { "Imagescape-Skipped": "2" } });
  type("zebr");
  press(byId("find"), "Enter");
  await until(() => state().filter.found?.words === "zebr");
  await settled();
  equal(byId("found-skipped").textContent, "and 2 files not on the map");
  find = before;
  type("zebra");
  press(byId("find"), "Enter");
  await until(() => state().filter.found?.words === "zebra");
  await settled();
  equal(byId("found-skipped"), null);
});
test("the cross of its chip empties the box", async () => {
  cross("“zebra”").click();
  await settled();
  equal([byId("find").value, state().filter.kept, told()], ["", null, ""]);
});
test("Escape empties the box, and closes nothing else", async () => {
  type("cat");
  await until(() => state().filter.found);
  let heard = 0;
  const hear = () => { heard += 1; };
  document.body.addEventListener("keydown", hear);
  press(byId("find"), "Escape");
  await until(() => !state().filter.found);
  equal([byId("find").value, heard], ["", 0]);
  press(byId("find"), "Escape");
  equal(heard, 1, "in an empty box it is for others");
  document.body.removeEventListener("keydown", hear);
});
test("an answer that was overtaken does not count", async () => {
  const before = find, open1 = [];
  find = (words) => new Promise((go) => open1.push([words, () => go(before(words))]));
  type("cat");
  press(byId("find"), "Enter");
  type("dog");
  press(byId("find"), "Enter");
  await until(() => open1.length === 2);
  open1[1][1]();
  await until(() => state().filter.found);
  open1[0][1]();
  await settled();
  equal([state().filter.found.words, kept()], ["dog", [1]]);
  find = before;
  act("keepFound", { found: null });
});
test("where nothing can be looked for that is said, and what was kept stays", async () => {
  const before = find;
  find = async () => new Response("", { status: 500 });
  keep(D);
  type("cat");
  press(byId("find"), "Enter");
  await until(() => state().view.said.startsWith("Nothing could be looked for"));
  equal(kept(), [3, 7]);
  find = before;
  act("keepAll", {});
});
test("a stroke goes to the find box, unless it is typed or something lies over the page", () => {
  document.activeElement.blur();
  press(document.body, "/");
  equal(document.activeElement.id, "find");
  equal(press(byId("find"), "/"), true, "a stroke in the box is a letter");
  document.activeElement.blur();
  document.body.insertAdjacentHTML("beforeend", '<div role="dialog" id="over"></div>');
  press(document.body, "/");
  equal(document.activeElement === byId("find"), false);
  byId("over").remove();
});

test("an address brings the facets it names, and its filter", async () => {
  open("m2", "?keep=folder:a/c&keep=folder:d&out=kind:PNG&find=cat&row=2");
  await until(() => state().filter.found);
  equal([kept(), state().filter.count, asked.includes("/facets/m2/kind?v=5")], [[3], 1, true]);
  await settled();
  equal([byId("find").value, chips()], ["cat", ["c", "d", "JPEG", "“cat”"]], "the fewest words");
  equal(new URLSearchParams(location.search).getAll("keep"), ["folder:a/c", "folder:d"], "what it said stays");
  keep(AC, "less");
  equal([kept(), new URLSearchParams(location.search).getAll("keep")], [[3], ["folder:d", "kind:JPEG"]], "and then what is kept");
});
test("what an address names that the map does not have is passed over, and not asked for", async () => {
  open("m3", "?keep=folder:gone&keep=year:2020");
  await until(() => state().facets.of.folder);
  await settled();
  equal([state().filter.kept, asked.filter((address) => address.includes("m3") && address.includes("year"))], [null, []]);
  keep(D);
  await until(() => told().includes("folder%3Ad"));
});
test("another map has its own filter, and its own address", async () => {
  open("m4");
  await until(() => state().facets.of.folder);
  equal([state().filter.kept, told(), byId("find").value], [null, "", ""]);
});
test("an address that looks for words until another map is shown is not that map's", async () => {
  const answer = await openHeld("m5", "?find=cat");
  open("m6");
  await until(() => state().facets.of.folder);
  await settled();
  answer();
  await settled();
  keep(D);
  await settled();
  equal([state().filter.found, location.pathname + told()], [null, "/map/m6?keep=folder%3Ad"]);
});
test("who clears the filter while an address is still being done has cleared all of it", async () => {
  const answer = await openHeld("m5", "?keep=folder:d&find=cat&hide=yes");
  equal(kept(), [3, 7], "the folder is here sooner than the words");
  act("keepAll", {});
  answer();
  await settled();
  equal([state().filter.kept, state().filter.hide, told()], [null, false, ""]);
  open("m6");
  await until(() => state().facets.of.folder);
  keep(D);
  await settled();
});
test("a map that becomes another with the same points keeps its filter and its address", async () => {
  history.replaceState(null, "", "/map/m7");
  act("adoptMap", { map: "m7" });
  equal(kept(), [3, 7]);
  keep(AC, "add");
  await settled();
  equal(location.pathname + told(), "/map/m7?keep=folder%3Aa%2Fc&keep=folder%3Ad");
});
test("a facet is asked for once, however many want it", async () => {
  localStorage.removeItem("imagescape-folded-kind");
  open("m8");
  await until(() => state().facets.of.folder);
  const before = asked.length;
  await Promise.all([want("kind"), want("kind"), want("folder")]);
  equal(asked.slice(before), ["/facets/m8/kind?v=5", "/facets/m8/kind/rows?v=5"]);
});
test("the two halves of a facet that are of another number of rows are none", async () => {
  open("m9");
  await until(() => state().facets.of.folder);
  n = 9;
  await want("kind");
  equal(state().facets.of.kind, undefined, "the map has grown between them");
  n = 8;
  await want("kind");
  equal(state().facets.of.kind.rows, KIND.rows);
});
test("the facet that is coloured is the legend: it shows though it was folded", async () => {
  localStorage.setItem("imagescape-folded-kind", "yes");
  localStorage.setItem("imagescape-folded-folder", "yes");
  open("m10", "", { mode: "kind" });
  await until(() => item(0, "kind"));
  equal([...document.querySelectorAll("[data-coloured]")].map(({ dataset }) => dataset.facet), ["kind"]);
  equal([item(0, "kind").querySelector(".swatch") !== null, item(A)], [true, null]);
  document.querySelector('[data-facet="folder"] button').click();
  await until(() => item(A));
  equal(item(A).querySelector(".swatch"), null);
  localStorage.clear();
});
test("the legend on paper has the colours that are kept, each with as many rows, and says what is pale", async () => {
  open("m11", "", { mode: "kind" });
  await until(() => item(0, "kind"));
  await want("folder");
  const lines = () => [...document.querySelectorAll(".legend-on-paper li")].map(({ textContent }) => textContent);
  await until(() => lines().length === 2);
  equal(lines(), ["JPEG5", "PNG3"]);
  keep(AC);
  await until(() => lines().includes("Pale: out of the filter"));
  equal(lines(), ["JPEG2", "Pale: out of the filter"]);
  keep(D);
  await until(() => lines().length === 3);
  equal(lines(), ["JPEG1", "PNG1", "Pale: out of the filter"]);
  act("hideOthers", { hide: true });
  await until(() => !lines().some((text) => text.startsWith("Pale")));
  act("hideOthers", { hide: false });
  act("keepAll", {});
});
test("a value whose rows have several colours has these in stripes", async () => {
  const mixed = { ...KIND, code: [-1, 3] }, two = { ...mixed, parent: [-1, 0], last: [2, 2], own: [0, 8], count: [8, 8] };
  act("bringFacet", { facet: two });
  await until(() => item(0, "kind").textContent.includes("8"));
  equal(item(0, "kind").querySelector(".swatch").style.background.startsWith("linear-gradient"), true);
  act("bringFacet", { facet: KIND });
});
test("without a map there is nothing to filter by", async () => {
  act("closeMap", {});
  await settled();
  equal([line(), byId("facets").textContent, byId("find").disabled], ["", "", true]);
});
test("what is selected is told by its folders, though they are folded", async () => {
  localStorage.setItem("imagescape-folded-folder", "yes");
  act("keepAll", {});
  open("folded", "", { mode: "kind" });
  await until(() => state().facets.list.length && document.querySelector("[data-facet=folder][data-folded]"));
  equal([asked.some((one) => one.startsWith("/facets/folded/folder")), "folder" in state().facets.of], [false, false]);
  act("select", { rows: [1, 2], how: "only" });
  await until(() => state().facets.of.folder);
  act("select", { rows: [], how: "only" });
  localStorage.clear();
});
