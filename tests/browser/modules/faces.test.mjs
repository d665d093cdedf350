import { equal, near, settled, test, until } from "./harness.mjs";
import { facetOf, numberOf } from "./trees.mjs";
import { byId } from "/assets/modules/page.mjs";
import { largest } from "/assets/modules/panels/many.mjs";
import { shownAt } from "/assets/modules/panels/one.mjs";
import { faceOf } from "/assets/modules/panels/picture.mjs";
import { summary, verdict } from "/assets/modules/panels/set.mjs";
import { act, state } from "/assets/modules/state/store.mjs";

const FOLDERS = facetOf(["a", "a/b", "c", "d"], ["c", "a", "a/b", "c", "a/b", "c", "d", "a"]);
const SET = {
  n: 8, bytes: 13.8e6, kinds: [["JPEG", 7], ["PNG", 1]], sizes: { least: [32, 32], most: [4000, 3000], same: false },
  taken: { first: "2019-05-06T10:00:00", last: "2024-01-02T03:04:05", count: 8 }, folders: { count: 3 },
  largest: [{ name: "c", path: "c", count: 3, node: 2, row: 0 }, { name: "b", path: "a/b", count: 2, node: 1, row: 2 }],
  skipped: 3, others: 2, outdated: 1, trust: { value: 0.953, of: "every picture, against all others", parts: [] },
  histograms: [{ facet: "date", title: "Date", counts: [4, 0, 1, 3], from: "2019", to: "2024", note: "When they were taken." }],
};
let overview = SET;
const asIs = window.fetch.bind(window);
const DAYS = Int32Array.from([17900, 18300, 18700, 19100, 17900, 18300, 18700, 17900]); // since 1970
window.fetch = async (address) => {
  if (address.startsWith("/days")) return new Response(DAYS.slice().buffer);
  return address.startsWith("/overview") ? Response.json(overview) : new Response("no", { status: 404 });
};
function place(id) {
  document.body.append(Object.assign(document.createElement("div"), { id }));
}
/* A map of eight rows, ready to be hovered. */
function open(map) {
  act("openMap", { map, meta: { map, rows: 8, dims: 2, facts: 500, live: false, mode: "folder", marks: { dots: { scale: 1 } } } });
  act("placePoints", { x: new Float32Array(8), y: new Float32Array(8), z: null, n: 8, codes: new Uint8Array(8), rows: 8 });
  act("bringFacet", { facet: FOLDERS });
  act("drewPoints", { n: 8 });
}
const face = () => document.querySelector("[data-face]").dataset.face;
const texts = (selector) => [...document.querySelectorAll(selector)].map(({ textContent }) => textContent);

test("a picture that is shown comes first, then those that are selected, else the set", () => {
  equal([faceOf({ shown: 0 }, { count: 2 }), faceOf({ shown: null }, { count: 1 }), faceOf({ shown: null }, { count: 0 })],
    ["one", "many", "set"]);
});

const FRAME = { width: 300, height: 300 };
test("a portrait fills the frame's height, a landscape its width, whole and in their shape", () => {
  equal(shownAt({ width: 3000, height: 4000 }, FRAME), { width: 225, height: 300, enlarged: false });
  equal(shownAt({ width: 4000, height: 3000 }, FRAME), { width: 300, height: 225, enlarged: false });
});
test("a panorama is a strip, and not cut", () => {
  const { width, height, enlarged } = shownAt({ width: 12000, height: 1000 }, FRAME);
  near([width, height], [300, 25]);
  equal(enlarged, false);
});
test("a picture of exactly the frame's size is shown as it is", () => {
  equal(shownAt(FRAME, FRAME), { ...FRAME, enlarged: false });
});
test("a picture of sixteen pixels is enlarged, but not beyond recognition", () => {
  equal(shownAt({ width: 16, height: 16 }, FRAME), { width: 48, height: 48, enlarged: true });
});
test("a small one is enlarged by a whole factor, so that its pixels stay squares", () => {
  equal([151, 150, 149, 101, 100, 99].map((side) => shownAt({ width: side, height: 10 }, FRAME).width), [151, 300, 298, 202, 300, 297]);
  equal(shownAt({ width: 151, height: 10 }, FRAME).enlarged, false);
});
test("any picture lies in any frame, in its shape, and touches it unless it is small", () => {
  for (const [w, h] of [[1, 1], [1, 900], [7, 5], [160, 90], [640, 480], [5000, 20], [300, 301]]) {
    for (const frame of [FRAME, { width: 120, height: 400 }, { width: 90, height: 50 }]) {
      const { width, height, enlarged } = shownAt({ width: w, height: h }, frame);
      near(width * h, height * w, 1e-6 * width * h);
      equal([width <= frame.width + 1e-9, height <= frame.height + 1e-9], [true, true], `${w} × ${h}`);
      equal([enlarged, Number.isInteger(width / w) || width < w], [width > w, true], `${w} × ${h}`);
      if (w > frame.width || h > frame.height) near(Math.max(width / frame.width, height / frame.height), 1);
    }
  }
});

