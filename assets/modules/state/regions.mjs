/* Owns the part of the state `regions`: what the map is divided into, from few regions to many. */

/**
 * A region: services/views/regions.py.
 * @typedef {object} Region
 * @property {number} id
 * @property {number} parent the region of the level before that it lies in, -1 on the first
 * @property {number} value its place in the facet of the regions
 * @property {number} number what it is called by where it has no name
 * @property {string} name empty where nothing can be said of it
 * @property {"user" | "folder" | "words" | "encoder" | "none"} source
 * @property {number} confidence
 * @property {string} why where the name comes from, in words
 * @property {number} n rows
 * @property {number} representative the row that stands for it
 * @property {number} clear share of the nearest in truth of its pictures that lie in it, 0 to 1
 * @property {number} x where its name stands
 * @property {number} y
 */
/**
 * @typedef {object} Told
 * @property {Region[][]} levels from few to many, in each the largest first
 * @property {boolean} words whether the encoder has words for what it sees
 * @property {string} reason why it has none
 * @property {number} none rows in no region
 * @property {boolean} estimate whether the nearest in truth of its pictures are estimates, as of a very large map
 */
/** @typedef {Told & { outlines: number[][][] }} Regions `outlines`: of each region, by id, its rings: x and y in turn */
/** @typedef {{ bringRegions: Told, bringOutlines: { outlines: number[][][] } }} RegionActions */

/** @type {Regions} */
const NONE = { levels: [], words: true, reason: "", none: 0, estimate: false, outlines: [] };

/** @type {import("./store.mjs").Part<Regions>} */
export const REGIONS = {
  initial: NONE,
  on: {
    openMap: (regions, { map }, { view }) => (map === view.map ? regions : NONE),
    closeMap: () => NONE,
    bringRegions: (regions, told) => ({ ...regions, ...told }),
    bringOutlines: (regions, { outlines }) => ({ ...regions, outlines }),
  },
};

/**
 * The region that stands at this place of the facet; of one that is the same on two levels the first.
 * @param {Readonly<Regions>} regions
 * @param {number} value
 */
export const regionAt = ({ levels }, value) => levels.flat().find((region) => region.value === value) ?? null;
