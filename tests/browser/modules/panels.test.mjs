import { equal, settled, test, until } from "./harness.mjs";
import { firstAndLast } from "/assets/modules/map/days.mjs";
import { byId, calledFor, onClick, onElement, overMap, setProps, typing } from "/assets/modules/page.mjs";
import { beside } from "/assets/modules/panels/alike.mjs";
import { closeMaps, showSkipped } from "/assets/modules/panels/drawers.mjs";
import { linesOf } from "/assets/modules/panels/one.mjs";
import "/assets/modules/panels/picture.mjs";
import { watch } from "/assets/modules/panels/progress.mjs";
import { act, state } from "/assets/modules/state/store.mjs";

const told = (name, label, texts, always = true) => ({ name, label, always, texts });
const LINES = [
  told("folder", "Folder", ["(top folder)", "x"]), told("size", "Size", ["40 × 30 px", "50 × 20 px"]), told("bytes", "File size", ["999 bytes", "1.5 kB"]),
  told("camera", "Camera", ["", "Apple"]), told("brightness", "Brightness", ["0.25", "0.75"], false), told("trust", "Trust", ["92% of those", "not measured"]),
];
function place(id) {
  const element = document.createElement("div");
  element.id = id;
  document.body.append(element);
}
let requests = 0;
window.fetch = async (address) => Response.json(address.startsWith("/progress") && ++requests
  ? { job: { id: "j1", state: "running", map: null }, hidden: false, stage: "Reading", step: "step 2 of 6", share: 12.34, detail: "a · b", note: "", stoppable: true, closable: false }
  : { start: 0, lines: LINES, name: ["a.jpg", "b.jpg"], folder: ["", "x"], path: ["a.jpg", "x/b.jpg"] });
window.dash_clientside.callback_context = { triggered: [{ prop_id: "started-store.data" }] };

