/* Owns the names below the pictures of the gallery: asked for in batches, those in view first, and held for a while. */
import { state, subscribe } from "../state/store.mjs";

const BATCH = 300, HELD = 5000; // names in an answer; names held

/** @type {Map<number, string>} */
const held = new Map();
let busy = false, token = 0;
/** @type {readonly number[]} */
let wanted = [];
/** @type {() => void} */
let tell = () => {};
/** Be told when names have come. @param {() => void} call */
export const onCaptions = (call) => { tell = call; };
/** The name of a row's file; nothing until it is here. @param {number} row */
export const captionOf = (row) => held.get(row) ?? "";
/** Bring the names of these rows. @param {readonly number[]} rows */
export function wantCaptions(rows) {
  wanted = rows;
  bring();
}
async function bring() {
  const rows = wanted.filter((row) => !held.has(row)).slice(0, BATCH), mine = token, { map } = state().view;
  if (busy || !rows.length) return;
  busy = true;
  const answer = await fetch(`/names/${map}?rows=${rows.join(",")}`).catch(() => null);
  const names = /** @type {string[] | null} */ (answer?.ok ? await answer.json() : null);
  busy = false;
  if (mine !== token) { bring(); return; }
  if (!names) return;
  rows.forEach((row, at) => held.set(row, names[at]));
  for (const row of held.keys()) {
    if (held.size <= HELD) break;
    held.delete(row);
  }
  tell();
  bring();
}
subscribe(["view"], (_, __, action) => {
  if (action !== "openMap" && action !== "closeMap") return;
  token++;
  held.clear();
});
