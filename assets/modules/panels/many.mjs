/* Owns the panel of the pictures that are selected: how many, of which folders, the first of them, and what can be done. */
import { days as daysOf, firstAndLast } from "../map/days.mjs";
import { sending } from "../map/fetching.mjs";
import { flyTo } from "../map/fly.mjs";
import { click } from "../map/picking.mjs";
import { LONGEST_NAME } from "../state/filter.mjs";
import { binCount, numeric } from "../state/ranges.mjs";
import { has, rowsOf, same } from "../state/rowset.mjs";
import { act, state } from "../state/store.mjs";
import { Small } from "./bars.mjs";
import { Fragment, h, icon, thumbnail, useEffect, useMemo, usePart, useRef, useState } from "./react.mjs";
import { about, many, plural } from "./words.mjs";

/** @typedef {import("../state/rowset.mjs").Bits} Bits */
const SHOWN = 12, FOLDERS = 6; // first pictures, largest folders

/**
 * The largest values of a facet among some rows.
 * @param {import("../state/values.mjs").Facet} facet
 * @param {readonly number[]} rows
 */
export function largest({ name, rows: values }, rows) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const row of rows) counts.set(values[row], (counts.get(values[row]) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b).map(([value, count]) => ({ value, name: name[value], count }));
}

/**
 * Which share of the nearest in truth of some rows is among them; null where that is not known.
 * @typedef {{ share: number | null, neighbours: number, estimate: boolean }} Together
 */
/** @param {string | null} map @param {Bits | null} chosen @returns {Together | null} */
function useTogether(map, chosen) {
  const [told, tell] = useState(/** @type {{ chosen: Bits | null, together: Together | null }} */ ({ chosen: null, together: null }));
  useEffect(() => {
    if (map === null || !chosen) return undefined;
    let current = true;
    fetch(`/together/${map}`, sending(chosen, state().view.rows)).then(async (answer) => {
      if (current && answer.ok) tell({ chosen, together: await answer.json() });
    }, () => {});
    return () => { current = false; };
  }, [map, chosen]);
  return told.chosen === chosen ? told.together : null;
}
/** The largest values among the rows, in words. @param {{ name: string, count: number }[]} values */
function listed(values) {
  const more = values.length - FOLDERS, first = values.slice(0, FOLDERS).map(({ name, count }) => `${name} ${many(count)}`);
  return first.join(", ") + (more > 0 ? ` and ${many(more)} more` : "");
}
/** The regions of the first level that some rows lie in. @param {readonly number[]} rows */
function useRegions(rows) {
  const { of: { region } } = usePart("facets");
  return useMemo(() => {
    if (!region) return [];
    const top = region.parent.map((_, value) => { let at = value; while (region.parent[at] >= 0) at = region.parent[at]; return at; });
    return largest({ ...region, rows: Uint32Array.from(rows, (row) => top[region.rows[row]]) }, rows.map((_, at) => at));
  }, [region, rows]);
}

/** The first and the last day of some rows, which the bins of a histogram do not tell. @param {readonly number[]} rows */
function useDays(rows) {
  const { map } = usePart("view"), { n } = usePart("points"), [days, tell] = useState(/** @type {Int32Array | null} */ (null));
  useEffect(() => {
    let current = true;
    tell(null);
    daysOf().then((told) => { if (current) tell(told); });
    return () => { current = false; };
  }, [map, n]);
  return useMemo(() => days && firstAndLast(days, rows), [days, rows]);
}
/** When some rows were made, among all. @param {{ facet: import("../state/values.mjs").Facet, rows: readonly number[] }} given */
function Dates({ facet, rows }) {
  const k = binCount(facet), some = useMemo(() => rows.reduce((counts, row) => {
    counts[facet.rows[row]] += 1;
    return counts;
  }, new Array(facet.name.length).fill(0)), [facet, rows]);
  const [from, to] = useDays(rows) ?? ["\u00a0", "\u00a0"], { title, own, note } = facet;
  if (!some.slice(0, k).some(Boolean)) return null;
  return h(Small, { title, all: own.slice(0, k), some: some.slice(0, k), from, to: to === from ? "" : to, note });
}

/**
 * A thumbnail that pins its picture, and with Ctrl selects it, or no more.
 * @param {{ row: number, map: string | null, title?: string }} given
 */
export function Thumb({ row, map, title }) {
  return h("button", {
    className: "thumb", "aria-label": `Picture ${many(row)}`, title,
    onClick: (/** @type {import("react").MouseEvent} */ event) => click(row, event),
    /* At each move: one that is not over the map takes the ring away. */
    onMouseMove: () => act("point", { row }), onMouseLeave: () => act("point", { row: null }),
  }, thumbnail(map, row));
}

/** Download the selected pictures as the row of tools does. @param {{ kind: string, text: string }} given */
const Leave = ({ kind, text }) => h("button", { className: "button rimmed", "data-export": kind }, icon("download", 14), text);

