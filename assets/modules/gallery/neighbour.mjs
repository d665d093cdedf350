/* Owns which picture comes next: in the gallery where it is open, else among those that are selected or kept, along the map. */
import { sourceNow } from "../state/gallery.mjs";
import { has } from "../state/rowset.mjs";
import { state } from "../state/store.mjs";
import { inOrder } from "./orders.mjs";

/** The rows that are gone through from a row. @param {number} row @returns {Promise<Uint32Array>} */
async function through(row) {
  const { gallery: { open, rows }, selection: { bits }, filter: { kept } } = state();
  if (open && rows.includes(row)) return rows;
  const all = await inOrder("map") ?? new Uint32Array();
  if (sourceNow(state()) === "selection" && bits && has(bits, row)) return all.filter((one) => has(bits, one));
  return kept?.[row] ? all.filter((one) => kept[one]) : all;
}
/**
 * The picture so many places from another; null where there is none.
 * @param {number} row
 * @param {number} by
 * @returns {Promise<{ row: number | null, index: number, n: number }>}
 */
export async function beside(row, by) {
  const rows = await through(row), index = rows.indexOf(row), next = rows[index + by];
  return { row: index < 0 || next === undefined ? null : next, index, n: rows.length };
}
