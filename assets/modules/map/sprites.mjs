/* Owns the small pictures that are drawn on the map: sheets of a finished map, which the browser keeps; thumbnails in batches while a map
   forms, where there are no sheets yet, and where pictures are drawn larger than on a sheet. What is held is bounded. */
import { state, subscribe } from "../state/store.mjs";
import { found } from "./fetching.mjs";
import { byLevel } from "./room.mjs";

/**
 * A part of a picture that can be drawn: `own` is whether it is as large as the thumbnail itself.
 * @typedef {{ image: ImageBitmap, x: number, y: number, width: number, height: number, own: boolean }} Sprite
 */
/**
 * Where the pictures of a map are.
 * @typedef {object} Index
 * @property {number} edition
 * @property {number} cell pixels across a cell
 * @property {number} across cells across a sheet
 * @property {Uint32Array} place of each row: the sheet and the cell in it
 * @property {{ order: Int32Array, rank: Uint32Array }} levels
 */
const WORTH = 10, MOST = 4; // pictures for which a sheet is fetched at least; sheets for a view
const SHEETS = 24, SINGLES = 600; // sheets and thumbnails that are held: some 100 MB at most
const BATCH = 100, AT_ONCE = 4; // thumbnails in an answer; answers under way
const AGAIN = 3000; // milliseconds until a picture that did not come is asked for again

/** @type {Index | null} */
let index = null;
let known = false; // whether it is known where the pictures are
/** @type {Map<number, { image: ImageBitmap, sizes: Uint8Array }>} */
const sheets = new Map(); // the least recently used first, as below
/** @type {Map<number, ImageBitmap>} */
const singles = new Map();
/** @type {Set<string>} */
const coming = new Set(), failed = new Set();
let token = 0, under = 0;
/** @type {() => void} */
let tell = () => {};
/** Be told when pictures have come. @param {() => void} call */
export const onSprites = (call) => { tell = call; };

/** The rows by level; null while a map forms: then the order of rows is the order. */
export const levels = () => index?.levels ?? null;

/** @template K, V @param {Map<K, V>} held @param {K} key */
function used(held, key) {
  const value = held.get(key);
  if (value !== undefined) { held.delete(key); held.set(key, value); }
  return value;
}
/** @template K @param {Map<K, ImageBitmap | { image: ImageBitmap }>} held @param {number} most */
function trim(held, most) {
  for (const [key, value] of held) {
    if (held.size <= most) return;
    held.delete(key);
    (value instanceof ImageBitmap ? value : value.image).close();
  }
}

/**
 * What is drawn of a row; null where nothing is here.
 * @param {number} row
 * @returns {Sprite | null}
 */
export function spriteOf(row) {
  const single = used(singles, row);
  if (single) return { image: single, x: 0, y: 0, width: single.width, height: single.height, own: true };
  if (!index) return null;
  const { place, across, cell } = index, perSheet = across * across, at = place[row] % perSheet;
  const sheet = used(sheets, Math.floor(place[row] / perSheet));
  if (!sheet) return null;
  const [width, height] = sheet.sizes.subarray(2 * at, 2 * at + 2);
  const x = (at % across) * cell, y = Math.floor(at / across) * cell;
  return { image: sheet.image, x, y, width, height, own: Math.max(width, height) < cell };
}

/** @param {number} row @param {Index} known */
const sheetOf = (row, { place, across }) => Math.floor(place[row] / (across * across));
/**
 * The sheets that are worth their bytes: those that have many of these rows. The others come by themselves.
 * @param {readonly number[]} rows
 * @param {Index | null} known
 * @param {number} [limit] sheets
 * @returns {Set<number>}
 */
export function sheetsFor(rows, known, limit = MOST) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  if (known) for (const row of rows) counts.set(sheetOf(row, known), (counts.get(sheetOf(row, known)) ?? 0) + 1);
  const most = [...counts].filter(([, count]) => count >= WORTH).sort(([a, m], [b, n]) => n - m || a - b);
  return new Set(most.slice(0, limit).map(([number]) => number));
}
/**
 * Bring the pictures of these rows, the first before the others; and those of `finely` larger than they are on a sheet.
 * @param {readonly number[]} rows
 * @param {readonly number[]} finely
 * @param {boolean} all whether all pictures in view are shown, as on a grid: then they come by sheets alone
 */