test("the largest folders of some rows stand first, those that are as large in the tree's order", () => {
  equal(largest(FOLDERS, [0, 1, 2, 3, 4, 5, 6, 7]).map(({ name, count }) => [name, count]), [["c", 3], ["a", 2], ["b", 2], ["d", 1]]);
  equal(largest(FOLDERS, [6, 1]), [{ value: 0, name: "a", count: 1 }, { value: 3, name: "d", count: 1 }]);
});
test("no rows have no folders", () => equal(largest(FOLDERS, []), []));

test("a set is told in a line: folders, sizes, years, bytes", () => {
  equal(summary(SET), "3 folders · 32 × 32 to 4,000 × 3,000 px · taken 2019 to 2024 · 14 MB");
});
test("what all pictures share is said once, and one folder not at all", () => {
  const same = { ...SET, folders: { count: 1 }, sizes: { least: [32, 32], most: [32, 32], same: true }, taken: { first: "2024-01", last: "2024-12", count: 8 } };
  equal(summary(same), "32 × 32 px · taken 2024 · 14 MB");
});
test("where few say when they were taken, it is told of how many", () => {
  const few = { ...SET, taken: { ...SET.taken, count: 5 } };
  equal(summary(few), "3 folders · 32 × 32 to 4,000 × 3,000 px · 5 taken 2019 to 2024 · 14 MB");
});
test("where no date is known none is told", () => equal(summary({ ...SET, taken: null }), "3 folders · 32 × 32 to 4,000 × 3,000 px · 14 MB"));

test("what a trust means has the steps of the badge in the header", async () => {
  const [, good, fair] = /^GOOD, FAIR = ([\d.]+), ([\d.]+)$/m.exec(await (await asIs("/components/header/trust.py")).text()).map(Number);
  equal([1, good, good - 1e-6, fair, fair - 1e-6, 0].map(verdict), [verdict(1), verdict(1), verdict(fair), verdict(fair), verdict(0), verdict(0)]);
  equal(new Set([1, fair, 0].map(verdict)).size, 3);
  equal(verdict(0).includes("look twice"), true);
});

