/* Owns the part `history`: what undo and redo go back and forth through, each step with a name; and which actions are steps. Bitmaps,
   filters and views are shared with the state, so that a step costs what it changed. */
import { carried } from "./values.mjs";

/**
 * What undo brings back. The colour is brought back by Dash, which has its codes fetched.
 * @typedef {object} Snapshot
 * @property {Pick<import("./view.mjs").View, "followed" | "goal" | "marks" | "layout" | "mode">} view
 * @property {Pick<import("./filter.mjs").Filter, "chosen" | "found" | "sets" | "hide">} filter
 * @property {Pick<import("./rows.mjs").Selection, "bits" | "count" | "by">} selection
 * @property {number | null} pinned
 */
/**
 * A step: what it is called, and the state before and behind it. What is kept by the server is changed there by `back` and `forth`,
 * which answer whether that was done: another window may have changed it since.
 * @typedef {object} Step
 * @property {string} name
 * @property {string} kind of which sort it is: two of the same sort in one movement of the hand are one step
 * @property {Snapshot} before
 * @property {Snapshot} after
 * @property {() => Promise<boolean>} [back]
 * @property {() => Promise<boolean>} [forth]
 */
/**
 * @typedef {object} History
 * @property {readonly Step[]} past the last one last
 * @property {readonly Step[]} future the next one last
 * @property {Snapshot | null} present the state as the last step left it
 * @property {string | null} colour the one that was asked for last, by a link or by undo, and not by a hand
 */
/**
 * @typedef {object} HistoryActions
 * @property {Pick<Step, "name" | "kind" | "back" | "forth"> & { now: Snapshot, was?: Snapshot, joins?: boolean }} remember a step has been
 *   taken; `was` is the state before, where it is not as the last step left it; `joins` makes it one with the last
 * @property {{ now: Snapshot }} takeAsGiven the state is this, and nobody has taken a step
 * @property {{ mode: string }} expectColour
 * @property {{}} undo
 * @property {{}} redo
 * @property {{ from: "past" | "future" }} forgetStep the next step back or forth cannot be taken
 */
/** @typedef {import("./store.mjs").State} State */
const MOST = 200; // steps

/** @type {History} */
const NO_HISTORY = { past: [], future: [], present: null, colour: null };

/**
 * What of the state is undone.
 * @param {Pick<State, "view" | "filter" | "selection" | "focus">} state
 * @returns {Snapshot}
 */
export function snapshot({ view, filter, selection, focus }) {
  const { followed, goal, marks, layout, mode } = view, { chosen, found, sets, hide } = filter, { bits, count, by } = selection;
  return {
    view: { followed, goal, marks, layout, mode }, filter: { chosen, found, sets, hide }, selection: { bits, count, by },
    pinned: focus.pinned,
  };
}
/**
 * What undo or redo leads to; null where there is nothing.
 * @param {"undo" | "redo"} way
 * @param {Pick<State, "history">} state before it
 */
export function towards(way, { history: { past, future } }) {
  return (way === "undo" ? past.at(-1)?.before : future.at(-1)?.after) ?? null;
}

/** @param {Record<string, unknown>} a @param {Record<string, unknown>} b */
const alikeIn = (a, b) => Object.keys(a).every((name) => a[name] === b[name]);
/** Whether two values of a facet are kept alike. @param {Snapshot["filter"]["chosen"]} a @param {Snapshot["filter"]["chosen"]} b */
function sameChosen(a, b) {
  const names = Object.keys(a);
  return a === b || (names.length === Object.keys(b).length
    && names.every((name) => b[name] && (a[name] === b[name] || a[name].join() === b[name].join())));
}
/** @param {Snapshot["filter"]["sets"]} a @param {Snapshot["filter"]["sets"]} b */
const sameSets = (a, b) => Object.keys(a).length === Object.keys(b).length && alikeIn(a, b);
/** @param {Snapshot["view"]} a @param {Snapshot["view"]} b */
function sameView({ goal: one, ...a }, { goal: other, ...b }) {
  return alikeIn(a, b) && (a.followed || one === other || JSON.stringify(one) === JSON.stringify(other));
}
/** Whether undo would see no difference. @param {Snapshot} a @param {Snapshot} b */
export function alike(a, b) {
  return a.pinned === b.pinned && a.selection.bits === b.selection.bits && sameView(a.view, b.view)
    && a.filter.found === b.filter.found
    && sameSets(a.filter.sets, b.filter.sets) && a.filter.hide === b.filter.hide && sameChosen(a.filter.chosen, b.filter.chosen);
}

/**
 * The same history where a facet's values are others now.
 * @param {History} history
 * @param {(chosen: Snapshot["filter"]["chosen"]) => Snapshot["filter"]["chosen"]} carry
 * @returns {History}
 */
function carriedOver({ past, future, present, colour }, carry) {
  const one = (/** @type {Snapshot} */ of) => ({ ...of, filter: { ...of.filter, chosen: carry(of.filter.chosen) } });
  /** @param {readonly Step[]} steps */
  const all = (steps) => steps.map((step) => ({ ...step, before: one(step.before), after: one(step.after) }));
  return { past: all(past), future: all(future), present: present && one(present), colour };
}

/** @type {import("./store.mjs").Part<History>} */
export const HISTORY = {
  initial: NO_HISTORY,
  on: {
    openMap: (history, { map }, { view }) => (map === view.map ? history : NO_HISTORY),
    closeMap: () => NO_HISTORY,
    takeAsGiven: (history, { now }) => ({ ...history, present: now }),
    expectColour: (history, { mode }) => ({ ...history, colour: mode }),
    remember: ({ past, present, colour }, { name, kind, now, was, joins = false, back, forth }) => {
      const last = joins && past.at(-1)?.kind === kind ? past.at(-1) : undefined, joined = last !== undefined;
      /* A movement of the map is what it began as: a zoom that ends in a shift is a zoom. */
      const called = last && kind === "move" ? last.name : name;
      const step = { name: called, kind, before: last?.before ?? was ?? present ?? now, after: now, back, forth };
      /* A double click takes back what its first click has said. */
      if (joined && !back && alike(step.before, now)) return { past: past.slice(0, -1), future: [], present: now, colour };
      return { past: [...(joined ? past.slice(0, -1) : past), step].slice(-MOST), future: [], present: now, colour };
    },
    undo: (history) => {
      const step = history.past.at(-1);
      return step ? { ...history, past: history.past.slice(0, -1), future: [...history.future, step], present: step.before } : history;
    },
    redo: (history) => {
      const step = history.future.at(-1);
      return step ? { ...history, past: [...history.past, step], future: history.future.slice(0, -1), present: step.after } : history;
    },
    forgetStep: (history, { from }) => ({ ...history, [from]: history[from].slice(0, -1) }),
    bringFacet: (history, { facet }, { facets }) => {
      const old = facets.of[facet.facet];
      if (!old || old.rows === facet.rows) return history;
      return carriedOver(history, (chosen) => {
        const values = chosen[facet.facet];
        return values ? { ...chosen, [facet.facet]: carried(old, facet, values) } : chosen;
      });
    },
  },
};
