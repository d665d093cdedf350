/* Owns how a set of rows is written into an address: the gaps between rows, in Rice's code (Rice and Plaunt 1971), as text. Rows are
   shuffled, so that a selection is scattered whatever lies together on the map: no shorter way is known, but that of the rest where
   that has fewer rows. */
import { fromBytes, others, rowsOf, sizeOf } from "../state/rowset.mjs";

/** @typedef {import("../state/rowset.mjs").Bits} Bits */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LARGEST = 24; // bits of a remainder at most

/** Bits written one by one, six a letter. */
class Writer {
  text = "";
  #word = 0;
  #bits = 0;
  /** @param {number} bit */
  put(bit) {
    this.#word = (this.#word << 1) | bit;
    if (++this.#bits === 6) { this.text += DIGITS[this.#word]; this.#word = 0; this.#bits = 0; }
  }
  /* The rest is filled with ones, which say nothing without a zero behind them. */
  end() {
    while (this.#bits) this.put(1);
    return this.text;
  }
}

/**
 * The bits of a remainder that make the code shortest: the base 2 logarithm of the mean gap, and a little less.
 * @param {number} count rows
 * @param {number} n
 */
export const bitsFor = (count, n) => Math.max(0, Math.min(LARGEST, Math.floor(Math.log2((0.69 * n) / Math.max(1, count)))));

/**
 * A set as text, in letters that an address has: the number of bits of a remainder, a dot, the code. Behind a `~` and the number of rows
 * of the map are those that are not in it.
 * @param {Bits} bits
 * @param {number} n rows of the map
 */
export function pack(bits, n) {
  const count = sizeOf(bits);
  if (2 * count > n) return `~${n}.${packed(others(bits, n), n)}`;
  return packed(bits, n);
}
/** @param {Bits} bits @param {number} n */
function packed(bits, n) {
  const k = bitsFor(sizeOf(bits), n), out = new Writer();
  let before = -1;
  for (const row of rowsOf(bits)) {
    const gap = row - before - 1;
    for (let high = gap >>> k; high > 0; high--) out.put(1);
    out.put(0);
    for (let bit = k - 1; bit >= 0; bit--) out.put((gap >>> bit) & 1);
    before = row;
  }
  return `${k}.${out.end()}`;
}
/**
 * The set that a text stands for; null where it stands for none, or for rows that the map does not have.
 * @param {string} text
 * @param {number} n rows of the map
 * @returns {Bits | null}
 */
export function unpack(text, n) {
  const [, of, bits, code] = /^(?:~(\d+)\.)?(\d{1,2})\.([\w-]*)$/.exec(text) ?? [], k = Number(bits);
  if (code === undefined || k > LARGEST || (of !== undefined && Number(of) !== n)) return null;
  const rows = rowsIn(code, k, n);
  if (!rows) return null;
  return of === undefined ? rows : others(rows, n);
}
/** @param {string} code @param {number} k @param {number} n */
function rowsIn(code, k, n) {
  const bytes = new Uint8Array((n + 7) >>> 3), all = 6 * code.length;
  const bit = (/** @type {number} */ at) => (DIGITS.indexOf(code[Math.floor(at / 6)]) >>> (5 - (at % 6))) & 1;
  for (let at = 0, row = -1; at < all;) {
    let gap = 0;
    while (at < all && bit(at)) { gap++; at++; }
    if (at >= all) break; // the ones at the end
    at++;
    if (at + k > all) return null;
    for (let low = 0; low < k; low++, at++) gap = 2 * gap + bit(at);
    row += gap + 1;
    if (row >= n) return null;
    bytes[row >>> 3] |= 1 << (row & 7);
  }
  return fromBytes(bytes, n);
}