test("the side is never empty: while no picture is chosen it tells of the set", async () => {
  place("picture-place");
  await until(() => document.querySelector("[data-face]"));
  open("m1");
  await until(() => byId("set")?.textContent);
  equal([face(), byId("preview").hidden, texts("#set h2")], ["set", true, ["8 pictures"]]);
  equal(texts(".kind"), ["JPEG 7", "PNG 1"]);
});
test("what is not on the map is told apart: damaged, no pictures at all, changed since", () => {
  equal(texts("#set p").filter((text) => text.includes("skipped")), ["3 skipped, 2 other files, 1 changed or vanished. Which, and why?"]);
});
test("the link there opens the list", () => {
  const pressed = [];
  place("skipped-open");
  byId("skipped-open").addEventListener("click", () => pressed.push("skipped-open"));
  [...document.querySelectorAll("#set button")].find(({ textContent }) => textContent.startsWith("Which")).click();
  equal(pressed, ["skipped-open"]);
});
test("the trust of the map is put in words, and leads to where it is low", () => {
  equal(texts("#set p").some((text) => text.startsWith(`Trustworthiness 0.95 of 1, measured on every picture, against all others. ${verdict(0.953)}`)), true);
  [...document.querySelectorAll("#set button")].find(({ textContent }) => textContent === "Where not?").click();
  equal(window.dash_clientside.set.at(-1), ["color-by", { value: "trust" }]);
});
test("a click on a folder keeps only its pictures, and lights them while the pointer is there", async () => {
  const folder = [...document.querySelectorAll("#set .thumb")].find(({ title }) => title === "a/b");
  folder.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
  equal(state().filter.lit, { facet: "folder", value: 1 });
  folder.click();
  equal([state().filter.count, state().filter.kept], [2, [0, 0, 1, 0, 1, 0, 0, 0]]);
  act("keepAll", {});
  act("light", { lit: null });
});
test("a hover shows the picture, and the set comes back when it is let go", async () => {
  act("hover", { row: 3 });
  await settled();
  equal([face(), byId("preview").hidden, byId("set")], ["one", false, null]);
  byId("preview-close").click();
  await settled();
  equal([face(), byId("preview").hidden, byId("set") !== null], ["set", true, true]);
});
test("pictures that are selected are shown together: how many, of which folders, and the first of them", async () => {
  act("select", { rows: [1, 2, 4, 6], how: "only" });
  await until(() => byId("many"));
  equal([face(), texts("#many h2"), texts("#many dd")], ["many", ["4 selected"], ["b 2, a 1, d 1"]]);
  equal([...document.querySelectorAll("#many img")].map((image) => image.getAttribute("src")), [1, 2, 4, 6].map((row) => `/thumb/m1/${row}`));
  equal([...document.querySelectorAll("#many [data-export]")].map(({ dataset }) => dataset.export), ["csv", "parquet", "png"]);
});
test("a thumbnail rings its picture on the map while the pointer is there, and a click pins it", async () => {
  const thumb = document.querySelectorAll("#many .thumb")[1];
  thumb.dispatchEvent(new MouseEvent("mousemove", { bubbles: true }));
  equal([state().focus.hovered, state().focus.shown, face()], [2, null, "many"], "and shows no other panel");
  act("point", { row: null });
  thumb.dispatchEvent(new MouseEvent("mousemove", { bubbles: true }));
  equal(state().focus.hovered, 2, "also where the map has let it go meanwhile");
  thumb.dispatchEvent(new MouseEvent("mouseout", { bubbles: true }));
  equal(state().focus.hovered, null);
  thumb.click();
  await settled();
  equal([state().focus.pinned, face()], [2, "one"]);
  act("release", {});
  await settled();
  equal(face(), "many", "the selection is there still");
});
test("one may fly to those that are selected, and clear them", async () => {
  const button = (text) => [...document.querySelectorAll("#many button")].find(({ textContent }) => textContent === text);
  button("Zoom to them").click();
  equal(state().view.followed, false);
  button("Clear").click();
  await settled();
  equal([state().selection.count, face()], [0, "set"]);
});
test("of many that are selected the first twelve are shown, and that is said", async () => {
  act("openMap", { map: "m20", meta: { map: "m20", rows: 20, dims: 2, facts: 500, live: false, mode: "folder", marks: { dots: { scale: 1 } } } });
  act("placePoints", { x: new Float32Array(20), y: new Float32Array(20), z: null, n: 20, codes: new Uint8Array(20), rows: 20 });
  act("drewPoints", { n: 20 });
  act("select", { rows: [...Array(20).keys()], how: "only" });
  await until(() => byId("many"));
  equal([document.querySelectorAll("#many img").length, texts("#many .quiet").includes("the first 12 of them")], [12, true]);
});
test("a set without trust, of one kind, with nothing left out says nothing of these", async () => {
  overview = { ...SET, kinds: [["JPEG", 8]], largest: SET.largest.slice(0, 1), skipped: 0, others: 0, outdated: 0, trust: { value: null, of: "", parts: [] }, histograms: [] };
  act("release", {}); act("select", { rows: [], how: "only" });
  open("m2");
  await until(() => texts("#set h2").length && !document.querySelector(".kind"));
  equal(texts("#set h3"), []);
});

test("dates and sizes of the set are small histograms, that can be read out", async () => {
  overview = SET;
  open("m9");
  await until(() => document.querySelector("#set .bars"));
  const bars = document.querySelector("#set .bars");
  equal([bars.querySelectorAll(".bar").length, bars.getAttribute("role"), bars.getAttribute("aria-label")], [4, "img", "Date of 8: 2019 to 2024"]);
  equal([bars.parentElement.title, bars.parentElement.textContent], ["When they were taken.", "Date20192024"]);
});
test("of those that are selected the dates are told among all", async () => {
  act("bringFacet", { facet: numberOf([2019, 2020, 2021, 2022], [2019, 2020, 2021, 2021, 2019, 2020, 2021, 2019], { facet: "date", title: "Date" }) });
  act("select", { rows: [1, 2, 3], how: "only" });
  await until(() => document.querySelector("#many .bars")?.ariaLabel.includes("2"));
  const bars = document.querySelector("#many .bars"), heights = (name) => [...bars.children].map((bar) => bar.style.getPropertyValue(name) !== "0");
  equal([bars.getAttribute("aria-label"), heights("--some"), heights("--all")], ["Date of 3: 2020-02-08 to 2022-04-18", [false, true, true], [true, true, true]]);
  act("release", {}); act("select", { rows: [], how: "only" });
});
