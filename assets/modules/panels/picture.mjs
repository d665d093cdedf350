/* Owns the side panel: the thumbnail at once, the picture when the pointer rests, the facts beside it. LINES says which facts, and how
   each is written. To add one, add a line there. */
import { factsHeld, factsOf } from "../map/fetching.mjs";
import { state } from "../state/store.mjs";
import { draw, h, icon, memo, useEffect, useLayoutEffect, usePart, useRef, useState } from "./react.mjs";

/** @typedef {import("../map/fetching.mjs").Facts} Facts */
/** @typedef {import("../state/view.mjs").View} View */
const REST = 180, LATER = 90, TOLD = 1200; // milliseconds

/** @param {number} bytes */
export function fileSize(bytes) {
  for (const [unit, step] of /** @type {const} */ ([["GB", 1e9], ["MB", 1e6], ["kB", 1e3]])) {
    if (bytes >= step) return (bytes / step).toLocaleString("en", { maximumFractionDigits: bytes < 10 * step ? 1 : 0 }) + " " + unit;
  }
  return bytes + " bytes";
}

/**
 * The lines of the panel from top to bottom: the end of the element's id, the label, and what it says of a picture.
 * @type {{ name: string, label: string, text: (facts: Facts) => string }[]}
 */
export const LINES = [
  { name: "folder", label: "Folder", text: ({ folder }) => folder || "(top folder)" },
  { name: "size", label: "Size", text: ({ width, height }) => `${width.toLocaleString("en")} × ${height.toLocaleString("en")} px` },
  { name: "bytes", label: "File size", text: ({ bytes }) => fileSize(bytes) },
  { name: "date", label: "Date", text: ({ date }) => date },
  { name: "format", label: "Format", text: ({ format }) => format },
  { name: "row", label: "Row", text: ({ row }) => row.toLocaleString("en") },
  { name: "trust", label: "Trust", text: ({ trust }) => (trust === null ? "not measured" : Math.round(trust * 100) + "%") },
];

/**
 * The facts of the row that is shown: those of the row before until they come. The picture first: they are asked for when it is
 * there, unless they are held.
 * @param {number | null} row
 * @param {View} view
 * @param {import("react").RefObject<HTMLImageElement | null>} image
 * @returns {{ facts: Facts | null, problem: string }}
 */
function useFacts(row, { meta, live }, image) {
  const [facts, tell] = useState(/** @type {Facts | null} */ (null)), [failed, fail] = useState(/** @type {number | null} */ (null));
  useLayoutEffect(() => {
    const element = image.current;
    if (row === null || !element) return undefined;
    let current = true, asked = false;
    const ask = () => {
      if (asked) return;
      asked = true;
      factsOf(row).then((found) => { if (current) tell(found); }, () => { if (current) fail(row); });
    };
    const late = setTimeout(ask, LATER);
    element.addEventListener("load", ask);
    if (factsHeld(row)) ask();
    return () => {
      current = false;
      clearTimeout(late);
      element.removeEventListener("load", ask);
      fail(null);
    };
  }, [row, meta, live, image]);
  return { facts, problem: failed !== null && failed === row ? "The facts of this picture could not be fetched." : "" };
}

/** What the server says where the picture cannot be shown. @param {string} address */
async function reason(address) {
  const answer = await fetch(address).catch(() => null);
  return answer && !answer.ok ? await answer.text() : "The browser cannot show this file; the thumbnail can.";
}
/**
 * The whole picture of a row, when the pointer rests on it. Decoded out of sight and swapped in whole: the thumbnail never gives
 * way to a blank.
 * @param {number | null} row
 * @param {View} view
 * @returns {{ address: string, problem: string }} empty until it is there
 */
function useWhole(row, { meta }) {
  const nothing = { row, meta, address: "", problem: "" };
  const [whole, become] = useState(nothing);
  useEffect(() => {
    if (row === null) return undefined;
    let current = true;
    const resting = setTimeout(async () => {
      const address = `/image/${state().view.map}/${row}`, image = new Image();
      image.src = address;
      const problem = await image.decode().then(() => "", () => reason(address));
      if (current) become({ row, meta, address: problem ? "" : address, problem });
    }, REST);
    return () => {
      current = false;
      clearTimeout(resting);
    };
  }, [row, meta]);
  return whole.row === row && whole.meta === meta ? whole : nothing;
}

/**
 * The thumbnail of a row. Its address stays while the map becomes another with the same points.
 * @param {number | null} row
 * @param {View} view
 */
function useThumb(row, { meta, map }) {
  const held = useRef({ row, meta, address: "" });
  if (row === null) return undefined;
  if (!held.current.address || held.current.row !== row || held.current.meta !== meta) {
    held.current = { row, meta, address: `/thumb/${map}/${row}` };
  }
  return held.current.address;
}

/** @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // no clipboard on an address that is neither localhost nor https
    const area = Object.assign(document.createElement("textarea"), { value: text });
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
/** @param {{ path: string }} given */
function Copy({ path }) {
  const [label, say] = useState("Copy path");
  const press = async () => {
    if (!path) return;
    say(await copied(path) ? "Copied" : "Copy failed");
    setTimeout(() => say("Copy path"), TOLD);
  };
  return h("button", { id: "preview-copy", className: "link-button", onClick: press }, icon("copy", 14), h("span", null, label));
}

/* Drawn again when other facts come, and not at each hover. */
/** @param {{ facts: Facts | null }} given */
function Lines({ facts }) {
  const line = (/** @type {typeof LINES[number]} */ { name, label, text }) => [
    h("dt", { key: label }, label), h("dd", { key: name, id: "preview-" + name }, facts ? text(facts) : ""),
  ];
  return h("dl", { className: "preview-facts" }, LINES.flatMap(line));
}
/** @param {{ facts: Facts | null, map: string | null }} given */
function Actions({ facts, map }) {
  const open = { id: "preview-open", className: "link-button", target: "_blank", rel: "noopener" };
  return h("div", { className: "preview-actions" },
    h(Copy, { path: facts?.path ?? "" }),
    h("a", { ...open, href: facts ? `/image/${map}/${facts.row}` : undefined }, icon("open", 14), "Open picture"));
}
const KeptLines = memo(Lines), KeptActions = memo(Actions);
const HOW = "Move the pointer over the map to see each picture here. A click pins it, Esc lets go.";

/* While the panel is empty its parts are there, hidden by its style: so the first picture moves nothing. */
function Picture() {
  const { shown, pinned } = usePart("focus"), view = usePart("view");
  const image = useRef(/** @type {HTMLImageElement | null} */ (null)), thumb = useThumb(shown, view);
  const { facts, problem } = useFacts(shown, view, image), whole = useWhole(shown, view);
  return h("div", { id: "preview", className: "preview", "data-state": shown === null ? "empty" : pinned === shown ? "pinned" : "hover" },
    h("div", { className: "preview-frame" }, h("img", {
      id: "preview-image", className: "preview-image", ref: image, alt: facts?.name ?? "", src: whole.address || thumb,
      "data-row": shown ?? undefined, "data-full": whole.address ? "true" : "",
    })),
    h("p", { className: "preview-empty" }, HOW),
    h("p", { id: "preview-note", className: "preview-note", role: "status" }, whole.problem || problem),
    h("h2", { id: "preview-name", className: "preview-name" }, facts?.name ?? ""),
    h(KeptLines, { facts }),
    h(KeptActions, { facts, map: view.map }));
}

draw("picture", Picture);
