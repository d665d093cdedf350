/* Owns what the server is asked of a map, and how its answers are read: points, colours, layouts that form, facets. */
import { bytesOf } from "../state/rowset.mjs";
import { state, subscribe } from "../state/store.mjs";

/** @typedef {import("../state/rowset.mjs").Bits} Bits */

const AGAIN = 1000; // milliseconds until what did not come is asked for again
const FOUND = 2500; // milliseconds until what is still being found of a map is asked for again

/** @param {number} milliseconds */
export const pause = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));

/**
 * The bytes at an address, asked for until they come; null where there are none, or nobody wants them any more.
 * @param {string} address
 * @param {() => boolean} wanted
 */
async function bytes(address, wanted) {
  for (;;) {
    try {
      const answer = await fetch(address);
      if (answer.status === 204) return null;
      if (answer.ok) return await answer.arrayBuffer();
      if (answer.status < 500) return null;
    } catch { /* the server may be restarting */ }
    if (!wanted()) return null;
    await pause(AGAIN);
  }
}

/**
 * What is found of a finished map and lies beside it, asked for until it is there; null where the map has none of it, or nobody wants it
 * any more.
 * @param {string} address
 * @param {() => boolean} wanted
 * @param {() => void} [waiting] called each time it is not there yet
 * @returns {Promise<Response | null>}
 */
export async function found(address, wanted, waiting) {
  for (;;) {
    const answer = await fetch(address).catch(() => null);
    if (!wanted() || answer?.status === 404) return null;
    if (answer?.status === 200) return answer;
    waiting?.();
    await pause(FOUND);
    if (!wanted()) return null;
  }
}

/* Asked for before React has mounted: at once the first part is the longest way to a map. */
const here = /^\/map\/([0-9a-f]{16,64})\/?$/.exec(location.pathname);
/** @type {{ address: string, body: Promise<ArrayBuffer | null> } | null} */
let early = null;
if (here) {
  const address = `/points/${here[1]}/0`;
  early = { address, body: bytes(address, () => early !== null) };
}

/**
 * Positions of a part of a map.
 * @typedef {object} PointsPart
 * @property {number} start the first row
 * @property {number} count
 * @property {Float32Array[]} axes x, y (and z)
 */
/**
 * All x, all y (and all z) behind the four numbers that an answer begins with.
 * @param {ArrayBuffer} body
 * @param {number} dims
 * @param {number} n
 */
const axesIn = (body, dims, n) => Array.from({ length: dims }, (_, axis) => new Float32Array(body, 16 + 4 * n * axis, n));
/**
 * @param {ArrayBuffer} body
 * @returns {PointsPart}
 */
export function readPoints(body) {
  const [, dims, start, count] = new Int32Array(body, 0, 4);
  return { start, count, axes: axesIn(body, dims, count) };
}
/**
 * @param {string} map
 * @param {number} part
 * @param {() => boolean} wanted
 */
export async function pointsOf(map, part, wanted) {
  const address = `/points/${map}/${part}`, known = early?.address === address ? early.body : null;
  early = null;
  const body = await (known ?? bytes(address, wanted));
  return body && readPoints(body);
}
/**
 * Codes of a part of a map: a byte a row, its place in the palette of this edition.
 * @param {string} map
 * @param {{ mode: string, edition: string }} colouring
 * @param {number} part
 * @param {() => boolean} wanted
 */
export async function codesOf(map, { mode, edition }, part, wanted) {
  const body = await bytes(`/colours/${map}/${mode}/${part}?v=${edition}`, wanted);
  return body && new Uint8Array(body);
}

/**
 * A layout that forms.
 * @typedef {object} Layout
 * @property {number} serial
 * @property {number} n
 * @property {Float32Array[]} axes x, y (and z)
 * @property {Uint8Array | null} codes the colours, where there are more of them than were here
 * @property {string[] | null} palette what they mean
 */
/** The address of the layout of the map that is shown; what of it is here is said in the question. */
export function liveAddress() {
  const { view: { map, mode }, points: { serial, coded } } = state();
  return `/live/${map}?after=${serial}&have=${coded}&mode=${mode}`;
}
/**
 * @param {ArrayBuffer} body
 * @param {string | null} palette the header that comes with it
 * @returns {Layout}
 */
