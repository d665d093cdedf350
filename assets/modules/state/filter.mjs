/* Owns two parts of the state: `facets`, what a map can be asked and which value each row has; and `filter`, what is kept of it. */
import { towards } from "./history.mjs";
import { carried, chosenBy } from "./values.mjs";

/** @typedef {import("./values.mjs").Facet} Facet */
/** @typedef {import("./values.mjs").Hand} Hand */

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
 * @property {Listed[]} list those that say something of the map
 * @property {{ [facet: string]: Facet }} of those that are here
 */
/**
 * What was looked for, and found: a byte a row; and how many of the skipped files, which are not on the map.
 * @typedef {{ words: string, rows: Uint8Array, count: number, skipped?: number }} Found
 */
/**
 * A value of a facet under the pointer or the keys: its rows are lit.
 * @typedef {{ facet: string, value: number }} Lit
 */
/**
 * @typedef {object} Filter
 * @property {{ [facet: string]: Uint8Array }} chosen facet -> a byte a value, 1 where its own rows are kept
 * @property {Found | null} found rows without these words are out
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
 * @property {{}} keepAll no filter any more
 * @property {{ lit: Lit | null }} light
 * @property {{ hide: boolean, quiet?: boolean }} hideOthers
 */

/** @type {Facets} */
const NO_FACETS = { list: [], of: {} };
/** @type {Filter} */
const NO_FILTER = { chosen: {}, found: null, kept: null, count: 0, lit: null, hide: false };

/**
 * A byte a row, 1 where every facet and what was looked for keep it; null where nothing is filtered.
 * @param {Facets} facets
 * @param {Pick<Filter, "chosen" | "found">} filter
 * @param {number} n rows
 * @param {string} [but] a facet that is left out
 */
export function keptBy({ of }, { chosen, found }, n, but = "") {
  const asked = Object.entries(chosen).filter(([facet]) => facet !== but && of[facet]);
  if (!asked.length && !found) return null;
  const kept = new Uint8Array(n).fill(1);
  for (const [facet, values] of asked) {
    const { rows } = of[facet], all = Math.min(n, rows.length);
    for (let row = 0; row < all; row++) kept[row] &= values[rows[row]];
  }
  if (found) for (let row = 0; row < n; row++) kept[row] &= found.rows[row] ?? 0;
  return kept;
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
  const { chosen, found, hide } = then.filter, other = chosen !== filter.chosen || found !== filter.found;
  return other ? settled({ ...filter, chosen, found, hide, lit: null }, facets, n) : hide === filter.hide ? filter : { ...filter, hide };
}

/** @type {import("./store.mjs").Part<Facets>} */
export const FACETS = {
  initial: NO_FACETS,
  on: {
    openMap: (facets, { map }, { view }) => (map === view.map ? facets : NO_FACETS),
    closeMap: () => NO_FACETS,
    listFacets: (facets, { list }) => ({ ...facets, list }),
    bringFacet: (facets, { facet }) => ({ ...facets, of: { ...facets.of, [facet.facet]: facet } }),
  },
};

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
    keepFound: (filter, { found }, { facets, points: { n } }) => settled({ ...filter, found }, facets, n),
    keepAll: (filter, _, { facets, points: { n } }) => settled({ ...filter, chosen: {}, found: null }, facets, n),
    light: (filter, { lit }) => (lit?.facet === filter.lit?.facet && lit?.value === filter.lit?.value ? filter : { ...filter, lit }),
    hideOthers: (filter, { hide }) => ({ ...filter, hide }),
    undo: (filter, _, now) => restored(filter, towards("undo", now), now),
    redo: (filter, _, now) => restored(filter, towards("redo", now), now),
  },
};
