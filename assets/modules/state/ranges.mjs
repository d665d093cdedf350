/* Owns what can be said of the values of a facet that is a number: bins in order, kept as ranges; in words, and as a link names them.
   Behind the bins there may be one value more: of what is not known. */

/** @typedef {import("./values.mjs").Facet} Facet */
/** @typedef {import("./values.mjs").Hand} Hand */
/** @typedef {[first: number, last: number]} Range bins, the last one included */

const UNKNOWN = "unknown";

/** Whether a facet is a number: its values are bins. @param {Facet} facet */
export const numeric = ({ kind, edges }) => kind === "numbers" && Boolean(edges?.length);
/** How many bins it has. @param {Facet} facet */
export const binCount = ({ edges }) => (edges ? edges.length - 1 : 0);

/**
 * The ranges of bins that are kept.
 * @param {Facet} facet
 * @param {Uint8Array} chosen
 */
export function rangesOf(facet, chosen) {
  /** @type {Range[]} */
  const found = [];
  for (let bin = 0; bin < binCount(facet); bin++) {
    const last = found[found.length - 1];
    if (chosen[bin] && last && last[1] === bin - 1) last[1] = bin;
    else if (chosen[bin]) found.push([bin, bin]);
  }
  return found;
}
/** Whether what is not known is kept. @param {Facet} facet @param {Uint8Array} chosen */
export const keepsUnknown = (facet, chosen) => chosen.length > binCount(facet) && chosen[chosen.length - 1] === 1;

/**
 * What is kept when a hand has said something of a range; null where all is.
 * @param {Facet} facet
 * @param {Uint8Array | null} before
 * @param {Range} range
 * @param {Hand} how
 */
export function rangeChosen({ name, own }, before, [first, last], how) {
  const none = new Uint8Array(name.length), made = how === "only" ? none : before?.slice() ?? none.fill(how === "less" ? 1 : 0);
  made.fill(how === "less" ? 0 : 1, first, last + 1);
  return made.every((kept, at) => kept || !own[at]) ? null : made;
}

/** A range in the fewest words. @param {Facet} facet @param {Range} range */
export function rangeText({ from = [], to = [], scale }, [first, last]) {
  const least = from[first], most = to[last], end = from.length - 1;
  if (least === most || (first === 0 && last === end)) return least === most ? least : `${least} to ${most}`;
  if (first === 0) return `up to ${most}`;
  if (last === end) return scale === "time" ? `from ${least} on` : `${least} and more`;
  return `${least} to ${most}`;
}

/** @param {Facet} facet @param {number} edge */
function edgeKey({ scale }, edge) {
  if (scale !== "time") return String(Number(edge.toPrecision(9)));
  return new Date(1000 * edge).toISOString().slice(0, 19).replace(/T00:00:00$/, "").replace(/:00$/, "");
}
/** @param {Facet} facet @param {string} text @param {number} open */
function edgeOf({ scale }, text, open) {
  if (!text) return open;
  if (scale !== "time") return Number(text);
  return Date.parse(text + (text.includes("T") ? "" : "T00:00") + (text.length === 19 ? "Z" : ":00Z")) / 1000;
}
/**
 * How a link names a range: by its edges, so that a map that has grown, or whose bins a later version cuts otherwise, keeps the same.
 * @param {Facet} facet
 * @param {Range} range
 */
export function rangeKey(facet, [first, last]) {
  const { edges = [] } = facet, least = first === 0 ? "" : edgeKey(facet, edges[first]);
  return `${least}..${last === binCount(facet) - 1 ? "" : edgeKey(facet, edges[last + 1])}`;
}
/** The middle of a bin, on the facet's own scale. @param {Facet} facet @param {number} bin */
function middle({ edges = [], scale }, bin) {
  const least = edges[bin], most = edges[bin + 1];
  return (scale === "log" || scale === "ratio") && least > 0 ? Math.sqrt(least * most) : (least + most) / 2;
}
/**
 * What keys of a link keep; null where they say nothing of this facet.
 * @param {Facet} facet
 * @param {string[]} keys
 */
export function fromKeys(facet, keys) {
  const chosen = new Uint8Array(facet.name.length), k = binCount(facet);
  for (const key of keys) {
    if (key === UNKNOWN) { chosen.fill(1, k); continue; }
    const [low, high, ...more] = key.split(".."), least = edgeOf(facet, low, -Infinity), most = edgeOf(facet, high ?? "", Infinity);
    if (high === undefined || more.length || Number.isNaN(least) || Number.isNaN(most)) continue;
    for (let bin = 0; bin < k; bin++) if (middle(facet, bin) >= least && middle(facet, bin) < most) chosen[bin] = 1;
  }
  return chosen.includes(1) ? chosen : null;
}
/** What a link says of what is kept. @param {Facet} facet @param {Uint8Array} chosen */
export function keysOf(facet, chosen) {
  const keys = rangesOf(facet, chosen).map((range) => rangeKey(facet, range));
  return keepsUnknown(facet, chosen) ? [...keys, UNKNOWN] : keys;
}

/**
 * What is kept of a facet that is here anew, cut into other bins: each as the one was that its middle lay in.
 * @param {Facet} old
 * @param {Facet} made
 * @param {Uint8Array} chosen
 */
export function carriedBins(old, made, chosen) {
  const now = new Uint8Array(made.name.length), { edges = [] } = old, k = binCount(made);
  for (let bin = 0; bin < k; bin++) {
    const at = middle(made, bin);
    let was = 0;
    while (was < binCount(old) - 1 && edges[was + 1] <= at) was++;
    now[bin] = chosen[was];
  }
  if (now.length > k) now[k] = keepsUnknown(old, chosen) ? 1 : 0;
  return now;
}
