/* Owns two parts of the state: `facets`, what a map can be asked and which value each row has; and `filter`, what is kept of it. */

/**
 * A facet: its values as columns, those below a value right behind it. A row has one value.
 * @typedef {object} Facet
 * @property {string} facet its name
 * @property {string} title
 * @property {"tree" | "values"} kind
 * @property {string} mode the colour mode that shows it, or nothing
 * @property {string[]} name of each value
 * @property {number[]} parent of each value, -1 at the top
 * @property {number[]} last of each value: the place behind the last value below it
 * @property {number[]} own rows that have this value
 * @property {number[]} count rows that have it or one below it
 * @property {number[]} code its place in `colours`; -1 where what lies below has several
 * @property {number[]} row one that has it or one below it
 * @property {string[]} colours `#rrggbb`
 * @property {Uint8Array | Uint16Array | Uint32Array} rows the value of each row
 */
/** @typedef {{ facet: string, title: string, kind: "tree" | "values", count: number }} Listed */

/**
 * @typedef {object} Facets
 * @property {Listed[]} list those that say something of the map
 * @property {{ [facet: string]: Facet }} of those that are here
 */
/**
 * What was looked for, and found: a byte a row.
 * @typedef {{ words: string, rows: Uint8Array, count: number }} Found
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
 * What a hand says of a value: keep `only` it, `add` it to what is kept, take it away (`less`).
 * @typedef {"only" | "add" | "less"} Hand
 */
/**
 * @typedef {object} FilterActions
 * @property {{ list: Listed[] }} listFacets
 * @property {{ facet: Facet }} bringFacet it is here, or here anew as the map has grown
 * @property {{ facet: string, value: number, how: Hand }} keep
 * @property {{ facet: string, chosen: Uint8Array | null }} keepValues what a link or a chip says; null keeps all
 * @property {{ found: Found | null }} keepFound
 * @property {{}} keepAll no filter any more
 * @property {{ lit: Lit | null }} light
 * @property {{ hide: boolean }} hideOthers
 */

/** @type {Facets} */
const NO_FACETS = { list: [], of: {} };
/** @type {Filter} */
const NO_FILTER = { chosen: {}, found: null, kept: null, count: 0, lit: null, hide: false };

/**
 * The names from the top down to a value.
 * @param {Facet} facet
 * @param {number} value
 */
export function pathOf({ name, parent }, value) {
  const names = [];
  for (let at = value; at >= 0; at = parent[at]) names.unshift(name[at]);
  return names;
}
/** How a link names a value. @param {Facet} facet @param {number} value */
export const keyOf = (facet, value) => pathOf(facet, value).join("/");

/**
 * What is kept when a hand has said something of a value; null where all is. Keeping only what alone is kept already keeps all again.
 * @param {Facet} facet
 * @param {Uint8Array | null} before
 * @param {number} value
 * @param {Hand} how
 */
export function chosenBy({ name, last, own }, before, value, how) {
  const n = name.length, to = last[value];
  const only = new Uint8Array(n).fill(1, value, to);
  if (how === "only") return before && before.every((kept, at) => kept === only[at]) ? null : only;
  const made = before ? before.slice() : new Uint8Array(n).fill(how === "less" ? 1 : 0);
  made.fill(how === "add" ? 1 : 0, value, to);
  /* A value without rows of its own decides nothing. */
  return made.every((kept, at) => kept || !own[at]) ? null : made;
}

/**
 * The values that are wholly in (`want` 1) or out (0), and do not lie below another that is; values without rows apart.
 * @param {Facet} facet
 * @param {Uint8Array} chosen
 * @param {number} want
 */
export function covering({ last, own, name }, chosen, want) {
  const found = [];
  const whole = (/** @type {number} */ value) => {
    let some = false;
    for (let at = value; at < last[value]; at++) {
      if (own[at] && chosen[at] !== want) return false;
      some ||= own[at] > 0;
    }
    return some;
  };
  for (let value = 0; value < name.length;) {
    if (whole(value)) { found.push(value); value = last[value]; } else value++;
  }
  return found;
}
/**
 * What is kept in the fewest words: these values, or all but these.
 * @param {Facet} facet
 * @param {Uint8Array} chosen
 * @returns {{ but: boolean, values: number[] }}
 */
export function inWords(facet, chosen) {
  const kept = covering(facet, chosen, 1), out = covering(facet, chosen, 0);
  return out.length && (out.length < kept.length || !kept.length) ? { but: true, values: out } : { but: false, values: kept };
}
/**
 * The same as a hand would have made it.
 * @param {Facet} facet
 * @param {{ but: boolean, values: number[] }} words
 */
export function fromWords({ name, last }, { but, values }) {
  const chosen = new Uint8Array(name.length).fill(but ? 1 : 0);
  for (const value of values) chosen.fill(but ? 0 : 1, value, last[value]);
  return chosen;
}

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
 * Rows with each value or one below it that every other facet keeps.
 * @param {Facet} facet
 * @param {Uint8Array | null} kept
 */
export function countsOf({ name, parent, rows, count }, kept) {
  if (!kept) return count;
  const sums = new Array(name.length).fill(0), all = Math.min(kept.length, rows.length);
  for (let row = 0; row < all; row++) sums[rows[row]] += kept[row];
  for (let value = name.length - 1; value >= 0; value--) if (parent[value] >= 0) sums[parent[value]] += sums[value];
  return sums;
}

/**
 * What is kept of a facet that is here anew, with other values: each value as the one of its name was, a new one as what it lies in.
 * @param {Facet} old
 * @param {Facet} made
 * @param {Uint8Array} chosen
 */
function carried(old, made, chosen) {
  const known = new Map(old.name.map((_, value) => [keyOf(old, value), chosen[value]]));
  const now = new Uint8Array(made.name.length);
  made.name.forEach((_, value) => {
    now[value] = known.get(keyOf(made, value)) ?? (made.parent[value] < 0 ? 0 : now[made.parent[value]]);
  });
  return now;
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
      return settled(withValues(filter, facet, chosenBy(of, filter.chosen[facet] ?? null, value, how)), facets, n);
    },
    keepValues: (filter, { facet, chosen }, { facets, points: { n } }) => settled(withValues(filter, facet, chosen), facets, n),
    keepFound: (filter, { found }, { facets, points: { n } }) => settled({ ...filter, found }, facets, n),
    keepAll: (filter, _, { facets, points: { n } }) => settled({ ...filter, chosen: {}, found: null }, facets, n),
    light: (filter, { lit }) => (lit?.facet === filter.lit?.facet && lit?.value === filter.lit?.value ? filter : { ...filter, lit }),
    hideOthers: (filter, { hide }) => ({ ...filter, hide }),
  },
};
