/* Owns a map in space: where its camera first stands, how near it comes, and which row is under a place of the page. Plotly tells of a
   click while a button is still held, and its camera turns under that same button: what a hand means is for picking.mjs to say. */
import { extent } from "../state/extent.mjs";
import { state, subscribe } from "../state/store.mjs";
import { markSize } from "../state/view.mjs";
import { placeCamera, seenSpace } from "./plotly.mjs";

/** @typedef {import("./plotly.mjs").Camera} Camera */
/** @typedef {import("./plotly.mjs").Space} Space */
/** @typedef {[x: number, y: number, z: number]} Vector */
/** @typedef {{ x: Float32Array, y: Float32Array, z: Float32Array }} Cloud */
/* The camera looks from between the three axes: towards it, to its right, and up. It is so wide an angle that Plotly's camera sees, half
   of it; the marks of the outermost points need a little more; and where all points lie on one spot it stands at the usual distance. */
const ANGLE = Math.tan(Math.PI / 8), ROOM = 1.1, USUAL = Math.sqrt(3);
/** @type {Vector} */
const AHEAD = [Math.sqrt(1 / 3), Math.sqrt(1 / 3), Math.sqrt(1 / 3)];
/** @type {Vector} */
const RIGHT = [-Math.SQRT1_2, Math.SQRT1_2, 0];
/** @type {Vector} */
const ABOVE = [-AHEAD[0] * RIGHT[1], AHEAD[0] * RIGHT[0], AHEAD[0] * (RIGHT[1] - RIGHT[0])];
const PAD = 1 + 1 / 16; // Plotly's room around the data
const NEAREST = 0.05, FARTHEST = 20; // distances of the camera, in sizes of the cloud

/**
 * Middle of the axes and the length that is one in Plotly's space: the geometric mean of the axes, with some room.
 * @param {Cloud} cloud
 */
function scaleOf({ x, y, z }) {
  const axes = [x, y, z].map((values) => {
    const [low, high] = extent(values);
    return { middle: (low + high) / 2, length: high - low || 1 };
  });
  return { middles: axes.map(({ middle }) => middle), unit: PAD * Math.cbrt(axes[0].length * axes[1].length * axes[2].length) };
}

/**
 * Where to stand so that what is seen of `values`, which lie `ahead`, reaches as far to one side as to the other.
 * @param {Float32Array} values
 * @param {Float32Array} ahead
 * @param {number} away of the camera
 */
function centred(values, ahead, away) {
  let at = 0;
  for (let turn = 0; turn < 8; turn++) {
    let low = Infinity, high = -Infinity;
    for (let row = 0; row < values.length; row++) {
      const seen = (values[row] - at) / (away - ahead[row]);
      if (seen < low) low = seen;
      if (seen > high) high = seen;
    }
    at += values.length ? ((low + high) / 2) * away : 0;
  }
  return at;
}
/**
 * The camera as near as it can be with every point in view, and the cloud in the middle of the frame.
 * @param {Cloud} cloud
 * @param {number} aspect width of the frame by its height
 * @returns {Camera}
 */
export function firstCamera(cloud, aspect) {
  const { middles: [mx, my, mz], unit } = scaleOf(cloud), { x, y, z } = cloud, wide = ANGLE * aspect, n = x.length;
  const ahead = new Float32Array(n), across = new Float32Array(n), up = new Float32Array(n);
  let right = -Infinity, left = -Infinity, above = -Infinity, below = -Infinity;
  for (let row = 0; row < n; row++) {
    const a = (x[row] - mx) / unit, b = (y[row] - my) / unit, c = (z[row] - mz) / unit;
    const f = ahead[row] = AHEAD[0] * (a + b + c), r = across[row] = RIGHT[0] * a + RIGHT[1] * b;
    const u = up[row] = ABOVE[0] * a + ABOVE[1] * b + ABOVE[2] * c;
    right = Math.max(right, r + wide * f); left = Math.max(left, wide * f - r);
    above = Math.max(above, u + ANGLE * f); below = Math.max(below, ANGLE * f - u);
  }
  const least = n ? Math.max((right + left) / wide, (above + below) / ANGLE) / 2 : 0, away = least > 0 ? ROOM * least : USUAL;
  const aside = centred(across, ahead, away), lift = centred(up, ahead, away);
  const at = (/** @type {number} */ axis, far = 0) => RIGHT[axis] * aside + ABOVE[axis] * lift + AHEAD[axis] * far;
  return {
    center: { x: at(0), y: at(1), z: at(2) }, eye: { x: at(0, away), y: at(1, away), z: at(2, away) }, up: { x: 0, y: 0, z: 1 },
  };
}
/**
 * The camera `factor` times as near to what it looks at.
 * @param {Camera} camera
 * @param {number} factor
 * @returns {Camera}
 */
