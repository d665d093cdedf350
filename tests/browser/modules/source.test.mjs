import { equal, settled, test, until } from "./harness.mjs";
import { byId } from "/assets/modules/page.mjs";
import { exampleAt } from "/assets/modules/source/asking.mjs";
import { act, state } from "/assets/modules/state/store.mjs";

/* The sheet as components/source makes it. */
document.body.insertAdjacentHTML("beforeend", `<dialog id="new-map" open><input id="folder"><button id="browse"></button>
  <div id="sources"></div><div id="folder-browser"></div><div id="found"></div><div id="estimate"></div><div id="encoder-facts"></div></dialog>`);
const LOOK = {
  source: "/p", name: "p", pictures: 1903, others: 4, skipped: 0, folders: 12, bytes: 5.25e6, kinds: [["JPEG", 1900], ["PNG", 3]], counted: true, done: true,
  examples: [7, 3], token: "t1", estimate: { first: 20, all: 150, known: 0 }, problem: "",
};
const ENCODERS = [
  { name: "lite0", title: "EfficientNet-Lite0", help: "", bytes: 0, here: true, rate: 123.4, work: 1, file: "", url: "", folder: "" },
  { name: "far", title: "Far", help: "", bytes: 90e6, here: false, rate: null, work: 9.6, file: "f.h5", url: "https://x/f.h5", folder: "/models" },
];
const asked = [];
const LISTED = { path: "/home/me", up: "/home", folders: [], more: 0, done: true, problem: "" };
const named = (name, pictures, more = false) => ({ name, shown: name, pictures, more });
let looks = LOOK, folders = LISTED, broken = "";
window.fetch = async (address) => {
  asked.push(address);
  if (broken && address.startsWith("/folders")) return new Response(broken, { status: 400 });
  if (address.startsWith("/found?")) return Response.json(looks);
  if (address.startsWith("/folders?")) return Response.json(folders);
  if (address === "/sources") return Response.json([{ path: "/a", name: "a" }, { path: "/b/c", name: "c" }]);
  return address === "/encoders" ? Response.json(ENCODERS) : new Response("", { status: 404 });
};
const { closeSheet, openSheet } = await import("/assets/modules/panels/sheet.mjs");
const { details, embedded } = await import("/assets/modules/source/found.mjs");
const { place, speed } = await import("/assets/modules/source/encoder.mjs");
await import("/assets/modules/source/folders.mjs");
const text = (id) => byId(id).textContent;
function type(path) {
  byId("folder").value = path;
  byId("folder").dispatchEvent(new Event("input", { bubbles: true }));
}
const question = (address) => Object.fromEntries(new URLSearchParams(address.split("?")[1]));

test("what was found is folders, kinds, bytes and what is no picture", () => {
  equal(details(LOOK), "in 12 folders · JPEG 1,900, PNG 3 · 5.3 MB · beside them 4 other files");
});
test("one folder is not told, nor what there is none of", () => {
  equal(details({ ...LOOK, folders: 1, others: 0, bytes: 0 }), "JPEG 1,900, PNG 3");
  equal(details({ ...LOOK, folders: 1, kinds: [], bytes: 0, others: 1 }), "beside them 1 other file");
  equal(details({ ...LOOK, folders: 1, kinds: [], bytes: 0, others: 2, skipped: 3 }),
    "beside them 2 other files and 3 that will be skipped");
  equal(details({ ...LOOK, folders: 0, kinds: [], bytes: 0, others: 0 }), "");
});

test("a speed that was measured here is told as it is, a slow one with a digit more", () => {
  equal([123.4, 1234.5, 10, 9.96, 0.54].map((rate) => speed({ rate, work: 1 })),
    ["123", "1,235", "10", "10.0", "0.5"].map((rate) => `${rate} pictures a second on this machine`));
});
test("one that was not is told by its work, and that it was not", () => {
  equal([1, 1.2, 1.21, 9.6].map((work) => speed({ rate: null, work })), [
    "about the work of the default; not measured here yet", "about the work of the default; not measured here yet",
    "about 1 times the work of the default; not measured here yet", "about 10 times the work of the default; not measured here yet"]);
});
test("an encoder comes with Imagescape, is here, or is to be fetched", () => {
  equal([place({ here: true, bytes: 0 }), place({ here: true, bytes: 90e6 }), place({ here: false, bytes: 90e6 })],
    ["Comes with Imagescape", "On this machine", "Not on this machine: 90 MB to fetch once"]);
});

