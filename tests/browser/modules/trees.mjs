/* Owns facets that tests make up, by chance and by hand, and what follows from their rows, reckoned the slow way. */
import { dice } from "./harness.mjs";

/**
 * A facet of values by their paths, as the server tells it, and of rows by the paths of their values. Those below a value stand right
 * behind it.
 */
export function facetOf(paths, rowPaths, { facet = "folder", title = "Folder", kind = "tree" } = {}) {
  const place = new Map(paths.map((path, value) => [path, value]));
  const within = (path, above) => path === above || path.startsWith(above + "/");
  const values = rowPaths.map((path) => place.get(path)), all = paths.length;
  return {
    facet, title, kind, mode: facet, name: paths.map((path) => path.split("/").pop()),
    parent: paths.map((path) => place.get(path.split("/").slice(0, -1).join("/")) ?? -1),
    last: paths.map((path, value) => { let at = value; while (at < all && within(paths[at], path)) at++; return at; }),
    own: paths.map((path) => rowPaths.filter((row) => row === path).length),
    count: paths.map((path) => rowPaths.filter((row) => within(row, path)).length),
    code: paths.map((_, value) => value % 8), row: paths.map((path) => rowPaths.findIndex((row) => within(row, path))),
    colours: ["#111111", "#222222", "#333333", "#444444", "#555555", "#666666", "#777777", "#888888"], rows: Uint16Array.from(values),
  };
}

/** The paths of a made-up tree, those below a value right behind it; a name may stand in several places. */
export function randomPaths(random, n) {
  const made = new Set();
  while (made.size < n) {
    const known = [...made], above = random() < 0.3 || !known.length ? "" : known[Math.floor(random() * known.length)] + "/";
    made.add(above + "abcdefgh"[Math.floor(random() * 8)]);
  }
  const parts = (path) => path.split("/");
  return [...made].sort((a, b) => { // as a walk meets them
    const [p, q] = [parts(a), parts(b)];
    for (let i = 0; i < Math.min(p.length, q.length); i++) if (p[i] !== q[i]) return p[i] < q[i] ? -1 : 1;
    return p.length - q.length;
  });
}
/** A facet of a made-up tree; with `leaves` the rows lie in values that have none below them. */
export function randomFacet(seed, { values = 12, rows = 60, leaves = false, ...more } = {}) {
  const random = dice(seed), paths = randomPaths(random, values);
  const homes = paths.filter((path) => random() < 0.7 && !(leaves && paths.some((other) => other.startsWith(path + "/"))));
  const some = homes.length ? homes : [paths.at(-1)];
  return facetOf(paths, Array.from({ length: rows }, () => some[Math.floor(random() * some.length)]), more);
}

/** Whether a value is another, or lies below it. */
export function liesIn({ parent }, value, above) {
  for (let at = value; at >= 0; at = parent[at]) if (at === above) return true;
  return false;
}
/** The rows that what is chosen of a facet keeps; all where nothing is said. */
export function rowsKept({ rows }, chosen) {
  return [...rows].flatMap((value, row) => (!chosen || chosen[value] ? [row] : []));
}

/**
 * A facet that is a number, of these edges: a value for each bin, and one more for rows that have none (null).
 * @param {number[]} edges
 * @param {(number | null)[]} values of the rows
 */
export function numberOf(edges, values, { facet = "brightness", title = "Brightness", scale = "linear", words = String } = {}) {
  const k = edges.length - 1, bin = (value) => Math.min(k - 1, Math.max(0, edges.findLastIndex((edge) => edge <= value)));
  const rows = Uint8Array.from(values, (value) => (value === null ? k : bin(value))), all = values.includes(null) ? k + 1 : k;
  const name = Array.from({ length: all }, (_, value) => (value < k ? `${words(edges[value])} to ${words(edges[value + 1])}` : "unknown"));
  const own = name.map((_, value) => rows.filter((row) => row === value).length);
  return {
    facet, title, kind: "numbers", mode: facet, name, parent: name.map(() => -1), last: name.map((_, value) => value + 1), own, count: own,
    code: name.map((_, value) => value), row: name.map((_, value) => rows.indexOf(value)), note: "", within: false,
    colours: name.map((_, value) => "#" + String(100000 + value)), rows, edges, scale,
    from: edges.slice(0, k).map(words), to: edges.slice(1).map(words),
  };
}