export function nearer({ eye, center, up }, factor) {
  const away = Math.hypot(eye.x - center.x, eye.y - center.y, eye.z - center.z);
  const share = Math.max(Math.min(NEAREST, away), Math.min(Math.max(FARTHEST, away), away / factor)) / away;
  const on = (/** @type {"x" | "y" | "z"} */ axis) => center[axis] + (eye[axis] - center[axis]) * share;
  return { center, up, eye: { x: on("x"), y: on("y"), z: on("z") } };
}

/**
 * One matrix for those of a space, which are taken one after the other.
 * @param {number[][]} steps
 */
export function together(steps) {
  return steps.reduce((first, then) =>
    first.map((_, at) => [0, 1, 2, 3].reduce((sum, k) => sum + then[4 * k + (at % 4)] * first[4 * (at >> 2) + k], 0)));
}
/**
 * Of each row where on the page it lies and how far from the camera; 0 for what is behind it.
 * @param {Cloud} cloud
 * @param {Space} seen
 * @returns {{ px: Float32Array, py: Float32Array, far: Float32Array }}
 */
export function projected({ x, y, z }, { steps, left, top, width, height }) {
  const m = together(steps), n = x.length, px = new Float32Array(n), py = new Float32Array(n), far = new Float32Array(n);
  for (let row = 0; row < n; row++) {
    const a = x[row], b = y[row], c = z[row], w = m[3] * a + m[7] * b + m[11] * c + m[15];
    if (!(w > 0)) continue;
    px[row] = left + (((m[0] * a + m[4] * b + m[8] * c + m[12]) / w + 1) / 2) * width;
    py[row] = top + ((1 - (m[1] * a + m[5] * b + m[9] * c + m[13]) / w) / 2) * height;
    far[row] = w;
  }
  return { px, py, far };
}
/**
 * The row whose mark is seen at a place of the page; where there is none, that whose mark ends nearest to it, within reach. Rows that
 * are out of the filter are passed over.
 * @param {number} px
 * @param {number} py
 * @param {number} reach pixels
 * @returns {number | null}
 */
export function rowInSpace(px, py, reach) {
  const { view, points: { x, y, z }, filter: { kept } } = state(), seen = z && seenSpace();
  if (!z || !seen) return null;
  const there = projected({ x, y, z }, seen), across = seen.across * markSize(view);
  let best = null, least = Infinity, front = Infinity;
  for (let row = 0; row < x.length; row++) {
    const far = there.far[row];
    if (!far || (kept && !kept[row])) continue;
    const dx = there.px[row] - px, dy = there.py[row] - py, out = Math.max(0, Math.sqrt(dx * dx + dy * dy) - across / far / 2);
    if (out > reach || out > least || (out === least && far > front)) continue;
    best = row; least = out; front = far;
  }
  return best;
}

/** Whether the camera stands where the map puts it, and no hand has moved it. */
const untouched = () => { const { view } = state(); return view.meta?.dims === 3 && (view.followed || !view.ready); };
/** The camera that shows all of the map. @returns {Camera | null} */
export function wholeSpace() {
  const { points: { x, y, z } } = state(), seen = seenSpace();
  return z && seen && seen.height ? firstCamera({ x, y, z }, seen.width / seen.height) : null;
}
subscribe(["points"], (_, __, action) => {
  const camera = action === "placePoints" && untouched() ? wholeSpace() : null;
  if (camera) placeCamera(camera);
});
