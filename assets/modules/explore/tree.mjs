/* Owns a facet's values as a tree that the pointer and the keys can use: a hover lights a value's rows, a click keeps only them, with
   Ctrl adds them, with Alt takes them away; a double click flies there. */
import { h, icon, memo, thumbnail, useEffect, useMemo, usePart, useRef, useState } from "../panels/react.mjs";
import { aboutRegion } from "../panels/regions.mjs";
import { many } from "../panels/words.mjs";
import { keptBy } from "../state/filter.mjs";
import { regionAt } from "../state/regions.mjs";
import { act, state } from "../state/store.mjs";
import { countsOf, keyOf } from "../state/values.mjs";
import { fly } from "./flying.mjs";
import { swatches } from "./legend.mjs";
import { Rename } from "./rename.mjs";
import { above, handOf, isKept, lines, openAtFirst } from "./lines.mjs";

/** @typedef {import("../state/values.mjs").Facet} Facet */
/** @typedef {import("./lines.mjs").Line} Line */

const HELP = "Click: only this. Ctrl-click: add. Alt-click: take away. Double click: fly there.", NAME_IT = " F2: name it.";
/** @param {string} facet @param {number | null} value */
const light = (facet, value) => act("light", { lit: value === null ? null : { facet, value } });

/**
 * @typedef {object} RowGiven
 * @property {Facet} facet
 * @property {Line} line
 * @property {number} count rows that the other facets keep
 * @property {boolean} kept
 * @property {boolean} open
 * @property {boolean} current whether the keys are here
 * @property {string} colour
 * @property {(value: number) => void} toggle
 * @property {(value: number) => void} take the keys are here from now on
 */
/** What is told of a value where the pointer rests. @param {Facet} facet @param {number} value */
function about(facet, value) {
  const region = facet.facet === "region" ? regionAt(state().regions, value) : null;
  if (region) return aboutRegion(region, state().regions.estimate);
  return facet.kind === "tree" ? keyOf(facet, value) : facet.name[value];
}
/** @param {string} colour */
const rim = (colour) => (colour ? { outline: `2px solid ${colour}` } : undefined);
/** What was kept before the last click: a second one, which flies, takes back what the first said. @type {Uint8Array | null} */
let before = null;

const stop = (/** @type {import("react").SyntheticEvent} */ event) => event.stopPropagation();
/** @param {RowGiven} given */
function Row({ facet, line: { value, level }, count, kept, open, current, colour, toggle, take }) {
  const { facet: name } = facet, nested = facet.last[value] > value + 1, all = facet.count[value], text = facet.name[value];
  const press = (/** @type {import("react").MouseEvent} */ event) => {
    take(value);
    if (event.detail < 2) {
      before = state().filter.chosen[name] ?? null;
      act("keep", { facet: name, value, how: handOf(event) });
      return;
    }
    if (event.detail === 2) act("keepValues", { facet: name, chosen: before });
    fly(facet, value, facet.last[value]);
  };
  const way = kept ? "less" : "add", [naming, nameIt] = useState(false), done = () => nameIt(false);
  /* A line that goes away under the pointer is not told that the pointer leaves. */
  useEffect(() => () => {
    const { lit } = state().filter;
    if (lit?.facet === name && lit.value === value) light(name, null);
  }, [name, value]);
  const region = name === "region" && regionAt(state().regions, value) !== null;
  const begin = (/** @type {import("react").SyntheticEvent} */ event) => {
    if (!region || ("key" in event && event.key !== "F2")) return;
    event.preventDefault();
    event.stopPropagation();
    nameIt(true);
  };
  const hand = (/** @type {import("react").MouseEvent} */ event) => {
    event.stopPropagation();
    act("keep", { facet: name, value, how: way });
  };
  const fold = (/** @type {import("react").MouseEvent} */ event) => {
    event.stopPropagation();
    toggle(value);
  };
  return h("li", {
    role: "treeitem", "aria-level": level, "aria-expanded": nested ? open : undefined, "aria-selected": kept, tabIndex: current ? 0 : -1,
    className: "value", "data-value": value,
    "data-out": kept ? undefined : true, style: { "--level": level - 1 }, title: `${about(facet, value)}\n${HELP}${region ? NAME_IT : ""}`,
    onMouseEnter: () => light(name, value), onMouseLeave: () => light(name, null), onBlur: () => light(name, null),
    onFocus: () => { take(value); light(name, value); }, onClick: press, onKeyDown: begin,
  },
  h("span", { className: "value-fold", "data-open": open, onClick: nested ? fold : undefined }, nested && icon("down", 12)),
  name === "region" && facet.row[value] >= 0
    ? thumbnail(state().view.map, facet.row[value], { className: "value-picture", style: rim(colour) })
    : colour && h("span", { className: "swatch", style: { background: colour } }),
  naming ? h(Rename, { facet, value, done }) : h("span", { className: "value-name" }, text), " ",
  region && !naming && h("button", {
    className: "value-edit", tabIndex: -1, "aria-label": `Name ${text}`, title: "Name it (F2)", onClick: begin, onDoubleClick: stop,
  }, icon("edit", 14)),
  h("span", { className: "value-count" }, many(count), count !== all && h("span", { className: "unseen" }, ` of ${many(all)}`)),
  /* For fingers, which hold no key down. */
  h("button", {
    className: "value-hand", tabIndex: -1, "aria-label": `${kept ? "Take away" : "Add"} ${text}`, onClick: hand, onDoubleClick: stop,
  }, kept ? icon("minus", 16) : icon("plus", 16)));
}
const KeptRow = memo(Row);

