/* Owns the facts of rows: asked for in parts, and held for a while. */
import { state, subscribe } from "../state/store.mjs";
import { json } from "./fetching.mjs";

const HELD = 60; // parts that are held

/**
 * A line of the side panel: the end of its element's id, its label, what it says; and whether it always stands there, or only while the
 * map is coloured by it.
 * @typedef {{ name: string, label: string, always: boolean, text: string }} Line
 */
/**
 * What is known of a row: the row facts of services/facts, and the row.
 * @typedef {object} Facts
 * @property {number} row
 * @property {Line[]} lines
 * @property {string} name
 * @property {string} folder
 * @property {string} path
 * @property {number} width
 * @property {number} height
 */
/** @typedef {Omit<Line, "text"> & { texts: string[] }} Lines */
/** @typedef {{ start: number, lines: Lines[], name: string[] } & { [key: string]: (string | number | null | Lines)[] }} Columns */

/** @type {Map<string, Promise<Columns>>} */
const parts = new Map(); // "map/part" -> its columns, the least recently used first
/** @param {string} key @returns {Promise<Columns>} */
const askColumns = (key) => json(`/rows/${key}.json`);
/** @param {string} key */
function columnsOf(key) {
  const held = parts.get(key);
  const columns = held ?? askColumns(key);
  if (held) parts.delete(key);
  else columns.catch(() => parts.delete(key));
  parts.set(key, columns);
  if (parts.size > HELD) parts.delete([...parts.keys()][0]);
  return columns;
}
/** @param {number} row */
function partOf(row) {
  const { map, meta } = state().view, size = meta?.facts ?? 1, number = Math.floor(row / size);
  return `${map}/${number}`;
}
/** Whether the facts of a row have been asked for. @param {number} row */
export const factsHeld = (row) => parts.has(partOf(row));
subscribe(["view"], ({ view }, before, action) => {
  /* What was told of a map in the making lacks its trust; of an older one, what has been found since. */
  if ((before.view.live && !view.live) || action === "completeMap") parts.clear();
});
/**
 * The facts of a row of the map that is shown.
 * @param {number} row
 * @returns {Promise<Facts>}
 */
export async function factsOf(row) {
  const key = partOf(row);
  let columns = await columnsOf(key);
  if (row - columns.start >= columns.name.length) { // the map has grown since
    parts.delete(key);
    columns = await columnsOf(key);
  }
  const at = row - columns.start, names = Object.keys(columns).filter((name) => name !== "start" && name !== "lines");
  const lines = columns.lines.map(({ texts, ...line }) => ({ ...line, text: texts[at] }));
  return /** @type {Facts} */ ({ row, lines, ...Object.fromEntries(names.map((name) => [name, columns[name][at]])) });
}
