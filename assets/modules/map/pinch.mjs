/* Owns fingers on the map. On a plane one finger moves it, two zoom it about their middle and take it with them; in space two bring
   the camera nearer. Plotly would follow the first finger only, so that a pinch pushes the map aside: it does not hear of them. */
import { around, onElement } from "../page.mjs";
import { act, state } from "../state/store.mjs";
import { selects } from "../state/view.mjs";
import { camera, frame } from "./plotly.mjs";
import { nearer } from "./space.mjs";
import { carried, carryTo, move, showAll, turnTo, within } from "./zoom.mjs";

/** @typedef {{ x: number, y: number, apart: number }} Pose the middle of the fingers, and how far they are from one another */
/**
 * What the map was like when the fingers came, or when one of them came or went.
 * @typedef {object} Start
 * @property {Pose} pose
 * @property {import("./plotly.mjs").Frame | null} f
 * @property {import("../state/view.mjs").Range | null} range the part in view then
 * @property {import("./space.mjs").Camera | null} eye in space
 */
/** Pixels that a finger trembles. */
export const SLOP = 10;
const CLOSE = 24; // pixels between two fingers at the least
const TWICE = { pixels: 30, milliseconds: 350 }; // from one tap to the next that together are a double tap
/** @type {Start | null} */
let start = null;
let dragging = false, several = false;
/** @type {import("../state/view.mjs").Range | null} */
let goal = null; // the part that the fingers have brought into view
/** @type {(() => void) | null} */
let next = null; // what is drawn with the next frame
let tapped = { x: 0, y: 0, time: -Infinity };

/** Whether a finger moves the map. */
export const touching = () => start !== null;

/**
 * @param {readonly { clientX: number, clientY: number }[]} fingers one or more, of which two count
 * @returns {Pose}
 */
export function poseOf([a, b = a]) {
  const apart = Math.max(CLOSE, Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY));
  return { x: (a.clientX + b.clientX) / 2, y: (a.clientY + b.clientY) / 2, apart };
}
/** @param {TouchEvent} event */
const fingersOn = ({ touches }) => [...touches].filter(({ target }) => target instanceof Element && target.closest("#map"));

/** From here on, so that nothing jumps when a finger comes or goes. @param {Touch[]} fingers */
function begin(fingers) {
  const f = frame(), range = goal ?? (f && { "xaxis.range": [f.x0, f.x1], "yaxis.range": [f.y0, f.y1] });
  start = { pose: poseOf(fingers), f, range, eye: camera() };
  several ||= fingers.length > 1;
  dragging ||= several;
}
/** @param {Touch[]} fingers */
function follow(fingers) {
  if (!start) return;
  const pose = poseOf(fingers), two = fingers.length > 1;
  if (!dragging) {
    if (Math.hypot(pose.x - start.pose.x, pose.y - start.pose.y) <= SLOP) return;
    dragging = true;
    start = { ...start, pose };
  }
  const waits = next !== null;
  next = drawing(start, pose, two ? pose.apart / start.pose.apart : 1);
  if (waits) return;
  requestAnimationFrame(() => {
    const draw = next;
    next = null;
    draw?.();
  });
}
/**
 * What shows the map as the fingers want it. One finger turns a map in space, which Plotly does.
 * @param {Start} from
 * @param {Pose} to
 * @param {number} factor
 */
function drawing({ pose, f, range, eye }, to, factor) {
  if (eye) return several ? () => turnTo(nearer(eye, factor)) : move;
  if (!f || !range) return move;
  const [x0, x1] = range["xaxis.range"], [y0, y1] = range["yaxis.range"];
  const part = carried({ ...f, x0, x1, y0, y1 }, { from: pose, to, factor: within(factor, Math.abs(x1 - x0)) });
  goal = part;
  return () => carryTo(part);
}
/** @param {boolean} tap whether the finger was lifted where it came down */
function end(tap) {
  const { x, y } = start?.pose ?? tapped, eye = camera(), time = tap ? performance.now() : -Infinity;
  /* Plotly keeps where a finger has turned its camera no longer than until its next drawing. */
  if (eye && dragging) turnTo(eye);
  const again = time - tapped.time < TWICE.milliseconds && Math.hypot(x - tapped.x, y - tapped.y) < TWICE.pixels;
  tapped = { x, y, time: again ? -Infinity : time };
  start = goal = null;
  dragging = several = false;
  if (again && !eye) showAll();
}

/** @param {TouchEvent} event */
function hear(event) {
  const { view } = state(), fingers = fingersOn(event);
  if (!view.ready || !around(event, "#map")) return;
  if (!start && (event.type !== "touchstart" || (fingers.length < 2 && selects(view)))) return; // the lasso's, or nobody's
  if (view.meta?.dims === 2 || several || fingers.length > 1) {
    event.stopPropagation();
    if (event.cancelable) event.preventDefault();
  }
  if (event.type === "touchmove") follow(fingers);
  else if (fingers.length) begin(fingers);
  else end(event.type === "touchend" && !dragging);
}
onElement("#map-frame", (element) => {
  element.style.touchAction = "none"; // the page neither scrolls nor zooms under a finger on the map
  for (const name of /** @type {const} */ (["touchstart", "touchmove", "touchend", "touchcancel"])) {
    element.addEventListener(name, hear, { capture: true, passive: false });
  }
});
/* A second finger ends the line that the first one draws, and begins none of its own. */
window.addEventListener("pointerdown", (event) => {
  if (event.isPrimary || event.pointerType !== "touch" || !around(event, "#map")) return;
  event.stopPropagation();
  act("drawLine", { line: null });
}, true);
