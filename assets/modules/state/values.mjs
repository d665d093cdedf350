/* Owns what can be said of the values of a facet: their names, what is kept of them when a hand has spoken, and that in words. */
import { carriedBins, numeric } from "./ranges.mjs";

/**
 * A facet: its values as columns, those below a value right behind it. A row has one value.
 * @typedef {object} Facet
 * @property {string} facet its name
 * @property {string} title
 * @property {"tree" | "values" | "numbers"} kind
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
 * @property {string} [note] what the values mean
 * @property {boolean} [within] whether the server tells the colours of what lies in one value, when that alone is looked at
 * @property {number[]} [paint] place in `colours` of the rows that have a value itself, where it is another than `code`
 * @property {number[]} [edges] of what is a number: where its bins begin, and where the last one ends
 * @property {"linear" | "log" | "ratio" | "time"} [scale]
 * @property {string[]} [from] where each bin begins, in words
 * @property {string[]} [to] where it ends
 */
/**
 * What a hand says of a value: keep `only` it, `add` it to what is kept, take it away (`less`).
 * @typedef {"only" | "add" | "less"} Hand
 */
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
/** How a link names a value; `~value` is the value alone, without what lies below it. @param {Facet} facet @param {number} value */
export const keyOf = (facet, value) => (value < 0 ? pathOf(facet, ~value).join("/") + "/" : pathOf(facet, value).join("/"));

/**
 * What is kept when a hand has said something of a value; null where all is. Keeping only what alone is kept already keeps all again.
 * @param {Facet} facet
 * @param {Uint8Array | null} before
 * @param {number} value
 * @param {Hand} how
 */
export function chosenBy({ name, last, own }, before, value, how) {
  const n = name.length, to = last[value], only = new Uint8Array(n).fill(1, value, to);
  /* A value without rows of its own decides nothing. */
  const all = (/** @type {Uint8Array} */ chosen) => chosen.every((kept, at) => kept || !own[at]);
  if (how === "only") return all(only) || before?.every((kept, at) => kept === only[at]) ? null : only;
  const made = before ? before.slice() : new Uint8Array(n).fill(how === "less" ? 1 : 0);
  made.fill(how === "add" ? 1 : 0, value, to);
  return all(made) ? null : made;
}

/**
 * The values that are wholly in (`want` 1) or out (0), and do not lie below another that is; values without rows apart. One that is
 * not, though its own rows are, is named alone.
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
    if (whole(value)) { found.push(value); value = last[value]; continue; }
    if (own[value] && chosen[value] === want) found.push(~value);
    value++;
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
  for (const value of values) chosen.fill(but ? 0 : 1, value < 0 ? ~value : value, value < 0 ? ~value + 1 : last[value]);
  return chosen;
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

/** Whether two facets have the same rows in the same order of values: at most names are other. @param {Facet} a @param {Facet} b */
const alike = (a, b) => a.rows.length === b.rows.length && a.parent.join() === b.parent.join()
  && a.rows.every((/** @type {number} */ value, /** @type {number} */ row) => value === b.rows[row]);
/**
 * What is kept of a facet that is here anew: the same where only names are other; else each value as the one of its name was, a new one as
 * what it lies in, and at the top as the words have it.
 * @param {Facet} old
 * @param {Facet} made
 * @param {Uint8Array} chosen
 */
export function carried(old, made, chosen) {
  if (numeric(old) && numeric(made)) return carriedBins(old, made, chosen);
  if (alike(old, made)) return chosen;
  const known = new Map(old.name.map((_, value) => [keyOf(old, value), chosen[value]]));
  const now = new Uint8Array(made.name.length), fresh = inWords(old, chosen).but ? 1 : 0;
  made.name.forEach((_, value) => {
    now[value] = known.get(keyOf(made, value)) ?? (made.parent[value] < 0 ? fresh : now[made.parent[value]]);
  });
  return now;
}
