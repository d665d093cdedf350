/* Owns what can be done with the rows that are selected: the others instead, the nearest of each besides; and selecting all that is
   kept. */
import { sending } from "../map/fetching.mjs";
import { byId, onClick, typing } from "../page.mjs";
import { fromBytes, noRows, others, setOfBytes, sizeOf, without } from "../state/rowset.mjs";
import { act, state } from "../state/store.mjs";

/** The rows that a filter leaves, or all. */
function all() {
  const { filter: { kept }, points: { n } } = state();
  return kept ? setOfBytes(kept, n) : others(noRows(n), n);
}
/** Select all that the filter keeps. */
export const selectAll = () => act("select", { bits: all(), how: "only", by: state().filter.kept ? "the filter" : "all" });
/** Select the others instead, of those that the filter keeps. */
export function invert() {
  const { selection: { bits }, points: { n } } = state();
  act("select", { bits: without(all(), bits ?? noRows(n)), how: "only", by: "inversion" });
}
/** Add the nearest in truth of each that is selected. */
export async function grow() {
  const { selection: { bits, count }, view: { map, rows } } = state();
  if (!bits || map === null) return;
  const answer = await fetch(`/grow/${map}`, sending(bits, rows)).catch(() => null);
  if (state().selection.bits !== bits) return;
  if (answer?.status !== 200) { act("say", { text: (await answer?.text()) ?? "Imagescape does not answer" }); return; }
  const grown = fromBytes(new Uint8Array(await answer.arrayBuffer()), rows), more = sizeOf(grown) - count;
  if (more) act("select", { bits: grown, how: "only", by: "growing" });
  act("say", { text: more ? `${more.toLocaleString("en")} more: the five nearest of each` : "The nearest of each are selected already" });
}
/* Its name is written on the right side. */
onClick("#selection-name", () => {
  if (byId("screen")?.dataset.right === "hidden") byId("side-right")?.click();
  act("release", {});
  setTimeout(() => document.dispatchEvent(new CustomEvent("imagescape:name")));
});
onClick("#selection-invert", invert);
onClick("#selection-grow", grow);
/* With Ctrl these keys have a meaning to browsers, which ours take here. */
document.addEventListener("keydown", (event) => {
  const { view: { ready } } = state(), ctrl = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
  if (!ctrl || !ready || typing(event) || document.querySelector("[role=dialog], dialog:modal")) return;
  const run = { a: selectAll, i: invert }[event.key.toLowerCase()];
  if (!run) return;
  event.preventDefault();
  run();
});
