/* Owns the day on which each picture was made: brought once a map; in words. */
import { state } from "../state/store.mjs";

const NO_DAY = -(2 ** 31), DAY = 86_400_000; // services/views/orders.py; milliseconds
/** @type {{ map: string | null, days: Promise<Int32Array | null> }} */
let held = { map: null, days: Promise.resolve(null) };

/** @param {string} map */
async function bring(map) {
  const answer = await fetch(`/days/${map}`).catch(() => null);
  if (!answer?.ok && held.map === map) held.map = null; // it is asked for again
  return answer?.ok ? new Int32Array(await answer.arrayBuffer()) : null;
}
/** The day of each row, in days since 1970; null where it cannot be had. */
export function days() {
  const { map, live } = state().view;
  if (map === null) return Promise.resolve(null);
  if (live) return bring(map);
  if (held.map !== map) held = { map, days: bring(map) };
  return held.days;
}
/** Whether it is known. @param {number} day */
export const isDay = (day) => day > NO_DAY;
/** @param {number} day */
export const dayText = (day) => new Date(day * DAY).toISOString().slice(0, 10);
/**
 * The first and the last day of some rows, in words; null where none is known.
 * @param {Int32Array} all the day of each row
 * @param {readonly number[]} rows
 * @returns {[first: string, last: string] | null}
 */
export function firstAndLast(all, rows) {
  let first = Infinity, last = -Infinity;
  for (const row of rows) {
    if (!isDay(all[row])) continue;
    first = Math.min(first, all[row]);
    last = Math.max(last, all[row]);
  }
  return first > last ? null : [dayText(first), dayText(last)];
}
