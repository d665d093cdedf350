/* Owns the zone of an upload: files or whole folders, dropped or chosen, and what is said of them. queue.mjs sends them. */
import { byId, onClick, onElement, setProps } from "../page.mjs";

/** @typedef {{ file: File | null, path: string }} Found a file that the browser may not be able to read */
/** @type {import("./queue.mjs").Upload | null} */
let run = null;
let busy = false;

const zone = () => byId("upload-zone");
const endings = () => (zone()?.dataset.endings ?? "").split(",");

onElement("#upload-zone", (home) => {
  for (const [id, label] of [["upload", "Pictures to upload"], ["upload-folder", "Folder to upload"]]) {
    const input = document.createElement("input");
    Object.assign(input, { type: "file", id, multiple: true, tabIndex: -1, className: "upload-input" });
    if (id === "upload-folder") input.webkitdirectory = true;
    input.setAttribute("aria-label", label);
    input.addEventListener("change", () => {
      const files = [...input.files ?? []].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
      input.value = "";
      begin(files);
    });
    home.append(input);
  }
});
onClick("#upload-files-button", () => byId("upload")?.click());
onClick("#upload-folder-button", () => byId("upload-folder")?.click());
onClick("#upload-cancel", () => run?.cancel());

/** @param {boolean} over whether files are held over the page */
function hold(over) {
  const home = zone();
  if (home) home.dataset.over = String(over);
}
for (const name of /** @type {const} */ (["dragenter", "dragover"])) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    hold(true);
  });
}
document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) hold(false); });
document.addEventListener("drop", async (event) => {
  if (!event.dataTransfer) return;
  event.preventDefault();
  hold(false);
  /* Entries must be taken before the first await: the list is emptied when the event ends. */
  const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry());
  /** @type {Found[]} */
  const files = [];
  for (const entry of entries) if (entry) await walk(entry, "", files);
  begin(files);
});
/**
 * @param {FileSystemEntry} entry
 * @param {string} above
 * @param {Found[]} files is filled
 */
export async function walk(entry, above, files) {
  const path = above + entry.name;
  if (entry.isFile) {
    const taken = /** @type {FileSystemFileEntry} */ (entry);
    const file = await new Promise((/** @type {(file: File | null) => void} */ good) => taken.file(good, () => good(null)));
    files.push({ file, path });
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) { // a reader gives a hundred entries a call
    const batch = await new Promise((/** @type {(entries: FileSystemEntry[]) => void} */ good) => reader.readEntries(good, () => good([])));
    if (!batch.length) return;
    for (const inner of batch) await walk(inner, path + "/", files);
  }
}

/**
 * What is sent, and what is not and why.
 * @param {Found[]} all
 * @param {string[]} known the endings of pictures
 */
export function sorted(all, known) {
  /** @type {import("./queue.mjs").Item[]} */
  const files = [];
  /** @type {import("./queue.mjs").Refused[]} */
  const refused = [];
  for (const { file, path } of all) {
    const name = path.split("/").pop() ?? "", ending = name.split(".").pop() ?? "";
    const wanted = known.includes(ending.toLowerCase()) && !name.startsWith(".");
    if (file && wanted) files.push({ file, path });
    else refused.push({ path, reason: file ? "not sent: not a picture by its ending" : "not sent: the browser could not read it" });
  }
  return { files, refused };
}

/** @param {string} text */
function say(text) {
  const told = byId("upload-progress");
  if (told) told.textContent = text;
}
/** @param {boolean} now */
function work(now) {
  const home = zone(), button = byId("upload-cancel");
  busy = now;
  if (home) home.dataset.busy = String(now);
  if (button) button.hidden = !now;
}

/** @param {Found[]} all */
async function begin(all) {
  if (busy) return say("Another upload is still running; wait for it or cancel it.");
  if (!all.length) return undefined;
  const known = endings(), { files, refused } = sorted(all, known);
  if (!files.length) {
    const of = all.length === 1 ? "That file is no picture" : `None of the ${all.length.toLocaleString("en")} files is a picture`;
    return say(`${of} (${known.join(", ")}).`);
  }
  work(true);
  try {
    const { Upload } = await import("./queue.mjs");
    run = new Upload(files, refused, (text, share) => {
      const bar = byId("upload-bar");
      if (bar) bar.style.width = 100 * share + "%";
      say(text);
    });
    const { text, stored } = await run.all();
    say(text);
    if (stored) setProps("upload-store", { data: stored });
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
  run = null;
  return work(false);
}
