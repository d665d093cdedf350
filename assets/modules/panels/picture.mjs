/* Owns the right side, which is never empty: one picture, the pictures that are selected, or the set they are of. */
import { One } from "./one.mjs";
import { Fragment, draw, h, useEffect, usePart, useState } from "./react.mjs";

const load = () => Promise.all([import("./many.mjs"), import("./set.mjs"), import("./alike.mjs"), import("./copies.mjs")]);
/** @typedef {{ Many: typeof import("./many.mjs").Many, Whole: typeof import("./set.mjs").Whole,
 *   Copies: typeof import("./copies.mjs").Copies, Alike: typeof import("./alike.mjs").Alike,
 *   AlikeSelected: typeof import("./alike.mjs").AlikeSelected }} Others */
/** The faces that no first hover waits for come once the map is drawn. */
function useOthers() {
  const { ready } = usePart("view"), [others, put] = useState(/** @type {Others | null} */ (null));
  useEffect(() => {
    if (!ready || others) return;
    load().then(([{ Many }, { Whole }, { Alike, AlikeSelected }, { Copies }]) => put({ Many, Whole, Alike, AlikeSelected, Copies }));
  }, [ready, others]);
  return others;
}

/**
 * Which of the three is shown: a picture that is hovered or pinned comes first.
 * @param {Pick<import("../state/rows.mjs").Focus, "shown">} focus
 * @param {Pick<import("../state/rows.mjs").Selection, "count">} selection
 * @returns {"one" | "many" | "set"}
 */
export const faceOf = ({ shown }, { count }) => (shown !== null ? "one" : count ? "many" : "set");

/* The sheet of styles shows it where there is no map, and not while one is on its way. */
const NONE = "Once there is a map, each picture shows here, and what is in the set as a whole.";
/* The panel of one picture stays, hidden, while another face is shown: the first hover then has nothing to make. */
function Picture() {
  const focus = usePart("focus"), selection = usePart("selection"), { map } = usePart("view"), others = useOthers();
  const face = faceOf(focus, selection);
  return h("div", { className: "scroll", "data-face": face },
    h(One, { hidden: face !== "one" }), others && face === "one" && h(Fragment, null, h(others.Copies), h(others.Alike)),
    others && face === "many" && h(Fragment, null, h(others.Many), h(others.AlikeSelected)), others && face === "set" && h(others.Whole),
    map === null && h("p", { className: "quiet set-none" }, NONE));
}

draw("picture-place", Picture);
