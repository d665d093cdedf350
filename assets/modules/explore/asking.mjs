/* Owns which facets are fetched, and when: the list once the map can be hovered, a facet when it is wanted. */
import { facetOf, facetsOf } from "../map/fetching.mjs";
import { act, state, subscribe } from "../state/store.mjs";

const OF_SELECTED = ["folder", "date"]; // facets that the panel of those that are selected tells
const AGAIN = 2500; // milliseconds between two looks at a facet of a map that grows
/** @type {Map<string, Promise<void>>} */
const coming = new Map(); // facet -> its coming
let waiting = 0;

/**
 * Bring a facet of the map that is shown, unless it is here or on its way.
 * @param {string} name
 */
export function want(name) {
  const { view: { map }, facets } = state();
  if (map === null || facets.of[name]) return Promise.resolve();
  const known = coming.get(name);
  if (known) return known;
  const brought = bring(map, name).finally(() => coming.delete(name));
  coming.set(name, brought);
  return brought;
}
/** @param {string} name */
const editionOf = (name) => state().facets.list.find(({ facet }) => facet === name)?.edition ?? "";
/** @param {string} map @param {string} name */
async function bring(map, name) {
  const facet = await facetOf(map, name, editionOf(name)).catch(() => null);
  if (facet && state().view.map === map) act("bringFacet", { facet });
}

let listing = Promise.resolve();
/** Resolves when it is known which facets the map has. */
export const listed = () => listing;
function list() {
  listing = bringList();
  return listing;
}
async function bringList() {
  const { map } = state().view;
  if (map === null) return;
  const found = await facetsOf(map).catch(() => []);
  if (state().view.map === map) act("listFacets", { list: found });
}
if (state().view.ready) list();
/** What has been found of an older map since, or named by a hand, is another edition of some facets: those are brought. */
export async function renewFacets() {
  const before = new Map(state().facets.list.map(({ facet, edition }) => [facet, edition])), { map } = state().view;
  await list();
  if (map === null || state().view.map !== map) return;
  await Promise.all(Object.keys(state().facets.of).filter((name) => before.get(name) !== editionOf(name)).map((name) => bring(map, name)));
}
/* A map that grows has other rows, and maybe other values, each time. */
async function listAgain() {
  const { view: { map }, facets } = state();
  waiting = 0;
  if (map === null) return;
  await list();
  await Promise.all(Object.keys(facets.of).map((name) => bring(map, name)));
}
/* A link may select before the list is here. */
subscribe(["selection", "facets"], ({ selection, facets }) => {
  if (selection.count) for (const { facet } of facets.list) if (OF_SELECTED.includes(facet)) want(facet);
});
subscribe(["view", "points"], ({ view, points }, before, action) => {
  if (action === "openMap" || action === "closeMap") { clearTimeout(waiting); waiting = 0; coming.clear(); }
  if (view.ready && !before.view.ready) list();
  if (action === "completeMap") renewFacets();
  const grew = view.live ? points.coded !== before.points.coded : action === "settleMap" || action === "adoptMap";
  if (view.ready && before.view.ready && grew && !waiting) waiting = window.setTimeout(listAgain, view.live ? AGAIN : 0);
});
