/* Owns what a hand does in the gallery: a hover lights the point, a click pins, Ctrl adds or takes away, Alt takes away, Shift selects
   all between; the arrows walk, Enter shows large. As in a file manager. */
import { around, byId, onElement } from "../page.mjs";
import { turn } from "../state/rowset.mjs";
import { act, state } from "../state/store.mjs";
import { stepTo } from "./layout.mjs";
import { layoutNow, pageNow } from "./view.mjs";

/** The row of the cell that an event happened to. @param {Event} event */
function rowOf(event) {
  const cell = around(event, ".cell");
  return cell?.dataset.row === undefined ? null : Number(cell.dataset.row);
}
/** @param {number} row */
function toggle(row) {
  act("select", { rows: [row], how: turn(state().selection.bits, row), by: "gallery" });
}
/** The rows from the anchor to a row, in the gallery's order. @param {number} row */
export function span(row) {
  const { gallery: { rows, anchor } } = state(), to = rows.indexOf(row), from = anchor === null ? to : rows.indexOf(anchor);
  return from < 0 ? [row] : [...rows.subarray(Math.min(from, to), Math.max(from, to) + 1)];
}
/**
 * A click on the picture of a row.
 * @param {number} row
 * @param {Pick<MouseEvent, "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 */
export function clickOn(row, { ctrlKey, metaKey, altKey, shiftKey }) {
  if (shiftKey) {
    act("select", { rows: span(row), how: altKey ? "less" : "add", by: "gallery" });
    act("goInGallery", { at: row });
    return;
  }
  if (altKey) act("select", { rows: [row], how: "less", by: "gallery" });
  else if (ctrlKey || metaKey) toggle(row);
  else act("pin", { row });
  act("goInGallery", { anchor: row, at: row });
}
/** @type {Record<string, Parameters<typeof stepTo>[2]>} */
const WAYS = {
  ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", Home: "home", End: "end",
  PageUp: "pageup", PageDown: "pagedown",
};
/** @param {KeyboardEvent} event @param {Parameters<typeof stepTo>[2]} way */
function walk({ shiftKey }, way) {
  const { gallery: { rows, at, anchor }, focus: { pinned } } = state(), layout = layoutNow();
  if (!layout || !rows.length) return;
  const from = at ?? pinned, index = from === null ? -1 : rows.indexOf(from);
  const row = rows[index < 0 ? 0 : stepTo(layout, index, way, pageNow())];
  if (shiftKey) {
    if (anchor === null) act("goInGallery", { anchor: from ?? row, at: row });
    act("select", { rows: span(row), how: "add", by: "gallery" });
    act("goInGallery", { at: row });
  } else act("goInGallery", { anchor: row, at: row });
  act("hover", { row });
  if (state().focus.pinned !== null) act("pin", { row });
}
/** @param {KeyboardEvent} event */
function press(event) {
  const { gallery: { at, rows } } = state(), { key, ctrlKey, metaKey } = event;
  if (event.target !== event.currentTarget || event.altKey) return;
  if (WAYS[key]) walk(event, WAYS[key]);
  else if ((ctrlKey || metaKey) && key.toLowerCase() === "a") act("select", { rows, how: "only", by: "all of the gallery" });
  else if (key === "Enter" && at !== null) act("showLarge", { rows: [at] });
  else if (key === " " && at !== null) { if (ctrlKey || metaKey) toggle(at); else act("showLarge", { rows: [at] }); }
  else return;
  event.preventDefault();
  event.stopPropagation();
}

onElement("#gallery-box", (box) => {
  box.addEventListener("click", (event) => {
    const row = rowOf(event);
    if (row === null) return;
    if (around(event, ".cell-tick")) { toggle(row); act("goInGallery", { anchor: row, at: row }); } else clickOn(row, event);
  });
  box.addEventListener("dblclick", (event) => {
    const row = rowOf(event);
    if (row !== null && !around(event, ".cell-tick")) act("showLarge", { rows: [row] });
  });
  box.addEventListener("pointermove", (event) => {
    if (event.pointerType !== "touch") act("hover", { row: rowOf(event) });
  });
  box.addEventListener("pointerleave", () => act("hover", { row: null, away: true }));
  box.addEventListener("keydown", press);
  /* The keys begin where a hand was last. */
  box.addEventListener("focus", () => {
    const { gallery: { at }, focus: { pinned } } = state();
    if (at === null && pinned !== null) act("goInGallery", { at: pinned });
  });
});
/** The keys go to the gallery from now on. */
export const focusGallery = () => byId("gallery-box")?.focus({ preventScroll: true });
