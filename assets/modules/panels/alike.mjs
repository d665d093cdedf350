/* Owns the strip of the pictures that are most like the one that is shown, or like those that are selected; and how many of them lie
   beside it on the map. */
import { width } from "../state/extent.mjs";
import { act, state } from "../state/store.mjs";
import { Thumb } from "./many.mjs";
import { Fragment, h, useMemo, usePart } from "./react.mjs";
import { many } from "./words.mjs";

/** @typedef {import("../state/rows.mjs").Results} Results */
const SHOWN = 12;
const BESIDE = 0.05; // of the map's width within which one lies beside another,
const NEAREST = 15; // and so do this many nearest on the map, as trust counts them

/** How far the last of the nearest is. @param {number} n @param {number} row @param {(other: number) => number} far */
function nearest(n, row, far) {
  const least = /** @type {number[]} */ ([]);
  for (let other = 0; other < n; other++) {
    const here = other === row ? Infinity : far(other);
    if (least.length === NEAREST && here >= least[NEAREST - 1]) continue;
    let at = least.length;
    while (at > 0 && least[at - 1] > here) at--;
    least.splice(at, 0, here);
    if (least.length > NEAREST) least.pop();
  }
  return least.findLast(Number.isFinite) ?? 0;
}
/**
 * How many of some rows lie beside a row on the map, and how many elsewhere.
 * @param {Pick<import("../state/view.mjs").Points, "x" | "y" | "z">} points
 * @param {number} row
 * @param {readonly number[]} rows
 */
export function beside({ x, y, z }, row, rows) {
  const reach = BESIDE * Math.max(width(x), width(y), z ? width(z) : 0);
  const far = (/** @type {number} */ other) => (x[other] - x[row]) ** 2 + (y[other] - y[row]) ** 2 + (z ? (z[other] - z[row]) ** 2 : 0);
  const within = Math.max(reach ** 2, nearest(x.length, row, far)), near = rows.filter((other) => far(other) <= within).length;
  return { near, elsewhere: rows.length - near };
}
/** @param {{ near: number, elsewhere: number }} where @param {boolean} flat */
export function whereText({ near, elsewhere }, flat) {
  if (!elsewhere) return "All of them lie beside it.";
  const lines = flat ? " (lines on the map)" : "";
  return near ? `${many(near)} lie${near === 1 ? "s" : ""} beside it, ${many(elsewhere)} elsewhere${lines}.` : `All lie elsewhere${lines}.`;
}

/** Thumbnails of the rows that were found, or their empty places. @param {{ found: Results | null, map: string | null }} given */
function Strip({ found, map }) {
  if (found?.problem) return h("p", { className: "quiet" }, found.problem);
  const places = found ? found.rows.slice(0, SHOWN).map((row, at) => h(Thumb, { key: row, row, map, title: found.why[at] }))
    : Array.from({ length: SHOWN }, (_, at) => h("div", { key: at, className: "thumb-none" }));
  return h("div", { className: "thumbs" }, places);
}
/** @param {readonly number[]} rows @param {import("../state/rows.mjs").How} how */
const take = (rows, how) => act("select", { rows, how, by: "most alike" });

/** The strip below one picture. */
export function Alike() {
  const { shown } = usePart("focus"), results = usePart("results"), { map, live, meta } = usePart("view"), points = usePart("points");
  const found = shown !== null && results.of === shown ? results : null;
  const where = useMemo(() => (found && shown !== null && found.rows.length ? beside(points, shown, found.rows) : null),
    [found, shown, points]);
  if (shown === null || live) return null;
  return h("section", { id: "similar", className: "face-part", "aria-label": "Most alike" },
    h("h3", { className: "face-head" }, "Most alike", h("button", {
      className: "text-button", id: "similar-select", disabled: !found?.rows.length,
      onClick: () => { if (found) take([shown, ...found.rows], "only"); },
    }, "Select these")),
    h(Strip, { found, map }),
    h("p", { className: "quiet similar-where" }, where ? whereText(where, meta?.dims === 2) : "\u00a0"));
}
/** The same below those that are selected, once it was asked for. */
export function AlikeSelected() {
  const { bits } = usePart("selection"), results = usePart("results"), { map } = usePart("view");
  if (!bits || results.of !== bits) return null;
  const { rows, estimate, like } = results;
  const title = like === "each" ? "Like one of them" : "Most like their middle";
  return h("section", { id: "similar", className: "face-part", "aria-label": title },
    h("h3", { className: "face-head" }, title, h(Fragment, null, rows.length > 0 && h("button", {
      className: "text-button", onClick: () => take(state().results.rows, "add"),
    }, "Add these"))),
    h(Strip, { found: results, map }),
    estimate && h("p", { className: "quiet" }, "Compared with a part of the selection, drawn evenly."));
}
