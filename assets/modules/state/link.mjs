/* Owns the view in the address: what part of the map is seen, how it is coloured and drawn, which point is pinned; so that
   a link shows the same thing, or says that the map's points lie elsewhere. */
import { setProps } from "../page.mjs";
import { act, state, subscribe } from "./store.mjs";
import { chosenView } from "./view.mjs";

/** @typedef {import("./view.mjs").Range} Range */
/**
 * What an address says of the view; null where it says nothing, or nothing that can be.
 * @typedef {object} Link
 * @property {Range | null} goal
 * @property {import("./view.mjs").Marks | null} marks
 * @property {import("./view.mjs").Layout} layout
 * @property {number | null} row
 * @property {string | null} color
 * @property {string | null} points where the points lay when the link was made: `placeMark` of them
 */
const USUAL = "pictures"; // marks that an address need not name
const MARKED = 1000; // rows whose positions tell one layout from another: a difference moves all
const ELSEWHERE =
  "This link was made on another layout of this map: the same pictures, laid out by another machine or another version. The part of the " +
  "map that it showed is left out, as other pictures lie there now. What it has pinned or selected are the same pictures; regions may " +
  "be others.";
const SETTLE = 300; // milliseconds without a move after which the address is written

/** @param {number} value */
const short = (value) => Number(value.toPrecision(6)).toString();

/**
 * @param {string} search the query of an address
 * @returns {Link}
 */
export function readLink(search) {
  const query = new URLSearchParams(search), marks = query.get("marks"), row = Number(query.get("row") || NaN);
  const [x0, x1, y0, y1, ...more] = (query.get("view") ?? "").split(",").map(Number);
  const whole = [x0, x1, y0, y1].every(Number.isFinite) && !more.length && x0 !== x1 && y0 !== y1;
  return {
    goal: whole ? { "xaxis.range": [x0, x1], "yaxis.range": [y0, y1] } : null,
    marks: marks === "pictures" || marks === "dots" || marks === "polaroid" ? marks : null,
    layout: query.get("layout") === "grid" ? "grid" : "map",
    row: Number.isInteger(row) && row >= 0 ? row : null,
    color: query.get("color"),
    points: query.get("points"),
  };
}
/**
 * Where the points lie, in eight hex digits: equal for the same layout only. It is a hash of the bits of the first positions (after Fowler,
 * Noll and Vo).
 * @param {Pick<import("./view.mjs").Points, "x" | "y" | "z" | "n">} points
 */
export function placeMark({ x, y, z, n }) {
  let mark = 0x811c9dc5;
  for (const axis of z ? [x, y, z] : [x, y]) {
    for (const bits of new Uint32Array(axis.slice(0, Math.min(n, MARKED)).buffer)) {
      mark = Math.imul(mark ^ bits, 0x01000193);
      mark ^= mark >>> 15;
    }
  }
  return (mark >>> 0).toString(16).padStart(8, "0");
}
/**
 * What a link is to say: null takes a part out, a list says it so many times.
 * @typedef {Record<string, string | number | null | string[]>} Changes
 */
/**
 * The query with these changes.
 * @param {string} search
 * @param {Changes} changes
 */
export function writeLink(search, changes) {
  const query = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (!Array.isArray(value) && value !== null && query.has(name)) { query.set(name, String(value)); continue; }
    query.delete(name);
    for (const one of Array.isArray(value) ? value : value === null ? [] : [value]) query.append(name, String(one));
  }
  const text = query.toString().replaceAll("%2C", ",");
  return text && "?" + text;
}
/**
 * How an address names a part of the map.
 * @param {Range | null} goal
 */
export const viewText = (goal) => goal && [...goal["xaxis.range"], ...goal["yaxis.range"]].map(short).join(",");

/** @type {{ map: string | null, mark: string | null }} */
let placed = { map: null, mark: null }; // of the map that was marked last; in a grid its points lie elsewhere
/** The mark of where the points of the map lie, once they stay there. */
function markNow() {
  const { view, points } = state();
  if (!view.ready || view.live) return null;
  if (placed.map !== view.map && (view.layout === "map" || applied !== view.map)) placed = { map: view.map, mark: placeMark(points) };
  return placed.map === view.map ? placed.mark : null;
}
/** Whether a query speaks of what depends on where points lie: a part of the map, a row, regions. @param {URLSearchParams} query */
const speaksOfPlaces = (query) => query.has("view") || query.has("row")
  || ["keep", "out"].some((name) => query.getAll(name).some((value) => value.startsWith("region:")));
