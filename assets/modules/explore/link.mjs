/* Owns the filter in the address: `keep` and `out` name values of facets, `find` the words, so that a link shows the same rows. */
import { alsoSaid, here, put } from "../state/link.mjs";
import { SETS } from "../state/filter.mjs";
import { fromKeys, keysOf, numeric } from "../state/ranges.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { fromWords, inWords, keyOf } from "../state/values.mjs";
import { listed, want } from "./asking.mjs";
import { find } from "./find.mjs";

/** @typedef {import("../state/values.mjs").Facet} Facet */
/** @typedef {import("../state/filter.mjs").Filter} Filter */
/** @type {string | null} */
let applied = null; // the map whose address has been read
let reading = 0; // which reading of an address is the latest

/**
 * What an address says of the filter: facet -> the names of values, and whether all but these are kept.
 * @param {string} search the query of an address
 */
export function readFilter(search) {
  const query = new URLSearchParams(search);
  /** @type {Map<string, { but: boolean, keys: string[] }>} */
  const said = new Map();
  for (const [name, but] of /** @type {const} */ ([["keep", false], ["out", true]])) {
    for (const text of query.getAll(name)) {
      const at = text.indexOf(":"), facet = text.slice(0, at), known = said.get(facet);
      if (at > 0) said.set(facet, { but, keys: [...(known?.but === but ? known.keys : []), text.slice(at + 1)] });
    }
  }
  return { said, words: query.get("find") ?? "", hide: query.get("hide") === "yes" };
}
/**
 * How an address says it.
 * @param {{ [facet: string]: Facet }} of
 * @param {Pick<Filter, "chosen" | "found" | "hide"> & Partial<Pick<Filter, "sets">>} filter
 */
export function filterText(of, { chosen, found, sets, hide }) {
  /** @type {{ keep: string[], out: string[], find: string | null, hide: string | null }} */
  const text = { keep: [], out: [], find: found?.words ?? null, hide: hide ? "yes" : null };
  for (const [id, way] of Object.entries(sets ?? {})) text[way === "in" ? "keep" : "out"].push(`${SETS}:${id}`);
  for (const [name, values] of Object.entries(chosen)) {
    const facet = of[name], ranges = numeric(facet), { but, values: named } = ranges ? { but: false, values: [] } : inWords(facet, values);
    const keys = ranges ? keysOf(facet, values) : named.map((value) => keyOf(facet, value));
    text[but ? "out" : "keep"].push(...keys.map((key) => `${name}:${key}`));
  }
  return text;
}

/**
 * The kept selections that an address names: they come with the list of those that are kept.
 * @param {string} search
 * @param {() => boolean} asked whether they still are to be kept, once the list is here
 */
async function applySets(search, asked) {
  const query = new URLSearchParams(search), said = /** @type {const} */ ([["keep", "add"], ["out", "less"]]).flatMap(([name, how]) =>
    query.getAll(name).filter((text) => text.startsWith(SETS + ":")).map((text) => ({ id: text.slice(SETS.length + 1), how })));
  if (!said.length) return;
  await (await import("../gather/kept.mjs")).listed();
  if (!asked()) return;
  for (const { id, how } of said) if (state().facets.sets.some((one) => one.id === id)) act("keepSet", { id, how, quiet: true });
}
async function apply() {
  const { map } = state().view, { said, words, hide } = readFilter(here() ? location.search : "");
  const mine = ++reading, asked = () => mine === reading && state().view.map === map;
  applied = null;
  if (said.size) await listed();
  await Promise.all([...said.keys()].filter((name) => state().facets.list.some(({ facet }) => facet === name)).map(want));
  if (!asked()) return;
  for (const [name, { but, keys }] of said) {
    if (name === SETS) continue;
    const facet = state().facets.of[name], wanted = new Set(keys);
    if (facet && numeric(facet)) {
      const chosen = fromKeys(facet, keys);
      if (chosen) act("keepValues", { facet: name, chosen, quiet: true });
      continue;
    }
    const values = facet ? facet.name.flatMap((_, value) => [value, ~value]).filter((value) => wanted.has(keyOf(facet, value))) : [];
    if (values.length) act("keepValues", { facet: name, chosen: fromWords(facet, { but, values }), quiet: true });
  }
  await applySets(here() ? location.search : "", asked);
  if (words && asked()) await find(words, true);
  if (!asked()) return;
  if (hide) act("hideOthers", { hide, quiet: true });
  applied = map;
}
if (state().view.ready) apply();
alsoSaid(() => filterText(state().facets.of, state().filter));
subscribe(["view", "filter", "facets"], ({ view, filter, facets }, before, action) => {
  if (action === "adoptMap" && applied === before.view.map) applied = view.map;
  /* Who clears the filter before all of the address is done does not want the rest. */
  if (action === "keepAll" && view.ready && applied !== view.map) { reading++; applied = view.map; }
  if (view.ready && !before.view.ready && applied !== view.map) apply();
  const other = /** @type {const} */ (["chosen", "found", "sets", "hide"]).some((name) => filter[name] !== before.filter[name]);
  const renamed = Object.keys(filter.chosen).some((name) => facets.of[name] !== before.facets.of[name]);
  if (applied === view.map && view.map !== null && (other || renamed)) {
    put(filterText(facets.of, filter));
  }
});
