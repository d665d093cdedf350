import { equal, settled, test, until } from "./harness.mjs";
import { byId } from "/assets/modules/page.mjs";
import "/assets/modules/upload/zone.mjs";

/* The zone as components/source/upload.py makes it. */
document.body.insertAdjacentHTML("beforeend", `<div id="upload-zone" data-endings="jpg,png"><button id="upload-files-button"></button>
  <button id="upload-folder-button"></button><div id="upload-bar"></div><p id="upload-progress"></p><button id="upload-cancel" hidden></button></div>`);
const said = () => byId("upload-progress").textContent;
/* An event that carries files, as a browser sends it while something is dragged. */
function drag(name, entries, more = {}) {
  const event = new Event(name, { bubbles: true, cancelable: true });
  const items = entries.map((entry) => ({ webkitGetAsEntry: () => entry }));
  Object.assign(event, { dataTransfer: { types: ["Files"], items }, ...more });
  document.body.dispatchEvent(event);
  return event;
}
const file = (name) => ({ name, isFile: true, file: (good) => good(new File(["x"], name)) });
/* A server that takes a file when `open` is called, once the file has been sent. */
let open = null;
window.fetch = async (address) => (address === "/upload" ? Response.json({ id: "u1", limits: { file_mb: 1 } }) : Response.json({ source: "/up/u1" }));
window.XMLHttpRequest = class {
  upload = {};
  open() {}
  setRequestHeader() {}
  send() { open = () => { Object.assign(this, { status: 200, responseText: "" }); this.onloadend(); }; }
  abort() { Object.assign(this, { status: 0, responseText: "" }); this.onloadend(); }
};

test("the inputs are made in the zone, one for files and one for a folder", async () => {
  await until(() => byId("upload-folder"));
  equal([byId("upload").multiple, byId("upload").webkitdirectory, byId("upload-folder").webkitdirectory], [true, false, true]);
  equal(byId("upload").parentElement.id, "upload-zone");
});
test("a button opens its input", () => {
  const clicked = [];
  for (const id of ["upload", "upload-folder"]) byId(id).addEventListener("click", (event) => { event.preventDefault(); clicked.push(id); });
  byId("upload-folder-button").click();
  byId("upload-files-button").click();
  equal(clicked, ["upload-folder", "upload"]);
});
test("files that are held over the page are welcome, and said to be", () => {
  equal([drag("dragover", []).defaultPrevented, byId("upload-zone").dataset.over], [true, "true"]);
  drag("dragleave", [], { relatedTarget: document.body });
  equal(byId("upload-zone").dataset.over, "true", "it went to another element of the page");
  drag("dragleave", [], { relatedTarget: null });
  equal(byId("upload-zone").dataset.over, "false");
});
test("what is no file is not ours to take", () => {
  const event = new Event("dragover", { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { types: ["text/plain"], items: [] } });
  document.body.dispatchEvent(event);
  equal(event.defaultPrevented, false);
});
test("a file that is no picture is refused with the endings that are taken", async () => {
  drag("drop", [file("notes.txt")]);
  await until(() => said());
  equal(said(), "That file is no picture (jpg, png).");
});
test("of several it is said how many there are", async () => {
  drag("drop", [file("a.txt"), file("b.txt")]);
  await until(() => said().startsWith("None"));
  equal(said(), "None of the 2 files is a picture (jpg, png).");
});
test("dropping nothing says nothing", async () => {
  byId("upload-progress").textContent = "";
  drag("drop", []);
  await settled();
  equal(said(), "");
});
test("while an upload runs it can be cancelled, and another has to wait", async () => {
  drag("drop", [file("a.jpg")]);
  await until(() => byId("upload-zone").dataset.busy === "true" && !byId("upload-cancel").hidden);
  drag("drop", [file("b.jpg")]);
  await until(() => said().startsWith("Another"));
  equal(said(), "Another upload is still running; wait for it or cancel it.");
});
test("a picture that was dropped is received, and Dash hears of its folder", async () => {
  await until(() => open);
  open();
  await until(() => byId("upload-zone").dataset.busy === "false");
  equal([said(), byId("upload-cancel").hidden, byId("upload-bar").style.width], ["1 files received.", true, "0%"]);
  equal(window.dash_clientside.set.at(-1), ["upload-store", { data: { source: "/up/u1", name: "" } }]);
});
test("an upload that is cancelled says so", async () => {
  drag("drop", [file("a.jpg")]);
  await until(() => byId("upload-zone").dataset.busy === "true");
  await settled();
  byId("upload-cancel").click();
  await until(() => byId("upload-zone").dataset.busy === "false");
  equal(said(), "Cancelled; nothing was kept.");
});
test("a server that takes no upload is heard", async () => {
  window.fetch = async () => new Response("The disk is full.", { status: 507 });
  drag("drop", [file("a.jpg")]);
  await until(() => said() === "The disk is full.");
  equal(byId("upload-zone").dataset.busy, "false");
});
