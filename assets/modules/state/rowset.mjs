/* Owns sets of rows as bitmaps, a bit a row: what a selection is. A million rows are 125 kB, so that a history of them can be kept. */

/** A bit a row, the first row in the lowest bit of the first number. A row behind the end is not in it. @typedef {Uint32Array} Bits */

/** The empty set. @param {number} n rows of the map @returns {Bits} */
export const noRows = (n) => new Uint32Array((n + 31) >>> 5);
/** 1 where a row is in the set, else 0. @param {Bits} bits @param {number} row */
export const has = (bits, row) => (bits[row >>> 5] >>> (row & 31)) & 1;
/** What a press that adds a row or takes it away says of it: one that is in a set goes. @param {Bits | null} bits @param {number} row */
export const turn = (bits, row) => (bits && has(bits, row) ? "less" : "add");
/**
 * The set of some rows.
 * @param {ArrayLike<number>} rows in any order; those the map does not have are left out
 * @param {number} n
 */
export function setOf(rows, n) {
  const bits = noRows(n);
  for (let at = 0; at < rows.length; at++) if (rows[at] < n) bits[rows[at] >>> 5] |= 1 << (rows[at] & 31);
  return bits;
}
/** The set of the rows for which this is so. @param {(row: number) => unknown} wanted @param {number} n */
export function setWhere(wanted, n) {
  const bits = noRows(n);
  for (let row = 0; row < n; row++) if (wanted(row)) bits[row >>> 5] |= 1 << (row & 31);
  return bits;
}
/** The set that a byte a row makes. @param {Uint8Array} bytes @param {number} [n] */
export const setOfBytes = (bytes, n = bytes.length) => setWhere((row) => bytes[row], n);

/** How many bits of a number are set (Warren 2013, "Hacker's Delight", 5-1). @param {number} word */
function ones(word) {
  const pairs = word - ((word >>> 1) & 0x55555555), fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
/** How many rows are in a set. @param {Bits} bits */
export function sizeOf(bits) {
  let count = 0;
  for (let at = 0; at < bits.length; at++) count += ones(bits[at]);
  return count;
}
/** Call with each row of a set, rising. @param {Bits} bits @param {(row: number) => void} call */
export function eachRow(bits, call) {
  for (let at = 0; at < bits.length; at++) {
    for (let word = bits[at]; word; word &= word - 1) call(32 * at + 31 - Math.clz32(word & -word));
  }
}
/** @type {WeakMap<Bits, readonly number[]>} */
const listed = new WeakMap();
/** The rows of a set, rising; the same list each time. @param {Bits | null} bits @returns {readonly number[]} */
export function rowsOf(bits) {
  if (!bits) return NOTHING;
  const known = listed.get(bits);
  if (known) return known;
  /** @type {number[]} */
  const rows = [];
  eachRow(bits, (row) => { rows.push(row); });
  listed.set(bits, rows);
  return rows;
}
/** @type {readonly number[]} */
const NOTHING = Object.freeze([]);
/** The first rows of a set. @param {Bits} bits @param {number} most */
export function firstOf(bits, most) {
  const rows = [];
  for (let at = 0; at < bits.length && rows.length < most; at++) {
    for (let word = bits[at]; word && rows.length < most; word &= word - 1) rows.push(32 * at + 31 - Math.clz32(word & -word));
  }
  return rows;
}

/**
 * Each number of one set with that of the other; a set of fewer rows is taken as one of more.
 * @param {Bits} a
 * @param {Bits} b
 * @param {(a: number, b: number) => number} each
 */
function combined(a, b, each) {
  const made = new Uint32Array(Math.max(a.length, b.length));
  for (let at = 0; at < made.length; at++) made[at] = each(a[at] ?? 0, b[at] ?? 0);
  return made;
}
/** Rows in one of two sets. @param {Bits} a @param {Bits} b */
export const either = (a, b) => combined(a, b, (one, other) => one | other);
/** Rows in both. @param {Bits} a @param {Bits} b */
export const both = (a, b) => combined(a, b, (one, other) => one & other);
/** Rows in the first alone. @param {Bits} a @param {Bits} b */
export const without = (a, b) => combined(a, b, (one, other) => one & ~other);
/** Rows of a map that are not in a set. @param {Bits} bits @param {number} n */
export function others(bits, n) {
  const made = combined(noRows(n), bits, (_, one) => ~one).subarray(0, (n + 31) >>> 5);
  if (n & 31) made[made.length - 1] &= (1 << (n & 31)) - 1;
  return made;
}
/** Whether two sets have the same rows. @param {Bits | null} a @param {Bits | null} b */
export function same(a, b) {
  if (!a || !b) return a === b;
  for (let at = 0; at < Math.max(a.length, b.length); at++) if ((a[at] ?? 0) !== (b[at] ?? 0)) return false;
  return true;
}
/** A set as the server takes and gives it: little-endian, (n + 7) / 8 bytes. @param {Bits} bits @param {number} n */
export function bytesOf(bits, n) {
  const bytes = new Uint8Array((n + 7) >>> 3);
  for (let at = 0; at < bytes.length; at++) bytes[at] = bits[at >>> 2] >>> (8 * (at & 3));
  return bytes;
}
/** The set that the server gives. @param {Uint8Array} bytes @param {number} n */
export function fromBytes(bytes, n) {
  const bits = noRows(n);
  for (let at = 0; at < Math.min(bytes.length, (n + 7) >>> 3); at++) bits[at >>> 2] |= bytes[at] << (8 * (at & 3));
  return bits;
}
/** A set as text, base 64 of its bytes. @param {Bits} bits @param {number} n */
export function asText(bits, n) {
  let text = "";
  for (const byte of bytesOf(bits, n)) text += String.fromCharCode(byte);
  return btoa(text);
}
/** The set that a text says. @param {string} text @param {number} n */
export const fromText = (text, n) => fromBytes(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)), n);
