/* Owns how regions lie on the screen: the path of an outline, and where names stand: which level's, the larger regions first, none on
   another, on pictures that are there already only where there is no room beside them. Pure: it knows neither the page nor the state. */

const CROWD = 1.15; // how much nearer than their number asks for a view must be for the next level's names
const LINE = 20, STEPS = [0, -1, 1, -2, 2, -3, 3]; // pixels of a line of text; lines by which a name may stand beside its place
const ROOM = 4; // pixels around a name

/** @typedef {import("./room.mjs").Box} Box */
/** @typedef {{ left: number, top: number, width: number, height: number }} Placed in pixels of the frame */

/**
 * Which level is told at a zoom: as many names on a screen, however near.
 * @param {number[]} counts regions of each level
 * @param {number} zoom times as near as the whole map
 */
export function levelAt(counts, zoom) {
  let level = 0;
  while (level + 1 < counts.length && zoom >= CROWD * Math.sqrt(counts[level + 1] / counts[0])) level++;
  return level;
}
/** @param {Box} a @param {Box} b */
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** How much of a box others cover, in square pixels. @param {Box} box @param {Box[]} others */
function covered({ left, top, right, bottom }, others) {
  let area = 0;
  for (const other of others) {
    const wide = Math.min(right, other.right) - Math.max(left, other.left);
    const high = Math.min(bottom, other.bottom) - Math.max(top, other.top);
    if (wide > 0 && high > 0) area += wide * high;
  }
  return area;
}

/**
 * Add rings to a path, each apart: after a closed one a line would go on from where that began.
 * @param {Pick<Path2D, "moveTo" | "lineTo" | "closePath">} path
 * @param {number[][]} rings x and y in turn
 * @param {(x: number) => number} px
 * @param {(y: number) => number} py
 */
export function trace(path, rings, px, py) {
  for (const ring of rings) {
    path.moveTo(px(ring[0]), py(ring[1]));
    for (let at = 2; at < ring.length; at += 2) path.lineTo(px(ring[at]), py(ring[at + 1]));
    path.closePath();
  }
}

/**
 * Where each name stands, and whether it is over pictures; null where it has no room beside other names.
 * @param {{ x: number, y: number, width: number, height: number, line?: number }[]} names the places where they belong, in pixels, and
 *   their size, the most important first; `line` is where it stood before
 * @param {{ width: number, height: number }} frame
 * @param {Box[]} taken pictures that are there already
 * @returns {({ box: Box, line: number, over: boolean } | null)[]}
 */
export function stand(names, frame, taken) {
  const standing = /** @type {Box[]} */ ([]);
  return names.map(({ x, y, width, height, line }) => {
    const steps = line === undefined ? STEPS : [line, ...STEPS.filter((step) => step !== line)];
    let best = null, least = Infinity;
    for (const step of steps) {
      const top = y - height / 2 + step * LINE, left = x - width / 2;
      const box = { left: left - ROOM, top, right: left + width + ROOM, bottom: top + height };
      const inside = box.left >= 0 && box.right <= frame.width && top >= 0 && box.bottom <= frame.height;
      if (!inside || standing.some((other) => meet(other, box))) continue;
      const area = covered(box, taken);
      if (area < least) { least = area; best = { box, line: step, over: area > 0 }; }
      if (!area) break;
    }
    if (best) standing.push(best.box);
    return best;
  });
}
