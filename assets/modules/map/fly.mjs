/* Owns flying to some rows: the part of the map that most of them lie in comes into view. */
import { width } from "../state/extent.mjs";
import { act, state } from "../state/store.mjs";

const SHARE = 0.02; // of the rows that may lie outside on each side: a stray one must not show the whole map
const ROOM = 0.15; // around them, as a share of their width
const LEAST = 0.02; // of the map's width that is shown at least

/**
 * Where most of some values lie.
 * @param {number[]} values
 * @param {number} width of the whole
 * @returns {[number, number]}
 */
export function spread(values, width) {
  const sorted = Float64Array.from(values).sort(), out = Math.floor(SHARE * sorted.length);
  const low = sorted[out], high = sorted[sorted.length - 1 - out];
  const room = Math.max(ROOM * (high - low), (LEAST * width - (high - low)) / 2) || 1;
  return [low - room, high + room];
}

/**
 * Bring rows into view.
 * @param {(row: number) => boolean} wanted
 */
export function flyTo(wanted) {
  const { view: { meta, ready }, points: { x, y, n } } = state();
  if (!ready) return;
  if (meta?.dims !== 2) { act("say", { text: "In 3-D there is no flying: turn and scroll by hand" }); return; }
  const rows = [];
  for (let row = 0; row < n; row++) if (wanted(row)) rows.push(row);
  if (!rows.length) { act("say", { text: "None of these pictures is on the map" }); return; }
  act("lookAt", { goal: {
    "xaxis.range": spread(rows.map((row) => x[row]), width(x)), "yaxis.range": spread(rows.map((row) => y[row]), width(y)),
  } });
}
