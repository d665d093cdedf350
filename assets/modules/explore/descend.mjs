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
let painting = false, asked = 0;

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
function show(facet, look) {
  const { view: { colours, painted }, points: { n } } = state(), { code, paint, colours: palette } = look;
  if (!colours) return;
  painting = true;
  act("bringFacet", { facet: { ...facet, code, paint, colours: palette } });
  act("paintPoints", { codes: codesFor(facet, look).subarray(0, n), colours: { ...colours, palette }, mode: painted });
  painting = false;
}
async function follow() {
  const { view: { map, painted, live, ready }, facets: { of, list }, filter: { chosen } } = state(), mine = ++asked;
  const facet = Object.values(of).find(({ mode, within }) => within && mode === painted);
  if (!facet || live || !ready || map === null) { if (into?.map !== map) into = null; return; }
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
  if (painting) return;
  /* Whoever paints the map by the facet paints all of it; and a facet that has come anew has its own colours. */
  if (action === "paintPoints" && into && now.view.painted === state().facets.of[into.facet]?.mode) {
    const facet = now.facets.of[into.facet], { usual } = into;
    into = null;
    painting = true;
    act("bringFacet", { facet: { ...facet, ...usual } });
    painting = false;
  }
  if (action === "bringFacet") into = null;
  const filtered = now.filter.chosen !== before.filter.chosen, painted = now.view.painted !== before.view.painted;
  if (filtered || painted || action === "paintPoints" || action === "bringFacet" || action === "settleMap") follow();
});
