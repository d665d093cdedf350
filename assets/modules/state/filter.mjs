/* Owns two parts of the state: `facets`, what a map can be asked and which value each row has; and `filter`, what is kept of it. */
import { towards } from "./history.mjs";
import { has } from "./rowset.mjs";
import { carried, chosenBy } from "./values.mjs";

export const LONGEST_NAME = 80; // letters of the name of a selection that is kept: services/library/selections.py

/** @typedef {import("./values.mjs").Facet} Facet */
/** @typedef {import("./values.mjs").Hand} Hand */
/**
 * A selection that is kept with the map under a name.
 * @typedef {{ id: string, name: string, n: number, edition: number, bits: import("./rowset.mjs").Bits }} Kept
 */

/**
 * A facet that says something of the map.
 * @typedef {object} Listed
 * @property {string} facet
 * @property {string} title
 * @property {"tree" | "values" | "numbers"} kind
 * @property {number} count of its values
 * @property {string} edition part of its addresses
 * @property {string} span where numbers begin and end, in words
 */

/**
 * @typedef {object} Facets
 * @property {readonly Kept[]} sets selections that are kept: a row may be in several
 * @property {Listed[]} list those that say something of the map
 * @property {{ [facet: string]: Facet }} of those that are here
 */
/**
 * What was looked for, and found: a byte a row; and how many of the skipped files, which are not on the map.
 * @typedef {{ words: string, rows: Uint8Array, count: number, skipped?: number }} Found
 */
/**
 * A value of a facet under the pointer or the keys, or a kept selection by its id (`set`): its rows are lit.
 * @typedef {{ facet: string, value: number, set?: string }} Lit
 */
/**
 * @typedef {object} Filter
 * @property {{ [facet: string]: Uint8Array }} chosen facet -> a byte a value, 1 where its own rows are kept
 * @property {Found | null} found rows without these words are out
 * @property {{ [id: string]: "in" | "out" }} sets kept selections: only rows in one of these, and in none of those, are in
 * @property {Uint8Array | null} kept a byte a row, 1 where it is in; null: nothing is filtered
 * @property {number} count rows that are in
 * @property {Lit | null} lit
 * @property {boolean} hide whether what is out is not drawn at all
 */
/**
 * @typedef {object} FilterActions
 * @property {{ list: Listed[] }} listFacets
 * @property {{ facet: Facet }} bringFacet it is here, or here anew as the map has grown
 * @property {{ facet: string, value: number, how: Hand }} keep
 * @property {{ facet: string, chosen: Uint8Array | null, quiet?: boolean }} keepValues what a link or a chip says; null keeps all
 * @property {{ found: Found | null, quiet?: boolean }} keepFound
 * @property {{ kept: Kept[] }} bringKept the selections that are kept are these
 * @property {{ id: string, how: Hand, quiet?: boolean }} keepSet
 * @property {{}} keepAll no filter any more
 * @property {{ lit: Lit | null }} light
 * @property {{ hide: boolean, quiet?: boolean }} hideOthers
 */

/** @type {Facets} */
const NO_FACETS = { sets: [], list: [], of: {} };
/** @type {Filter} */
const NO_FILTER = { chosen: {}, found: null, sets: {}, kept: null, count: 0, lit: null, hide: false };

/**
 * A byte a row, 1 where every facet and what was looked for keep it; null where nothing is filtered.
 * @param {Facets} facets
 * @param {Pick<Filter, "chosen" | "found"> & Partial<Pick<Filter, "sets">>} filter
 * @param {number} n rows
 * @param {string} [but] a facet that is left out
 */
export function keptBy({ of, sets: known = [] }, { chosen, found, sets = {} }, n, but = "") {
  const asked = Object.entries(chosen).filter(([facet]) => facet !== but && of[facet]);
  const some = but === SETS ? [] : known.filter(({ id }) => sets[id]);
  if (!asked.length && !found && !some.length) return null;
  const kept = new Uint8Array(n).fill(1);
  for (const [facet, values] of asked) {
    const { rows } = of[facet], all = Math.min(n, rows.length);
    for (let row = 0; row < all; row++) kept[row] &= values[rows[row]];
  }
  if (found) for (let row = 0; row < n; row++) kept[row] &= found.rows[row] ?? 0;
  if (some.length) keepSets(kept, some, sets);
  return kept;
}
/** What stands for the kept selections where a facet's name is asked for. */
export const SETS = "selections";
/**
 * Rows in one of the selections that are in, if there are any, and in none of those that are out.
 * @param {Uint8Array} kept
 * @param {readonly Kept[]} some
 * @param {Filter["sets"]} sets
 */
function keepSets(kept, some, sets) {
  const inside = some.filter(({ id }) => sets[id] === "in"), outside = some.filter(({ id }) => sets[id] === "out");
  for (let row = 0; row < kept.length; row++) {
    if (inside.length && !inside.some(({ bits }) => has(bits, row))) kept[row] = 0;
    if (outside.some(({ bits }) => has(bits, row))) kept[row] = 0;
  }
}
/**
 * What is kept when a hand has said something of a selection; only what alone is kept already keeps all again.
 * @param {Filter["sets"]} sets
 * @param {string} id
 * @param {Hand} how
 * @returns {Filter["sets"]}
 */
