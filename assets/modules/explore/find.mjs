/* Owns the find box: words over the names of files and folders. What does not have them is out of the filter while they stand there. */
import { namesOf } from "../map/fetching.mjs";
import { flyTo } from "../map/fly.mjs";
import { byId, focusMap, typing } from "../page.mjs";
import { draw, h, icon, useEffect, usePart, useRef, useState } from "../panels/react.mjs";
import { many } from "../panels/words.mjs";
import { act, state, subscribe } from "../state/store.mjs";

const SETTLE = 200; // milliseconds without a key after which words are looked for
const WHAT = "Find a file or folder by name";
let asked = 0;

/** @param {string} words @param {boolean} [quiet] whether a link says them, and no hand */
export async function find(words, quiet = false) {
  const mine = ++asked, { map } = state().view, text = words.trim();
  if (map === null) return;
  if (!text) { act("keepFound", { found: null }); return; }
  const answer = await namesOf(map, text).catch(() => null);
  if (mine !== asked || state().view.map !== map) return;
  if (!answer) { act("say", { text: "Nothing could be looked for just now" }); return; }
  const { rows, skipped } = answer;
  let count = 0;
  for (const one of rows) count += one;
  act("keepFound", { found: { words: text, rows, count, skipped }, quiet });
}

/* Who clears the filter, or undoes, while the answer is on its way does not want it any more. */
subscribe(["filter"], (_, __, action) => { if (["keepAll", "undo", "redo"].includes(action)) asked++; });

/* What was found comes into view, and a single one into the panel; the keys go on there. */
function goThere() {
  const { found, kept } = state().filter, rows = found && (kept ?? found.rows);
  if (!rows || !rows.includes(1)) return;
  const first = rows.indexOf(1), single = rows.indexOf(1, first + 1) < 0;
  flyTo((row) => rows[row] === 1);
  /* What was pinned before is none of them: beside them it would be taken for one. */
  if (single) act("pin", { row: first });
  else act("release", {});
  focusMap();
}

function Find() {
  const { found, count } = usePart("filter"), { ready } = usePart("view"), [text, put] = useState(""), waiting = useRef(0);
  /* The box follows a link, a chip's cross, another map. */
  useEffect(() => { put((now) => (now.trim() === (found?.words ?? "") ? now : found?.words ?? "")); }, [found]);
  const later = (/** @type {string} */ words) => {
    put(words);
    clearTimeout(waiting.current);
    waiting.current = window.setTimeout(() => find(words), SETTLE);
  };
  const keys = (/** @type {import("react").KeyboardEvent<HTMLInputElement>} */ event) => {
    if (event.key === "Escape" && text) { later(""); event.stopPropagation(); }
    if (event.key === "Escape" && !text) focusMap();
    if (event.key === "Enter") { clearTimeout(waiting.current); find(text).then(goThere); }
  };
  /* What is found, and how much of it the rest of the filter leaves. */
  const told = text && found ? [count !== found.count && many(count), many(found.count)].filter(Boolean).join(" of ") : "";
  return h("div", { className: "find" }, icon("search", 16),
    h("input", {
      id: "find", type: "search", placeholder: WHAT, "aria-label": WHAT, disabled: !ready, autoComplete: "off", spellCheck: false,
      value: text, onKeyDown: keys, onChange: (/** @type {{ target: HTMLInputElement }} */ { target }) => later(target.value),
    }),
    h("span", { className: "find-count", role: "status" }, told), !text && h("kbd", null, "/"));
}
draw("find-place", Find);

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || typing(event) || document.querySelector("[role=dialog], dialog:modal")) return;
  const box = byId("find");
  if (!(box instanceof HTMLInputElement)) return;
  event.preventDefault();
  box.focus();
  box.select();
});
