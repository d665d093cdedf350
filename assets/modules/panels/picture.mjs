/* Owns the right side, which is never empty: one picture, the pictures that are selected, or the set they are of. */
import { draw, h, usePart } from "./react.mjs";
import { Many } from "./many.mjs";
import { One } from "./one.mjs";
import { Whole } from "./set.mjs";

/**
 * Which of the three is shown: a picture that is hovered or pinned comes first.
 * @param {Pick<import("../state/rows.mjs").Focus, "shown">} focus
 * @param {Pick<import("../state/rows.mjs").Selection, "rows">} selection
 * @returns {"one" | "many" | "set"}
 */
export const faceOf = ({ shown }, { rows }) => (shown !== null ? "one" : rows.length ? "many" : "set");

/* The panel of one picture stays, hidden, while another face is shown: the first hover then has nothing to make. */
function Picture() {
  const focus = usePart("focus"), selection = usePart("selection"), face = faceOf(focus, selection);
  return h("div", { className: "scroll", "data-face": face },
    h(One, { hidden: face !== "one" }), face === "many" && h(Many), face === "set" && h(Whole));
}

draw("picture-place", Picture);