test("the lines of the panel are those that say something, and that of the colour", () => {
  const lines = LINES.map(({ texts, ...line }) => ({ ...line, text: texts[0] })), names = (mode) => linesOf({ lines }, mode).map(({ name }) => name);
  equal(names("folder"), ["folder", "size", "bytes", "trust"], "no camera, and what belongs to another colour is left out");
  equal(names("brightness"), ["folder", "size", "bytes", "brightness", "trust"]);
});
test("the panel is drawn when its place is there, hidden until a picture is shown", async () => {
  place("picture-place");
  await until(() => byId("preview"));
  equal([byId("preview").dataset.state, byId("preview-image").hasAttribute("src"), byId("preview-image").alt], ["empty", false, ""]);
  equal([byId("preview").hidden, document.querySelector("[data-face]").dataset.face], [true, "set"]);
  equal([byId("preview-open").target, byId("preview-open").rel, byId("preview-note").getAttribute("role")], ["_blank", "noopener", "status"]);
});
test("a row that is hovered is shown at the end of the same task", async () => {
  act("openMap", { map: "m1", meta: { map: "m1", rows: 2, dims: 2, facts: 500, live: false, mode: "folder", lines: [["folder", "Folder"], ["trust", "Trust"]] } });
  await until(() => byId("preview-trust"));
  equal([byId("preview-folder").textContent, byId("preview-trust").textContent], ["", ""], "its lines are there before the facts");
  act("hover", { row: 0 });
  await until(() => byId("preview").dataset.state === "hover");
  act("hover", { row: 1 });
  await null;
  equal([byId("preview").dataset.state, byId("preview-image").getAttribute("src"), byId("preview-image").dataset.row], ["hover", "/thumb/m1/1", "1"]);
  equal([byId("preview").hidden, document.querySelector("[data-face]").dataset.face], [false, "one"]);
});
test("its facts come, each in its place", async () => {
  await until(() => byId("preview-name").textContent === "b.jpg");
  const shown = [...document.querySelectorAll(".preview-facts > *")].map(({ textContent }) => textContent);
  equal(shown, ["Folder", "x", "Size", "50 × 20 px", "File size", "1.5 kB", "Camera", "Apple", "Trust", "not measured"]);
  equal(byId("preview-camera").textContent, "Apple");
  equal([byId("preview-open").getAttribute("href"), byId("preview-image").alt], ["/image/m1/1", "b.jpg"]);
});
test("a row that is pinned is marked as that", async () => {
  act("pin", { row: 1 });
  await null;
  equal(byId("preview").dataset.state, "pinned");
});
test("the thumbnail stays while the map becomes another with the same points", async () => {
  act("adoptMap", { map: "m2" });
  await null;
  equal(byId("preview-image").getAttribute("src"), "/thumb/m1/1");
  await until(() => byId("preview-open").getAttribute("href") === "/image/m2/1");
});
test("another row's facts take the place of the first's", async () => {
  act("pin", { row: 0 });
  await until(() => byId("preview-name").textContent === "a.jpg");
  equal([byId("preview-trust").textContent, byId("preview-bytes").textContent, byId("preview-camera")], ["92% of those", "999 bytes", null]);
});
test("the path of the picture is copied, and the button says so", async () => {
  const copied = [];
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText: async (text) => { copied.push(text); } } });
  byId("preview-copy").click();
  await until(() => byId("preview-copy").textContent === "Copied");
  equal(copied, ["a.jpg"]);
  await until(() => byId("preview-copy").textContent === "Copy path");
});
test("where there is no clipboard the path is copied in the old way", async () => {
  const before = document.execCommand, asked = [];
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: undefined });
  document.execCommand = (what) => { asked.push([what, document.activeElement.value]); return false; };
  byId("preview-copy").click();
  await until(() => byId("preview-copy").textContent === "Copy failed");
  document.execCommand = before;
  equal([asked, document.querySelectorAll("textarea").length], [[["copy", "a.jpg"]], 0]);
});
test("a picture that the server no longer has is told of in its words", async () => {
  const before = window.fetch;
  window.fetch = async (address) => (address.startsWith("/image") ? new Response("It has changed.", { status: 410 }) : before(address));
  act("pin", { row: 1 });
  await until(() => byId("preview-note").textContent === "It has changed.");
  act("pin", { row: 0 });
  await null;
  equal(byId("preview-note").textContent, "", "and not of another");
  window.fetch = before;
});
test("a picture can be let go by its own button, and what is selected stays", async () => {
  act("placePoints", { x: new Float32Array(2), y: new Float32Array(2), z: null, n: 2, codes: new Uint8Array(2), rows: 2 });
  act("select", { rows: [1], how: "only" });
  equal([byId("preview-close").getAttribute("aria-label"), byId("preview").dataset.state], ["Let the picture go", "pinned"]);
  byId("preview-close").click();
  await null;
  equal([byId("preview").dataset.state, state().focus.pinned, state().selection.count], ["empty", null, 1]);
});
test("letting go empties the panel", async () => {
  act("pin", { row: 1 });
  act("release", {}); act("select", { rows: [], how: "only" });
  await null;
  equal([byId("preview").dataset.state, byId("preview").hidden, state().selection.count], ["empty", true, 0]);
});
/* The image of the panel with a picture of so many pixels; `size` is how large it is shown in a frame of 300. */
async function sized(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height }), image = byId("preview-image");
  Object.assign(image.parentElement.style, { width: "300px", height: "300px" });
  image.src = canvas.toDataURL();
  await until(() => image.complete && image.naturalWidth === width && image.naturalHeight === height);
  await settled();
  return [image.style.width, image.style.height, image.style.imageRendering];
}
test("a photo fills its frame, and its thumbnail as much, so that nothing moves when it comes", async () => {
  act("hover", { row: 0 });
  await settled();
  equal([await sized(4000, 3000), await sized(160, 120)], [["300px", "225px", "auto"], ["300px", "225px", "auto"]]);
});
test("a picture that is small itself is enlarged pixel by pixel", async () => {
  equal([await sized(32, 32), await sized(16, 8), await sized(159, 20)], [
    ["96px", "96px", "pixelated"], ["48px", "24px", "pixelated"], ["159px", "20px", "auto"]]);
});
test("what is shown follows the frame when that is drawn wider", async () => {
  equal(await sized(100, 50), ["300px", "150px", "pixelated"]);
  byId("preview-image").parentElement.style.width = "199px";
  await until(() => byId("preview-image").style.width === "100px");
  equal(byId("preview-image").style.imageRendering, "auto");
  act("release", {}); act("select", { rows: [], how: "only" });
});
test("the card of a job is hidden until there is one", async () => {
  place("progress-place");
  await until(() => byId("progress"));
  equal([byId("progress").hidden, byId("progress").getAttribute("role")], [true, "status"]);
});
test("the card says what the server says of the job", async () => {
  watch({ id: "j1" }, null);
  await until(() => byId("progress").hidden === false);
  equal(["stage", "step", "detail", "note"].map((name) => byId("progress-" + name).textContent), ["Reading", "step 2 of 6", "a · b", ""]);
  equal([byId("progress-bar").getAttribute("aria-valuenow"), byId("progress-bar").firstElementChild.style.width], ["12.3", "12.3%"]);
  equal([byId("progress").dataset.state, byId("cancel").hidden, byId("dismiss").hidden], ["running", false, true]);
});
test("job-store hears of the job once, and not again while it is the same", async () => {
  const told = () => window.dash_clientside.set.filter(([id]) => id === "job-store");
  await until(() => told().length > 0);
  window.dash_clientside.callback_context.triggered = [{ prop_id: "job-store.data" }];
  watch({ id: "j1" }, { id: "j1", state: "running", map: null });
  const asked = requests;
  await until(() => requests > asked + 1);
  window.dash_clientside.callback_context.triggered = [{ prop_id: "started-store.data" }];
  equal(told(), [["job-store", { data: { id: "j1", state: "running", map: null } }]]);
});
test("Stop asks for the job that the card shows", async () => {
  byId("cancel").click();
  const [id, { data: { what, job } }] = window.dash_clientside.set.at(-1);
  equal([id, what, job], ["asked-store", "stop", "j1"]);
});
test("an answer without a card leaves what stood there, and hides it", async () => {
  act("tellJob", { job: null, hidden: true });
  await null;
  equal([byId("progress").hidden, byId("progress-stage").textContent], [true, "Reading"]);
});
test("a job that failed can be closed", async () => {
  act("tellJob", { job: { id: "j2", state: "failed", map: null }, hidden: false, stage: "This did not work", stoppable: false, closable: true });
  await null;
  equal([byId("progress").dataset.state, byId("cancel").hidden, byId("dismiss").hidden], ["failed", true, false]);
  byId("dismiss").click();
  equal(window.dash_clientside.set.at(-1)[1].data.what, "close");
});
test("an element is told of once, whether it was there or comes later", async () => {
  const seen = [];
  place("there");
  onElement("#there, #later", ({ id }) => seen.push(id));
  await settled();
  place("later");
  await until(() => seen.length === 2);
  place("else");
  await settled();
  equal(seen, ["there", "later"]);
});
test("a click inside an element is a click on it", () => {
  const heard = [];
  onClick("#there", ({ id }) => heard.push(id));
  byId("there").append(document.createElement("b"));
  byId("there").firstChild.click();
  byId("later").click();
  equal(heard, ["there"]);
});
test("a key goes into a text where one can be typed", () => {
  const editable = document.createElement("p");
  editable.contentEditable = "true";
  document.body.append(editable);
  equal([document.createElement("input"), document.createElement("select"), editable, document.body, document].map((target) => typing({ target })),
    [true, true, true, false, false]);
  const ticked = Object.assign(document.createElement("input"), { type: "checkbox" }), list = document.createElement("select");
  equal([typing({ target: ticked }), typing({ target: list, ctrlKey: true }), typing({ target: editable, ctrlKey: true })], [false, false, true]);
});
test("what stands over the map or beside it is not the map", () => {
  const bar = document.createElement("div");
  bar.className = "selection-bar";
  byId("map-frame").before(bar);
  equal([overMap({ target: byId("map") }), overMap({ target: byId("map-frame") }), overMap({ target: bar }), overMap({ target: document })],
    [true, true, false, false]);
});
test("Dash is told by its own function, and says what it calls for", () => {
  setProps("url", { search: "?a" });
  equal(window.dash_clientside.set.at(-1), ["url", { search: "?a" }]);
  equal([calledFor("started-store.data"), calledFor("job-store.data")], [true, false]);
});
test("beside lie the fifteen nearest on the map, and what is within a twentieth of its width", () => {
  const line = (step, n) => ({ x: Float32Array.from({ length: n }, (_, at) => at * step), y: new Float32Array(n), z: null });
  equal(beside(line(1, 40), 0, [1, 15, 16, 39]), { near: 2, elsewhere: 2 });
  equal(beside(line(1, 1000), 500, [501, 460, 449, 900]), { near: 2, elsewhere: 2 });
  equal(beside(line(1, 3), 0, [1, 2]), { near: 2, elsewhere: 0 });
});
test("the first and the last day of some rows, where any is known", () => {
  const days = Int32Array.from([14000, -(2 ** 31), 13000, 0]);
  equal(firstAndLast(days, [0, 1, 2]), ["2005-08-05", "2008-05-01"]);
  equal([firstAndLast(days, [1]), firstAndLast(days, [9])], [null, null]);
});

test("another address closes the list of maps, but the front page's may become that of its map", () => {
  const as = window.dash_clientside.no_update = "as it is";
  act("openMap", { map: "m1", meta: { map: "m1", rows: 8, dims: 2, facts: 500, live: false, mode: "folder", marks: { dots: { scale: 1 } } } });
  closeMaps("/");
  equal(["/", "/map/m1", "/map/m1", "/map/m2", "/", "/map/m2"].map(closeMaps), [as, as, as, false, false, false]);
});

test("the skipped files are shown of the map that the page shows, and of no other", () => {
  const { callback_context: context } = window.dash_clientside, as = window.dash_clientside.no_update = "as it is", told = (prop_id, ...given) => {
    context.triggered = [{ prop_id }];
    return showSkipped(...given);
  };
  equal(told("skipped-store.data", { map: "a" }, { id: "a" }), true);
  equal(told("skipped-store.data", { map: "a" }, { id: "b" }), false, "another was opened before they were listed");
  equal(told("map-store.data", { map: "a" }, { id: "a", n: 7 }), as, "it grew");
  equal(told("map-store.data", { map: "a" }, { id: "b" }), false);
  equal(told("map-store.data", null, { id: null }), false);
});
