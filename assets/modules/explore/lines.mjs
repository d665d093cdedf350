/* Owns which lines of a facet's tree are shown, in what order, and which of them are kept. */

import { inWords } from "../state/values.mjs";

/** @typedef {import("../state/values.mjs").Facet} Facet */
const MOST = 60, SPARE = 5; // values in one place of the tree that are listed at first, and that a line "more" must be worth
const FEW = 3; // of a tree with so many values at the top or fewer, they are unfolded

/**
 * The values right below one: of a tree the largest first; others in the order they came in. What is in no region comes last.
 * @param {Facet} facet
 * @param {number} above -1 for the top
 */
export function below({ facet, parent, last, name, kind, count }, above) {
  const found = [], to = above < 0 ? name.length : last[above];
  for (let value = above + 1; value < to; value = last[value]) if (parent[value] === above) found.push(value);
  if (kind !== "tree") return found;
  const none = facet === "region" ? name.length - 1 : -1;
  return found.sort((a, b) => Number(a === none) - Number(b === none) || count[b] - count[a] || a - b);
}
/**
 * What lies above the values that are kept or taken out: it is unfolded, so that they are seen.
 * @param {Facet} facet
 * @param {Uint8Array} chosen
 */
export function above(facet, chosen) {
  const found = new Set(/** @type {number[]} */ ([]));
  for (const value of inWords(facet, chosen).values.slice(0, MOST)) {
    for (let at = facet.parent[value < 0 ? ~value : value]; at >= 0; at = facet.parent[at]) found.add(at);
  }
  return found;
}
/** Values that are unfolded at first. @param {Facet} facet */
export function openAtFirst(facet) {
  const top = below(facet, -1);
  return new Set(top.length <= FEW ? top : []);
}

/**
 * A line: a value, or how many `more` values there are below `above`.
 * @typedef {{ value: number, level: number, above: number, more: number }} Line
 */
/**
 * The lines from top to bottom, as far as the tree is unfolded.
 * @param {Facet} facet
 * @param {Set<number>} open values that are unfolded
 * @param {Set<number>} whole values below which all are listed
 */
export function lines(facet, open, whole) {
  /** @type {Line[]} */
  const found = [];
  const walk = (/** @type {number} */ above, /** @type {number} */ level) => {
    const all = below(facet, above), shown = whole.has(above) || all.length <= MOST + SPARE ? all : all.slice(0, MOST);
    for (const value of shown) {
      found.push({ value, level, above, more: 0 });
      if (open.has(value)) walk(value, level + 1);
    }
    if (shown.length < all.length) found.push({ value: -1, level, above, more: all.length - shown.length });
  };
  walk(-1, 1);
  return found;
}

/** Whether any row of a value is kept by its own facet. @param {Facet} facet @param {Uint8Array | null} chosen @param {number} value */
export function isKept({ last, own }, chosen, value) {
  if (!chosen) return true;
  for (let at = value; at < last[value]; at++) if (own[at] && chosen[at]) return true;
  return false;
}
/** What a click with these keys says. @param {{ ctrlKey: boolean, metaKey: boolean, altKey: boolean }} event */
export const handOf = ({ ctrlKey, metaKey, altKey }) => (altKey ? "less" : ctrlKey || metaKey ? "add" : "only");
