/* Owns the list of the selections that are kept: as a facet it keeps, adds and takes away; each can be selected again, renamed, removed. */
import { flyTo } from "../map/fly.mjs";
import { h, icon, useMemo, usePart, useRef, useState } from "../panels/react.mjs";
import { many } from "../panels/words.mjs";
import { keptBy, LONGEST_NAME, SETS } from "../state/filter.mjs";
import { eachRow, has } from "../state/rowset.mjs";
import { act, state } from "../state/store.mjs";
import { handOf } from "./lines.mjs";

/** @typedef {import("../state/filter.mjs").Kept} Kept */
/** It is loaded by then. */
const kept = () => import("../gather/kept.mjs");
const HELP = "Click: only this. Ctrl-click: add. Alt-click: take away. Double click: fly there. F2: name it.";

/** @param {{ one: Kept, done: () => void }} given */
function Rename({ one, done }) {
  const end = async (/** @type {string} */ name) => { done(); (await kept()).renameKept(one.id, name); };
  return h("input", {
    className: "value-rename", defaultValue: one.name, maxLength: LONGEST_NAME, autoFocus: true, "aria-label": `Name of ${one.name}`,
    onBlur: (/** @type {{ target: HTMLInputElement }} */ { target }) => end(target.value),
    onKeyDown: (/** @type {import("react").KeyboardEvent<HTMLInputElement>} */ event) => {
      event.stopPropagation();
      if (event.key === "Enter") end(event.currentTarget.value);
      if (event.key === "Escape") done();
    },
  });
}
/** @param {{ face: import("react").ReactElement, label: string, press: () => void }} given */
const Hand = ({ face, label, press }) => h("button", {
  className: "value-edit", "aria-label": label, title: label,
  onClick: press,
}, face);
/** @param {{ one: Kept, count: number, way: "in" | "out" | undefined, filtered: boolean }} given */
function Line({ one, count, way, filtered }) {
  const [naming, name] = useState(false), before = useRef(/** @type {import("../state/filter.mjs").Filter["sets"] | null} */ (null));
  const light = (/** @type {boolean} */ on) => act("light", { lit: on ? { facet: "", value: -1, set: one.id } : null });
  const press = (/** @type {import("react").MouseEvent} */ event) => {
    if (event.detail < 2) { before.current = state().filter.sets; act("keepSet", { id: one.id, how: handOf(event) }); return; }
    /* The second click takes back what the first said, and flies. */
    if (before.current && state().filter.sets !== before.current) act("keepSet", { id: one.id, how: "only" });
    flyTo((row) => has(one.bits, row) === 1);
  };
  const keys = (/** @type {import("react").KeyboardEvent} */ event) => {
    if (event.key === "F2") name(true);
    if (event.key === "Enter" || event.key === " ") { act("keepSet", { id: one.id, how: handOf(event) }); event.preventDefault(); }
  };
  const out = filtered && way !== "in";
  const main = {
    className: "set-name", "aria-pressed": way === "in", title: HELP, onClick: press, onKeyDown: keys, onFocus: () => light(true),
    onBlur: () => light(false),
  };
  const select = () => act("select", { bits: one.bits, how: "only", by: `“${one.name}”` });
  const remove = async () => { light(false); (await kept()).removeKept(one.id); };
  return h("li", {
    className: "value set-line", "data-set": one.id, "data-out": out || undefined,
    onMouseEnter: () => light(true), onMouseLeave: () => light(false),
  },
  naming ? h(Rename, { one, done: () => name(false) }) : h("button", main, one.name),
  h(Hand, { face: icon("check", 14), label: `Select ${one.name}`, press: select }),
  h(Hand, { face: icon("edit", 14), label: `Name ${one.name}`, press: () => name(true) }),
  h(Hand, { face: icon("trash", 14), label: `Remove ${one.name}`, press: remove }),
  h("span", { className: "facet-count" }, many(count)));
}
/** Rows of each selection that the rest of the filter keeps. @param {readonly Kept[]} sets */
function useCounts(sets) {
  const filter = usePart("filter"), facets = usePart("facets"), { n } = usePart("points");
  return useMemo(() => {
    const rest = keptBy(facets, filter, n, SETS);
    return sets.map(({ bits, n: all }) => {
      if (!rest) return all;
      let count = 0;
      eachRow(bits, (row) => { count += rest[row] ?? 0; });
      return count;
    });
  }, [sets, filter, facets, n]);
}
/** The list, as a part of the left side; nothing where none is kept. */
export function Sets() {
  const { sets } = usePart("facets"), { sets: ways } = usePart("filter"), counts = useCounts(sets), filtered = Object.keys(ways).length > 0;
  if (!sets.length) return null;
  return h("section", { className: "facet", "aria-label": "Selections", "data-facet": SETS },
    h("h2", { className: "facet-head sets-head" }, "Selections", h("span", { className: "facet-count" }, many(sets.length))),
    h("ul", { className: "sets" }, sets.map((one, at) => h(Line, { key: one.id, one, count: counts[at], way: ways[one.id], filtered }))));
}