/** Two to four pictures can be seen large, side by side. @param {{ rows: readonly number[] }} given */
function Compare({ rows }) {
  if (rows.length < 2 || rows.length > 4) return null;
  return h("button", { className: "button rimmed", onClick: () => act("showLarge", { rows }) }, icon("pictures", 14), "Side by side");
}
/** What is most like them: their middle, or any of them. It is asked by a module that is loaded by then. */
function LikeThese() {
  const ask = async (/** @type {"middle" | "each"} */ of) => { (await import("../gather/similar.mjs")).likeSelected(of); };
  return h(Fragment, null,
    h("button", { className: "button rimmed", title: "Most like the middle of them", onClick: () => { ask("middle"); } }, "Most alike"),
    h("button", { className: "button rimmed", title: "Most like one of them, whichever", onClick: () => { ask("each"); } },
      "Like one of them"));
}
function flyToThem() {
  const { bits } = state().selection;
  flyTo((row) => bits !== null && has(bits, row) === 1);
}

/** The name under which these rows are kept already. @param {Bits | null} bits */
function useKnown(bits) {
  const { sets } = usePart("facets");
  return sets.find((one) => same(one.bits, bits))?.name ?? "";
}
/** A box that keeps what is selected under a name. @param {{ known: string }} given */
function NameIt({ known }) {
  const [text, put] = useState(""), box = useRef(/** @type {HTMLInputElement | null} */ (null));
  const full = text.length === LONGEST_NAME;
  const keep = async () => { if (await (await import("../gather/kept.mjs")).keepSelection(text)) { put(""); box.current?.blur(); } };
  useEffect(() => {
    const open = () => box.current?.focus();
    document.addEventListener("imagescape:name", open);
    return () => document.removeEventListener("imagescape:name", open);
  }, []);
  return h("div", { className: "name-it face-part" },
    h("input", {
      id: "selection-name-box", ref: box, value: text, maxLength: LONGEST_NAME, "aria-label": "Name of the selection",
      placeholder: known ? `Kept as “${known}”` : "Name this selection",
      onChange: (/** @type {{ target: HTMLInputElement }} */ { target }) => put(target.value),
      onKeyDown: (/** @type {import("react").KeyboardEvent} */ event) => { if (event.key === "Enter") keep(); },
    }),
    h("button", { id: "selection-keep", className: "button rimmed", disabled: !text.trim(), onClick: keep }, "Keep"),
    full && h("p", { className: "quiet name-full", role: "status" }, `A name has ${LONGEST_NAME} letters at most.`));
}
export function Many() {
  const { bits, count, by } = usePart("selection"), rows = rowsOf(bits), { map } = usePart("view"), { n } = usePart("points");
  const { of: { folder, date } } = usePart("facets");
  const folders = useMemo(() => (folder ? largest(folder, rows) : []), [folder, rows]);
  const regions = useRegions(rows), together = useTogether(map, bits);
  return h("div", { id: "many", className: "face" },
    h("h2", { className: "face-title" }, `${many(count)} selected`),
    h("p", { className: "quiet" }, `of ${plural(n, "picture")}${by ? `, by ${by}` : ""}`),
    h("dl", { className: "preview-facts face-part" },
      regions.length > 0 && [h("dt", { key: "r" }, "Regions"), h("dd", { key: "rs", id: "many-regions" }, listed(regions))],
      folders.length > 1 && [h("dt", { key: "f" }, "Folders"), h("dd", { key: "fs" }, listed(folders))],
      together && together.share !== null && [h("dt", { key: "t" }, "Trust"), h("dd", { key: "ts", id: "many-trust" },
        `of their ${together.neighbours} nearest in truth ${about(together.share, together.estimate)} are in the selection`)]),
    date && numeric(date) && h(Dates, { facet: date, rows }),
    h("h3", { className: "face-head" }, "In it"),
    h("div", { className: "thumbs" }, rows.slice(0, SHOWN).map((row) => h(Thumb, { key: row, row, map }))),
    rows.length > SHOWN && h("p", { className: "quiet" }, `the first ${SHOWN} of them`),
    h(NameIt, { known: useKnown(bits) }),
    h("div", { className: "face-actions" },
      h(Leave, { kind: "csv", text: "CSV" }), h(Leave, { kind: "parquet", text: "Parquet" }), h(Leave, { kind: "png", text: "Map as PNG" }),
      h("button", { className: "button rimmed", onClick: flyToThem }, icon("fit", 14), "Zoom to them"),
      h(Compare, { rows }),
      h("button", { className: "button rimmed", title: "The five nearest of each besides", "data-press": "selection-grow" }, "Grow"),
      h("button", { className: "button rimmed", title: "The others instead (Ctrl+I)", "data-press": "selection-invert" }, "Invert"),
      h(LikeThese),
      h("button", { className: "button plain", onClick: () => act("select", { rows: [], how: "only" }) }, icon("close", 14), "Clear")));
}