const NO_TIME = "On this machineHow long a map takes is said here once there are pictures.";
test("before a folder is named the sheet says what it will tell", async () => {
  await until(() => text("found").startsWith("Say which folder"));
  equal([text("estimate"), asked.some((address) => address.startsWith("/found"))], [NO_TIME, false]);
});
test("the folder in the box is looked into with what decides the time it takes", async () => {
  act("tellRecipe", { encoder: "lite0", sample: 500, dimensions: "3", projection: "tsne" });
  type("  /home/me/pictures ");
  await until(() => byId("found-count"));
  const [first] = asked.filter((address) => address.startsWith("/found"));
  equal(question(first), { path: "/home/me/pictures", encoder: "lite0", sample: "500", dimensions: "3", projection: "tsne" });
});
test("it is told how many pictures there are, what else, and some of them are shown", () => {
  equal([text("found-count"), byId("found-count").getAttribute("aria-busy")], ["1,903 pictures", "false"]);
  equal(document.querySelector("#found p.quiet").textContent, details(LOOK));
  equal([...document.querySelectorAll("img.example")].map((image) => image.getAttribute("src")), [exampleAt("t1", 7), exampleAt("t1", 3)]);
  equal(exampleAt("t1", 7), "/found/t1/7.jpg");
});
test("it is told how long it takes on this machine", () => {
  equal(text("estimate"), "On this machineFirst map in about 20 s, all of it in about 3 min");
});
test("what is embedded already is told beside the time it saves", async () => {
  looks = { ...LOOK, estimate: { first: 2, all: 9, known: 1903 } };
  type("/home/me/again");
  await until(() => text("estimate").endsWith("all of it in about 9 s. All of them are embedded already."));
  equal([embedded(1, 1), embedded(1, 9), embedded(1903, 2000)],
    ["It is embedded already.", "1 picture of them is embedded already.", "1,903 pictures of them are embedded already."]);
  looks = LOOK;
  type("  /home/me/pictures ");
  await until(() => text("estimate").endsWith("3 min"));
});
test("what is counted whole is not asked for again until something else is asked", async () => {
  const before = asked.filter((address) => address.startsWith("/found")).length;
  await new Promise((go) => setTimeout(go, 700));
  equal(asked.filter((address) => address.startsWith("/found")).length, before);
  act("tellRecipe", { encoder: "lite0", sample: 0, dimensions: "2", projection: "tsne" });
  await until(() => asked.filter((address) => address.startsWith("/found")).length > before);
});
test("while it is counted it says so, and the places of pictures to come stand already", async () => {
  looks = { ...LOOK, pictures: 30, counted: false, done: false, examples: [5], token: "t2", estimate: null };
  type("/home/me/other");
  await until(() => text("found-count").startsWith("30"));
  equal([text("found-count"), document.querySelectorAll(".example").length, document.querySelectorAll("img.example").length],
    ["30 pictures so far, counting …", 12, 1]);
  equal(text("estimate").includes("once this machine has made a map by such a recipe"), true);
  looks = { ...looks, pictures: 31, estimate: LOOK.estimate };
  await until(() => text("found-count").startsWith("31"));
  equal(text("estimate").endsWith("for those counted so far"), true, "it is asked for again by itself");
});
test("when all are counted it says so, though some examples are still to come", async () => {
  looks = { ...looks, pictures: 32, counted: true };
  await until(() => text("found-count") === "32 pictures");
  equal([document.querySelectorAll("span.example").length, document.querySelectorAll("img.example").length], [11, 1]);
  looks = { ...looks, examples: [5, 6], done: true };
  await until(() => document.querySelectorAll("img.example").length === 2);
  equal(document.querySelectorAll("span.example").length, 0, "there are no more");
});
test("a folder without pictures is called that, when it is counted", async () => {
  looks = { ...LOOK, pictures: 0, folders: 1, kinds: [], bytes: 0, others: 0, examples: [], token: "t3" };
  type("/home/me/empty");
  await until(() => text("found-count") === "0 pictures");
  equal(document.querySelector("#found p.quiet").textContent, "There is no picture in this folder or below it.");
});
test("why nothing can be counted is told as it is, and no time", async () => {
  looks = { ...LOOK, pictures: 0, estimate: null, problem: "There is no folder /nowhere." };
  type("/nowhere");
  await until(() => byId("found-problem"));
  equal([text("found-problem"), byId("found-problem").getAttribute("role"), text("estimate")], ["There is no folder /nowhere.", "alert", NO_TIME]);
});
test("what was counted before it could not go on is told beside the reason", async () => {
  looks = { ...LOOK, pictures: 5, problem: "The disk is gone." };
  type("/half");
  await until(() => byId("found-count"));
  equal([text("found-problem"), text("found-count"), text("estimate") !== NO_TIME], ["The disk is gone.", "5 pictures", true]);
});
test("an empty box forgets what was found", async () => {
  type(" ");
  await until(() => state().sheet.look === null);
  await until(() => text("found").startsWith("Say which folder"));
});
test("an answer of what is not asked any more is not shown", async () => {
  const before = window.fetch;
  let answer = null;
  window.fetch = (address) => (address.startsWith("/found?path=%2Fslow") ? new Promise((go) => { answer = go; }) : before(address));
  looks = LOOK;
  type("/slow");
  await until(() => answer);
  byId("folder").value = "/quick";
  answer(Response.json({ ...LOOK, pictures: 77 }));
  await until(() => state().sheet.look);
  equal(state().sheet.look.pictures, 1903);
  window.fetch = before;
});
test("a sheet that is closed asks nothing", async () => {
  byId("new-map").open = false;
  const before = asked.filter((address) => address.startsWith("/found")).length;
  type("/home/me/closed");
  await new Promise((go) => setTimeout(go, 600));
  equal(asked.filter((address) => address.startsWith("/found")).length, before);
  byId("new-map").open = true;
});

