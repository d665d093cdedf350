/* Owns looking into one value of a facet: while it alone is kept, and the map is coloured by the facet, colours go to what lies in it. */
import { facetWithin } from "../map/fetching.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { inWords } from "../state/values.mjs";

/** @typedef {import("../state/values.mjs").Facet} Facet */
/** @typedef {Pick<Facet, "code" | "paint" | "colours">} Look */
/**
 * The facet whose colours are those of what lies in one of its values, with the colours that it came with.
 * @type {{ map: string | null, facet: string, value: number, usual: Look } | null}
 */
let into = null;
let asked = 0;
/** Facets and codes that were made here: an action is told of when others have been taken since. @type {WeakSet<object>} */
const made = new WeakSet();

/**
 * The value that alone is kept, and in which others lie; -1 where there is none.
 * @param {Facet} facet
 * @param {Uint8Array | null} chosen
 */
export function alone(facet, chosen) {
  const { but, values } = chosen ? inWords(facet, chosen) : { but: false, values: [] }, [value] = values;
  return !but && values.length === 1 && value >= 0 && facet.last[value] > value + 1 ? value : -1;
}
/** The colours of the rows, as the page paints them. @param {Facet} facet @param {Look} look */
export const codesFor = ({ rows }, { code, paint = code }) => Uint8Array.from(rows, (value) => paint[value]);

/** @param {Facet} facet @param {Look} look */
function dress(facet, { code, paint, colours }) {
  const dressed = { ...facet, code, paint, colours };
  made.add(dressed);
  act("bringFacet", { facet: dressed });
}
/** @param {Facet} facet @param {Look} look */
function show(facet, look) {
  const { view: { colours, painted }, points: { n } } = state(), codes = codesFor(facet, look).subarray(0, n);
  if (!colours) return;
  dress(facet, look);
  made.add(codes);
  act("paintPoints", { codes, colours: { ...colours, palette: look.colours }, mode: painted });
}
/* The facet has its own colours again; the map is painted by another. */
function leave() {
  const { view: { map }, facets: { of } } = state(), was = into, facet = was && of[was.facet];
  into = null;
  if (was && was.map === map && facet) dress(facet, was.usual);
}
async function follow() {
  const { view: { map, painted, live, ready }, facets: { of, list }, filter: { chosen } } = state(), mine = ++asked;
  const facet = Object.values(of).find(({ mode, within }) => within && mode === painted);
  if (!facet || live || !ready || map === null) { leave(); return; }
  const { facet: name, code, paint, colours } = facet, value = alone(facet, chosen[name] ?? null);
  const now = into?.map === map && into.facet === name ? into : null;
  if (value === (now?.value ?? -1)) return;
  const usual = now?.usual ?? { code, paint, colours };
  if (value < 0) { into = null; show(facet, usual); return; }
  const edition = list.find(({ facet: one }) => one === name)?.edition ?? "";
  const look = await facetWithin(map, name, edition, value).catch(() => null);
  if (!look || mine !== asked || state().view.map !== map) return;
  into = { map, facet: name, value, usual };
  show(facet, look);
}
subscribe(["filter", "view", "points", "facets"], (now, before, action) => {
  const brought = Object.values(now.facets.of).find((facet) => facet !== before.facets.of[facet.facet]);
  if ((brought && made.has(brought)) || (action === "paintPoints" && made.has(now.points.codes))) return;
  /* Whoever paints the map by the facet paints all of it; and a facet that has come anew has its own colours. */
  if (action === "paintPoints" && into) leave();
  if (action === "bringFacet") into = null;
  const filtered = now.filter.chosen !== before.filter.chosen, painted = now.view.painted !== before.view.painted;
  if (filtered || painted || action === "paintPoints" || action === "bringFacet" || action === "settleMap") follow();
});
