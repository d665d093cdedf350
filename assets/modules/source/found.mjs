/* Owns what the sheet says of the folder that stands in its box, before anything is started: pictures and what else, twelve of them,
   the time it will take. Counted on while one reads. */
import { byId, onElement, setProps } from "../page.mjs";
import { act, state } from "../state/store.mjs";
import { draw, h, usePart } from "../panels/react.mjs";
import { duration, fileSize, many, plural } from "../panels/words.mjs";
import { exampleAt, lookAt, valueOf } from "./asking.mjs";

/** @typedef {import("./asking.mjs").Look} Look */
const EVERY = 250; // milliseconds between two looks
const EXAMPLES = 12;
/** @type {string} */
let asked = ""; // what the last answer is of
let busy = false;

/** What decides what is counted and how long it takes. */
const wanted = () => ({
  path: valueOf("folder").trim(), encoder: state().recipe.encoder, sample: state().recipe.sample,
  dimensions: state().recipe.dimensions, projection: state().recipe.projection,
});

async function look() {
  const sheet = byId("new-map");
  if (busy || document.hidden || !sheet?.checkVisibility()) return;
  const now = wanted(), key = JSON.stringify(now), known = state().sheet.look;
  if (!now.path) { asked = ""; if (known) act("tellLook", { look: null }); return; }
  if (key === asked && known?.done) return;
  busy = true;
  try {
    const found = await lookAt(now);
    if (JSON.stringify(wanted()) === key) { asked = key; act("tellLook", { look: found }); }
  } catch { /* the server may be restarting; the next look tells */ }
  busy = false;
}
setInterval(look, EVERY);
/* What was wrong with another path is not told of this one. */
document.addEventListener("input", ({ target }) => {
  if (!(target instanceof Element) || target.id !== "folder") return;
  setProps("folder", { error: null });
  look();
});
onElement("#found", look);

/** Kinds with their counts, and the files that are not going to be on a map. @param {Look} look */
export function details({ folders, kinds, others, skipped, bytes }) {
  const sorted = kinds.map(([kind, count]) => `${kind} ${many(count)}`).join(", ");
  const parts = [folders > 1 && `in ${plural(folders, "folder")}`, sorted, bytes > 0 && fileSize(bytes)];
  const beside = [others > 0 && plural(others, "other file"),
    skipped > 0 && `${many(skipped)} that will be skipped`].filter(Boolean).join(" and ");
  return [...parts, beside && `beside them ${beside}`].filter(Boolean).join(" · ");
}

const NONE = "There is no picture in this folder or below it.";
function Empty() {
  return h("div", { className: "found-empty" },
    h("p", null, "Say which folder, and you see what is in it before anything starts: how many pictures, and twelve of them."));
}
function Found() {
  const { look: found } = usePart("sheet");
  if (!found) return h(Empty);
  const problem = found.problem && h("p", { id: "found-problem", className: "found-problem", role: "alert" }, found.problem);
  if (problem && !found.pictures) return problem;
  return h("div", null, problem,
    h("p", { id: "found-count", className: "found-count", role: "status", "aria-live": "polite", "aria-busy": !found.counted },
      plural(found.pictures, "picture"), !found.counted && h("span", { className: "quiet" }, " so far, counting …")),
    h("p", { className: "quiet" }, details(found) || (found.counted ? NONE : "")),
    h(Examples, { look: found }));
}
/* Where more are to come their places stand already: nothing moves when they are there. */
/** @param {{ look: Look }} given */
function Examples({ look: { examples, token, pictures, done } }) {
  const places = Array.from({ length: done ? examples.length : Math.min(EXAMPLES, pictures) }, (_, at) => examples[at]);
  return h("div", { className: "examples", "aria-label": "Some of them", role: "group" }, places.map((place, at) => (
    place === undefined ? h("span", { key: at, className: "example" })
      : h("img", { key: `${token}/${place}`, src: exampleAt(token, place), alt: "", className: "example" }))));
}

/** Why it is quick the second time. @param {number} known @param {number} all */
export const embedded = (known, all) => `${known < all ? plural(known, "picture") + " of them" : all === 1 ? "It" : "All of them"} ${
  known === 1 ? "is" : "are"} embedded already.`;
function Estimate() {
  const { look: found } = usePart("sheet");
  /* Its place stands from the first: what is below does not move when a folder is given. */
  if (!found?.pictures) {
    return h("div", { className: "estimate estimate-none" }, h("h2", null, "On this machine"),
      h("p", { className: "quiet" }, "How long a map takes is said here once there are pictures."));
  }
  const { estimate } = found;
  return h("div", { className: "estimate" }, h("h2", null, "On this machine"),
    estimate
      ? h("p", null, "First map in about ", h("strong", null, duration(estimate.first)), ", all of it in about ",
        h("strong", null, duration(estimate.all)), found.counted ? "" : " for those counted so far",
        estimate.known > 0 && `. ${embedded(estimate.known, found.pictures)}`)
      : h("p", { className: "quiet" }, "How long it takes is known once this machine has made a map by such a recipe."));
}

draw("found", Found);
draw("estimate", Estimate);
