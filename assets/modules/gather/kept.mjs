/* Owns the selections that are kept with the map under a name: asked for, made, changed and taken away on the server. Each change says
   which edition it was made from, so that two windows overwrite nothing of each other's; what another has changed is not undone. */
import { OURS, sending } from "../map/fetching.mjs";
import { snapshot } from "../state/history.mjs";
import { asText, fromText, same } from "../state/rowset.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { isKept, unsaid } from "./link.mjs";

/** @typedef {import("../state/filter.mjs").Kept} Kept */
/** @typedef {import("../state/rowset.mjs").Bits} Bits */

async function list() {
  const { map, ready, live, rows } = state().view;
  if (map === null || !ready || live) return;
  const answer = await fetch(`/selections/${map}`).catch(() => null);
  if (!answer?.ok || state().view.map !== map) return;
  const told = /** @type {{ id: string, name: string, n: number, edition: number, rows: string }[]} */ (await answer.json());
  act("bringKept", { kept: told.map((one) => ({ ...one, bits: fromText(one.rows, rows) })) });
}
/** @param {Kept} one */
function put(one) {
  const { sets } = state().facets, there = sets.some(({ id }) => id === one.id);
  act("bringKept", { kept: there ? sets.map((other) => (other.id === one.id ? one : other)) : [...sets, one] });
}
/** @param {string} id */
const knownAs = (id) => state().facets.sets.find((one) => one.id === id);
/**
 * Change one on the server; null where another window was sooner, which is told, and shown.
 * @param {Kept} one
 * @param {{ name?: string, gone?: boolean, rows?: string }} change
 * @param {Bits} [bits] its rows then
 * @returns {Promise<Kept | null>}
 */
async function change(one, change, bits = one.bits) {
  const body = JSON.stringify({ edition: one.edition, ...change }), { map } = state().view;
  const how = { method: "POST", headers: { ...OURS, "Content-Type": "application/json" }, body };
  const answer = await fetch(`/selections/${map}/${one.id}`, how).catch(() => null);
  if (!answer?.ok) {
    act("say", { text: answer ? await answer.text() : "Imagescape does not answer: nothing was changed" });
    await list();
    return null;
  }
  const { name, n, edition } = await answer.json(), made = { ...one, name, n, edition, bits };
  if (change.gone) act("bringKept", { kept: state().facets.sets.filter(({ id }) => id !== one.id) });
  else put(made);
  return made;
}
/**
 * A change as a step that can be undone: what it was before, and what it is after.
 * @param {string} name
 * @param {{ there: boolean, name: string, bits: Bits }} before
 * @param {{ there: boolean, name: string, bits: Bits }} after
 * @param {Kept} made as it was when the change was done
 * @param {import("../state/history.mjs").Snapshot} was the state before it
 */
function remember(name, before, after, made, was) {
  let last = made;
  const become = async (/** @type {typeof before} */ then) => {
    /* One that is here must be as this window left it. */
    const now = knownAs(made.id);
    if (now && now.edition !== last.edition) return false;
    const { rows: n } = state().view, rows = same(then.bits, last.bits) ? undefined : asText(then.bits, n);
    const done = await change(now ?? last, { name: then.name, gone: !then.there, rows }, then.bits);
    if (done) last = done;
    return done !== null;
  };
  act("remember", { name, kind: "kept", now: snapshot(state()), was, back: () => become(before), forth: () => become(after) });
}

/**
 * Keep what is selected under a name; one that has this name already becomes it.
 * @param {string} name
 * @returns {Promise<boolean>} whether that was done
 */
export async function keepSelection(name) {
  const { selection: { bits }, view: { map, rows: n }, facets: { sets } } = state(), called = name.trim().replace(/\s+/g, " ");
  if (!bits || !called || map === null) return false;
  const old = sets.find((one) => one.name === called), was = snapshot(state());
  if (old) {
    const made = await change(old, { rows: asText(bits, n) }, bits);
    const before = { there: true, name: called, bits: old.bits };
    if (made) remember(`keeping “${called}” anew`, before, { there: true, name: called, bits }, made, was);
    return made !== null;
  }
  const answer = await fetch(`/selections/${map}?${new URLSearchParams({ name: called })}`, sending(bits, n)).catch(() => null);
  if (!answer?.ok) { act("say", { text: answer ? await answer.text() : "Imagescape does not answer: nothing was kept" }); return false; }
  const made = { ...await answer.json(), bits };
  put(made);
  remember(`keeping “${called}”`, { there: false, name: called, bits }, { there: true, name: called, bits }, made, was);
  return true;
}
/** @param {string} id @param {string} name */
export async function renameKept(id, name) {
  const one = knownAs(id), called = name.trim().replace(/\s+/g, " ");
  if (!one || !called || called === one.name) return;
  const was = snapshot(state()), made = await change(one, { name: called });
  const { name: old, bits } = one;
  if (made) remember(`naming “${called}”`, { there: true, name: old, bits }, { there: true, name: called, bits }, made, was);
}
/** @param {string} id */
export async function removeKept(id) {
  const was = snapshot(state()), one = knownAs(id), made = one && await change(one, { gone: true });
  if (!one || !made) return;
  const { name: called, bits } = one;
  remember(`removing “${called}”`, { there: true, name: called, bits }, { there: false, name: called, bits }, made, was);
}
/** Have the library keep the selection for a link, where it is too long for one. @returns {Promise<boolean>} whether a link shows it now */
export async function keepForLink() {
  const { selection: { bits }, view: { map, rows } } = state();
  if (!bits || !unsaid()) return true;
  const answer = await fetch(`/selections/${map}`, sending(bits, rows)).catch(() => null);
  if (answer?.ok) isKept(bits, (await answer.json()).id);
  return Boolean(answer?.ok);
}
subscribe(["view"], ({ view }, { view: old }, action) => {
  if ((view.ready && !old.ready) || (old.live && !view.live) || action === "adoptMap") listing = list();
});
/* Another window may have changed them. */
document.addEventListener("visibilitychange", () => { if (!document.hidden) list(); });
let listing = list();
/** Resolves when it is known which are kept. */
export const listed = () => listing;