export function readLayout(body, palette) {
  const [serial, coded, n, dims] = new Int32Array(body, 0, 4);
  const codes = coded ? new Uint8Array(body, 16 + 4 * n * dims, n) : null;
  return { serial, n, axes: axesIn(body, dims, n), codes, palette: codes && palette ? palette.split(",") : null };
}
/** @param {Response} answer */
export const layoutIn = async (answer) => readLayout(await answer.arrayBuffer(), answer.headers.get("X-Imagescape-Palette"));

/** The header by which the server knows our own page: a form on another site cannot send it. */
export const OURS = { "X-Imagescape": "1" };
/** How a set of rows is sent, which is more than an address can name. @param {Bits} bits @param {number} n @returns {RequestInit} */
export const sending = (bits, n) => ({ method: "POST", headers: OURS, body: /** @type {BodyInit} */ (bytesOf(bits, n)) });
/**
 * What an address answers.
 * @template T
 * @param {string} address
 * @returns {Promise<T>}
 */
export async function json(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
}
/**
 * What a map can be asked.
 * @param {string} map
 * @returns {Promise<import("../state/filter.mjs").Listed[]>}
 */
export const facetsOf = (map) => json(`/facets/${map}`);
/**
 * A facet of a map; null where it cannot be had, or where the map has grown between its two halves.
 * @param {string} map
 * @param {string} name
 * @param {string} edition
 * @returns {Promise<import("../state/values.mjs").Facet | null>}
 */
export async function facetOf(map, name, edition) {
  const address = `/facets/${map}/${name}`, query = `?v=${edition}`;
  /** @type {Promise<import("../state/values.mjs").Facet & { n: number, bytes: 1 | 2 | 4 }>} */
  const told = json(address + query);
  const [facet, rows] = await Promise.all([told, fetch(`${address}/rows${query}`)]);
  if (!rows.ok) return null;
  const Kind = /** @type {const} */ ({ 1: Uint8Array, 2: Uint16Array, 4: Uint32Array })[facet.bytes];
  const values = new Kind(await rows.arrayBuffer());
  return values.length === facet.n ? { ...facet, rows: values } : null;
}
/**
 * The colours of a facet's values when one of them alone is looked at.
 * @param {string} map
 * @param {string} name
 * @param {string} edition
 * @param {number} value
 * @returns {Promise<Pick<import("../state/values.mjs").Facet, "code" | "paint" | "colours">>}
 */
export const facetWithin = (map, name, edition, value) => json(`/facets/${map}/${name}?within=${value}&v=${edition}`);
/**
 * Have found what the map lacks that a newer version finds; whether that goes on.
 * @param {string} map
 */
export async function complete(map) {
  const answer = await fetch(`/complete/${map}`, { method: "POST", headers: OURS });
  return answer.ok && (await answer.json()).going;
}
/**
 * A small histogram: how many rows there are in each of some bins, and where these begin and end.
 * @typedef {{ facet: string, title: string, counts: number[], from: string, to: string, note: string }} Small
 */
/**
 * What a map's pictures are, taken together: services/views/overview.py.
 * @typedef {object} Overview
 * @property {number} n
 * @property {number} bytes
 * @property {[kind: string, count: number][]} kinds
 * @property {{ least: [number, number], most: [number, number], same: boolean }} sizes pixels
 * @property {{ first: string, last: string, count: number } | null} taken
 * @property {{ count: number }} folders
 * @property {{ name: string, path: string, count: number, node: number, row: number }[]} largest
 * @property {{ groups: number, rows: number, across: number } | null} [copies] files that are the same; null while that is not known
 * @property {number} skipped
 * @property {number} others
 * @property {number} outdated
 * @property {{ value: number | null, of: string, parts: [label: string, count: number][] }} trust
 * @property {Small[]} histograms
 */
/** @param {string} map @returns {Promise<Overview>} */
export const overviewOf = (map) => json(`/overview/${map}.json`);
/**
 * Rows whose file or folder name has these words: a byte a row.
 * @param {string} map
 * @param {string} words
 */
export async function namesOf(map, words) {
  const answer = await fetch(`/find/${map}/rows?${new URLSearchParams({ words })}`);
  if (!answer.ok) return null;
  return { rows: new Uint8Array(await answer.arrayBuffer()), skipped: Number(answer.headers.get("Imagescape-Skipped")) };
}

subscribe(["view"], ({ view }, _, action) => {
  /* The points of a map that forms come with its layouts: what was asked for early is out of date when it is finished. */
  if (action === "openMap" && view.live) early = null;
});
