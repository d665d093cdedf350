/* Owns the list of the keys. Its lines are KEYS of map/keys, and what the pointer says. Loaded when it is first asked for. */
import { KEYS } from "../map/keys.mjs";

/** What is no key of the map alone. @type {[keys: string, does: string][]} */
const OTHERS = [
  ["/", "Find a file or folder by name"], ["?", "This list"],
  ["Esc", "Close what lies on top; then let go of the picture and the selection"],
  ["Click a folder", "Keep only its pictures"], ["Ctrl + click", "Add it; on a picture: select it, or no more"],
  ["Alt + click", "Take it away"], ["Double click", "Fly there"],
  ["Shift + lasso", "Add to the selection"], ["Alt + lasso", "Take away from it"],
  ["Shift + Alt + lasso", "Keep of it only what lies inside"],
  ["Ctrl + A", "Select all, or all that the filter keeps"], ["Ctrl + I", "Select the others instead"],
];
/** @type {HTMLDialogElement | null} */
let sheet = null;

/** @type {Record<string, string>} */
const NAMES = { " ": "Space" };
/** @param {string} text */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** Keys that do the same stand in one line. @returns {[keys: string, does: string][]} */
function ofTheMap() {
  const named = KEYS.map(({ key, does, held }) => ({
    name: [...held ? held.split("+") : [], NAMES[key] ?? key.replace("Arrow", "Arrow ")].map(capital).join(" + "), does,
  }));
  return [...new Set(named.map(({ does }) => does))].map((does) => [
    named.filter((one) => one.does === does).map(({ name }) => name).join(" or "), does]);
}

function make() {
  const made = document.createElement("dialog"), list = document.createElement("dl");
  for (const [key, does] of [...ofTheMap(), ...OTHERS]) {
    const name = document.createElement("dt"), kbd = document.createElement("kbd"), text = document.createElement("dd");
    kbd.textContent = key;
    text.textContent = does;
    name.append(kbd);
    list.append(name, text);
  }
  const head = document.createElement("div"), title = document.createElement("h2"), close = document.createElement("button");
  Object.assign(close, { className: "button rimmed", textContent: "Close", onclick: () => made.close() });
  title.textContent = "Keys and pointer";
  head.className = "sheet-head";
  head.append(title, close);
  made.id = "keys-sheet";
  made.className = "sheet keys-sheet";
  made.setAttribute("aria-label", "Keys and pointer");
  made.append(head, list);
  made.addEventListener("click", (event) => { if (event.target === made) made.close(); });
  document.body.append(made);
  return made;
}
/** Show the list. */
export function open() {
  sheet ??= make();
  if (!sheet.open) sheet.showModal();
}
