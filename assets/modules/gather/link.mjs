/* Owns the selection in the address: `select` has its rows where they are few enough, `selected` the id under which the library keeps it. A
   larger one that nobody has kept survives a reload of the tab. */
import { alsoSaid, here, put } from "../state/link.mjs";
import { pack, unpack } from "./packed.mjs";
import { fromBytes } from "../state/rowset.mjs";
import { act, state, subscribe } from "../state/store.mjs";

/** @typedef {import("../state/rowset.mjs").Bits} Bits */
const LONGEST = 1400; // letters of a selection in an address, which is 2,000 long at most
const SETTLE = 300; // milliseconds without a change after which the address is written
const TAB = "imagescape-selection"; // where this tab keeps what is too long for the address
/** @type {string | null} */
let applied = null; // the map whose address has been read
let waiting = 0;
/** @type {{ bits: Bits, id: string } | null} */
let known = null; // a selection that the library keeps, and under which id
/** @type {WeakMap<Bits, string>} */
const texts = new WeakMap();

/** A selection as text. @param {Bits} bits */
function textOf(bits) {
  const text = texts.get(bits) ?? pack(bits, state().view.rows);
  texts.set(bits, text);
  return text;
}
/** What a link says of a selection. @returns {{ select: string | null, selected: string | null }} */
function said() {
  const { bits } = state().selection;
  if (!bits) return { select: null, selected: null };
  if (known?.bits === bits) return { select: null, selected: known.id };
  return { select: textOf(bits).length <= LONGEST ? textOf(bits) : null, selected: null };
}
/** Whether the selection is too long for an address, and the library does not keep it yet. */
export function unsaid() {
  const { bits } = state().selection, { select, selected } = said();
  return bits !== null && select === null && selected === null;
}
/** The library keeps these rows under this id. @param {Bits} bits @param {string} id */
export function isKept(bits, id) {
  known = { bits, id };
  if (state().selection.bits === bits) put(said());
}
alsoSaid(said);

/**
 * The rows that the library keeps under an id; null where it keeps none.
 * @param {string} map
 * @param {string} id
 * @returns {Promise<Bits | null>}
 */
export async function keptRows(map, id) {
  const answer = await fetch(`/selections/${map}/${encodeURIComponent(id)}`).catch(() => null);
  return answer?.ok ? fromBytes(new Uint8Array(await answer.arrayBuffer()), state().view.rows) : null;
}
/** What the address says is selected. @param {string} map */
async function fromAddress(map) {
  const { rows } = state().view, query = new URLSearchParams(here() ? location.search : "");
  const select = query.get("select"), id = query.get("selected");
  if (select !== null) return unpack(select, rows);
  if (id !== null) {
    const bits = await keptRows(map, id);
    if (bits) known = { bits, id };
    return bits;
  }
  const [of, text] = (sessionStorage.getItem(TAB) ?? "").split(" ");
  return of === map ? unpack(text, rows) : undefined;
}
async function apply() {
  const { map } = state().view;
  if (map === null) return;
  const bits = await fromAddress(map);
  if (state().view.map !== map) return;
  if (bits && !state().selection.bits) act("select", { bits, how: "only", by: "link", quiet: true });
  if (bits === null) act("say", { text: "The selection of this link is no longer here" });
  applied = map;
  /* A hand may have been sooner than this module. */
  if (state().selection.bits) write();
}

function write() {
  const { view: { map }, selection: { bits } } = state();
  if (map === null || applied !== map) return;
  put(said());
  if (bits && unsaid()) sessionStorage.setItem(TAB, `${map} ${textOf(bits)}`);
  else sessionStorage.removeItem(TAB);
}
if (state().view.ready) apply();
subscribe(["view", "selection"], ({ view, selection }, before, action) => {
  if (action === "closeMap") applied = null;
  if (action === "adoptMap" && applied === before.view.map) applied = view.map;
  if (view.ready && !before.view.ready && applied !== view.map) apply();
  if (selection.bits === before.selection.bits) return;
  clearTimeout(waiting);
  waiting = window.setTimeout(write, SETTLE);
});