/** @param {{ facet: Facet, coloured: boolean }} given */
export function Tree({ facet, coloured }) {
  const filter = usePart("filter"), { n } = usePart("points"), list = useRef(/** @type {HTMLUListElement | null} */ (null));
  const { chosen: { [facet.facet]: chosen = null }, found } = filter;
  const { chosen: all, sets } = filter;
  const counts = useMemo(() => countsOf(facet, keptBy(state().facets, filter, n, facet.facet)), [facet, all, sets, found, n]);
  const paints = useMemo(() => (coloured ? swatches(facet) : null), [facet, coloured]);
  const [open, unfold] = useState(() => openAtFirst(facet)), [whole, unfoldAll] = useState(() => new Set(/** @type {number[]} */ ([])));
  const shown = useMemo(() => lines(facet, open, whole), [facet, open, whole]);
  const [at, take] = useState(-1), current = shown.some(({ value }) => value === at) ? at : shown[0]?.value ?? -1;
  const toggle = (/** @type {number} */ value) => {
    const made = new Set(open);
    if (!made.delete(value)) made.add(value);
    unfold(made);
  };
  const tree = { facet, shown, current, open, toggle };
  useEffect(() => () => light(facet.facet, null), [facet.facet]);
  /* By a link, by the panel of the set. */
  useEffect(() => {
    const missing = chosen ? [...above(facet, chosen)].filter((value) => !open.has(value)) : [];
    if (missing.length) unfold(new Set([...open, ...missing]));
  }, [facet, chosen]);
  return h("ul", {
    className: "values", role: "tree", "aria-label": facet.title, "aria-multiselectable": true, ref: list,
    onKeyDown: (/** @type {import("react").KeyboardEvent} */ event) => key(event, tree, list.current),
  }, shown.map((line) => (line.value < 0
    ? h("li", {
      key: "more" + line.above, role: "treeitem", "aria-level": line.level, "aria-selected": false, tabIndex: -1,
      className: "value value-more", style: { "--level": line.level - 1 }, onClick: () => unfoldAll(new Set([...whole, line.above])),
    }, `${many(line.more)} more`)
    : h(KeptRow, {
      key: line.value, facet, line, count: counts[line.value], open: open.has(line.value), current: line.value === current,
      kept: isKept(facet, chosen, line.value), colour: paints?.[line.value] ?? "", toggle, take,
    }))));
}

/**
 * Arrows walk and fold, Enter and Space do what a click does, F flies.
 * @param {import("react").KeyboardEvent} event
 * @param {{ facet: Facet, shown: Line[], current: number, open: Set<number>, toggle: (value: number) => void }} tree
 * @param {HTMLElement | null} list
 */
function key(event, { facet, shown, current, open, toggle }, list) {
  const values = shown.map(({ value }) => value).filter((value) => value >= 0), place = values.indexOf(current);
  const nested = facet.last[current] > current + 1;
  const go = (/** @type {number | undefined} */ value) => {
    const line = value === undefined ? null : list?.querySelector(`[data-value="${value}"]`);
    if (line instanceof HTMLElement) line.focus();
  };
  const keep = () => act("keep", { facet: facet.facet, value: current, how: handOf(event) });
  /** @type {Record<string, () => void>} */
  const does = {
    ArrowDown: () => go(values[place + 1]), ArrowUp: () => go(values[place - 1]),
    Home: () => go(values[0]), End: () => go(values[values.length - 1]),
    ArrowRight: () => { if (nested && !open.has(current)) toggle(current); else if (nested) go(values[place + 1]); },
    ArrowLeft: () => { if (nested && open.has(current)) toggle(current); else go(facet.parent[current]); },
    Enter: keep, " ": keep, f: () => fly(facet, current, facet.last[current]),
  };
  const run = does[event.key];
  if (!run) return;
  event.preventDefault();
  event.stopPropagation();
  run();
}