export function wantSprites(rows, finely, all) {
  if (!known) return;
  const numbers = sheetsFor(rows, index, all ? SHEETS : MOST), alone = rows.filter((row) => !index || !numbers.has(sheetOf(row, index)));
  for (const number of numbers) if (!sheets.has(number)) bring(`sheet ${number}`, () => bringSheet(number));
  const single = [...alone.filter((row) => !spriteOf(row)), ...finely]
    .filter((row) => !singles.has(row) && !coming.has(`row ${row}`) && !failed.has(`row ${row}`));
  for (let at = 0; at < single.length; at += BATCH) {
    const part = single.slice(at, at + BATCH), first = part[0];
    bring(`batch ${first}`, () => bringBatch(part), part.map((row) => `row ${row}`));
  }
}
/**
 * @param {string} key
 * @param {() => Promise<void>} fetching
 * @param {string[]} [also] other names under which it is on its way
 */
async function bring(key, fetching, also = []) {
  if (coming.has(key) || failed.has(key) || under >= AT_ONCE) return;
  const mine = token, keys = [key, ...also];
  for (const one of keys) coming.add(one);
  under++;
  await fetching().catch(() => {
    failed.add(key);
    setTimeout(() => { failed.delete(key); tell(); }, AGAIN);
  });
  under--;
  for (const one of keys) coming.delete(one);
  if (mine === token) tell();
}
/** @param {number} number */
async function bringSheet(number) {
  const { map } = state().view, mine = token, answer = await fetch(`/sprites/${map}/${number}.webp?v=${index?.edition}`);
  if (!answer.ok) throw new Error(await answer.text());
  const hex = answer.headers.get("X-Imagescape-Sizes") ?? "", image = await createImageBitmap(await answer.blob());
  if (mine !== token) { image.close(); return; }
  sheets.set(number, { image, sizes: Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16)) });
  trim(sheets, SHEETS);
}
/** @param {readonly number[]} rows */
async function bringBatch(rows) {
  const { map } = state().view, mine = token, answer = await fetch(`/thumbs/${map}?rows=${rows.join(",")}`);
  if (!answer.ok) throw new Error(await answer.text());
  const body = await answer.arrayBuffer(), lengths = new Int32Array(body, 4, rows.length);
  let at = 4 + 4 * rows.length;
  await Promise.all(rows.map(async (row, i) => {
    const from = at;
    at += lengths[i];
    const blob = new Blob([new Uint8Array(body, from, lengths[i])], { type: "image/jpeg" });
    const image = await createImageBitmap(blob).catch(() => null);
    if (mine !== token) image?.close();
    else if (image) singles.set(row, image);
    else failed.add(`row ${row}`);
  }));
  trim(singles, SINGLES);
}

/** @param {ArrayBuffer} body @returns {Index} */
export function readIndex(body) {
  const [edition, cell, across, n, count] = new Int32Array(body, 0, 5), ends = new Int32Array(body, 20, count);
  const place = new Uint32Array(body, 20 + 4 * count, n);
  return { edition, cell, across, place, levels: byLevel(place, ends) };
}
/** Ask where the pictures are; until that is known they come one by one. @param {number} mine */
async function find(mine) {
  const { live, map } = state().view, wanted = () => mine === token;
  const alone = () => { if (!known) { known = true; tell(); } };
  const body = live ? null : await (await found(`/sprites/${map}`, wanted, alone))?.arrayBuffer();
  if (!wanted()) return;
  if (body) { index = readIndex(body); known = true; tell(); } else alone();
}
function forget() {
  index = null;
  known = false;
  failed.clear();
  trim(sheets, 0);
  trim(singles, 0);
}
subscribe(["view"], ({ view }, { view: old }, action) => {
  const flat = view.meta?.dims === 2;
  if (action === "openMap" || action === "closeMap") { token++; forget(); }
  /* The rows stay what they are while a map forms, grows and becomes another: their pictures too. */
  const again = view.ready && (!old.ready || (old.live && !view.live) || view.map !== old.map);
  if (flat && again) find(++token);
});
