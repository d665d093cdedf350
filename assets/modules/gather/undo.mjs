/* Owns the buttons of undo and redo: which of them can be pressed, and what they say they would do. */
import { byId, onClick, onElement, setProps } from "../page.mjs";
import { state, subscribe } from "../state/store.mjs";
import { go } from "./undoing.mjs";

/** @typedef {{ way: "undo" | "redo", from: "past" | "future", word: string, keys: string }} Button */
/** @type {Button[]} */
const BUTTONS = [
  { way: "undo", from: "past", word: "Undo", keys: "Ctrl+Z" },
  { way: "redo", from: "future", word: "Do again", keys: "Ctrl+Shift+Z" },
];

/** @param {Button} button */
function show({ way, from, word, keys }) {
  const step = state().history[from].at(-1), element = byId(way), label = step ? `${word}: ${step.name} (${keys})` : `${word} (${keys})`;
  element?.setAttribute("aria-disabled", String(!step));
  if (!element || element.getAttribute("aria-label") === label) return;
  element.setAttribute("aria-label", label);
  setProps(`${way}-tip`, { label });
}
for (const button of BUTTONS) {
  onElement("#" + button.way, () => show(button));
  onClick("#" + button.way, () => { go(button.way); });
}
subscribe(["history"], () => BUTTONS.forEach(show));
