/* Owns where the names of regions stand on the map: which level's, the larger regions first, none on another and none on a picture that is
   there already. Pure: it knows neither the page nor the state. */

const CROWD = 1.15; // how much nearer than their number asks for a view must be for the next level's names
const LINE = 20, STEPS = [0, -1, 1, -2, 2, -3, 3]; // pixels of a line of text; lines by which a name may stand beside its place
const ROOM = 4; // pixels around a name

/** @typedef {import("./placing.mjs").Box} Box */
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

/**
 * Where each name stands; null where it has no room.
 * @param {{ x: number, y: number, width: number, height: number, line?: number }[]} names the places where they belong, in pixels, and
 *   their size, the most important first; `line` is where it stood before
 * @param {{ width: number, height: number }} frame
 * @param {Box[]} taken pictures that are there already
 * @returns {({ box: Box, line: number } | null)[]}
 */
export function stand(names, frame, taken) {
  const all = [...taken];
  return names.map(({ x, y, width, height, line }) => {
    const steps = line === undefined ? STEPS : [line, ...STEPS.filter((step) => step !== line)];
    for (const step of steps) {
      const top = y - height / 2 + step * LINE, left = x - width / 2;
      const box = { left: left - ROOM, top, right: left + width + ROOM, bottom: top + height };
      const inside = box.left >= 0 && box.right <= frame.width && top >= 0 && box.bottom <= frame.height;
      if (inside && !all.some((other) => meet(other, box))) {
        all.push(box);
        return { box, line: step };
      }
    }
    return null;
  });
}
