/* Owns what the server is asked before a map is started: what a folder holds, its folders, the folders used last, the encoders. */

/**
 * What was found in a folder so far.
 * @typedef {object} Look
 * @property {string} source
 * @property {string} name
 * @property {number} pictures
 * @property {number} others
 * @property {number} skipped
 * @property {number} folders
 * @property {number} bytes
 * @property {[kind: string, count: number][]} kinds
 * @property {boolean} counted whether all files have been counted
 * @property {boolean} done the same, and that the examples are all there
 * @property {number[]} examples the places of pictures that can be shown
 * @property {string} token
 * @property {{ first: number, all: number, known: number } | null} estimate seconds, by what this machine has measured before; and of how
 * many pictures the features are there already
 * @property {string} problem why nothing can be counted
 */
/** @typedef {{ name: string, shown: string, pictures: number | null, more: boolean }} Folder null: not counted yet, or never */
/** @typedef {{ path: string, up: string | null, folders: Folder[], more: number, done: boolean, problem: string }} Listing */
/** @typedef {{ path: string, name: string }} Source */
/**
 * @typedef {object} Encoder
 * @property {string} name
 * @property {string} title
 * @property {string} help
 * @property {number} bytes to fetch
 * @property {boolean} here whether it is on this machine
 * @property {number | null} rate pictures a second that this machine has measured
 * @property {number} work times the default's
 * @property {string} file
 * @property {string} url
 * @property {string} folder where its file can be laid
 */

/** @template T @param {string} address @returns {Promise<T>} */
async function json(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
/** @param {Record<string, string | number>} asked @returns {Promise<Look>} */
export const lookAt = (asked) => json(`/found?${new URLSearchParams(/** @type {Record<string, string>} */ (asked))}`);
/** @param {string} path @returns {Promise<Listing>} */
export const listing = (path) => json(`/folders?${new URLSearchParams({ path })}`);
/** @returns {Promise<Source[]>} */
export const sources = () => json("/sources");
/** @returns {Promise<Encoder[]>} */
export const encoders = () => json("/encoders");
/** @param {string} token @param {number} place */
export const exampleAt = (token, place) => `/found/${token}/${place}.jpg`;

/** The value of a control that Dash has made. @param {string} id */
export function valueOf(id) {
  const element = document.getElementById(id);
  return element instanceof HTMLInputElement ? element.value : "";
}
