/* Owns the map while it forms and grows: fetches each new layout as bytes and lets the points glide there, new ones among them; the
   view, what is selected and what is hovered stay. Loaded with the first map that forms. */
import { setProps } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { layoutIn, liveAddress, pause } from "./fetching.mjs";
import { setPoints } from "./figure.mjs";
import { pressing } from "./picking.mjs";
import { frame } from "./plotly.mjs";
import { turning, wholeView } from "./zoom.mjs";

/** @typedef {import("./fetching.mjs").Layout} Layout */
const EVERY = 350, SELDOM = 1000, LONGEST = 2000; // milliseconds between questions; of many points; and after something new at most
const GLIDE = 280, MOST = 20000; // milliseconds, points that still glide and are asked for often
const SLOW = 60; // milliseconds a drawing may take, painted, for points to glide and to be drawn finely
const FIRST = 500; // milliseconds until the first question: the first drawing is the slowest, and progress and pointer have their turn
/** @type {string | null} */
let map = null;
let token = 0, cost = 0;
const nextFrame = () => new Promise(requestAnimationFrame);

/** Follow the map that is shown, whose first layout is drawn, until it is finished or another one is shown. */
export function follow() {
  const { view } = state();
  if (!view.live || map === view.map) return;
  map = view.map;
  const mine = ++token;
  setTimeout(() => poll(mine), FIRST);
}
subscribe(["view"], ({ view }, before, action) => {
  if (action === "adoptMap" && map === before.view.map) map = view.map;
  else if (view.map !== map) {
    map = null;
    token++;
  }
});

/** @param {number} mine */
async function poll(mine) {
  let every = EVERY, came = performance.now();
  while (mine === token && map === state().view.map) {
    const started = performance.now(), asked = map;
    let done = false;
    try {
      const answer = document.hidden ? null : await fetch(liveAddress());
      if (answer?.status === 404) return;
      every = document.hidden ? SELDOM : EVERY;
      if (answer?.status === 200) {
        /* The next comes about as long after this as this after the last: until then nothing is asked. */
        every = Math.max(state().points.n > MOST ? SELDOM : EVERY, Math.min(LONGEST, 0.7 * (started - came)));
        came = started;
        const layout = await layoutIn(answer);
        await rest(mine);
        if (mine === token && asked === map) await show(layout, mine);
      }
      done = asked === map && ended(answer);
    } catch { /* the server may be restarting; the next look tells */ }
    if (done && mine === token) {
      await settle(mine);
      return;
    }
    /* Where drawing is slow the page is left three times that for everything else: progress, the pointer, the stop button. */
    await pause(Math.max(50, 3 * cost, every - (performance.now() - started)));
  }
}
/** Whether the map is finished, and its last layout is here. @param {Response | null} answer */
function ended(answer) {
  if (answer?.headers.get("X-Imagescape-State") !== "ready") return false;
  const { points, view } = state();
  return answer.status === 204 || points.serial === view.meta?.settled;
}
/** @param {number} mine */
async function settle(mine) {
  act("settleMap", {});
  if (state().view.coarse) {
    act("coarsen", { coarse: false });
    await setPoints(state().points);
    if (mine !== token) return;
  }
  setProps("settled-store", { data: state().view.map }); // the server knows its trust now
}

/** Nothing moves under a hand that drags the map, turns the wheel or draws a line around points. @param {number} mine */
async function rest(mine) {
  while (mine === token && (state().selection.line || pressing() || turning())) await pause(60);
}

/**
 * @param {Layout} layout
 * @param {number} mine
 */
async function show(layout, mine) {
  const { points: { x, y, z, n: before }, view: { coarse, mode } } = state(), { n, axes: goal, codes } = layout;
  act("hearLayout", n < before ? { ...layout, palette: null } : layout);
  if (n < before) return;
  const from = z ? [x, y, z] : [x, y];
  /* Between waves points come and none moves. */
  const moved = goal.some((values, axis) => from[axis].some((value, row) => value !== values[row]));
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  if (!moved || n > MOST || cost > SLOW || coarse || still || z) await put(goal, codes);
  else await glide(from, layout, mine);
  if (codes) act("paintedPoints", { mode });
}

/**
 * The positions on the way from one layout to the next; new points are at their places from the start.
 * @param {Float32Array[]} from
 * @param {Float32Array[]} to
 * @param {number} share of the way, 0 to 1
 */
export function between(from, to, share) {
  const ease = share * share * (3 - 2 * share);
  return to.map((values, axis) => values.map((v, row) => (row < from[axis].length ? from[axis][row] + (v - from[axis][row]) * ease : v)));
}
/**
 * @param {Float32Array[]} from
 * @param {Layout} layout
 * @param {number} mine
 */
async function glide(from, { axes: goal, codes }, mine) {
  const start = performance.now();
  for (;;) {
    const share = Math.min(1, (performance.now() - start) / GLIDE);
    await put(share === 1 ? goal : between(from, goal, share), codes);
    if (share === 1 || mine !== token) return;
    await nextFrame();
    // Last, so that nothing can begin between the look and the drawing.
    await rest(mine);
  }
}

/**
 * Middle of the first n points and how far they lie from it.
 * @param {Float32Array} x
 * @param {Float32Array} y
 * @param {number} n
 */
export function extent(x, y, n) {
  let a = 0, b = 0, square = 0;
  for (let row = 0; row < n; row++) { a += x[row]; b += y[row]; }
  a /= n; b /= n;
  for (let row = 0; row < n; row++) square += (x[row] - a) ** 2 + (y[row] - b) ** 2;
  return { a, b, far: Math.sqrt(square / n) };
}
/**
 * A layout grows in its own units: who looks at a part of it goes on looking at that part.
 * @param {Float32Array} x
 * @param {Float32Array} y
 * @returns {Partial<import("../state/view.mjs").Range>}
 */
function same(x, y) {
  const { points } = state(), n = Math.min(points.n, x.length), f = frame();
  const was = extent(points.x, points.y, n), is = extent(x, y, n);
  if (!f || !n || !was.far || !is.far) return {};
  const scale = is.far / was.far;
  const onX = (/** @type {number} */ v) => is.a + (v - was.a) * scale, onY = (/** @type {number} */ v) => is.b + (v - was.b) * scale;
  /** @type {import("../state/view.mjs").Range} */
  const goal = { "xaxis.range": [onX(f.x0), onX(f.x1)], "yaxis.range": [onY(f.y0), onY(f.y1)] };
  act("keptAt", { goal });
  return goal;
}

/**
 * One update for positions and view; while the user has not moved the view it follows the whole map.
 * @param {Float32Array[]} axes
 * @param {Uint8Array | null} codes
 */
async function put([x, y, z], codes) {
  const view = z ? {} : state().view.followed ? wholeView(x, y) : same(x, y);
  const started = performance.now();
  await setPoints({ x, y, z, view, ...(codes ? { codes } : {}) });
  /* Two frames on it has been painted: without a GPU the painting is what takes its time. */
  for (let frames = 0; frames < 2 && !document.hidden; frames++) await nextFrame();
  const before = cost;
  cost = performance.now() - started;
  /* Twice, as anything may come between once. */
  if (Math.min(before, cost) > SLOW) act("coarsen", { coarse: true });
}