test("the folders that were used last fill the box", async () => {
  await until(() => byId("sources").querySelectorAll("button").length === 2);
  equal(text("sources"), "Last used: a · c");
  const [, second] = byId("sources").querySelectorAll("button");
  second.click();
  equal([window.dash_clientside.set.at(-1), second.title], [["folder", { value: "/b/c" }], "/b/c"]);
});
test("they are asked for anew whenever the sheet opens", async () => {
  const before = asked.filter((address) => address === "/sources").length;
  closeSheet();
  equal(byId("new-map").open, false);
  openSheet();
  await until(() => asked.filter((address) => address === "/sources").length === before + 1);
  equal([byId("new-map").matches(":modal"), document.activeElement.id], [true, "folder"]);
});
test("the browser of folders is folded until it is asked for, and begins where the box is", async () => {
  equal(text("folder-browser"), "");
  folders = { ...LISTED, folders: [named("a", 1200), named("b", 5000, true), named("c", 0)] };
  byId("folder").value = "/home/me";
  byId("browse").click();
  await until(() => document.querySelectorAll(".browser-row").length === 3);
  equal([question(asked.filter((address) => address.startsWith("/folders")).at(-1)), byId("browse").getAttribute("aria-expanded")], [{ path: "/home/me" }, "true"]);
  equal([...document.querySelectorAll(".browser-row")].map((row) => row.textContent), ["a1,200", "b5,000+", "c"]);
});
test("a count that is still to come is asked for until it is there", async () => {
  folders = { ...LISTED, path: "/home/me/a", up: "/home/me", folders: [named("deep", null)], more: 3, done: false };
  document.querySelector(".browser-row").click();
  await until(() => document.querySelector(".browser-path").textContent === "/home/me/a");
  equal([document.querySelector(".browser-row").textContent, text("folder-browser").includes("and 3 more; type the path instead")], ["deep", true]);
  folders = { ...folders, folders: [named("deep", 9)], done: true };
  await until(() => document.querySelector(".browser-row").textContent === "deep9");
  const before = asked.length;
  await new Promise((go) => setTimeout(go, 900));
  equal(asked.length, before, "and no more");
});
test("a folder is called by what can be read of its name, and opened by its name", async () => {
  folders = { ...folders, folders: [{ name: "gp\u202ej", shown: "gp\\u202ej", pictures: 1, more: false }] };
  document.querySelector(".browser-row").click();
  await until(() => document.querySelector(".browser-name").textContent === "gp\\u202ej");
  document.querySelector(".browser-row").click();
  await until(() => question(asked.at(-1)).path === "/home/me/a/gp\u202ej");
});
test("one goes up, where there is an above", async () => {
  folders = { ...LISTED, path: "/", up: null };
  const [up] = document.querySelectorAll(".browser-head button");
  up.click();
  await until(() => document.querySelector(".browser-path").textContent === "/");
  equal([question(asked.filter((address) => address.startsWith("/folders")).at(-1)).path, up.disabled], ["/home/me", true]);
  equal(text("folder-browser").includes("No folders in here."), true);
});
test("below the topmost folder a path has one stroke", async () => {
  folders = { ...LISTED, path: "/", up: null, folders: [named("srv", 1)] };
  byId("browse").click();
  await until(() => !document.querySelector(".browser"));
  byId("folder").value = "/";
  byId("browse").click();
  await until(() => document.querySelector(".browser-row"));
  document.querySelector(".browser-row").click();
  await until(() => question(asked.at(-1)).path === "/srv");
});
test("a folder that cannot be listed is told of, and the last one stays", async () => {
  byId("browse").click();
  await until(() => !document.querySelector(".browser"));
  byId("browse").click();
  await until(() => document.querySelector(".browser-row"));
  folders = { ...LISTED, path: "/srv", problem: "The folder /srv is not there any more." };
  document.querySelector(".browser-row").click();
  await until(() => document.querySelector(".browser [role=alert]")?.textContent === folders.problem);
  equal(document.querySelector(".browser-path").textContent, "/");
});
test("a folder that cannot be read is told of where one looks", async () => {
  broken = "The folder /root cannot be read.";
  byId("browse").click();
  await until(() => !document.querySelector(".browser"));
  byId("browse").click();
  await until(() => document.querySelector(".browser [role=alert]"));
  equal(document.querySelector(".browser [role=alert]").textContent, broken);
  broken = "";
});
test("the folder that one is in fills the box, and the browser folds", async () => {
  byId("browse").click();
  await until(() => !document.querySelector(".browser"));
  folders = { ...LISTED, path: "/home/me/pictures", up: "/home/me" };
  byId("browse").click();
  await until(() => document.querySelector(".browser-path")?.textContent === "/home/me/pictures");
  document.querySelectorAll(".browser-head button")[1].click();
  await until(() => !document.querySelector(".browser"));
  equal([window.dash_clientside.set.at(-1), byId("browse").getAttribute("aria-expanded")], [["folder", { value: "/home/me/pictures" }], "false"]);
});

test("the encoder that is chosen is told of: where it is and how fast", async () => {
  await until(() => text("encoder-facts").includes("Comes with Imagescape · 123 pictures a second"));
  equal(document.querySelector("#encoder-facts details"), null);
});
test("one that is not here comes with the way to bring it by hand", async () => {
  act("tellRecipe", { encoder: "far", sample: 0, dimensions: "2", projection: "tsne" });
  await until(() => document.querySelector("#encoder-facts details"));
  equal(["https://x/f.h5", "/models"].map((part) => text("encoder-facts").includes(part)), [true, true]);
  ENCODERS[1].here = true;
  document.querySelector("#encoder-facts button").click();
  await until(() => !document.querySelector("#encoder-facts details"));
  equal(text("encoder-facts").startsWith("On this machine"), true);
});
test("of a model of one's own nothing is told", async () => {
  act("tellRecipe", { encoder: "custom", sample: 0, dimensions: "2", projection: "tsne" });
  await settled();
  equal(text("encoder-facts"), "");
});
