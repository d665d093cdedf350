/* Owns the left side: the facets, each with a head that folds it. The legend of the colour is the facet that is coloured. */
import { Fragment, draw, h, icon, useEffect, usePart, useRef, useState } from "../panels/react.mjs";
import { many } from "../panels/words.mjs";
import { subscribe } from "../state/store.mjs";
import { numeric } from "../state/ranges.mjs";
import { want } from "./asking.mjs";
import { HideOthers } from "./chips.mjs";
import { Histogram } from "./histogram.mjs";
import { Legend } from "./legend.mjs";
import { Sets } from "./sets.mjs";
import { Tree } from "./tree.mjs";

/** @typedef {import("../state/filter.mjs").Listed} Listed */
/** @typedef {import("../state/values.mjs").Facet} Facet */
const BEFORE = 2; // facets that stand above the selections: regions, folders
const FOLDED = "imagescape-folded-"; // where this browser keeps which facets are folded

/** @param {{ of: Listed, coloured: boolean, first: boolean }} given */
function Part({ of: { facet: name, title, kind, span }, coloured, first }) {
  const kept = localStorage.getItem(FOLDED + name), [open, put] = useState(kept === null ? first : kept === "no");
  const shown = open || coloured, { of } = usePart("facets"), facet = of[name], hash = `facet-${name}`;
  useEffect(() => { if (shown) want(name); }, [shown, name, facet]);
  /* What was unfolded, or chosen as the colour, is seen: it can lie below the edge of the list. */
  const box = useRef(/** @type {HTMLElement | null} */ (null)), wanted = useRef(false), here = Boolean(facet);
  useEffect(() => { wanted.current ||= coloured; }, [coloured]);
  useEffect(() => {
    if (!wanted.current || !shown || !here) return;
    wanted.current = false;
    box.current?.scrollIntoView({ block: "nearest" });
  }, [shown, here, coloured]);
  const toggle = () => {
    wanted.current = !open;
    localStorage.setItem(FOLDED + name, open ? "yes" : "no");
    put(!open);
  };
  /* Of a tree those that rows are in, of the regions those of the first level, as the panel of the set counts them. */
  const count = (/** @type {Facet} */ { facet: of, own, parent }) => (of === "region"
    ? parent.filter((above, at) => above < 0 && at < parent.length - 1) : own.filter((rows) => rows > 0)).length;
  /* Of what came and what was there nobody asks how many values that is. */
  const copies = usePart("copies"), values = name === "copies" ? copies.groups : facet && name !== "new" ? count(facet) : 0;
  return h("section", { className: "facet", "aria-label": title, "data-facet": name, "data-coloured": coloured || undefined,
    "data-folded": shown ? undefined : true, ref: box },
    h("h2", { className: "facet-head" },
      h("button", { "aria-expanded": shown, "aria-controls": hash, onClick: toggle }, icon("down", 12), title),
      h("span", { className: "facet-count" }, kind === "numbers" ? !shown && span : values ? many(values) : "")),
    shown && h("div", { id: hash }, facet ? h(Content, { facet, coloured }) : h("p", { className: "quiet" }, "Reading …")));
}

/** A histogram is its own legend on paper. @param {{ facet: import("../state/values.mjs").Facet, coloured: boolean }} given */
function Content({ facet, coloured }) {
  if (numeric(facet)) return h(Histogram, { facet, coloured });
  return h(Fragment, null, h(Tree, { facet, coloured }), coloured && h(Legend, { facet }));
}

/* A name on the map, and a region in the panel of the set, keep by the facet: it is fetched with the regions. */
subscribe(["regions"], ({ regions }) => { if (regions.levels.length) want("region"); });

function Explore() {
  const { list } = usePart("facets"), { mode, map } = usePart("view"), { kept, hide } = usePart("filter");
  if (!list.length) return null;
  return h("div", { className: "scroll" },
    h("button", { id: "explore-close", className: "tool phone-only", "aria-label": "Back to the map" }, icon("close", 18)),
    list.slice(0, BEFORE).map((of, at) => h(Part, { key: map + of.facet, of, coloured: of.facet === mode, first: at === 0 })),
    h(Sets),
    list.slice(BEFORE).map((of) => h(Part, { key: map + of.facet, of, coloured: of.facet === mode, first: false })),
    kept && h("div", { className: "explore-hide phone-only" }, h(HideOthers, { hide })));
}

draw("facets", Explore);
