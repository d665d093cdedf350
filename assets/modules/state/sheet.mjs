/* Owns two parts of the state: `recipe`, what the controls of the sheet say; and `sheet`, what was found in the folder in its box. */

/**
 * @typedef {object} Recipe
 * @property {string} encoder
 * @property {number} sample 0 for all
 * @property {string} dimensions
 * @property {string} projection
 */
/** @typedef {{ look: import("../source/asking.mjs").Look | null }} Sheet */
/**
 * @typedef {object} SheetActions
 * @property {Recipe} tellRecipe the controls are set so
 * @property {Sheet} tellLook
 */

/** @type {import("./store.mjs").Part<Recipe>} */
export const RECIPE = {
  initial: { encoder: "", sample: 0, dimensions: "2", projection: "" }, on: { tellRecipe: (_, told) => ({ ...told }) },
};
/** @type {import("./store.mjs").Part<Sheet>} */
export const SHEET = { initial: { look: null }, on: { tellLook: (_, told) => ({ ...told }) } };
