/* Owns flying to the rows of a facet's values. */
import { flyTo } from "../map/fly.mjs";
import { rangeText, numeric } from "../state/ranges.mjs";
import { act, state } from "../state/store.mjs";

/**
 * Bring the rows of some values into view, unless they are hidden.
 * @param {import("../state/values.mjs").Facet} facet
 * @param {number} first
 * @param {number} behind the value behind the last
 */
export function fly(facet, first, behind) {
  const { kept, hide } = state().filter, inIt = (/** @type {number} */ row) => facet.rows[row] >= first && facet.rows[row] < behind;
  if (!hide || !kept || kept.some((one, row) => one && inIt(row))) { flyTo(inIt); return; }
  const text = numeric(facet) ? `${facet.title} ${rangeText(facet, [first, behind - 1])}` : facet.name[first];
  act("say", { text: `${text} is not shown: it is out of the filter` });
}
