/* Owns the histogram of a facet that is a number: a hover lights a bin's rows, a click keeps only it, with Ctrl adds it, with Alt takes it
   away, a double click flies there; a drag keeps a range, and two handles at its ends move it by keys, fingers and pointer. */
import { Bars } from "../panels/bars.mjs";
import { h, useEffect, useMemo, usePart, useRef, useState } from "../panels/react.mjs";
import { many } from "../panels/words.mjs";
import { keptBy } from "../state/filter.mjs";
import { binCount, keepsUnknown, rangeChosen, rangeText, rangesOf } from "../state/ranges.mjs";
import { act, state } from "../state/store.mjs";
import { countsOf } from "../state/values.mjs";
import { fly } from "./flying.mjs";
import { swatches } from "./legend.mjs";
import { handOf } from "./lines.mjs";

/** @typedef {import("../state/values.mjs").Facet} Facet */
/** @typedef {import("../state/ranges.mjs").Range} Range */
/** @typedef {{ from: number, to: number, before: Uint8Array | null, moved: boolean, how: import("../state/values.mjs").Hand }} Brush */
const HELP = "Drag: only a range. Click: only this. Ctrl: add. Alt: take away. Double click: fly there.";
const LEAP = 5; // bins that Page Up and Page Down move a handle by

/** @param {string} facet @param {number | null} value */
const light = (facet, value) => act("light", { lit: value === null ? null : { facet, value } });
/** @param {Facet} facet */
const chosenOf = ({ facet }) => state().filter.chosen[facet] ?? null;
/** @param {Facet} facet @param {Uint8Array | null} chosen */
const keep = ({ facet }, chosen) => act("keepValues", { facet, chosen });

/**
 * From the first bin that is kept to the last; all where nothing is said.
 * @param {Facet} facet
 * @param {Uint8Array | null} chosen
 * @returns {Range}
 */
function rangeIn(facet, chosen) {
  const ranges = chosen ? rangesOf(facet, chosen) : [];
  return [ranges[0]?.[0] ?? 0, ranges[ranges.length - 1]?.[1] ?? binCount(facet) - 1];
}
/** @param {number} a @param {number} b @returns {Range} */
const between = (a, b) => (a < b ? [a, b] : [b, a]);

/**
 * What a drag does on the bars: it keeps a range as it goes; Escape takes that back. `over` is the bin under the pointer.
 * @param {Facet} facet
 * @param {import("react").RefObject<HTMLElement | null>} bars
 */
function useBrush(facet, bars) {
  const brush = useRef(/** @type {Brush | null} */ (null)), [over, hover] = useState(/** @type {number | null} */ (null));
  const k = binCount(facet), dragged = useRef(false);
  const binAt = (/** @type {{ clientX: number }} */ { clientX }) => {
    const { left, width } = /** @type {HTMLElement} */ (bars.current).getBoundingClientRect();
    return Math.max(0, Math.min(k - 1, Math.floor((clientX - left) / width * k)));
  };
  const point = (/** @type {number | null} */ bin) => { hover(bin); light(facet.facet, bin); };
  const end = (/** @type {boolean} */ back) => {
    const held = brush.current;
    brush.current = null;
    dragged.current ||= Boolean(held?.moved);
    if (back && held?.moved) keep(facet, held.before);
  };
  useEffect(() => {
    const escape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape" || !brush.current) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      end(true);
    };
    document.addEventListener("keydown", escape, true);
    return () => { document.removeEventListener("keydown", escape, true); light(facet.facet, null); };
  }, [facet]);
  return { over, binAt, dragged, on: {
    onPointerDown: (/** @type {import("react").PointerEvent} */ event) => {
      if (event.button !== 0) return;
      bars.current?.setPointerCapture(event.pointerId);
      const from = binAt(event);
      brush.current = { from, to: from, before: chosenOf(facet), moved: false, how: handOf(event) };
    },
    onPointerMove: (/** @type {import("react").PointerEvent} */ event) => {
      const held = brush.current, bin = binAt(event);
      if (!held && event.pointerType === "mouse" && bin !== over) point(bin);
      if (!held || bin === held.to) return;
      if (!held.moved) point(null);
      brush.current = { ...held, to: bin, moved: true };
      keep(facet, rangeChosen(facet, held.before, between(held.from, bin), held.how));
    },
    onPointerUp: () => end(false),
    onPointerCancel: () => end(true),
    onPointerLeave: () => { if (!brush.current) point(null); },
  } };
}
/**
 * What a click on a bin says, with the keys that are held; a second one, which flies, takes back what the first said.
 * @param {Facet} facet
 * @param {(event: import("react").MouseEvent) => number} binAt
 * @param {import("react").RefObject<boolean>} dragged whether the click is the end of a drag
 */
function usePress(facet, binAt, dragged) {
  const before = useRef(/** @type {Uint8Array | null} */ (null));
  return (/** @type {import("react").MouseEvent} */ event) => {
    if (dragged.current || !event.detail) return;
    const bin = binAt(event);
    if (event.detail < 2) {
      before.current = chosenOf(facet);
      act("keep", { facet: facet.facet, value: bin, how: handOf(event) });
      return;
    }
    if (event.detail === 2) keep(facet, before.current);
    fly(facet, bin, bin + 1);
  };
}

