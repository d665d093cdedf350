/* Owns the coming of a map's points: in parts that grow, each drawn as it comes. Rows are shuffled, so the first part shows the
   shape of the whole map. */
import { act, state, subscribe } from "../state/store.mjs";
import { codesOf, layoutIn, liveAddress, pause, pointsOf } from "./fetching.mjs";
import { setPoints } from "./figure.mjs";
import { wholeView } from "./zoom.mjs";

const WAIT = 250; // milliseconds until a layout that has not begun is asked for again
const TURN = 400; // milliseconds between the first part and the next
let token = 0;
/** @type {Promise<void>} */
let loaded = Promise.resolve();
/** Resolves when the points of the map that is shown are there, as far as they come by themselves. */
export const whenLoaded = () => loaded;

/** @param {number} mine */
async function load(mine) {
  const { meta, map, live, rows, mode, colours } = state().view;
  if (!meta || map === null || !colours) return;
  if (live) {
    await first(mine);
    return;
  }
  const { parts } = meta, wanted = () => mine === token, colouring = { mode, edition: colours.edition };
  const axes = Array.from({ length: meta.dims }, () => new Float32Array(rows)), codes = new Uint8Array(rows);
  const ask = (/** @type {number} */ part) => Promise.all([pointsOf(map, part, wanted), codesOf(map, colouring, part, wanted)]);
  let coming = ask(0);
  for (let part = 0; part < parts.length; part++) {
    const [points, colours] = await coming;
    if (!wanted() || !points || !colours) return;
    axes.forEach((values, axis) => values.set(points.axes[axis], points.start));
    codes.set(colours, points.start);
    if (part + 1 < parts.length) coming = ask(part + 1);
    const n = points.start + points.count, [x, y, z = null] = axes.map((values) => values.subarray(0, n));
    await setPoints({ x, y, z, codes: codes.subarray(0, n), n, rows });
    if (!wanted()) return;
    /* Drawing a million takes a second without a GPU: the first part has its turn with the pointer before. */
    if (part + 1 < parts.length) await pause(TURN);
  }
}

/**
 * A map that forms: where its layout is by now; forming.mjs goes on from there.
 * @param {number} mine
 */
async function first(mine) {
  const { map } = state().view;
  act("forgetLayout", {});
  for (;;) {
    const answer = await fetch(liveAddress()).catch(() => null);
    if (mine !== token || state().view.map !== map || answer?.status === 404) return;
    if (answer?.status === 200) {
      const layout = await layoutIn(answer), [x, y, z] = layout.axes;
      if (mine !== token || !layout.codes) return;
      act("hearLayout", layout);
      await setPoints({ x, y, z, codes: layout.codes, view: z ? {} : wholeView(x, y) });
      const { follow } = await import("./forming.mjs");
      if (mine === token) follow();
      return;
    }
    await pause(WAIT);
  }
}

subscribe(["view"], ({ view }, _, action) => {
  if (action === "closeMap") token++;
  /* What was being fetched of a map that has become another is fetched of that one. */
  if (action === "openMap" || (action === "adoptMap" && !view.ready)) loaded = load(++token);
});
