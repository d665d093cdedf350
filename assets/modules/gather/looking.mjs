/* Owns the gallery in the address: whether it is open, what it has, its order, groups and size; so that a link shows the same pictures. */
import { alsoSaid, here, put } from "../state/link.mjs";
import { SIZES } from "../state/gallery.mjs";
import { act, state, subscribe } from "../state/store.mjs";

/** @typedef {import("../state/gallery.mjs").Gallery} Gallery */
const SOURCES = ["", "selection", "kept", "all", "alike"], ORDERS = ["map", "alike", "name", "date", "size", "trust", "score"];
const GROUPS = ["", "region", "folder", "day", "copies"];
/** @type {string | null} */
let applied = null; // the map whose address has been read

/**
 * How an address says it; nothing while it is closed.
 * @param {Pick<Gallery, "open" | keyof import("../state/gallery.mjs").Arrangement>} gallery
 */
export function galleryText({ open, source, order, reverse, group, size, captions }) {
  if (!open) return null;
  return [source ?? "", order, group, size, (reverse ? "r" : "") + (captions ? "n" : "")].join(".");
}
/**
 * What an address says; null where it says nothing that can be.
 * @param {string | null} text
 * @returns {import("../state/gallery.mjs").Arrangement | null}
 */
export function readGallery(text) {
  const [source, order, group, size, marks, ...more] = (text ?? "").split("."), pixels = Number(size);
  const known = SOURCES.includes(source) && ORDERS.includes(order) && GROUPS.includes(group) && SIZES.includes(pixels) && size !== "";
  if (!known || more.length || !/^r?n?$/.test(marks ?? "")) return null;
  return /** @type {import("../state/gallery.mjs").Arrangement} */ ({
    source: source || null, order, group, size: pixels, reverse: marks.includes("r"), captions: marks.includes("n"),
  });
}
const said = () => ({ gallery: galleryText(state().gallery) });
alsoSaid(said);
function apply() {
  const { map } = state().view, told = readGallery(here() ? new URLSearchParams(location.search).get("gallery") : null);
  applied = map;
  if (!told) return;
  act("arrangeGallery", told);
  act("openGallery", told.source ? { source: told.source } : {});
}
if (state().view.ready) apply();
subscribe(["view", "gallery"], ({ view, gallery }, before, action) => {
  if (action === "closeMap") applied = null;
  if (action === "adoptMap" && applied === before.view.map) applied = view.map;
  if (view.ready && !before.view.ready && applied !== view.map) apply();
  if (applied === view.map && galleryText(gallery) !== galleryText(before.gallery)) put(said());
});