/** A query with the mark of the layout that it speaks of, if it speaks of one. @param {string} search */
const marked = (search) => writeLink(search, { points: speaksOfPlaces(new URLSearchParams(search)) ? markNow() : null });

/** Whether the address is that of the map that is shown. */
export const here = () => state().view.map !== null && location.pathname.replace(/\/$/, "") === "/map/" + state().view.map;
/** @type {string | null} */
let applied = null; // the map whose address has been read
/** @type {{ map: string | null, goal: Range | null }} */
let seen = { map: null, goal: null }; // the part that was last looked at, and of which map
let waiting = 0;

/** Whether the address is that of the front page: it shows the map that was looked at last, without naming it. */
const front = () => location.pathname === "/";
/**
 * Write into the address of the map that is shown, once what it said is done. The front page's becomes that of its map as soon as there
 * is something to say.
 * @param {Changes} changes
 */
export function put(changes) {
  const { map } = state().view;
  if (!(here() || (front() && map !== null)) || applied !== map) return;
  const search = marked(writeLink(location.search, changes));
  if (search === location.search) return;
  history.replaceState(history.state, "", (front() ? `/map/${map}` : location.pathname) + search);
  /* Dash's Location must know: else, told to go elsewhere, it puts the address back that it last knew. */
  setProps("url", { href: location.href, pathname: location.pathname, search: location.search });
}

/** @type {(() => Changes)[]} */
const sayers = [];
/** What others have to say in a link. @param {() => Changes} say */
export const alsoSaid = (say) => { sayers.push(say); };
/** The address of what is seen now: also where the page's own says nothing of it, as at the front page. */
export function linkNow() {
  const { view, focus: { pinned } } = state();
  const own = {
    view: viewText(chosenView(view)), color: view.painted === view.usual ? null : view.painted, row: pinned,
    marks: view.marks === USUAL ? null : view.marks, layout: view.layout === "grid" ? "grid" : null,
  };
  const search = marked(sayers.reduce((text, say) => writeLink(text, say()), writeLink("", own)));
  return view.map === null ? location.href : `${location.origin}/map/${view.map}${search}`;
}

/* The map has just become ready: its address decides how it is seen. */
function apply() {
  const { view } = state(), flat = view.meta?.dims === 2, link = readLink(here() ? location.search : "");
  const { goal, marks, layout, row, color } = link, mark = markNow();
  const elsewhere = link.points !== null && mark !== null && link.points !== mark;
  /* The points of the map before lie where they lay: its part that was looked at is looked at still. */
  if (flat && seen.goal && seen.map === view.meta?.base) act("lookAt", { goal: seen.goal, quiet: true });
  if (flat && goal && !elsewhere) act("lookAt", { goal, quiet: true });
  if (marks) act("markAs", { marks, quiet: true });
  if (flat && layout === "grid") act("arrangeAs", { layout, quiet: true });
  if (row !== null && row < view.rows) act("pin", { row, quiet: true });
  if (color !== null && color !== view.mode) {
    act("expectColour", { mode: color });
    setProps("color-by", { value: color });
  }
  applied = view.map;
  if (elsewhere) {
    setProps("notices", { sendNotifications: [
      { action: "show", id: "elsewhere", title: "Another layout", message: ELSEWHERE, color: "blue", autoClose: false },
    ] });
    put({ view: null });
  }
  /* A map that is opened from another is coloured and drawn as that one was. */
  if (color === null && view.mode !== view.usual) put({ color: view.mode });
  if (!marks && view.marks !== USUAL) put({ marks: view.marks });
}

subscribe(["view", "focus"], (now, before, action) => {
  const { view } = now, { view: old } = before;
  if (action === "closeMap") applied = null;
  if (action === "adoptMap") {
    if (applied === old.map) applied = view.map;
    if (seen.map === old.map) seen = { map: view.map, goal: seen.goal };
  }
  if (view.ready && !old.ready && applied !== view.map) apply();
  if (now.focus.pinned !== before.focus.pinned) put({ row: now.focus.pinned });
  if (view.map !== old.map) return;
  if (view.painted !== old.painted) put({ color: view.painted === view.usual ? null : view.painted });
  if (view.layout !== old.layout) put({ layout: view.layout === "grid" ? "grid" : null });
  if (view.marks !== old.marks) put({ marks: view.marks === USUAL ? null : view.marks });
  if (view.goal === old.goal && view.followed === old.followed) return;
  if (view.ready) seen = { map: view.map, goal: chosenView(view) };
  clearTimeout(waiting);
  waiting = setTimeout(() => put({ view: viewText(chosenView(state().view)) }), SETTLE);
});
