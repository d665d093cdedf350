/* Owns the line of chips above the map: what is filtered in the fewest words, each with a cross, and how many rows that leaves. */
import { byId } from "../page.mjs";
import { Fragment, draw, h, icon, usePart } from "../panels/react.mjs";
import { many, plural } from "../panels/words.mjs";
import { binCount, keepsUnknown, numeric, rangeText, rangesOf } from "../state/ranges.mjs";
import { act } from "../state/store.mjs";
import { fromWords, inWords } from "../state/values.mjs";

const MOST = 6; // chips of a facet

/** @typedef {import("../state/values.mjs").Facet} Facet */
/** @param {Facet} facet @param {number} value */
const nameOf = ({ name }, value) => (value < 0 ? `${name[~value]} itself` : name[value]);
/** @param {{ text: string, off: () => void }} given */
function Chip({ text, off }) {
  return h("span", { className: "chip" }, h("span", { className: "chip-text", title: text }, text),
    h("button", { className: "chip-off", "aria-label": `Take ${text} out of the filter`, onClick: off }, icon("close", 12)));
}
/** The ranges of a number, each with what it is a number of. @param {{ facet: Facet, chosen: Uint8Array }} given */
function Ranges({ facet, chosen }) {
  const ranges = rangesOf(facet, chosen), k = binCount(facet), unknown = keepsUnknown(facet, chosen);
  const without = (/** @type {import("../state/ranges.mjs").Range} */ [first, last]) => {
    const left = chosen.slice().fill(0, first, last + 1);
    act("keepValues", { facet: facet.facet, chosen: left.includes(1) ? left : null });
  };
  return h(Fragment, null, h("span", { className: "chips-word" }, "Only"),
    ranges.map((range) => h(Chip, { key: range[0], text: `${facet.title} ${rangeText(facet, range)}`, off: () => without(range) })),
    unknown && h(Chip, { text: `${facet.title} ${facet.name[k]}`, off: () => without([k, k]) }));
}
/** @param {{ facet: Facet, chosen: Uint8Array }} given */
function Chosen({ facet, chosen }) {
  if (numeric(facet)) return h(Ranges, { facet, chosen });
  return h(Values, { facet, chosen });
}
/** @param {{ facet: Facet, chosen: Uint8Array }} given */
function Values({ facet, chosen }) {
  const { but, values } = inWords(facet, chosen), shown = values.length > MOST + 1 ? values.slice(0, MOST) : values;
  const more = values.length - shown.length;
  const put = (/** @type {number[]} */ left) => {
    act("keepValues", { facet: facet.facet, chosen: left.length ? fromWords(facet, { but, values: left }) : null });
  };
  return h(Fragment, null, h("span", { className: "chips-word" }, but ? "All but" : "Only"),
    shown.map((value) => h(Chip, { key: value, text: nameOf(facet, value), off: () => put(values.filter((other) => other !== value)) })),
    more > 0 && h(Chip, { text: `${many(more)} more`, off: () => put(shown) }));
}

/** Select what the filter keeps; it is loaded by then. */
const select = async () => (await import("../gather/hands.mjs")).selectAll();
/** The kept selections that the filter names. */
function KeptSets() {
  const { sets } = usePart("filter"), { sets: known } = usePart("facets");
  const chip = (/** @type {import("../state/filter.mjs").Kept} */ { id, name }) => {
    const out = sets[id] === "out", off = () => act("keepSet", { id, how: out ? "less" : "add" });
    return h(Chip, { key: id, text: out ? `without ${name}` : name, off });
  };
  const some = known.filter(({ id }) => sets[id]);
  return some.length ? h(Fragment, null, h("span", { className: "chips-word" }, "Only"), some.map(chip)) : null;
}
function Chips() {
  const { chosen, found, kept, count, hide } = usePart("filter"), { of } = usePart("facets"), { n } = usePart("points");
  if (!kept) return null;
  return h(Fragment, null,
    Object.entries(chosen).filter(([name]) => of[name]).map(([name, values]) => h(Chosen, { key: name, facet: of[name], chosen: values })),
    h(KeptSets),
    found && h(Chip, { text: `“${found.words}”`, off: () => act("keepFound", { found: null }) }),
    h("span", { id: "filter-count", className: "chips-count", role: "status" }, `${many(count)} of ${many(n)}`),
    found && !found.count && h("span", { id: "found-nothing" }, "No picture has these words in its name."),
    found?.skipped ? h("button", { id: "found-skipped", className: "text-button", onClick: () => byId("skipped-open")?.click() },
      `and ${plural(found.skipped, "file")} not on the map`) : null,
    count > 0 && h("button", {
      id: "filter-select", className: "text-button", title: "Select these (Ctrl+A)", onClick: select,
    }, "Select"),
    h(HideOthers, { hide }),
    h("button", { id: "filter-clear", className: "text-button", onClick: () => act("keepAll", {}) }, "Clear the filter"));
}
/** @param {{ hide: boolean }} given */
export function HideOthers({ hide }) {
  return h("label", { className: "chips-hide" },
    h("input", { type: "checkbox", checked: hide, onChange: () => act("hideOthers", { hide: !hide }) }), "Hide the others");
}
draw("chips", Chips);
