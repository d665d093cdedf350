/* Owns asking what is most like the picture that is shown, once the pointer rests on it; and like what is selected, when a hand asks. */
import { sending } from "../map/fetching.mjs";
import { byId } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";

const REST = 250; // milliseconds without another picture after which it is asked for
const COUNT = 12; // pictures of the strip
const AGAIN = 1500; // milliseconds until a question that could not be answered is asked again
const TRIES = 4;

/** @typedef {import("../state/rows.mjs").Results} Results */
/** @type {Map<string, Omit<Results, "of">>} */
const held = new Map(); // "map/row" -> what was answered, the least recently used first
const HELD = 300;
let waiting = 0;
/** @type {AbortController | null} */
let asking = null;

/** @param {Response} answer @returns {Promise<Omit<Results, "of">>} */
const read = async (answer) => ({ problem: "", ...await answer.json() });
/** @param {string} problem @returns {Omit<Results, "of">} */
const none = (problem) => ({ rows: [], scores: [], why: [], estimate: false, problem });

/**
 * What is answered, asked for again where the server is busy.
 * @param {string} address
 * @param {RequestInit} how
 */
async function ask(address, how) {
  for (let turn = 1; ; turn++) {
    const answer = await fetch(address, how);
    if (answer.status === 200) return read(answer);
    if (answer.status !== 202 || turn === TRIES) return none(await answer.text());
    await new Promise((go) => setTimeout(go, AGAIN));
    if (how.signal?.aborted) return none("");
  }
}
/** @param {number} row */
async function bring(row) {
  const { map, live } = state().view, key = `${map}/${row}`, known = held.get(key);
  asking?.abort();
  asking = null;
  if (map === null || live) return;
  if (known) { act("bringResults", { ...known, of: row }); return; }
  const mine = asking = new AbortController();
  const answer = await ask(`/similar/${key}?k=${COUNT}`, { signal: mine.signal }).catch(() => null);
  if (!answer || mine.signal.aborted || state().view.map !== map) return;
  if (!answer.problem) held.set(key, answer);
  if (held.size > HELD) held.delete([...held.keys()][0]);
  if (state().focus.shown === row) act("bringResults", { ...answer, of: row });
}
/**
 * Ask what is most like those that are selected.
 * @param {"middle" | "each"} of their middle, or any of them
 */
export async function likeSelected(of) {
  const { view: { map, rows }, selection: { bits } } = state();
  if (!bits || map === null) return;
  const answer = await ask(`/similar/${map}?k=${COUNT}&of=${of}`, sending(bits, rows)).catch(() => null);
  if (answer && state().selection.bits === bits) act("bringResults", { ...answer, of: bits, like: of });
  /* Where the panel is long the answer lies below its edge. */
  requestAnimationFrame(() => requestAnimationFrame(() => byId("similar")?.scrollIntoView({ block: "nearest" })));
}

/* A pinned picture is asked about at once. */
function follow() {
  const { focus: { shown, pinned }, view: { ready } } = state();
  clearTimeout(waiting);
  asking?.abort();
  if (shown === null || !ready) return;
  const row = shown;
  waiting = window.setTimeout(() => bring(row), pinned === row ? 0 : REST);
}
subscribe(["focus", "view"], ({ focus, view }, before, action) => {
  const again = focus.pinned !== before.focus.pinned && state().results.of !== focus.shown;
  if (focus.shown !== before.focus.shown || again || (view.ready && !before.view.ready) || action === "settleMap") follow();
});
follow();
