/* Owns the row of tools above the map, with what it offers while pictures are selected: buttons that Dash has made, what they say. */
import { byId, onClick } from "../page.mjs";
import { asText } from "../state/rowset.mjs";
import { act, state, subscribe } from "../state/store.mjs";
import { pointMarks } from "../state/view.mjs";
import { showAll, STEP, zoomBy } from "./zoom.mjs";

/** @typedef {import("../state/view.mjs").Tool} Tool */
/** @typedef {import("../state/view.mjs").Marks} Marks */
/** @type {Record<string, Tool>} */
const TOOLS = { "tool-pan": "pan", "tool-lasso": "lasso", "tool-box": "select" };
/** @type {Record<string, Marks>} */
const MARKS = { "marks-pictures": "pictures", "marks-dots": "dots", "marks-polaroid": "polaroid" };
/** @type {Record<string, import("../state/view.mjs").Layout>} */
const LAYOUTS = { "layout-map": "map", "layout-grid": "grid" };
const HINTS = {
  pan: "Drag to move, scroll to zoom, click to pin",
  lasso: "Draw around pictures to select them; Shift adds, Alt takes away, Esc clears",
  select: "Drag a box to select; Shift adds, Alt takes away, Esc clears",
  orbit: "Drag to turn, scroll to zoom, click to pin; selecting and flying need a 2-D map",
};
/* Fingers have neither a wheel nor keys. */
const FINGERS = {
  pan: "Drag to move, two fingers to zoom, touch a picture to pin it",
  lasso: "Draw around pictures to select them",
  select: "Drag a box to select",
  orbit: "Drag to turn, two fingers to zoom; selecting and flying need a 2-D map",
};
const touched = matchMedia("(pointer: coarse)");
const KEPT = "imagescape-marks"; // where this browser keeps how points are drawn
const SAID = 2500; // milliseconds for which a sentence stands in the hint's place

/** @param {import("../state/view.mjs").View} view */
export const toolNow = ({ meta, tool }) => (meta?.dims === 3 ? "orbit" : tool);
/** What stands in the hint's place. @param {import("../state/view.mjs").View} view */
export const hint = (view) => view.said || (view.ready ? (touched.matches ? FINGERS : HINTS)[toolNow(view)] : "");

/** Take a tool in hand; in 3-D say why there is only one. @param {Tool} tool */
export function useTool(tool) {
  const { ready, meta } = state().view;
  if (!ready) return;
  if (meta?.dims === 2) act("useTool", { tool });
  else if (tool !== "pan") act("say", { text: "In 3-D nothing can be drawn around pictures: make the map in 2-D to select" });
}

/**
 * Of these buttons the one that stands for a value is pressed.
 * @param {Record<string, string>} buttons
 * @param {string} value
 */
function press(buttons, value) {
  for (const [id, own] of Object.entries(buttons)) byId(id)?.setAttribute("aria-pressed", String(own === value));
}
/** @param {import("../state/view.mjs").View} view */
function showTools(view) {
  const line = byId("map-hint"), frame = byId("map-frame"), mode = toolNow(view), flat = mode !== "orbit";
  if (line) line.title = line.textContent = hint(view);
  if (frame) frame.dataset.tool = mode;
  press(TOOLS, flat ? mode : "pan");
  press(MARKS, flat || view.marks !== "pictures" ? view.marks : "dots");
  press(LAYOUTS, view.layout);
  byId("marks-pictures")?.setAttribute("aria-disabled", String(!flat));
  byId("layout-grid")?.setAttribute("aria-disabled", String(!flat || view.live));
  for (const id of ["tool-lasso", "tool-box"]) byId(id)?.setAttribute("aria-disabled", String(!flat));
}
/** @param {number} selected */
function showSelection(selected) {
  const bar = byId("selection-bar"), count = byId("selection-count");
  if (bar) bar.hidden = selected === 0;
  if (count) count.textContent = selected.toLocaleString("en") + " selected";
}

let said = 0;
const SHOWN = /** @type {const} */ (["ready", "meta", "tool", "marks", "layout", "live", "said"]);
subscribe(["view", "selection"], ({ view, selection }, before) => {
  if (view.said && view.said !== before.view.said) {
    clearTimeout(said);
    said = setTimeout(() => act("say", { text: "" }), SAID);
  }
  if (selection.count !== before.selection.count) showSelection(selection.count);
  /* While the points of a map come, the tools stay as they were. */
  if ((view.ready || view.map === null) && SHOWN.some((name) => view[name] !== before.view[name])) showTools(view);
});

/** Download the selected pictures: more rows than an address can hold. @param {string} kind */
function leave(kind) {
  const { view: { map, marks, mode }, points: { n }, selection: { bits } } = state();
  if (!bits) return;
  const form = Object.assign(document.createElement("form"), { method: "post", action: `/export/${map}.${kind}` });
  for (const [name, value] of Object.entries({ bits: asText(bits, n), marks: pointMarks(marks), color: mode })) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
  form.remove();
}

for (const [id, tool] of Object.entries(TOOLS)) onClick("#" + id, () => useTool(tool));
onClick("#tool-reset", () => { if (state().view.ready) showAll(); });
onClick("#zoom-in", () => { if (state().view.ready) zoomBy(STEP); });
onClick("#zoom-out", () => { if (state().view.ready) zoomBy(1 / STEP); });
for (const [id, marks] of Object.entries(MARKS)) {
  onClick("#" + id, () => {
    if (marks === "pictures" && state().view.meta?.dims === 3) {
      act("say", { text: "A map in 3-D shows no pictures: make it in 2-D" });
      return;
    }
    localStorage.setItem(KEPT, marks);
    act("markAs", { marks });
  });
}
for (const [id, layout] of Object.entries(LAYOUTS)) {
  onClick("#" + id, () => {
    const { ready, live, meta } = state().view;
    if (!ready) return;
    if (layout === "grid" && meta?.dims === 3) act("say", { text: "A map in 3-D has no grid: make it in 2-D" });
    else if (layout === "grid" && live) act("say", { text: "The grid comes when the map is finished" });
    else act("arrangeAs", { layout });
  });
}
/* The grid is fetched when it is first asked for. */
subscribe(["view"], ({ view }) => { if (view.layout === "grid") import("./arrange.mjs"); });
onClick("#selection-clear", () => act("select", { rows: [], how: "only" }));
onClick("[data-export]", (button) => leave(button.dataset.export ?? ""));
onClick("#download-png", (link) => {
  const { map, marks, mode } = state().view;
  const asked = new URLSearchParams({ marks: pointMarks(marks), color: mode });
  if (map !== null && link instanceof HTMLAnchorElement) link.href = `/export/${map}.png?${asked}`;
});
const kept = localStorage.getItem(KEPT);
if (kept === "pictures" || kept === "dots" || kept === "polaroid") act("markAs", { marks: kept, quiet: true });
