/* Owns showing what was added to the map last: selected, and in the gallery, where the arrows step through it. */
import { want } from "../explore/asking.mjs";
import { onClick } from "../page.mjs";
import { setWhere } from "../state/rowset.mjs";
import { act, state } from "../state/store.mjs";

const NEW = "new", BEFORE = "there before"; // services/facts/new.py

/** The rows that were added last; null where that is not known. */
async function addedRows() {
  await want(NEW);
  const facet = state().facets.of[NEW];
  return facet ? setWhere((row) => facet.name[facet.rows[row]] !== BEFORE, state().points.n) : null;
}
onClick("#show-added", async () => {
  const bits = await addedRows();
  if (!bits) return;
  act("select", { bits, how: "only", by: "what was added" });
  act("openGallery", { source: "selection" });
});
