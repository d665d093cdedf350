/* Owns the panel of the pictures that are selected: how many, of which folders, the first of them, and what can be done. */
import { flyTo } from "../map/fly.mjs";
import { binCount, numeric } from "../state/ranges.mjs";
import { act, state } from "../state/store.mjs";
import { Small } from "./bars.mjs";
import { h, icon, useMemo, usePart } from "./react.mjs";
import { many, plural } from "./words.mjs";

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

/** When some rows were made, among all. @param {{ facet: import("../state/values.mjs").Facet, rows: readonly number[] }} given */
function Dates({ facet, rows }) {
  const k = binCount(facet), some = useMemo(() => rows.reduce((counts, row) => {
    counts[facet.rows[row]] += 1;
    return counts;
  }, new Array(facet.name.length).fill(0)), [facet, rows]);
  const first = some.findIndex(Boolean), last = some.slice(0, k).findLastIndex(Boolean);
  if (last < 0) return null;
  const { title, own, from = [], to = [], note } = facet;
  return h(Small, { title, all: own.slice(0, k), some: some.slice(0, k), from: from[first], to: to[last], note });
}

/** A thumbnail that pins its picture. @param {{ row: number, map: string | null }} given */
export function Thumb({ row, map }) {
  return h("button", {
    className: "thumb", "aria-label": `Picture ${many(row)}`, onClick: () => act("pin", { row }),
    /* At each move: one that is not over the map takes the ring away. */
    onMouseMove: () => act("point", { row }), onMouseLeave: () => act("point", { row: null }),
  }, h("img", { src: `/thumb/${map}/${row}`, alt: "", loading: "lazy" }));
}

/** Download the selected pictures as the row of tools does. @param {{ kind: string, text: string }} given */
const Leave = ({ kind, text }) => h("button", { className: "button rimmed", "data-export": kind }, icon("download", 14), text);

function flyToThem() {
  const { chosen } = state().selection;
  flyTo((row) => chosen?.[row] === 1);
}

export function Many() {
  const { rows } = usePart("selection"), { map } = usePart("view"), { of } = usePart("facets"), { n } = usePart("points");
  const { folder, date } = of;
  const folders = useMemo(() => (folder ? largest(folder, rows) : []), [folder, rows]), more = folders.length - FOLDERS;
  return h("div", { id: "many", className: "face" },
    h("h2", { className: "face-title" }, `${many(rows.length)} selected`),
    h("p", { className: "quiet" }, `of ${plural(n, "picture")}`),
    folders.length > 1 && h("dl", { className: "preview-facts face-part" }, h("dt", null, "Folders"),
      h("dd", null, folders.slice(0, FOLDERS).map(({ name, count }) => `${name} ${many(count)}`).join(", ")
        + (more > 0 ? ` and ${many(more)} more` : ""))),
    date && numeric(date) && h(Dates, { facet: date, rows }),
    h("h3", { className: "face-head" }, "In it"),
    h("div", { className: "thumbs" }, rows.slice(0, SHOWN).map((row) => h(Thumb, { key: row, row, map }))),
    rows.length > SHOWN && h("p", { className: "quiet" }, `the first ${SHOWN} of them`),
    h("div", { className: "face-actions" },
      h(Leave, { kind: "csv", text: "CSV" }), h(Leave, { kind: "parquet", text: "Parquet" }), h(Leave, { kind: "png", text: "Map as PNG" }),
      h("button", { className: "button rimmed", onClick: flyToThem }, icon("fit", 14), "Zoom to them"),
      h("button", { className: "button plain", onClick: () => act("select", { rows: [], how: "only" }) }, icon("close", 14), "Clear")));
}
