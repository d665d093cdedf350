/* Owns what is shown large: a picture, or two to four side by side whose zoom is linked; the next and the one before; facts, and the EXIF
   in full. Loaded when something is first shown large. */
import { factsOf } from "../map/facts.mjs";
import { draw, Fragment, h, useEffect, usePart, useState } from "../panels/react.mjs";
import { turn } from "../state/rowset.mjs";
import { act, state } from "../state/store.mjs";
import { LargeHead } from "./large-head.mjs";
import { beside } from "./neighbour.mjs";
import { Pane } from "./pane.mjs";
import { WHOLE } from "./zooming.mjs";

/** @typedef {import("./zooming.mjs").Look} Look */
const STEP = 1.5; // how much nearer a button brings the pictures
const dialog = document.createElement("dialog");
dialog.id = "large";
dialog.className = "large";
dialog.setAttribute("aria-label", "Picture, large");
dialog.tabIndex = -1;
dialog.append(Object.assign(document.createElement("div"), { id: "large-place", className: "large-place" }));
document.body.append(dialog);
dialog.addEventListener("close", () => act("showLarge", { rows: [] }));

/** What the EXIF of a row says; null until it is here. @param {string | null} map @param {number | undefined} row */
function useExif(map, row) {
  const [told, tell] = useState(/** @type {{ row: number, exif: [string, string][], problem: string } | null} */ (null));
  useEffect(() => {
    if (row === undefined) return undefined;
    let current = true;
    fetch(`/exif/${map}/${row}`).then(async (answer) => {
      const exif = answer.ok ? await answer.json() : [], problem = answer.ok ? "" : await answer.text();
      if (current) tell({ row, exif, problem });
    }, () => {});
    return () => { current = false; };
  }, [map, row]);
  return told && told.row === row ? told : null;
}
/** @param {number | undefined} row */
function useFacts(row) {
  const [told, tell] = useState(/** @type {import("../map/facts.mjs").Facts | null} */ (null));
  useEffect(() => {
    let current = true;
    if (row !== undefined) factsOf(row).then((facts) => { if (current) tell(facts); }, () => {});
    return () => { current = false; };
  }, [row]);
  return told && told.row === row ? told : null;
}
/** @param {{ map: string | null, row: number }} given */
function Facts({ map, row }) {
  const facts = useFacts(row), exif = useExif(map, row);
  return h("aside", { className: "large-facts", "aria-label": "Facts", tabIndex: 0 },
    h("h2", { className: "preview-name", "aria-hidden": facts ? undefined : true }, facts?.name ?? ""),
    h("dl", { className: "preview-facts" }, facts?.lines.filter(({ text }) => text).flatMap(({ name, label, text }) => [
      h("dt", { key: label }, label), h("dd", { key: name }, text)])),
    h("h3", { className: "face-head face-part" }, "EXIF"),
    exif && !exif.exif.length && h("p", { className: "quiet" }, exif.problem || "This file has none."),
    h("dl", { id: "large-exif", className: "preview-facts" }, exif?.exif.flatMap(([name, value], at) => [
      h("dt", { key: "n" + at }, name), h("dd", { key: "v" + at }, value)])));
}
/** The place of a row among those that are gone through. @param {number | undefined} row */
function usePlace(row) {
  const [place, put] = useState(/** @type {{ index: number, n: number } | null} */ (null));
  useEffect(() => {
    let now = true;
    if (row !== undefined) beside(row, 0).then(({ index, n }) => { if (now) put({ index, n }); });
    return () => { now = false; };
  }, [row]);
  return place;
}
/** Keys of the dialog. @param {Record<string, () => unknown>} keys */
function useKeys(keys) {
  useEffect(() => {
    const press = (/** @type {KeyboardEvent} */ event) => {
      const run = event.ctrlKey || event.metaKey || event.altKey ? null
        : keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
      if (!run || !state().gallery.large.length) return;
      event.preventDefault();
      run();
    };
    dialog.addEventListener("keydown", press);
    return () => dialog.removeEventListener("keydown", press);
  });
}
/** @param {number} factor @returns {(look: Look) => Look} */
const zoomed = (factor) => (look) => ({ ...look, zoom: Math.max(Math.min(1, look.zoom), look.zoom * factor) });

/**
 * The nearest picture before (-1) or behind (1) a row that is not shown yet; null where there is none.
 * @param {number} from
 * @param {readonly number[]} rows
 * @param {number} step
 */
async function another(from, rows, step) {
  let by = step, { row } = await beside(from, by);
  while (row !== null && rows.includes(row)) ({ row } = await beside(from, by += step));
  return row;
}
/**
 * What can be done with the pictures that are shown.
 * @param {readonly number[]} rows
 * @param {number} at which of them
 * @param {(look: Look | ((look: Look) => Look)) => void} put
 */
function useHands(rows, at, put) {
  const { bits } = usePart("selection"), current = rows[at], way = turn(bits, current ?? -1);
  const go = async (/** @type {number} */ by) => {
    const row = await another(current, rows, by);
    if (row === null) return;
    act("showLarge", { rows: rows.map((one, index) => (index === at ? row : one)) });
    /* Who comes back finds the panel and the gallery at this picture. */
    if (rows.length === 1 && state().focus.pinned !== null) act("pin", { row });
  };
  const add = async () => {
    const row = await another(current, rows, 1) ?? await another(current, rows, -1);
    if (row === null) return;
    put(WHOLE);
    act("showLarge", { rows: [...rows, row] });
  };
  const select = () => act("select", { rows: [current], how: way, by: "large view" });
  const near = () => put(zoomed(STEP)), far = () => put(zoomed(1 / STEP)), fit = () => put(WHOLE);
  return { selected: way === "less", go, add, select, near, far, fit };
}

function Large() {
  const { large: rows } = usePart("gallery"), { map } = usePart("view"), [look, put] = useState(WHOLE), [taken, take] = useState(0);
  const at = Math.min(taken, rows.length - 1), current = rows[at], [facts, showFacts] = useState(true), place = usePlace(current);
  const [own, offer] = useState(/** @type {{ of: ((look: Look) => Look) | null }} */ ({ of: null })), hands = useHands(rows, at, put);
  const pixels = () => { if (own.of) put(own.of); }, turn = () => showFacts(!facts);
  useEffect(() => {
    if (rows.length && !dialog.open) { dialog.showModal(); put(WHOLE); take(0); }
    if (!rows.length && dialog.open) dialog.close();
    /* What had the keys may be gone with its picture. */
    if (dialog.open && !dialog.contains(document.activeElement)) dialog.focus();
  }, [rows]);
  const { go, near, far, fit, select, add } = hands;
  useKeys({
    ArrowLeft: () => go(-1), ArrowRight: () => go(1), "+": near, "=": near, "-": far, 0: fit, 1: pixels, s: select, i: turn, c: add,
    " ": () => dialog.close(),
  });
  if (!rows.length || current === undefined) return null;
  return h(Fragment, null,
    h(LargeHead, { ...hands, place, count: rows.length, pixels, facts, turn, close: () => dialog.close() }),
    h("div", { className: "large-body" },
      h("div", { className: "panes", "data-count": rows.length }, rows.map((row, index) => h(Pane, {
        key: row, row, map, look, put, current: rows.length > 1 && index === at, take: () => take(index),
        close: rows.length > 1 ? () => act("showLarge", { rows: rows.filter((one) => one !== row) }) : null,
        offer: (of) => { if (index === at) offer((was) => (was.of === of ? was : { of })); },
      }))),
      facts && h(Facts, { map, row: current })));
}
draw("large-place", Large);
