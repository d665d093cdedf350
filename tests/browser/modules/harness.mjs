/* Owns how a unit test of a module is written and run: `test(name, run)`, `equal`, `near`, `throws`. A file of tests runs in a page of its own. */
const tests = [];

export function test(name, run) { tests.push({ name, run }); }

/* Typed arrays, maps and sets as what they hold. */
function plain(value) {
  if (ArrayBuffer.isView(value)) return [...value];
  if (value instanceof Map || value instanceof Set) return [...value].map(plain);
  if (Array.isArray(value)) return value.map(plain);
  if (value && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    return Object.fromEntries(Object.keys(value).sort().map((key) => [key, plain(value[key])]));
  }
  return value === undefined ? "undefined" : typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
export function equal(actual, expected, why = "") {
  const [a, b] = [actual, expected].map((value) => JSON.stringify(plain(value)));
  if (a !== b) throw new Error(`${why} ${a} is not ${b}`.trim());
}
export function near(actual, expected, by = 1e-6) {
  const [a, b] = [actual, expected].map((value) => (typeof value === "number" ? [value] : [...value]));
  if (a.length !== b.length || a.some((value, i) => !(Math.abs(value - b[i]) <= by))) throw new Error(`${a} is not ${b}`);
}
export function throws(run, words) {
  try {
    run();
  } catch (error) {
    if (!error.message.includes(words)) throw new Error(`it says "${error.message}", not "${words}"`);
    return;
  }
  throw new Error("nothing was thrown");
}
export async function rejects(promise, words) {
  const error = await promise.then(() => null, (reason) => reason);
  throws(() => { if (error) throw error; }, words);
}
/* Numbers between 0 and 1, the same ones each time. */
export function dice(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
/* The next time that React and the page have done what is due. */
export const settled = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
/* Ask until it is so. */
export async function until(what) {
  for (let turn = 0; turn < 600 && !what(); turn++) await settled();
  if (!what()) throw new Error(`it did not happen: ${what}`);
}

export async function runAll() {
  const results = {};
  for (const { name, run } of tests) {
    try {
      await run();
      results[name] = "";
    } catch (error) {
      results[name] = error.stack ?? String(error);
    }
  }
  return results;
}
