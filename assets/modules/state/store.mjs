/* Owns the store: the page's state in parts, the named actions that change them, and who is told of a change. */
import { tell } from "../page.mjs";
import { COPIES } from "./copies.mjs";
import { FACETS, FILTER } from "./filter.mjs";
import { GALLERY } from "./gallery.mjs";
import { HISTORY } from "./history.mjs";
import { REGIONS } from "./regions.mjs";
import { FOCUS, RESULTS, SELECTION } from "./rows.mjs";
import { RECIPE, SHEET } from "./sheet.mjs";
import { JOB, POINTS, VIEW } from "./view.mjs";

/**
 * What a part of the state is at first, and what each action makes of it: a function of the part, of what comes with the
 * action, and of the whole state before. It answers another object, or the same one where nothing changes.
 * @template P
 * @typedef {{ initial: P, on: { [K in keyof Actions]?: (part: P, detail: Actions[K], state: State) => P } }} Part
 */

/**
 * The state. A part is never changed in place: an action replaces it, and it is frozen.
 * @typedef {object} State
 * @property {Readonly<import("./view.mjs").View>} view the map that is shown, the part of it in view, colour, marks, tool
 * @property {Readonly<import("./view.mjs").Points>} points where the points of that map lie, and their colours
 * @property {Readonly<import("./filter.mjs").Facets>} facets what the map can be asked
 * @property {Readonly<import("./filter.mjs").Filter>} filter what is kept of it
 * @property {Readonly<import("./regions.mjs").Regions>} regions what the map is divided into
 * @property {Readonly<import("./copies.mjs").Copies>} copies which rows are the same file
 * @property {Readonly<import("./rows.mjs").Selection>} selection the rows that are selected
 * @property {Readonly<import("./rows.mjs").Focus>} focus the rows that are hovered, pinned, shown in the side panel
 * @property {Readonly<import("./rows.mjs").Results>} results rows with scores
 * @property {Readonly<import("./gallery.mjs").Gallery>} gallery which pictures are looked through
 * @property {Readonly<import("./history.mjs").History>} history what can be undone and done again
 * @property {Readonly<import("./view.mjs").JobCard>} job the card of the running job
 * @property {Readonly<import("./sheet.mjs").Recipe>} recipe what the controls of the sheet say
 * @property {Readonly<import("./sheet.mjs").Sheet>} sheet what was found in the folder in its box
 */

/**
 * Every action, and what comes with it.
 * @typedef {import("./view.mjs").ViewActions & import("./filter.mjs").FilterActions & import("./rows.mjs").RowActions
 *   & import("./regions.mjs").RegionActions & import("./view.mjs").JobActions & import("./sheet.mjs").SheetActions
 *   & import("./history.mjs").HistoryActions & import("./copies.mjs").CopiesActions
 *   & import("./gallery.mjs").GalleryActions} Actions
 */

/** @typedef {(state: State, before: State, action: keyof Actions, detail: object) => void} Listener `detail` is what came with it */

/**
 * A store of these parts. The page has one, whose functions this module exports; tests make their own.
 * @param {{ [K in keyof State]: Part<State[K]> }} parts
 */
export function createStore(parts) {
  const names = /** @type {(keyof State)[]} */ (Object.keys(parts));
  const known = new Set(names.flatMap((name) => Object.keys(parts[name].on)));
  let now = /** @type {State} */ (Object.freeze(Object.fromEntries(names.map((name) => [name, Object.freeze(parts[name].initial)]))));
  /** @type {{ of: (keyof State)[], call: Listener }[]} */
  let listeners = [];
  /** @type {{ state: State, before: State, action: keyof Actions, detail: object }[]} */
  const untold = [];
  let telling = false;

  /* An action that a listener takes is told after the one it was told of: all listeners see the same order. */
  function tellAll() {
    if (telling) return;
    telling = true;
    for (let one = untold.shift(); one; one = untold.shift()) {
      const { state, before, action, detail } = one;
      const calls = listeners.filter(({ of }) => of.some((part) => state[part] !== before[part]));
      tell(calls.map(({ call }) => call), state, before, action, detail);
    }
    telling = false;
  }

  return {
    /** The state as it is now. */
    state: () => now,
    /**
     * Take an action. The state has changed when this returns.
     * @template {keyof Actions} K
     * @param {K} action
     * @param {Actions[K]} detail
     */
    act(action, detail) {
      if (!known.has(action)) throw new Error(`There is no action ${action}.`);
      const before = now;
      for (const name of names) {
        const part = before[name], change = /** @type {Part<typeof part>} */ (parts[name]).on[action];
        const made = change ? change(part, detail, before) : part;
        if (made !== part) now = Object.freeze({ ...now, [name]: Object.freeze(made) });
      }
      if (now === before) return;
      untold.push({ state: now, before, action, detail });
      tellAll();
    },
    /**
     * Be told, after each action that changes one of the parts `of`, of the state, the state before, the action, and what came with it.
     * @param {(keyof State)[]} of
     * @param {Listener} call
     * @returns {() => void} ends it
     */
    subscribe(of, call) {
      const one = { of, call };
      listeners = [...listeners, one];
      return () => { listeners = listeners.filter((other) => other !== one); };
    },
  };
}

export const { state, act, subscribe } = createStore({
  view: VIEW, points: POINTS, facets: FACETS, filter: FILTER, regions: REGIONS, copies: COPIES, selection: SELECTION, focus: FOCUS,
  results: RESULTS, gallery: GALLERY, history: HISTORY, job: JOB, recipe: RECIPE, sheet: SHEET,
});
