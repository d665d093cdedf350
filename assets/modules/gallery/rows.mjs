/* Owns which pictures the gallery has, in which order and groups: it follows what is selected, filtered, found and chosen. */
import { want } from "../explore/asking.mjs";
import { days, dayText, isDay } from "../map/days.mjs";
import { OURS } from "../map/fetching.mjs";
import { sourceNow } from "../state/gallery.mjs";
import { has, rowsOf, setOf, setOfBytes, setWhere } from "../state/rowset.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { alikeFirst, inOrder } from "./orders.mjs";

/** @typedef {import("../state/rowset.mjs").Bits} Bits */
/** @typedef {import("../state/gallery.mjs").Source} Source */
/** @typedef {import("./layout.mjs").Group} Group */
let token = 0;

/** The rows of a source; null for all. @param {Source} source @returns {Bits | null} */
function bitsOf(source) {
  const { selection: { bits }, filter: { kept }, results, view: { rows } } = state();
  if (source === "selection") return bits;
  if (source === "kept") return kept && setOfBytes(kept);
  return source === "alike" ? setOf(results.rows, rows) : null;
}
/** @param {Uint32Array} rows @param {Bits | null} bits */
const only = (rows, bits) => (bits ? rows.filter((row) => has(bits, row)) : rows);

/** Rows in the order of a score, the best first: as they were found. @param {Bits | null} bits */
async function byScore(bits) {
  const { results, filter: { found }, view: { map } } = state();
  if (results.rows.length && sourceNow(state()) === "alike") return Uint32Array.from(results.rows);
  if (!found) return null;
  const body = JSON.stringify({ words: found.words }), headers = { ...OURS, "Content-Type": "application/json" };
  const answer = await fetch(`/find/${map}`, { method: "POST", headers, body }).catch(() => null);
  return answer?.ok ? only(Uint32Array.from((await answer.json()).rows), bits) : null;
}
/** @param {Source} source @returns {Promise<Uint32Array>} */
async function ordered(source) {
  const { gallery: { order }, focus: { pinned }, view: { rows: n } } = state(), bits = bitsOf(source);
  if (order === "score" || (source === "alike" && order === "map")) {
    const rows = await byScore(bits);
    if (rows) return rows;
  }
  if (order === "alike" && pinned !== null) {
    const all = bits ?? setWhere(() => true, n), rows = await alikeFirst(pinned, all, rowsOf(all));
    if (rows) return rows;
  }
  const known = order === "score" || order === "alike" ? "map" : order;
  const rows = await inOrder(known) ?? await inOrder("map") ?? new Uint32Array();
  return only(rows, bits);
}

/**
 * Rows put together by a code each, in the order of codes; inside they keep theirs.
 * @param {Uint32Array} rows
 * @param {(row: number) => number} codeOf from 0 on
 * @param {(code: number) => string} nameOf
 * @returns {{ rows: Uint32Array, groups: Group[] }}
 */
export function grouped(rows, codeOf, nameOf) {
  const codes = Int32Array.from(rows, codeOf), sizes = /** @type {Map<number, number>} */ (new Map());
  for (const code of codes) sizes.set(code, (sizes.get(code) ?? 0) + 1);
  const places = /** @type {Map<number, number>} */ (new Map()), groups = /** @type {Group[]} */ ([]);
  let from = 0;
  for (const [code, size] of [...sizes].sort(([a], [b]) => a - b)) {
    places.set(code, from);
    groups.push({ label: nameOf(code), from, to: from + size });
    from += size;
  }
  const out = new Uint32Array(rows.length);
  rows.forEach((row, at) => {
    const place = places.get(codes[at]) ?? 0;
    out[place] = row;
    places.set(codes[at], place + 1);
  });
  return { rows: out, groups };
}
/** @param {Uint32Array} rows @param {import("../state/gallery.mjs").Group} group */
async function inGroups(rows, group) {
  if (group === "day") {
    const known = await days();
    if (!known) return null;
    const all = [...new Set(rows.length ? Array.from(rows, (row) => known[row]) : [])].sort((a, b) => a - b);
    const order = state().gallery.reverse ? all.filter(isDay).reverse() : all.filter(isDay);
    const code = new Map(order.map((day, at) => [day, at + 1])), last = order.length + 1;
    return grouped(rows, (row) => code.get(known[row]) ?? last, (at) => (at === last ? "no date" : dayText(order[at - 1])));
  }
  if (group === "copies") {
    const { group: of, groups } = state().copies;
    const named = (/** @type {number} */ code) => (code === groups ? "no copies" : `the same file, ${code + 1}`);
    return grouped(rows, (row) => (of[row] >= 0 ? of[row] : groups), named);
  }
  if (!group) return null;
  await want(group);
  const facet = state().facets.of[group];
  if (!facet) return null;
  /* Of regions those of the first level, as the panel of the set has them; of folders each with its path. */
  const top = facet.name.map((_, value) => {
    let at = value;
    while (group === "region" && facet.parent[at] >= 0) at = facet.parent[at];
    return at;
  });
  const named = (/** @type {number} */ value) => {
    const names = [facet.name[value]];
    for (let at = facet.parent[value]; at >= 0; at = facet.parent[at]) names.unshift(facet.name[at]);
    return names.join("/");
  };
  return grouped(rows, (row) => top[facet.rows[row]] ?? 0, named);
}

async function fill() {
  const mine = ++token, { gallery: { open, reverse, group }, view: { ready } } = state(), source = sourceNow(state());
  if (!open || !ready) return;
  const found = await ordered(source);
  if (mine !== token) return;
  const rows = reverse ? found.slice().reverse() : found, made = await inGroups(rows, group);
  if (mine !== token) return;
  act("fillGallery", { shown: source, ...(made ?? { rows, groups: [{ label: "", from: 0, to: rows.length }] }) });
}
const ARRANGED = /** @type {const} */ (["open", "source", "order", "reverse", "group"]);
subscribe(["gallery", "selection", "filter", "results", "focus", "points", "view", "facets"], (now, before, action) => {
  const { gallery, focus, view, points, results, facets } = now;
  if (!gallery.open || !view.ready || action === "fillGallery") return;
  const arranged = ARRANGED.some((name) => gallery[name] !== before.gallery[name]);
  const others = now.selection.bits !== before.selection.bits || now.filter.kept !== before.filter.kept
    || (results !== before.results && gallery.source === "alike") || !before.view.ready || points.n !== before.points.n;
  const alike = gallery.order === "alike" && focus.pinned !== before.focus.pinned && focus.pinned !== null;
  const named = gallery.group && !["day", "copies"].includes(gallery.group) && facets.of[gallery.group] !== before.facets.of[gallery.group];
  if (arranged || others || alike || named) fill();
});
if (state().gallery.open) fill();
