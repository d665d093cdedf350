/* Owns the part `copies`: which rows of the map are the same file. */

/**
 * @typedef {object} Copies
 * @property {number} groups of copies
 * @property {number} across how many of them, the first, have files in several folders
 * @property {Int32Array} ends where each group ends among `rows`
 * @property {Int32Array} rows group by group
 * @property {Int32Array} group of each row of the map, -1 where there are no copies; empty while they are not known
 */
/** @typedef {{ bringCopies: Omit<Copies, "group"> }} CopiesActions */

/** @type {Copies} */
const NONE = { groups: 0, across: 0, ends: new Int32Array(), rows: new Int32Array(), group: new Int32Array() };

/**
 * The group of each row.
 * @param {Omit<Copies, "group">} copies
 * @param {number} n
 */
function groupsOf({ ends, rows }, n) {
  const group = new Int32Array(n).fill(-1);
  let at = 0;
  ends.forEach((end, number) => { for (; at < end; at++) group[rows[at]] = number; });
  return group;
}
/**
 * The rows that are the same file as a row, itself among them; none where it has no copies.
 * @param {Copies} copies
 * @param {number} row
 */
export function sameAs({ group, ends, rows }, row) {
  const number = group[row] ?? -1;
  return number < 0 ? [] : [...rows.subarray(number ? ends[number - 1] : 0, ends[number])];
}
/** How many rows are the same file as a row, itself among them; 1 where it has no copies. @param {Copies} copies @param {number} row */
export function timesOf({ group, ends }, row) {
  const number = group[row] ?? -1;
  return number < 0 ? 1 : ends[number] - (number ? ends[number - 1] : 0);
}

/** @type {import("./store.mjs").Part<Copies>} */
export const COPIES = {
  initial: NONE,
  on: {
    openMap: (copies, { map }, { view }) => (map === view.map ? copies : NONE),
    closeMap: () => NONE,
    bringCopies: (_, found, { view }) => ({ ...found, group: groupsOf(found, view.rows) }),
  },
};
