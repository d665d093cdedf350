/* Owns what each step is called that undo takes back, as "Undo: lasso of 312" has it, and which actions are steps. */
import { numeric } from "../state/ranges.mjs";
import { sizeOf } from "../state/rowset.mjs";

/** @typedef {import("../state/store.mjs").State} State */
/** @typedef {import("../state/store.mjs").Actions} Actions */
/** @typedef {{ name: string, kind: string }} Named */
/** @template {keyof Actions} K @typedef {(now: State, before: State, detail: Actions[K]) => Named} Namer */
const ZOOMED = 0.01; // share by which the part in view is wider or narrower, when a hand has zoomed and not only moved

/** @param {number} value */
const many = (value) => value.toLocaleString("en");
/** @type {Namer<"select">} */
function selecting({ selection: now }, { selection: old }, { rows = [], bits, how, by = "" }) {
  const name = by || "selection", caught = bits ? sizeOf(bits) : rows.length, kind = "select";
  if (!now.count) return { kind, name: `clearing ${many(old.count)} selected` };
  if (how === "only") return { kind, name: `${name} of ${many(caught)}` };
  if (how === "both") return { kind, name: `${name}: ${many(now.count)} of ${many(old.count)} kept` };
  const more = now.count - old.count;
  return { kind, name: `${name}: ${many(Math.abs(more))} ${more < 0 ? "taken away" : "added"}` };
}
/** @param {State} state @param {string} facet */
const titleOf = ({ facets: { of, list } }, facet) => (of[facet] ?? list.find((one) => one.facet === facet))?.title ?? facet;
/** @type {Namer<"keep">} */
function keeping(now, _, { facet, value, how }) {
  const of = now.facets.of[facet], words = of ? `${of.name[value]}` : "", title = titleOf(now, facet);
  const what = { only: "only", add: "with", less: "without" }[how];
  return { kind: `keep ${facet}`, name: now.filter.chosen[facet] ? `${title}, ${what} ${words}` : `all of ${title} again` };
}
/** @type {Namer<"keepValues">} */
function keepingValues(now, _, { facet, chosen }) {
  const of = now.facets.of[facet], title = titleOf(now, facet);
  const name = !chosen ? `all of ${title} again` : of && numeric(of) ? `range of ${title}` : `filter by ${title}`;
  return { kind: `keep ${facet}`, name };
}
/** @param {import("../state/view.mjs").Range | null} goal */
const widthOf = (goal) => (goal ? goal["xaxis.range"][1] - goal["xaxis.range"][0] : 0);
/** @type {Namer<"movedTo">} */
function moving({ view: now }, { view: old }) {
  const wide = widthOf(now.goal), was = widthOf(old.goal);
  return { kind: "move", name: !was || Math.abs(wide / was - 1) > ZOOMED ? "zoom" : "moving the map" };
}
const MARKS = { pictures: "pictures on the map", dots: "dots", polaroid: "polaroids" };

/** @type {{ [K in keyof Actions]?: Namer<K> }} */
const STEPS = {
  select: selecting, keep: keeping, keepValues: keepingValues, movedTo: moving,
  keepFound: (_, { filter }, { found }) => ({ kind: "find", name: `search for “${(found ?? filter.found)?.words ?? ""}”` }),
  keepSet: (now, _, { id, how }) => {
    const name = now.facets.sets.find((one) => one.id === id)?.name ?? "selection";
    return { kind: "set", name: `${{ only: "only", add: "with", less: "without" }[how]} “${name}”` };
  },
  keepAll: () => ({ kind: "keep", name: "clearing the filter" }),
  hideOthers: (_, __, { hide }) => ({ kind: "hide", name: hide ? "hiding the others" : "showing the others" }),
  lookAt: () => ({ kind: "move", name: "flying there" }),
  fitMap: () => ({ kind: "move", name: "showing everything" }),
  markAs: (_, __, { marks }) => ({ kind: "marks", name: MARKS[marks] }),
  arrangeAs: (_, __, { layout }) => ({ kind: "layout", name: layout === "grid" ? "grid" : "map instead of grid" }),
  chooseColour: (now, _, { mode }) => {
    const of = now.facets.list.find(({ facet }) => facet === mode);
    return { kind: "colour", name: `colour by ${of?.title ?? mode}` };
  },
  pin: (_, __, { row }) => ({ kind: row === null ? "release" : "pin", name: row === null ? "letting a picture go" : "pin" }),
  release: () => ({ kind: "release", name: "letting a picture go" }),
};
/**
 * What the step is called that an action is; null where it is none.
 * @template {keyof Actions} K
 * @param {K} action
 * @param {Actions[K]} detail
 * @param {State} now
 * @param {State} before
 */
export function stepOf(action, detail, now, before) {
  const name = /** @type {Namer<K> | undefined} */ (STEPS[action]);
  return name && !("quiet" in detail && detail.quiet) ? name(now, before, detail) : null;
}
