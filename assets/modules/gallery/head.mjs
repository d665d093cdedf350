/* Owns the head of the gallery: what is looked through and how much of it there is, its order, groups and size. */
import { draw, h, icon, usePart } from "../panels/react.mjs";
import { many } from "../panels/words.mjs";
import { hasAlike, SIZES, sourceNow } from "../state/gallery.mjs";
import { act, state } from "../state/store.mjs";
import { toggleWhole } from "./drawer.mjs";

/** @typedef {import("../state/gallery.mjs").Source} Source */
/** @typedef {import("../state/gallery.mjs").Gallery} Gallery */
/** @type {Record<Source, string>} */
const NAMES = { selection: "Selection", kept: "Filtered", alike: "Most alike", all: "All" };
/** @type {[import("../state/gallery.mjs").Order, string][]} */
const ORDERS = [
  ["map", "along the map"], ["alike", "most like the pinned"], ["name", "name"], ["date", "date"], ["size", "file size"],
  ["trust", "trust"],
];
/** @type {[import("../state/gallery.mjs").Group, string][]} */
const GROUPS = [["", "none"], ["region", "region"], ["folder", "folder"], ["day", "day (taken, else the file's)"], ["copies", "copies"]];

/** @param {{ label: string, value: string, id: string, options: [string, string][], put: (value: string) => void }} given */
function Choice({ label, value, id, options, put }) {
  return h("label", { className: "gallery-choice" }, h("span", { className: "quiet" }, label),
    h("select", {
      id, value, "aria-label": label, onChange: (/** @type {{ target: HTMLSelectElement }} */ { target }) => put(target.value),
    }, options.map(([name, text]) => h("option", { key: name, value: name }, text))));
}
/** @param {{ name: Source, count: number, now: Source }} given */
const Tab = ({ name, count, now }) => h("button", {
  className: "gallery-tab", "aria-pressed": name === now, onClick: () => act("openGallery", { source: name }),
}, NAMES[name], h("span", { className: "quiet" }, many(count)));

/** How large the pictures are, by a hand. @param {{ gallery: Gallery }} given */
function Size({ gallery: { size } }) {
  return h("input", {
    type: "range", id: "gallery-size", className: "gallery-size", min: 0, max: SIZES.length - 1, step: 1, value: SIZES.indexOf(size),
    "aria-label": "Size of the pictures", title: "Size of the pictures",
    onChange: (/** @type {{ target: HTMLInputElement }} */ { target }) => act("arrangeGallery", { size: SIZES[Number(target.value)] }),
  });
}
/** @param {{ id: string, face: import("react").ReactElement, label: string, pressed?: boolean, press: () => void }} given */
const Tool = ({ id, face, label, pressed, press }) => h("button", {
  id, className: "tool", "aria-label": label, title: label, "aria-pressed": pressed, onClick: press,
}, face);

function Head() {
  const gallery = usePart("gallery"), { count } = usePart("selection"), { kept, count: keeps, found } = usePart("filter");
  const results = usePart("results"), { rows } = usePart("view"), { pinned } = usePart("focus"), now = sourceNow(state());
  if (!gallery.open) return null;
  const { order, reverse, group, captions } = gallery;
  /** @type {[import("../state/gallery.mjs").Order, string][]} */
  const scored = found || now === "alike" ? [["score", "score"]] : [];
  const orders = [...ORDERS.filter(([name]) => name !== "alike" || pinned !== null || order === "alike"), ...scored];
  return h("div", { className: "gallery-head" },
    h("div", { className: "gallery-tabs", role: "group", "aria-label": "What is looked through" },
      count > 0 && h(Tab, { name: "selection", count, now }), kept && h(Tab, { name: "kept", count: keeps, now }),
      hasAlike(state()) && h(Tab, { name: "alike", count: results.rows.length, now }), h(Tab, { name: "all", count: rows, now })),
    h("span", { className: "tool-space" }),
    h(Choice, { label: "Order", id: "gallery-order", value: orders.some(([name]) => name === order) ? order : "map", options: orders,
      put: (value) => act("arrangeGallery", { order: /** @type {Gallery["order"]} */ (value) }) }),
    h(Tool, { id: "gallery-reverse", face: reverse ? icon("up", 16) : icon("down", 16), label: "The other way round", pressed: reverse,
      press: () => act("arrangeGallery", { reverse: !reverse }) }),
    h(Choice, { label: "Group", id: "gallery-group", value: group, options: GROUPS,
      put: (value) => act("arrangeGallery", { group: /** @type {Gallery["group"]} */ (value) }) }),
    h(Size, { gallery }),
    h(Tool, { id: "gallery-captions", face: icon("caption", 16), label: "Names below the pictures", pressed: captions,
      press: () => act("arrangeGallery", { captions: !captions }) }),
    h(Tool, { id: "gallery-whole", face: icon("whole", 16), label: "All of the middle, or a part", press: toggleWhole }),
    h(Tool, { id: "gallery-close", face: icon("close", 16), label: "Close the gallery (G)", press: () => act("closeGallery", {}) }));
}
draw("gallery-head", Head);
