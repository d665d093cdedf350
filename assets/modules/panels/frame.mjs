/* Owns the frame of the page: hiding the panel on the left, what it unfolds, and saying that the server does
   not answer. */
import { byId, onClick, onElement } from "../page.mjs";

const SIDE = "imagescape-side"; // where this browser keeps whether the panel is hidden: a map is as wide as one wants it
/** @param {boolean} hidden */
function put(hidden) {
  const screen = byId("screen");
  if (screen) screen.dataset.side = hidden ? "hidden" : "shown";
  byId("side")?.setAttribute("aria-pressed", String(!hidden));
}
const isHidden = () => byId("screen")?.dataset.side === "hidden";
/** @param {boolean} hidden */
function hide(hidden) {
  put(hidden);
  localStorage.setItem(SIDE, hidden ? "hidden" : "shown");
}
onElement("#side", () => put(localStorage.getItem(SIDE) === "hidden"));
onClick("#side", () => hide(!isHidden()));
/* A recipe that is filled in is to be seen. */
onClick('[id*=\'"kind":"again"\']', () => { if (isHidden()) hide(false); });

/* What "More" of the recipe opens lies below the fold, behind the button; asked before React has opened it. */
document.addEventListener("click", ({ target }) => {
  const more = target instanceof Element && target.closest(".recipe-more button[aria-expanded=false]");
  if (more) setTimeout(() => more.scrollIntoView({ block: "start", behavior: "smooth" }), 250);
}, true);
/* Why no map can be made is told at its field, which may be out of sight. */
onElement(".source .mantine-InputWrapper-error", (told) => told.scrollIntoView({ block: "center" }));

const EVERY = 3000, PATIENCE = 2; // milliseconds between looks, failures before anything is said
let failures = 0;
/* All else goes on by itself when the server answers again. */
function sayGone() {
  const bar = Object.assign(document.createElement("p"), {
    id: "server-gone", role: "alert", textContent: "Imagescape does not answer. Start it again; this page then goes on by itself.",
  });
  document.body.append(bar);
}
setInterval(async () => {
  if (document.hidden) return;
  const answer = await fetch("/health", { cache: "no-store" }).catch(() => null), bar = byId("server-gone");
  failures = answer?.ok ? 0 : failures + 1;
  if (failures < PATIENCE) bar?.remove();
  else if (!bar) sayGone();
}, EVERY);
