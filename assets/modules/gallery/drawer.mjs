/* Owns the drawer that the gallery lies in: open or not, its height, dragged from nothing to the whole middle. */
import { byId, onElement } from "../page.mjs";
import { act, state, subscribe } from "../state/store.mjs";

const KEPT = "imagescape-gallery-height"; // where this browser keeps it, as a share of the middle
const USUAL = 0.42, LEAST = 0.16, WHOLE = 0.86; // shares: at first, at the least, from which on it is all of it
const STEP = 0.05;
const PHONE = matchMedia("(max-width: 43.75em)");
const kept = () => Number(localStorage.getItem(KEPT)) || USUAL;
let share = kept();

/** @param {HTMLElement} drawer */
const room = (drawer) => drawer.closest(".map-room")?.getBoundingClientRect() ?? drawer.getBoundingClientRect();
/** @param {number} wanted */
function draw(wanted) {
  const drawer = byId("gallery");
  if (!drawer) return;
  share = wanted >= WHOLE ? 1 : Math.max(LEAST, wanted);
  drawer.style.setProperty("--gallery-share", String(share));
  show();
  byId("gallery-edge")?.setAttribute("aria-valuenow", String(Math.round(100 * share)));
}
/** @param {number} wanted */
function keep(wanted) {
  draw(wanted);
  localStorage.setItem(KEPT, String(share));
}
/** The map keeps its size below a drawer that takes all of the middle. */
function show() {
  const { open } = state().gallery, drawer = byId("gallery"), middle = drawer?.closest(".map-room");
  if (!drawer || !(middle instanceof HTMLElement)) return;
  drawer.hidden = !open;
  middle.dataset.gallery = !open ? "shut" : share === 1 || PHONE.matches ? "whole" : "part";
  byId("gallery-open")?.setAttribute("aria-pressed", String(open));
}
onElement("#gallery-edge", (edge) => {
  const drawer = byId("gallery");
  if (!drawer) return;
  edge.addEventListener("pointerdown", (event) => {
    edge.setPointerCapture(event.pointerId);
    edge.dataset.held = "true";
    event.preventDefault();
  });
  edge.addEventListener("pointermove", (event) => {
    const { bottom, height } = room(drawer);
    if (edge.dataset.held) draw((bottom - event.clientY) / height);
  });
  for (const name of ["pointerup", "pointercancel"]) {
    edge.addEventListener(name, (event) => {
      if (!edge.dataset.held) return;
      delete edge.dataset.held;
      const { bottom, height } = room(drawer), down = (bottom - /** @type {PointerEvent} */ (event).clientY) / height;
      /* It opens again as high as it was. */
      if (down < LEAST / 2) { act("closeGallery", {}); draw(kept()); } else keep(share);
    });
  }
  edge.addEventListener("dblclick", () => keep(share === 1 ? USUAL : 1));
  edge.addEventListener("keydown", ({ key }) => {
    const step = { ArrowUp: STEP, ArrowDown: -STEP }[key];
    if (step) keep(Math.min(1, share + step));
  });
  draw(share);
});
PHONE.addEventListener("change", show);
subscribe(["gallery"], ({ gallery }, before) => { if (gallery.open !== before.gallery.open) show(); });
/** All of the middle, or the part that it was. */
export const toggleWhole = () => keep(share === 1 ? USUAL : 1);
