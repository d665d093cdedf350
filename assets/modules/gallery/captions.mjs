/* Owns the paths of the pictures of the gallery: asked for in batches, those in view first, and held for a while. */
import { state, subscribe } from "../state/store.mjs";

const BATCH = 300, HELD = 5000; // paths in an answer; paths held

/** @type {Map<number, string>} */
const held = new Map();
let busy = false, token = 0;
/** @type {readonly number[]} */
let wanted = [];
/** @type {() => void} */
let tell = () => {};
/** Be told when paths have come. @param {() => void} call */
export const onCaptions = (call) => { tell = call; };
/** The path of a row's file; nothing until it is here. @param {number} row */
export const captionOf = (row) => held.get(row) ?? "";
/** Bring the paths of these rows. @param {readonly number[]} rows */
export function wantCaptions(rows) {
  wanted = rows;
  bring();
}
async function bring() {
  const rows = wanted.filter((row) => !held.has(row)).slice(0, BATCH), mine = token, { map } = state().view;
  if (busy || !rows.length) return;
  busy = true;
  const answer = await fetch(`/paths/${map}?rows=${rows.join(",")}`).catch(() => null);
  const paths = /** @type {string[] | null} */ (answer?.ok ? await answer.json() : null);
  busy = false;
  if (mine !== token) { bring(); return; }
  if (!paths) return;
  rows.forEach((row, at) => held.set(row, paths[at]));
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
