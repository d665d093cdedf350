/* Owns the row of buttons above what is shown large. */
import { h, icon } from "../panels/react.mjs";
import { many } from "../panels/words.mjs";

const MOST = 4; // pictures side by side

/**
 * @param {{ id: string, face: import("react").ReactElement, label: string, press: () => void, pressed?: boolean, end?: boolean }} given
 */
const Tool = ({ id, face, label, press, pressed, end }) => h("button", {
  id, className: "tool", "aria-label": label, title: label, "aria-pressed": pressed, "aria-disabled": end || undefined, onClick: press,
}, face);

/**
 * @typedef {object} Given
 * @property {{ index: number, n: number } | null} place of the picture among those that are gone through
 * @property {number} count of pictures side by side
 * @property {boolean} selected
 * @property {boolean} facts whether they are shown
 * @property {(by: number) => void} go
 * @property {() => void} near
 * @property {() => void} far
 * @property {() => void} fit
 * @property {() => void} pixels
 * @property {() => void} select
 * @property {() => void} add
 * @property {() => void} turn shows the facts, or does not
 * @property {() => void} close
 */
/** @param {Given} given */
export function LargeHead({ place, count, selected, facts, go, near, far, fit, pixels, select, add, turn, close }) {
  const first = place !== null && place.index <= 0, last = place !== null && place.index === place.n - 1;
  const where = place && place.index >= 0 ? `${many(place.index + 1)} of ${many(place.n)}` : "";
  return h("div", { className: "large-head" },
    h("span", { className: "quiet", id: "large-count", role: "status" }, where),
    h("span", { className: "tool-space" }),
    h(Tool, { id: "large-before", face: icon("left-arrow", 18), label: "The one before (left arrow)", press: () => go(-1), end: first }),
    h(Tool, { id: "large-next", face: icon("right-arrow", 18), label: "The next (right arrow)", press: () => go(1), end: last }),
    h(Tool, { id: "large-out", face: icon("minus", 18), label: "Zoom out (-)", press: far }),
    h(Tool, { id: "large-fit", face: icon("fit", 18), label: "All of it (0)", press: fit }),
    h(Tool, { id: "large-in", face: icon("plus", 18), label: "Zoom in (+)", press: near }),
    h("button", { id: "large-own", className: "tool", title: "A pixel a pixel (1)", onClick: pixels }, "1:1"),
    h("button", { id: "large-select", className: "button rimmed", "aria-pressed": selected, title: "Select it (S)", onClick: select },
      selected ? "Selected" : "Select"),
    h("button", {
      id: "large-add", className: "button rimmed", disabled: count >= Math.min(MOST, place?.n ?? MOST),
      title: "Another one beside it (C)", onClick: add,
    }, "Compare"),
    h(Tool, { id: "large-info", face: icon("info", 18), label: "Facts (I)", pressed: facts, press: turn }),
    h(Tool, { id: "large-close", face: icon("close", 18), label: "Close (Esc)", press: close }));
}
