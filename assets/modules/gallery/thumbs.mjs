/* Owns the pictures of the gallery's cells: thumbnails, which come in batches, those in view first; and larger ones once it rests. What is
   held is bounded, and what nobody waits for any more is not asked for. */
import { state, subscribe } from "../state/store.mjs";

const BATCH = 128, AT_ONCE = 3; // thumbnails in an answer; answers under way
const HELD = 1200, HELD_LARGE = 48; // some 20 MB of files at most, and what the browser keeps of them decoded
const AGAIN = 3000; // milliseconds until a picture that did not come is asked for again

/** @type {Map<number, HTMLImageElement>} */
const small = new Map(); // the least recently used first, as below
/** @type {Map<number, HTMLImageElement>} */
const large = new Map();
/** @type {Set<number>} */
const coming = new Set();
/** @type {Set<number>} */
const comingLarge = new Set();
/** @type {Map<number, number>} */
const failed = new Map(); // row -> when it may be asked for again
/** @type {Set<number>} */
let wanted = new Set(); // in the order in which they are brought
/** @type {readonly number[]} */
let inView = []; // those of them that are seen: the others do not compete with them
/** @type {Map<AbortController, number[]>} */
const asked = new Map(); // answers under way
/** @type {readonly number[]} */
let wantedLarge = [];
let underLarge = 0, token = 0, side = 0;
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
/** @param {Map<number, HTMLImageElement>} held @param {number} most @param {Set<number>} [but] rows that stay */
function trim(held, most, but) {
  for (const [row, image] of held) {
    if (held.size <= most) return;
    if (but?.has(row)) continue;
    held.delete(row);
    URL.revokeObjectURL(image.src);
  }
}
/**
 * What is shown in the cell of a row; nothing where it is not here yet.
 * @param {number} row
 * @param {boolean} finely
 */
export const pictureOf = (row, finely) => (finely ? used(large, row) : undefined) ?? used(small, row);
/**
 * The picture at an address; null where there is none. Its `decode` would wait for two frames more.
 * @param {string} address
 * @returns {Promise<HTMLImageElement | null>}
 */
const loaded = (address) => new Promise((done) => {
  const image = Object.assign(new Image(), { alt: "", draggable: false, decoding: "sync" });
  image.onload = () => done(image);
  image.onerror = () => { URL.revokeObjectURL(image.src); done(null); };
  image.src = address;
});
/** An address that holds a JPEG: no other process is asked for it, as for one of a blob. @param {Uint8Array} bytes */
const addressOf = (bytes) => `data:image/jpeg;base64,${btoa(String.fromCharCode(...bytes))}`;
/**
 * Bring the pictures of these rows; what was wanted before and is not under way is dropped.
 * @param {readonly number[]} seen rows in view
 * @param {readonly number[]} around rows that are brought after them
 * @param {readonly number[]} finely rows of which the whole picture is wanted
 * @param {number} pixels across such a picture
 */
export function wantThumbs(seen, around, finely, pixels) {
  wanted = new Set([...seen, ...around]);
  inView = seen;
  /* Who scrolls on does not wait for what has gone by. */
  for (const [answer, part] of asked) if (!part.some((row) => wanted.has(row))) answer.abort();
  wantedLarge = finely;
  side = pixels;
  go();
}
/** @param {number} row */
const missing = (row) => !small.has(row) && !coming.has(row) && (failed.get(row) ?? 0) < performance.now();
function go() {
  while (asked.size < AT_ONCE) {
    let part = inView.filter(missing).slice(0, BATCH);
    if (!part.length && !asked.size) part = [...wanted].filter(missing).slice(0, BATCH);
    if (!part.length) break;
    bring(part);
  }
  while (underLarge < AT_ONCE && !asked.size) {
    const row = wantedLarge.find((one) => !large.has(one) && !comingLarge.has(one) && (failed.get(~one) ?? 0) < performance.now());
    if (row === undefined) break;
    bringLarge(row);
  }
}
/** @param {number} row where a large one is meant, its complement */
const fail = (row) => failed.set(row, performance.now() + AGAIN);
/** @param {number[]} part */
async function bring(part) {
  const mine = token, { map } = state().view, stop = new AbortController();
  for (const row of part) coming.add(row);
  asked.set(stop, part);
  try {
    const answer = await fetch(`/thumbs/${map}?rows=${part.join(",")}`, { signal: stop.signal });
    if (!answer.ok) throw new Error(await answer.text());
    const body = await answer.arrayBuffer(), lengths = new Int32Array(body, 4, part.length);
    let at = 4 + 4 * part.length;
    await Promise.all(part.map(async (row, place) => {
      const from = at;
      at += lengths[place];
      if (!wanted.has(row)) return;
      const image = await loaded(addressOf(new Uint8Array(body, from, lengths[place])));
      if (mine !== token) return;
      if (image) small.set(row, image);
      else fail(row);
    }));
  } catch {
    if (!stop.signal.aborted) {
      part.forEach(fail);
      setTimeout(() => { if (mine === token) go(); }, AGAIN);
    }
  }
  asked.delete(stop);
  if (mine !== token) return;
  for (const row of part) coming.delete(row);
  trim(small, HELD, wanted);
  tell();
  go();
}
/**
 * A picture in fewer pixels, so that many large ones take little memory.
 * @param {ImageBitmap} whole
 * @param {number} width
 * @param {number} height
 */
async function reduced(whole, width, height) {
  const small = await createImageBitmap(whole, { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("bitmaprenderer")?.transferFromImageBitmap(small);
  return canvas.convertToBlob({ type: "image/webp", quality: 0.95 });
}
/** @param {number} row */
async function bringLarge(row) {
  const mine = token, pixels = side;
  comingLarge.add(row);
  underLarge++;
  try {
    const answer = await fetch(`/image/${state().view.map}/${row}`);
    if (!answer.ok) throw new Error(await answer.text());
    const file = await answer.blob(), whole = await createImageBitmap(file);
    const scale = Math.min(1, pixels / Math.max(whole.width, whole.height));
    const width = Math.max(1, Math.round(whole.width * scale)), height = Math.max(1, Math.round(whole.height * scale));
    const image = await loaded(URL.createObjectURL(scale < 1 ? await reduced(whole, width, height) : file));
    whole.close();
    if (!image) throw new Error("no picture");
    if (mine === token) large.set(row, image);
    else URL.revokeObjectURL(image.src);
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
  wanted = new Set();
  inView = wantedLarge = [];
  trim(small, 0);
  trim(large, 0);
}
subscribe(["view"], (_, __, action) => { if (action === "openMap" || action === "closeMap") forget(); });
/** How many pictures are held, for tests. */
export const heldThumbs = () => ({ small: small.size, large: large.size, most: HELD });
