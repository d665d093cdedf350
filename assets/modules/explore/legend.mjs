/* Owns the colours of a facet's values: the swatch beside each, and the legend on paper, where a value that several colours have is told by
   those below it. */
import { h, useMemo, usePart } from "../panels/react.mjs";
import { many } from "../panels/words.mjs";
import { countsOf, keyOf } from "../state/values.mjs";

/** @typedef {import("../state/values.mjs").Facet} Facet */
const STRIPES = 4; // colours in one swatch
const MOST = 30; // lines on paper

/**
 * What each value's swatch is painted with, in both schemes: its colour on the map; where its rows have several, the first of them in
 * stripes.
 * @param {Facet} facet
 */
export function swatches({ code, colours, last, own }) {
  const dark = JSON.parse(document.getElementById("map-frame")?.dataset.dark ?? "{}");
  const paint = (/** @type {number} */ at) => `light-dark(${colours[at]}, ${dark[colours[at]] ?? colours[at]})`;
  return code.map((at, value) => {
    if (at >= 0) return paint(at);
    const within = new Set();
    for (let below = value; below < last[value] && within.size < STRIPES; below++) {
      if (own[below] && code[below] >= 0) within.add(code[below]);
    }
    const share = 100 / within.size, stripes = [...within].map((one, i) => `${paint(one)} ${i * share}% ${(i + 1) * share}%`);
    return `linear-gradient(90deg, ${stripes.join(", ")})`;
  });
}

/**
 * The values that have one colour and lie below none that has, the largest first; those without a row that is kept apart.
 * @param {Pick<Facet, "code" | "parent">} facet
 * @param {number[]} count rows of each value that are kept
 */
export function painted({ code, parent }, count) {
  const alone = (/** @type {number} */ value) => code[value] >= 0 && (parent[value] < 0 || code[parent[value]] < 0);
  const found = code.map((_, value) => value).filter((value) => count[value] > 0 && alone(value));
  return found.sort((a, b) => count[b] - count[a] || a - b);
}
/** What is out of the filter is grey on the sheet, and not in here. @param {{ facet: Facet }} given */
export function Legend({ facet }) {
  const { kept, hide } = usePart("filter"), count = useMemo(() => countsOf(facet, kept), [facet, kept]);
  const all = painted(facet, count), paints = swatches(facet), more = all.length - MOST;
  return h("ul", { className: "legend-on-paper", "aria-hidden": true },
    all.slice(0, MOST).map((value) => h("li", { key: value, className: "value" },
      h("span", { className: "swatch", style: { background: paints[value] } }), h("span", { className: "value-name" }, keyOf(facet, value)),
      h("span", { className: "value-count" }, many(count[value])))),
    more > 0 && h("li", { className: "value" }, `and ${many(more)} more`),
    kept && !hide && h("li", { className: "value" }, "Pale: out of the filter"));
}
