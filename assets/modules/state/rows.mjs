/* Owns the parts of the state that say which rows: `selection`, `focus`, `results`. */
import { towards } from "./history.mjs";
import { both, either, setOf, sizeOf, without } from "./rowset.mjs";

/** @typedef {import("./rowset.mjs").Bits} Bits */
/**
 * Rows with scores, the best first: what is most like a picture, or like those that are selected.
 * @typedef {object} Results
 * @property {number | Bits | null} of what was asked about: a row, or the selection as it was then; of any other it tells nothing
 * @property {readonly number[]} rows
 * @property {readonly number[]} scores
 * @property {readonly string[]} why each score in words
 * @property {boolean} estimate whether only a part of the selection was compared
 * @property {"middle" | "each"} [like] of a selection: like its middle, or like any of it
 * @property {string} problem why there is no answer
 */
/** @type {Results} */
const NO_RESULTS = { of: null, rows: [], scores: [], why: [], estimate: false, problem: "" };
/** @type {import("./store.mjs").Part<Results>} */
export const RESULTS = {
  initial: NO_RESULTS,
  on: {
    openMap: (results, { map }, { view }) => (map === view.map ? results : NO_RESULTS),
    closeMap: () => NO_RESULTS,
    bringResults: (_, results) => results,
  },
};

/**
 * @typedef {object} Selection
 * @property {Bits | null} bits the rows that are selected; null: none is
 * @property {number} count how many
 * @property {string} by what selected them last, such as "lasso"
 * @property {readonly [x: number, y: number][] | null} line the lasso or box that is being drawn, in page pixels
 */
/**
 * What of a selection some rows make of it: `only` these, these `add`ed, or these taken away (`less`), or those of it that are among
 * these (`both`).
 * @typedef {"only" | "add" | "less" | "both"} How
 */
/**
 * @typedef {object} Focus
 * @property {number | null} hovered the row under the pointer
 * @property {number | null} pinned the row that stays in the side panel
 * @property {number | null} shown the row in the side panel, which keeps the last one
 */
/**
 * @typedef {object} RowActions
 * @property {{ rows?: ArrayLike<number>, bits?: Bits, how: How, by?: string, quiet?: boolean }} select these `rows`, or the set `bits`
 * @property {{ line: readonly [x: number, y: number][] | null }} drawLine
 * @property {{ row: number | null, away?: boolean }} hover `away`: the pointer has left the map
 * @property {{ row: number | null, quiet?: boolean }} pin
 * @property {{ row: number | null }} point ring a row that is pointed at elsewhere than on the map
 * @property {Results} bringResults
 * @property {{}} release what is hovered, pinned and shown
 */

/** @type {Selection} */
const NONE = { bits: null, count: 0, by: "", line: null };
/** @type {Focus} */
const NOWHERE = { hovered: null, pinned: null, shown: null };

/**
 * What is selected when rows were caught.
 * @param {Bits | null} before
 * @param {Bits} caught
 * @param {How} how
 */
export function together(before, caught, how) {
  if (how === "only" || (how === "add" && !before)) return caught;
  if (!before) return null;
  return { add: either, less: without, both }[how](before, caught);
}
/** With these rows, counted; where there are none, no set. @param {Selection} selection @param {Bits | null} bits @param {string} by */
function withRows(selection, bits, by) {
  const count = bits ? sizeOf(bits) : 0;
  if (!count && !selection.bits) return selection;
  return { ...selection, bits: count ? bits : null, count, by: count ? by : "" };
}

/** @type {import("./store.mjs").Part<Selection>} */
export const SELECTION = {
  initial: NONE,
  on: {
    openMap: (selection, { map }, { view }) => (map === view.map ? selection : NONE),
    closeMap: () => NONE,
    drawLine: (selection, { line }) => (line === selection.line ? selection : { ...selection, line }),
    select: (selection, { rows = [], bits = setOf(rows, 0), how, by = "" }, { points: { n } }) => (
      withRows(selection, together(selection.bits, rows.length ? setOf(rows, n) : bits, how), by)),
    undo: (selection, _, now) => restored(selection, towards("undo", now)?.selection),
    redo: (selection, _, now) => restored(selection, towards("redo", now)?.selection),
  },
};
/** @param {Selection} selection @param {Pick<Selection, "bits" | "count" | "by"> | undefined} then */
const restored = (selection, then) => (then && then.bits !== selection.bits ? { ...selection, ...then } : selection);

/** @type {import("./store.mjs").Part<Focus>} */
export const FOCUS = {
  initial: NOWHERE,
  on: {
    openMap: (focus, { map }, { view }) => (map === view.map ? focus : NOWHERE),
    closeMap: () => NOWHERE,
    release: () => NOWHERE,
    point: (focus, { row }) => (row === focus.hovered ? focus : { ...focus, hovered: row }),
    /* Where pictures are selected they are shown together, but for one that is hovered or pinned. */
    hover: (focus, { row, away = false }, { selection }) => {
      const free = focus.pinned === null, leaves = away && free && selection.count > 0;
      const shown = row !== null && free ? row : focus.shown;
      if (row === focus.hovered && !(leaves && shown !== null)) return focus;
      return { ...focus, hovered: row, shown: leaves ? null : shown };
    },
    select: (focus, { rows, bits }) => ((bits || rows?.length) && focus.pinned === null ? { ...focus, shown: null } : focus),
    /* A row that is let go is shown until another is hovered. */
    pin: (focus, { row }) => (row === null && focus.pinned === null ? focus
      : { ...focus, pinned: row, shown: row ?? focus.hovered ?? focus.shown }),
    undo: (focus, _, now) => pinned(focus, towards("undo", now)),
    redo: (focus, _, now) => pinned(focus, towards("redo", now)),
  },
};
/** @param {Focus} focus @param {import("./history.mjs").Snapshot | null} then */
function pinned(focus, then) {
  if (!then || then.pinned === focus.pinned) return focus;
  return { ...focus, pinned: then.pinned, shown: then.pinned };
}
