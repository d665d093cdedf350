/* Owns how many points are drawn while the view moves: all that a sample has, and fewer where the machine is too slow for them. */
import { moving } from "./zoom.mjs";

export const SAMPLE = 65536; // rows that are drawn while the view moves, and with each frame once it rests
const LEAST = 8192; // rows that show the shape of any map still
const SLOW = 42, QUICK = 20; // milliseconds a frame: more, and the map lags behind the hand; less, and there is room for more points
const FRAMES = 6; // frames that are judged together, by the second slowest

let rows = SAMPLE, fixed = false, watched = false, drew = false;

/**
 * How many rows are drawn when frames of a moving map of `drawn` rows took so long.
 * @param {number[]} took milliseconds of each
 * @param {number} drawn
 * @param {number} now how many it was
 */
export function paced(took, drawn, now) {
  const [, second] = [...took].sort((a, b) => b - a);
  if (second > SLOW) return Math.max(LEAST, Math.min(now, drawn) >> 1);
  return second < QUICK ? Math.min(SAMPLE, 2 * now) : now;
}

/**
 * How many rows to draw in a frame while the view moves. It is asked in each such frame of a map of `n` rows.
 * @param {number} n
 */
export function rowsWhileMoving(n) {
  drew = true;
  if (!fixed && !watched) watch(n);
  return rows;
}

/** @param {number} n */
function watch(n) {
  watched = true;
  let last = 0, next = 0, took = /** @type {number[]} */ ([]);
  const frame = (/** @type {number} */ now) => {
    /* A frame in which nothing was drawn says nothing: the hand rested. */
    if (last && drew) took.push(now - last);
    last = now;
    drew = false;
    if (took.length === FRAMES) {
      next = paced(took, n, rows);
      rows = Math.min(rows, next);
      took = [];
    }
    if (moving()) { requestAnimationFrame(frame); return; }
    /* More are drawn from the next motion on only: within one they would come and go. */
    rows = Math.max(rows, next);
    watched = false;
  };
  requestAnimationFrame(frame);
}

/** Draw this number of rows from now on: for tests and benchmarks. @param {number} count */
export function drawWhileMoving(count) {
  rows = count;
  fixed = true;
}