function setsBy(sets, id, how) {
  const { [id]: now, ...others } = sets, way = how === "less" ? "out" : "in";
  if (how === "only") return now === "in" && !Object.keys(others).length ? {} : { [id]: "in" };
  return now === way ? others : { ...sets, [id]: way };
}
/** @param {Uint8Array | null} kept */
function total(kept) {
  let sum = 0;
  for (let row = 0; kept && row < kept.length; row++) sum += kept[row];
  return sum;
}
/**
 * With what it keeps, counted anew.
 * @param {Filter} filter
 * @param {Facets} facets
 * @param {number} n
 * @returns {Filter}
 */
function settled(filter, facets, n) {
  const kept = keptBy(facets, filter, n);
  return { ...filter, kept, count: total(kept) };
}
/**
 * @param {Filter} filter
 * @param {string} facet
 * @param {Uint8Array | null} values
 */
function withValues(filter, facet, values) {
  const chosen = { ...filter.chosen };
  if (values) chosen[facet] = values;
  else delete chosen[facet];
  return { ...filter, chosen };
}

/** @param {Filter} filter @param {import("./history.mjs").Snapshot | null} then @param {import("./store.mjs").State} now */
function restored(filter, then, { facets, points: { n } }) {
  if (!then) return filter;
  const { chosen, found, sets, hide } = then.filter;
  const other = chosen !== filter.chosen || found !== filter.found || sets !== filter.sets;
  if (other) return settled({ ...filter, chosen, found, sets, hide, lit: null }, facets, n);
  return hide === filter.hide ? filter : { ...filter, hide };
}

/** @type {import("./store.mjs").Part<Facets>} */
export const FACETS = {
  initial: NO_FACETS,
  on: {
    openMap: (facets, { map }, { view }) => (map === view.map ? facets : NO_FACETS),
    closeMap: () => NO_FACETS,
    bringKept: (facets, { kept }) => ({ ...facets, sets: kept }),
    listFacets: (facets, { list }) => ({ ...facets, list }),
    bringFacet: (facets, { facet }) => ({ ...facets, of: { ...facets.of, [facet.facet]: facet } }),
  },
};

/** @param {Lit | null} a @param {Lit | null} b */
const sameLit = (a, b) => a?.facet === b?.facet && a?.value === b?.value && a?.set === b?.set;

/** @type {import("./store.mjs").Part<Filter>} */
export const FILTER = {
  initial: NO_FILTER,
  on: {
    openMap: (filter, { map }, { view }) => (map === view.map ? filter : { ...NO_FILTER, hide: filter.hide }),
    closeMap: (filter) => ({ ...NO_FILTER, hide: filter.hide }),
    placePoints: (filter, { n }, { facets }) => (filter.kept && filter.kept.length !== n ? settled(filter, facets, n) : filter),
    bringFacet: (filter, { facet }, { facets, points: { n } }) => {
      const old = facets.of[facet.facet], chosen = filter.chosen[facet.facet];
      if (!chosen) return filter;
      const values = old ? carried(old, facet, chosen) : chosen;
      return settled(withValues(filter, facet.facet, values), { ...facets, of: { ...facets.of, [facet.facet]: facet } }, n);
    },
    keep: (filter, { facet, value, how }, { facets, points: { n } }) => {
      const of = facets.of[facet];
      if (!of) return filter;
      /* What is lit would hide what became of the map. */
      return settled(withValues({ ...filter, lit: null }, facet, chosenBy(of, filter.chosen[facet] ?? null, value, how)), facets, n);
    },
    keepValues: (filter, { facet, chosen }, { facets, points: { n } }) => settled(withValues(filter, facet, chosen), facets, n),
    bringKept: (filter, { kept: sets }, { facets, points: { n } }) => {
      const there = Object.fromEntries(Object.entries(filter.sets).filter(([id]) => sets.some((one) => one.id === id)));
      return Object.keys(filter.sets).length ? settled({ ...filter, sets: there }, { ...facets, sets }, n) : filter;
    },
    keepSet: (filter, { id, how }, { facets, points: { n } }) => (
      settled({ ...filter, lit: null, sets: setsBy(filter.sets, id, how) }, facets, n)),
    keepFound: (filter, { found }, { facets, points: { n } }) => settled({ ...filter, found }, facets, n),
    keepAll: (filter, _, { facets, points: { n } }) => settled({ ...filter, chosen: {}, found: null, sets: {} }, facets, n),
    light: (filter, { lit }) => (sameLit(lit, filter.lit) ? filter : { ...filter, lit }),
    hideOthers: (filter, { hide }) => ({ ...filter, hide }),
    undo: (filter, _, now) => restored(filter, towards("undo", now), now),
    redo: (filter, _, now) => restored(filter, towards("redo", now), now),
  },
};
