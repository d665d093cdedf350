/* Owns the part `gallery`: which pictures are looked through, in which order and size, and those that are shown large. */

/** @typedef {"selection" | "kept" | "all" | "alike"} Source the selection; what the filter keeps; all; the most alike */
/** @typedef {"map" | "alike" | "name" | "date" | "size" | "trust" | "score"} Order */
/** @typedef {"" | "region" | "folder" | "day" | "copies"} Group */
/**
 * @typedef {object} Gallery
 * @property {boolean} open
 * @property {Source | null} source the one that was chosen; null: the selection where there is one, else what is kept, else all
 * @property {Order} order
 * @property {boolean} reverse
 * @property {Group} group
 * @property {number} size pixels across a cell; 0: one a row
 * @property {boolean} captions
 * @property {number | null} anchor the row from which Shift selects
 * @property {number | null} at the row where the keys are
 * @property {Uint32Array} rows those that are looked through, in their order
 * @property {readonly import("../gallery/layout.mjs").Group[]} groups of them; one without a name where they are not grouped
 * @property {Source} shown what these rows are
 * @property {readonly number[]} large rows that are shown large, side by side; none: nothing is
 */
/** @typedef {Pick<Gallery, "order" | "reverse" | "group" | "size" | "captions" | "source">} Arrangement */
/**
 * @typedef {object} GalleryActions
 * @property {{ source?: Source }} openGallery
 * @property {{}} closeGallery
 * @property {Partial<Arrangement>} arrangeGallery
 * @property {{ anchor?: number | null, at: number | null }} goInGallery the keys, or a hand, are at this row
 * @property {Pick<Gallery, "rows" | "groups" | "shown">} fillGallery
 * @property {{ rows: readonly number[] }} showLarge
 */
export const SIZES = [56, 88, 128, 192, 288, 0]; // pixels: from a stamp to one a row
/* What a selection is said to be by, where it is made among the pictures of the gallery. */
const IN_GALLERY = ["gallery", "all of the gallery", "large view"];

/** @type {Gallery} */
const CLOSED = {
  open: false, source: null, order: "map", reverse: false, group: "", size: 128, captions: false, anchor: null, at: null, large: [],
  rows: new Uint32Array(), groups: [], shown: "all",
};
/** @param {Gallery} gallery */
const ofAnotherMap = (gallery) => ({ ...gallery, source: null, anchor: null, at: null, large: [], rows: new Uint32Array(), groups: [] });

/** @type {import("./store.mjs").Part<Gallery>} */
export const GALLERY = {
  initial: CLOSED,
  on: {
    openMap: (gallery, { map }, { view }) => (map === view.map ? gallery : ofAnotherMap(gallery)),
    closeMap: ofAnotherMap,
    openGallery: (gallery, { source }) => ({ ...gallery, open: true, source: source ?? gallery.source }),
    closeGallery: (gallery) => ({ ...gallery, open: false, source: null, anchor: null, at: null }),
    fillGallery: (gallery, filled) => ({ ...gallery, ...filled }),
    arrangeGallery: (gallery, change) => ({ ...gallery, ...change }),
    goInGallery: (gallery, { anchor, at }) => ({ ...gallery, at, anchor: anchor === undefined ? gallery.anchor : anchor }),
    showLarge: (gallery, { rows }) => ({ ...gallery, large: rows, at: rows.at(-1) ?? gallery.at }),
    /* What a hand selects among the pictures does not take them from under it; what is selected elsewhere is shown. */
    select(gallery, { by = "" }, now) {
      if (by === "link") return gallery; // which says too what is looked through
      const source = gallery.open && IN_GALLERY.includes(by) ? sourceNow(now) : null;
      return source === gallery.source ? gallery : { ...gallery, source };
    },
  },
};
/**
 * Whether it is told what is most like the picture that is pinned, or like what is selected; who looks through these and selects among
 * them goes on looking through them.
 * @param {Pick<import("./store.mjs").State, "results" | "focus" | "selection" | "gallery">} state
 */
export const hasAlike = ({ results: { of, rows }, focus: { pinned }, selection: { bits }, gallery: { source } }) => rows.length > 0
  && (typeof of === "number" ? of === pinned : of === bits || source === "alike");
/**
 * What is looked through now: what was chosen, if there is any of it.
 * @param {Pick<import("./store.mjs").State, "gallery" | "selection" | "filter" | "results" | "focus">} now
 * @returns {Source}
 */
export function sourceNow(now) {
  const { gallery: { source }, selection: { count }, filter: { kept } } = now;
  const there = { selection: count > 0, kept: kept !== null, all: true, alike: hasAlike(now) };
  if (source && there[source]) return source;
  return there.selection ? "selection" : there.kept ? "kept" : "all";
}
