/* Owns the parts of the state that say which rows: `selection`, `focus`, `results`. */

/**
 * Rows with scores, the best first. Nothing fills it yet.
 * @typedef {{ rows: number[], scores: number[] }} Results
 */
/** @type {import("./store.mjs").Part<Results>} */
export const RESULTS = { initial: { rows: [], scores: [] }, on: {} };

/**
 * @typedef {object} Selection
 * @property {readonly number[]} rows those that are selected, ascending
 * @property {Uint8Array | null} chosen a byte a row, 1 where it is selected; null: none is
 * @property {readonly [x: number, y: number][] | null} line the lasso or box that is being drawn, in page pixels
 */
/**
 * What of a selection `rows` make of it: `only` these, these `add`ed, or these taken away (`less`).
 * @typedef {"only" | "add" | "less"} How
 */
/**
 * @typedef {object} Focus
 * @property {number | null} hovered the row under the pointer
 * @property {number | null} pinned the row that stays in the side panel
 * @property {number | null} shown the row in the side panel, which keeps the last one
 */
/**
 * @typedef {object} RowActions
 * @property {{ rows: readonly number[], how: How }} select
 * @property {{ line: readonly [x: number, y: number][] | null }} drawLine
 * @property {{ row: number | null, away?: boolean }} hover `away`: the pointer has left the map
 * @property {{ row: number | null }} pin
 * @property {{ row: number | null }} point ring a row that is pointed at elsewhere than on the map
 * @property {{}} release what is hovered, pinned and shown
 * @property {{}} letGo of the selection, of what is hovered, pinned and shown
 */

/** @type {Selection} */
const NONE = { rows: [], chosen: null, line: null };
/** @type {Focus} */
const NOWHERE = { hovered: null, pinned: null, shown: null };

/**
 * A byte a row.
 * @param {readonly number[]} rows
 * @param {number} n
 */
function mask(rows, n) {
  const chosen = new Uint8Array(n);
  for (const row of rows) chosen[row] = 1;
  return chosen;
}
/**
 * What is selected with `caught`, or without, in the order of rows.
 * @param {readonly number[]} rows
 * @param {readonly number[]} caught
 * @param {{ add: boolean, n: number }} how
 */
function together(rows, caught, { add, n }) {
  const chosen = mask(rows, n), all = [];
  for (const row of caught) chosen[row] = add ? 1 : 0;
  for (let row = 0; row < n; row++) if (chosen[row]) all.push(row);
  return all;
}

/** @type {import("./store.mjs").Part<Selection>} */
export const SELECTION = {
  initial: NONE,
  on: {
    openMap: (selection, { map }, { view }) => (map === view.map ? selection : NONE),
    closeMap: () => NONE,
    letGo: (selection) => (selection.rows.length || selection.line ? NONE : selection),
    drawLine: (selection, { line }) => (line === selection.line ? selection : { ...selection, line }),
    select: (selection, { rows: caught, how }, { points: { n } }) => {
      const rows = how === "only" ? caught : together(selection.rows, caught, { add: how === "add", n });
      if (!rows.length && !selection.rows.length) return selection;
      return { ...selection, rows, chosen: rows.length ? mask(rows, n) : null };
    },
  },
};

/** @type {import("./store.mjs").Part<Focus>} */
export const FOCUS = {
  initial: NOWHERE,
  on: {
    openMap: (focus, { map }, { view }) => (map === view.map ? focus : NOWHERE),
    closeMap: () => NOWHERE,
    letGo: () => NOWHERE,
    release: () => NOWHERE,
    point: (focus, { row }) => (row === focus.hovered ? focus : { ...focus, hovered: row }),
    /* Where pictures are selected they are shown together, but for one that is hovered or pinned. */
    hover: (focus, { row, away = false }, { selection }) => {
      const free = focus.pinned === null, leaves = away && free && selection.rows.length > 0;
      const shown = row !== null && free ? row : focus.shown;
      if (row === focus.hovered && !(leaves && shown !== null)) return focus;
      return { ...focus, hovered: row, shown: leaves ? null : shown };
    },
    select: (focus, { rows }) => (rows.length && focus.pinned === null ? { ...focus, shown: null } : focus),
    /* A row that is let go is shown until another is hovered. */
    pin: (focus, { row }) => (row === null && focus.pinned === null ? focus
      : { ...focus, pinned: row, shown: row ?? focus.hovered ?? focus.shown }),
  },
};
