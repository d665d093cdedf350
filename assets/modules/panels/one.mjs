/* Owns the panel of one picture: the thumbnail at once, the picture when the pointer rests, beside it the lines that the server tells. */
import { factsHeld, factsOf } from "../map/facts.mjs";
import { copied } from "../page.mjs";
import { act, state } from "../state/store.mjs";
import { h, icon, memo, useEffect, useLayoutEffect, usePart, useRef, useState } from "./react.mjs";

/** @typedef {import("../map/facts.mjs").Facts} Facts */
/** @typedef {import("../state/view.mjs").View} View */
const REST = 180, LATER = 90, TOLD = 1200; // milliseconds
const MOST = 3; // times a small picture is enlarged
const THUMB = 160; // pixels of a thumbnail's longer side at most: services/decoding/image.py
const LARGE = 100; // what is no small picture fills the frame

/**
 * The lines that are shown: those that say something, and belong there always or to the colour of the map.
 * @param {Facts} facts
 * @param {string} mode how the map is coloured
 */
export const linesOf = ({ lines }, mode) => lines.filter(({ name, always, text }) => text && (always || name === mode));

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
export async function reason(address) {
  const answer = await fetch(address).catch(() => null);
  if (!answer) return "Imagescape does not answer. When it does again, point at this picture once more.";
  return answer.ok ? "The browser cannot show this file; the thumbnail can." : await answer.text();
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

/**
 * How large a picture is shown in a frame: whole, never cut. One that is smaller than the frame is enlarged by a whole factor, so that
 * each of its pixels stays a square.
 * @param {{ width: number, height: number }} picture in its own pixels
 * @param {{ width: number, height: number }} frame
 */
export function shownAt({ width, height }, frame) {
  const fits = Math.min(frame.width / width, frame.height / height);
  const scale = fits >= 1 ? Math.min(MOST, Math.floor(fits)) : fits;
  return { width: width * scale, height: height * scale, enlarged: scale > 1 };
}

const OUT = "This picture is out of the filter.";
/** @param {{ path: string }} given */
function Copy({ path }) {
  const [label, say] = useState("Copy path");
  const press = async () => {
    if (!path) return;
    say(await copied(path) ? "Copied" : "Copy failed");
    setTimeout(() => say("Copy path"), TOLD);
  };
  return h("button", { id: "preview-copy", className: "link-button", title: path, onClick: press },
    icon("copy", 14), h("span", null, label));
}
/* Drawn again when other facts come, and not at each hover. */
/** Until the facts of a picture are here its lines are, empty. @param {{ facts: Facts | null, view: View }} given */
function Lines({ facts, view: { painted, meta } }) {
  const empty = meta?.lines?.map(([name, label]) => ({ name, label, text: "" })) ?? [];
  return h("dl", { className: "preview-facts" }, (facts ? linesOf(facts, painted) : empty).flatMap(({ name, label, text }) => [
    h("dt", { key: label }, label), h("dd", { key: name, id: "preview-" + name }, text),
  ]));
}
/** @param {{ facts: Facts | null, map: string | null }} given */
function Actions({ facts, map }) {
  const open = { id: "preview-open", className: "link-button", target: "_blank", rel: "noopener" };
  return h("div", { className: "preview-actions" },
    h(Copy, { path: facts?.path ?? "" }),
    h("a", { ...open, href: facts ? `/image/${map}/${facts.row}` : undefined }, icon("open", 14), "Open picture"));
}
const KeptLines = memo(Lines), KeptActions = memo(Actions);

/** Give an image element the size at which its picture is shown. @param {HTMLImageElement} image */
function fitInto(image) {
  const { naturalWidth: width, naturalHeight: height, parentElement: frame } = image;
  if (!width || !frame) return;
  /* A picture is as small as this, and not only its thumbnail. */
  const small = Math.max(width, height) < THUMB, own = small ? { width, height } : { width: LARGE * width, height: LARGE * height };
  const shown = shownAt(own, { width: frame.clientWidth, height: frame.clientHeight });
  Object.assign(image.style, {
    width: shown.width + "px", height: shown.height + "px", imageRendering: shown.enlarged ? "pixelated" : "auto",
  });
}
/** @param {import("react").RefObject<HTMLImageElement | null>} image */
function useFit(image) {
  useEffect(() => {
    const frame = image.current?.parentElement;
    if (!frame) return undefined;
    const watch = new ResizeObserver(() => { if (image.current) fitInto(image.current); });
    watch.observe(frame);
    return () => watch.disconnect();
  }, [image]);
}

/* While no picture is shown its parts are there, hidden: so the first one moves nothing. */
/** @param {{ hidden: boolean }} given */
export function One({ hidden }) {
  const { shown, pinned } = usePart("focus"), view = usePart("view"), { kept } = usePart("filter");
  const image = useRef(/** @type {HTMLImageElement | null} */ (null)), thumb = useThumb(shown, view);
  const { facts, problem } = useFacts(shown, view, image), whole = useWhole(shown, view);
  useFit(image);
  const loaded = (/** @type {{ currentTarget: HTMLImageElement }} */ { currentTarget }) => fitInto(currentTarget);
  const close = { id: "preview-close", className: "tool preview-close", "aria-label": "Let the picture go", title: "Let it go (Esc)" };
  const look = shown === null ? "empty" : pinned === shown ? "pinned" : "hover";
  return h("div", { id: "preview", className: "preview", hidden, "data-state": look },
    h("div", { className: "preview-frame" }, h("img", {
      id: "preview-image", className: "preview-image", ref: image, alt: facts?.name ?? "", src: whole.address || thumb, onLoad: loaded,
      "data-row": shown ?? undefined, "data-full": whole.address ? "true" : "",
    }), h("button", { ...close, onClick: () => act("release", {}) }, icon("close", 16))),
    h("p", { id: "preview-note", className: "preview-note", role: "status" },
      whole.problem || problem || (shown !== null && pinned === shown && kept && !kept[shown] && OUT)),
    h("h2", { id: "preview-name", className: "preview-name", "aria-hidden": facts ? undefined : true }, facts?.name ?? ""),
    h(KeptLines, { facts, view }),
    h(KeptActions, { facts, map: view.map }));
}
