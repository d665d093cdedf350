/* Owns the panel of the whole set, while no picture is chosen: how many, of what kinds, sizes and dates, in which folders; how far to
   trust the map; what is not on it. */
import { overviewOf } from "../map/fetching.mjs";
import { byId, setProps } from "../page.mjs";
import { act } from "../state/store.mjs";
import { Small } from "./bars.mjs";
import { CopiesOfSet } from "./copies.mjs";
import { h, thumbnail, useEffect, usePart, useState } from "./react.mjs";
import { aboutRegion, apart, called } from "./regions.mjs";
import { fileSize, many, plural } from "./words.mjs";

/** @typedef {import("../map/fetching.mjs").Overview} Overview */
const LARGEST = 12;
const LTR = "\u200e"; // around a path whose line runs from right to left, so that its beginning is cut off
/** @type {{ map: string, told: Overview } | null} */
let held = null; // of the map that was shown last

/** Of the map that is shown; of one that grows, as it was when it was asked for last. @returns {Overview | null} */
function useOverview() {
  const { map, ready, live, completed } = usePart("view"), { coded } = usePart("points");
  const [overview, tell] = useState(held?.map === map ? held.told : null);
  useEffect(() => {
    if (!ready || map === null) return undefined;
    let current = true;
    overviewOf(map).then((told) => { if (current) { held = { map, told }; tell(told); } }, () => {});
    return () => { current = false; };
  }, [map, ready, live, coded, completed]);
  return overview;
}

/** @param {[number, number]} size */
const pixels = ([width, height]) => `${many(width)} × ${many(height)}`;
/** What the set is, in a line. @param {Overview} set */
export function summary({ n, sizes, taken, folders, bytes }) {
  const size = sizes.same ? pixels(sizes.least) : `${pixels(sizes.least)} to ${pixels(sizes.most)}`;
  const first = taken?.first.slice(0, 4), last = taken?.last.slice(0, 4);
  const some = taken && taken.count < n ? `${many(taken.count)} ` : "";
  const years = taken && `${some}taken ${first === last ? first : `${first} to ${last}`}`;
  return [folders.count > 1 && plural(folders.count, "folder"), size + " px", years, fileSize(bytes)].filter(Boolean).join(" · ");
}

/** A folder's name with that of the one it lies in: "other" alone says nothing. @param {string} path */
export const nested = (path) => path.split("/").slice(-2).join("/");
/** @param {{ set: Overview, map: string | null }} given */
function Folders({ set: { largest, folders }, map }) {
  if (largest.length < 2) return null;
  return h("section", { className: "face-part" },
    h("h3", { className: "face-head" }, "Largest folders",
      h("span", { className: "facet-count" }, folders.count > largest.length && `${many(folders.count)} in all`)),
    h("div", { className: "thumbs named" }, largest.map(({ path, count, node, row }) => h("button", {
      key: path, className: "thumb", title: path, onClick: () => act("keep", { facet: "folder", value: node, how: "only" }),
      onMouseEnter: () => act("light", { lit: { facet: "folder", value: node } }), onMouseLeave: () => act("light", { lit: null }),
    }, thumbnail(map, row),
    h("span", { className: "thumb-name thumb-path" }, LTR + nested(path) + LTR),
    h("span", { className: "thumb-count" }, many(count))))));
}
/**
 * The regions of the first level, as the facet has them before any is unfolded, each with its picture.
 * @param {{ map: string | null }} given
 */
function Regions({ map }) {
  const { levels: [level = []], estimate } = usePart("regions"), largest = level.slice(0, LARGEST);
  if (largest.length < 2) return null;
  const most = level.reduce((one, other) => (other.clear > one.clear ? other : one));
  /** @param {import("../state/regions.mjs").Region} region */
  const hand = ({ value }) => ({
    onClick: () => act("keep", { facet: "region", value, how: "only" }),
    onMouseEnter: () => act("light", { lit: { facet: "region", value } }), onMouseLeave: () => act("light", { lit: null }),
  });
  return h("section", { className: "face-part" },
    h("h3", { className: "face-head" }, "Largest regions", h("span", { className: "facet-count" }, `${many(level.length)} in all`)),
    h("div", { className: "thumbs named" }, largest.map((region) => h("button", {
      key: region.id, className: "thumb", title: aboutRegion(region, estimate), ...hand(region),
    }, thumbnail(map, region.representative),
    h("span", { className: "thumb-name" }, called(region)), h("span", { className: "thumb-count" }, many(region.n))))),
    h("p", { className: "apart" }, "Most apart: ",
      h("button", { className: "text-button", ...hand(most) }, called(most)), `, ${apart(most, estimate)}.`));
}
/** What it means to someone who must conclude from it; the steps are those of components/header/trust.py. @param {number} trust */
export function verdict(trust) {
  if (trust >= 0.9) return "Neighbours on the map are neighbours in truth, nearly all of them.";
  return trust >= 0.8 ? "Most neighbours on the map are neighbours in truth." : "Many neighbours on the map are none in truth: look twice.";
}
/** @param {{ trust: Overview["trust"] }} given */
function Trust({ trust: { value, of } }) {
  if (value === null) return null;
  return h("section", { className: "face-part" }, h("h3", { className: "face-head" }, "How far to trust it"),
    h("p", null, `Trustworthiness ${value.toFixed(2)} of 1, measured on ${of}. ${verdict(value)} `,
      h("button", { className: "text-button", onClick: () => setProps("color-by", { value: "trust" }) }, "Where not?")));
}
/** @param {{ set: Overview }} given */
function Missing({ set: { skipped, others, outdated } }) {
  const said = [
    skipped > 0 && `${many(skipped)} skipped`, others > 0 && plural(others, "other file"),
    outdated > 0 && `${many(outdated)} changed or vanished`,
  ].filter(Boolean).join(", ");
  return said ? h("section", { className: "face-part" }, h("h3", { className: "face-head" }, "Not on the map"),
    h("p", null, said + ". ",
      h("button", { className: "text-button", onClick: () => byId("skipped-open")?.click() }, "Which, and why?"))) : null;
}

export function Whole() {
  const set = useOverview(), { map } = usePart("view"), { kept, count } = usePart("filter");
  if (!set || map === null) return h("div", { id: "set", className: "face" });
  return h("div", { id: "set", className: "face" },
    /* In the line of the title: one of its own would move what the pointer is on. */
    h("h2", { className: "face-title" }, plural(set.n, "picture"),
      kept && h("span", { id: "set-kept", className: "facet-count", title: "What stands here is of all pictures." },
        `${many(count)} kept by the filter`)),
    h("p", { className: "quiet" }, summary(set)),
    h(Regions, { map }),
    h(Folders, { set, map }),
    h(CopiesOfSet, { told: set.copies }),
    set.kinds.length > 1 && h("section", { className: "face-part" }, h("h3", { className: "face-head" }, "Kinds"),
      h("p", { className: "kinds" },
        set.kinds.map(([kind, count]) => h("span", { key: kind, className: "kind" }, `${kind} ${many(count)}`)))),
    set.histograms.map(({ counts, ...small }) => h(Small, { key: small.facet, all: counts, ...small })),
    h(Trust, { trust: set.trust }),
    h(Missing, { set }),
    h("p", { className: "quiet face-part" }, "Move the pointer over the map to see each picture here. A click pins it, Esc lets go."));
}
