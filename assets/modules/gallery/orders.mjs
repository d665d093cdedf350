/* Owns the orders in which pictures are looked through: along the map, which is made here; by name, date, size, trust, which the server
   knows; by how alike they are to a picture. */
import { sending } from "../map/fetching.mjs";
import { extent } from "../state/extent.mjs";
import { state } from "../state/store.mjs";

/** @typedef {import("../state/rowset.mjs").Bits} Bits */
const BITS = 13; // of each coordinate on the curve
const SIDE = 2 ** BITS, ROWS = 2 ** 26; // cells of its side; rows that a number can hold beside its place on the curve
const HELD = 12; // orders that are held

/** @type {Map<string, Promise<Uint32Array | null>>} */
const held = new Map(); // map and order -> rows, the least recently used first

/**
 * How far along a Hilbert curve a cell lies (Warren 2013, "Hacker's Delight", 16-2): what is near on it is near on the map.
 * @param {number} x
 * @param {number} y
 */
export function alongCurve(x, y) {
  let far = 0, cx = x, cy = y;
  for (let side = SIDE / 2; side > 0; side /= 2) {
    const rx = cx & side ? 1 : 0, ry = cy & side ? 1 : 0;
    far += side * side * ((3 * rx) ^ ry);
    if (!ry) {
      if (rx) { cx = SIDE - 1 - cx; cy = SIDE - 1 - cy; }
      [cx, cy] = [cy, cx];
    }
  }
  return far;
}
/**
 * The rows along the map.
 * @param {Float32Array} x
 * @param {Float32Array} y
 */
export function alongMap(x, y) {
  const n = x.length, [x0, x1] = extent(x), [y0, y1] = extent(y), unit = (SIDE - 1) / (Math.max(x1 - x0, y1 - y0) || 1);
  const keys = new Float64Array(n);
  /* The place on the curve and the row in one number, which sorts a million in a fraction of a second. */
  for (let row = 0; row < n; row++) {
    keys[row] = alongCurve(Math.floor((x[row] - x0) * unit), Math.floor((y[row] - y0) * unit)) * ROWS + row;
  }
  keys.sort();
  return Uint32Array.from(keys, (key) => key % ROWS);
}
/** @param {string} key @param {() => Promise<Uint32Array | null>} make */
function hold(key, make) {
  const known = held.get(key) ?? make();
  held.delete(key);
  held.set(key, known);
  known.then((rows) => { if (!rows) held.delete(key); }, () => held.delete(key));
  if (held.size > HELD) held.delete([...held.keys()][0]);
  return known;
}
/** @param {string} address */
async function rowsAt(address) {
  const answer = await fetch(address).catch(() => null);
  return answer?.ok ? new Uint32Array(await answer.arrayBuffer()) : null;
}

/**
 * All rows of the map in an order; null where it cannot be had.
 * @param {import("../state/gallery.mjs").Order} order
 */
export function inOrder(order) {
  const { view: { map }, points: { x, y, n } } = state();
  if (order === "map") return hold(`${map} map ${n}`, async () => alongMap(x, y));
  return hold(`${map} ${order}`, () => rowsAt(`/order/${map}/${order}`));
}
/**
 * The rows of a set, those most like a row first.
 * @param {number} row
 * @param {Bits} bits
 * @param {readonly number[]} rows of the set, rising
 * @returns {Promise<Uint32Array | null>}
 */
export async function alikeFirst(row, bits, rows) {
  const { map, rows: n } = state().view;
  const answer = await fetch(`/similar/${map}/${row}/scores`, sending(bits, n)).catch(() => null);
  if (answer?.status !== 200) return null;
  const scores = new Float32Array(await answer.arrayBuffer());
  const places = Uint32Array.from(rows, (_, at) => at).sort((a, b) => scores[b] - scores[a] || a - b);
  return places.map((at) => rows[at]);
}
