/* Owns what is told of a region in words. */
import { about, many } from "./words.mjs";

/** @typedef {import("../state/regions.mjs").Region} Region */
/** What a region is called where something must be said. @param {Region} region */
export const called = ({ name, number }) => name || `Region ${number}`;
/** How far a region lies apart from all else. @param {Region} region @param {boolean} estimate */
export const apart = ({ clear }, estimate) => `of their 15 nearest in truth ${about(clear, estimate)} lie in it`;
/** @param {Region} region @param {boolean} estimate whether the nearest in truth are estimates */
export function aboutRegion(region, estimate) {
  const from = region.name && region.why ? `, ${region.why}` : region.name ? "" : ": nothing clear can be said of it";
  return `${called(region)}${from}\n${many(region.n)} pictures; ${apart(region, estimate)}`;
}