/** @param {{ facet: Facet, range: Range, end: 0 | 1, set: boolean }} given */
function Handle({ facet, range, end, set }) {
  const k = binCount(facet), at = range[end], words = end ? facet.to : facet.from;
  const move = (/** @type {number} */ bin) => {
    const now = rangeIn(facet, chosenOf(facet)), kept = Math.max(end ? now[0] : 0, Math.min(end ? k - 1 : now[1], bin));
    if (kept !== now[end]) keep(facet, rangeChosen(facet, null, end ? [now[0], kept] : [kept, now[1]], "only"));
  };
  /** @type {Record<string, () => void>} */
  const does = {
    ArrowLeft: () => move(at - 1), ArrowDown: () => move(at - 1), ArrowRight: () => move(at + 1), ArrowUp: () => move(at + 1),
    PageDown: () => move(at - LEAP), PageUp: () => move(at + LEAP), Home: () => move(0), End: () => move(k - 1),
    f: () => fly(facet, range[0], range[1] + 1), Delete: () => keep(facet, null), Backspace: () => keep(facet, null),
  };
  const held = useRef(/** @type {{ x: number, at: number, moved: boolean } | null} */ (null));
  const drag = (/** @type {import("react").PointerEvent} */ event) => {
    const bars = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!bars || !held.current || event.buttons !== 1) return;
    const by = Math.round((event.clientX - held.current.x) / bars.width * k);
    if (by) held.current.moved = true;
    if (held.current.moved) move(held.current.at + by);
  };
  return h("div", {
    className: "bars-end", role: "slider", tabIndex: 0, "aria-label": `${facet.title}: ${end ? "upper" : "lower"} end`,
    "data-set": set || undefined,
    "aria-valuemin": 0, "aria-valuemax": k - 1, "aria-valuenow": at, "aria-valuetext": words?.[at], "data-end": end,
    style: { left: `${100 * (at + end) / k}%` },
    onPointerDown: (/** @type {import("react").PointerEvent} */ event) => {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      held.current = { x: event.clientX, at, moved: false };
    },
    onPointerMove: (/** @type {import("react").PointerEvent} */ event) => {
      if (held.current && event.buttons) event.stopPropagation();
      drag(event);
    },
    onPointerUp: (/** @type {import("react").SyntheticEvent} */ event) => event.stopPropagation(),
    /* A press that moves nothing is one on the bin behind it. */
    onClick: (/** @type {import("react").SyntheticEvent} */ event) => { if (held.current?.moved) event.stopPropagation(); },
    onKeyDown: (/** @type {import("react").KeyboardEvent} */ event) => {
      const run = does[event.key];
      if (!run) return;
      event.preventDefault();
      event.stopPropagation();
      run();
    },
  });
}

/**
 * The rows of which nothing is known, kept or left out by a press.
 * @param {{ facet: Facet, kept: boolean, count: number, paint: string }} given
 */
function Unknown({ facet, kept, count, paint }) {
  const value = binCount(facet), { facet: name } = facet;
  return h("button", {
    className: "value value-unknown", "aria-pressed": kept, "data-out": kept ? undefined : true, style: { "--level": 0 },
    onMouseEnter: () => light(name, value), onMouseLeave: () => light(name, null),
    onClick: (/** @type {import("react").MouseEvent} */ event) => act("keep", { facet: name, value, how: handOf(event) }),
  }, paint && h("span", { className: "swatch", style: { background: paint } }),
  h("span", { className: "value-name" }, facet.name[value]), h("span", { className: "value-count" }, many(count)));
}

/** @param {{ facet: Facet, coloured: boolean }} given */
export function Histogram({ facet, coloured }) {
  const filter = usePart("filter"), { n } = usePart("points"), bars = useRef(/** @type {HTMLDivElement | null} */ (null));
  const { chosen: { [facet.facet]: chosen = null }, found } = filter, k = binCount(facet);
  const { over, binAt, dragged, on } = useBrush(facet, bars);
  const press = usePress(facet, binAt, dragged);
  const { chosen: all, sets } = filter;
  const counts = useMemo(() => countsOf(facet, keptBy(state().facets, filter, n, facet.facet)), [facet, all, sets, found, n]);
  const paints = useMemo(() => (coloured ? swatches(facet) : null), [facet, coloured]);
  const ranges = chosen ? rangesOf(facet, chosen) : [], range = rangeIn(facet, chosen);
  const said = over !== null ? `${rangeText(facet, [over, over])} · ${many(counts[over])}`
    : ranges.length === 1 ? rangeText(facet, range) : "";
  return h("div", { className: "histogram" },
    h("div", { className: "bars brushed", ref: bars, role: "group", "aria-label": facet.title, title: HELP, onClick: press, ...on,
      onPointerDownCapture: () => { dragged.current = false; },
    },
      h(Bars, { all: facet.own.slice(0, k), some: counts.slice(0, k), paints, out: (bin) => chosen !== null && !chosen[bin] }),
      h(Handle, { facet, range, end: 0, set: ranges.length > 0 }), h(Handle, { facet, range, end: 1, set: ranges.length > 0 })),
    h("p", { className: "bars-foot" }, h("span", null, facet.from?.[0]),
      h("span", { className: "bars-said", "data-over": over !== null || undefined }, said), h("span", null, facet.to?.[k - 1])),
    facet.name.length > k && h(Unknown, {
      facet, kept: !chosen || keepsUnknown(facet, chosen), count: counts[k], paint: paints?.[k] ?? "",
    }),
    facet.note && h("p", { className: "quiet facet-note" }, facet.note));
}
