/* Owns the pictures of the gallery's cells: thumbnails, which come in batches, those in view first; and larger ones once it rests. What is
   held is bounded, and what nobody waits for any more is not asked for. */
import { spriteOf } from "../map/sprites.mjs";
import { state, subscribe } from "../state/store.mjs";

const BATCH = 64, AT_ONCE = 3; // thumbnails in an answer; answers under way
const HELD = 1200, HELD_LARGE = 48; // some 100 MB at most
const AGAIN = 3000; // milliseconds until a picture that did not come is asked for again

/** @type {Map<number, ImageBitmap>} */
const small = new Map(); // the least recently used first, as below
/** @type {Map<number, ImageBitmap>} */
const large = new Map();
/** @type {Set<number>} */
const coming = new Set();
/** @type {Set<number>} */
const comingLarge = new Set();
/** @type {Map<number, number>} */
const failed = new Map(); // row -> when it may be asked for again
/** @type {readonly number[]} */
let wanted = [];
/** @type {readonly number[]} */
let wantedLarge = [];
let under = 0, underLarge = 0, token = 0, side = 0;
/** @type {() => void} */
let tell = () => {};
/** Be told when pictures have come. @param {() => void} call */
export const onThumbs = (call) => { tell = call; };

/** @template V @param {Map<number, V>} held @param {number} row */
function used(held, row) {
  const value = held.get(row);
  if (value !== undefined) { held.delete(row); held.set(row, value); }
  return value;
}
/** @param {Map<number, ImageBitmap>} held @param {number} most @param {Set<number>} [but] rows that stay */
function trim(held, most, but) {
  for (const [row, image] of held) {
    if (held.size <= most) return;
    if (but?.has(row)) continue;
    held.delete(row);
    image.close();
  }
}
/**
 * What is drawn in the cell of a row; null where nothing is here yet. `final` is whether nothing finer comes at this size.
 * @param {number} row
 * @param {boolean} finely
 * @returns {{ image: ImageBitmap, x: number, y: number, width: number, height: number, final: boolean } | null}
 */
export function pictureOf(row, finely) {
  const fine = finely ? used(large, row) : undefined, own = fine ?? used(small, row);
  if (own) return { image: own, x: 0, y: 0, width: own.width, height: own.height, final: !finely || fine !== undefined };
  const sprite = spriteOf(row);
  return sprite && { ...sprite, final: false };
}
/**
 * Bring the pictures of these rows, the first before the others; what was wanted before and is not under way is dropped.
 * @param {readonly number[]} rows
 * @param {readonly number[]} finely rows of which the whole picture is wanted
 * @param {number} pixels across such a picture
 */
export function wantThumbs(rows, finely, pixels) {
  wanted = rows;
  wantedLarge = finely;
  side = pixels;
  go();
}
/** @param {number} row */
const missing = (row) => !small.has(row) && !coming.has(row) && (failed.get(row) ?? 0) < performance.now();
function go() {
  while (under < AT_ONCE) {
    const part = wanted.filter(missing).slice(0, BATCH);
    if (!part.length) break;
    bring(part);
  }
  while (underLarge < AT_ONCE && !under) {
    const row = wantedLarge.find((one) => !large.has(one) && !comingLarge.has(one) && (failed.get(~one) ?? 0) < performance.now());
    if (row === undefined) break;
    bringLarge(row);
  }
}
/** @param {number} row where a large one is meant, its complement */
const fail = (row) => failed.set(row, performance.now() + AGAIN);
/** @param {number[]} part */
async function bring(part) {
  const mine = token, { map } = state().view;
  for (const row of part) coming.add(row);
  under++;
  try {
    const answer = await fetch(`/thumbs/${map}?rows=${part.join(",")}`);
    if (!answer.ok) throw new Error(await answer.text());
    const body = await answer.arrayBuffer(), lengths = new Int32Array(body, 4, part.length);
    let at = 4 + 4 * part.length;
    await Promise.all(part.map(async (row, place) => {
      const from = at;
      at += lengths[place];
      const blob = new Blob([new Uint8Array(body, from, lengths[place])], { type: "image/jpeg" });
      const image = await createImageBitmap(blob).catch(() => null);
      if (mine !== token) image?.close();
      else if (image) small.set(row, image);
      else fail(row);
    }));
  } catch {
    part.forEach(fail);
    setTimeout(() => { if (mine === token) go(); }, AGAIN);
  }
  under--;
  if (mine !== token) return;
  for (const row of part) coming.delete(row);
  trim(small, HELD, new Set(wanted));
  tell();
  go();
}
/** @param {number} row */
async function bringLarge(row) {
  const mine = token, pixels = side;
  comingLarge.add(row);
  underLarge++;
  try {
    const answer = await fetch(`/image/${state().view.map}/${row}`);
    if (!answer.ok) throw new Error(await answer.text());
    const whole = await createImageBitmap(await answer.blob()), scale = Math.min(1, pixels / Math.max(whole.width, whole.height));
    const width = Math.max(1, Math.round(whole.width * scale)), height = Math.max(1, Math.round(whole.height * scale));
    const image = scale < 1 ? await createImageBitmap(whole, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" }) : whole;
    if (image !== whole) whole.close();
    if (mine === token) large.set(row, image);
    else image.close();
  } catch { fail(~row); } // its file may be gone: the thumbnail stays
  underLarge--;
  if (mine !== token) return;
  comingLarge.delete(row);
  trim(large, HELD_LARGE, new Set(wantedLarge));
  tell();
  go();
}
/** Forget what was brought at another size. */
export function forgetLarge() {
  trim(large, 0);
}
function forget() {
  token++;
  coming.clear();
  comingLarge.clear();
  failed.clear();
  wanted = wantedLarge = [];
  trim(small, 0);
  trim(large, 0);
}
subscribe(["view"], (_, __, action) => { if (action === "openMap" || action === "closeMap") forget(); });
/** How many pictures are held, for tests. */
export const heldThumbs = () => ({ small: small.size, large: large.size, most: HELD });
