/* Owns the frame of the page: the sides, which can be hidden and drawn wider; what unfolds on a phone; and saying that the server does
   not answer. */
import { around, byId, onClick, onElement, typing } from "../page.mjs";
import { subscribe } from "../state/store.mjs";

/**
 * A side of the page. This browser keeps whether it is hidden, and its width.
 * @typedef {object} Side
 * @property {"left" | "right"} name
 * @property {string} button the id of the button that hides it
 * @property {string} place the id of what it holds
 * @property {number} usual width in rem
 * @property {string} label of the edge at which it is drawn wider
 */
/** @type {Side[]} */
const SIDES = [
  { name: "left", button: "side", place: "explore", usual: 18.75, label: "Width of the left side" },
  { name: "right", button: "side-right", place: "picture", usual: 21.25, label: "Width of the right side" },
];
const LEAST = 12, MOST = 40, STEP = 1; // rem
/** Pixels below which only one side has room beside the map, if the text is of the usual size. */
const NARROW = 62;
const PHONE = "(max-width: 43.75em)", TOUCH = 500; // milliseconds that the touch lasts, with all that a browser makes of it

const rem = () => parseFloat(getComputedStyle(document.documentElement).fontSize);
/** @param {Side} side */
const hiddenKey = ({ name }) => `imagescape-${name}-hidden`;
/** @param {Side} side */
const widthKey = ({ name }) => `imagescape-${name}-width`;
const isNarrow = () => matchMedia(`(max-width: ${NARROW}em)`).matches;

/** @param {Side} side @param {boolean} hidden */
function put({ name, button }, hidden) {
  const screen = byId("screen");
  if (screen) screen.dataset[name] = hidden ? "hidden" : "shown";
  byId(button)?.setAttribute("aria-pressed", String(!hidden));
}
/** @param {Side} side */
const isHidden = ({ name }) => byId("screen")?.dataset[name] === "hidden";
/** @param {Side} side @param {boolean} hidden */
function hide(side, hidden) {
  put(side, hidden);
  localStorage.setItem(hiddenKey(side), String(hidden));
  if (!hidden && isNarrow()) for (const other of SIDES) if (other !== side) put(other, true);
}
/** What was chosen; on a narrow page the left side is hidden until it is asked for. @param {Side} side */
function recall(side) {
  put(side, (side.name === "left" && isNarrow()) || localStorage.getItem(hiddenKey(side)) === "true");
  const width = Number(localStorage.getItem(widthKey(side)));
  if (width) draw(side, width);
}

/** @param {Side} side @param {number} width rem */
function draw(side, width) {
  const { name, place } = side, wide = Math.round(8 * Math.max(LEAST, Math.min(MOST, width))) / 8;
  byId("screen")?.style.setProperty(`--${name}-width`, wide + "rem");
  byId(place)?.querySelector(".side-edge")?.setAttribute("aria-valuenow", String(Math.round(wide)));
  return wide;
}
/** @param {Side} side @param {number} width rem */
const keep = (side, width) => localStorage.setItem(widthKey(side), String(draw(side, width)));
/** @param {Side} side */
const widthOf = ({ place }) => (byId(place)?.getBoundingClientRect().width ?? 0) / rem();

/** The edge at which a side is drawn wider: by hand, or by the arrows. @param {Side} side @param {HTMLElement} place */
function edge(side, place) {
  const made = document.createElement("div"), way = side.name === "left" ? 1 : -1;
  made.className = "side-edge";
  for (const [name, value] of Object.entries({
    role: "separator", "aria-orientation": "vertical", "aria-label": side.label, tabindex: "0",
    "aria-valuemin": String(LEAST), "aria-valuemax": String(MOST), "aria-valuenow": String(Math.round(side.usual)),
  })) made.setAttribute(name, value);
  made.addEventListener("pointerdown", (event) => {
    made.setPointerCapture(event.pointerId);
    made.dataset.held = "true";
    event.preventDefault();
  });
  made.addEventListener("pointermove", (event) => {
    if (!made.dataset.held) return;
    const box = place.getBoundingClientRect();
    draw(side, (side.name === "left" ? event.clientX - box.left : box.right - event.clientX) / rem());
  });
  for (const name of ["pointerup", "pointercancel"]) {
    made.addEventListener(name, () => {
      if (made.dataset.held) keep(side, widthOf(side));
      delete made.dataset.held;
    });
  }
  made.addEventListener("dblclick", () => keep(side, side.usual));
  made.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -way, ArrowRight: way }[event.key];
    if (!step) return;
    keep(side, widthOf(side) + step * STEP);
    event.preventDefault();
    event.stopPropagation();
  });
  place.append(made);
}
for (const side of SIDES) {
  onElement("#" + side.place, (place) => { edge(side, place); recall(side); });
  onElement("#" + side.button, () => recall(side));
  onClick("#" + side.button, () => hide(side, !isHidden(side)));
}
/* On a phone a side lies over the map: a touch beside it puts it away, and does nothing else. */
let putAway = -Infinity;
/** @param {Event} event */
function beside(event) {
  const [left] = SIDES;
  if (event.type === "pointerdown" && matchMedia(PHONE).matches && !isHidden(left) && !around(event, "#explore, #side, header")) {
    hide(left, true);
    putAway = performance.now();
  }
  if (performance.now() - putAway > TOUCH) return;
  event.stopImmediatePropagation();
  if (event.cancelable) event.preventDefault();
}
/* At the window: before whoever listens at the document. */
for (const name of ["pointerdown", "touchstart", "mousedown", "pointerup", "touchend", "mouseup", "click"]) {
  window.addEventListener(name, beside, { capture: true, passive: false });
}
/* Who pins a picture means to see it. */
subscribe(["focus"], ({ focus: { pinned } }, { focus: { pinned: before } }) => {
  if (pinned !== null && pinned !== before && isHidden(SIDES[1]) && !matchMedia(PHONE).matches) hide(SIDES[1], false);
});
/* A button in a text that stands for another one. */
onClick("[data-press]", ({ dataset }) => byId(dataset.press ?? "")?.click());
onClick("#explore-close", () => hide(SIDES[0], true));
/* The page is named after its map, for tabs and bookmarks. */
onElement("#map-title", (title) => {
  const tell = () => { document.title = title.textContent ? `${title.textContent} · Imagescape` : "Imagescape"; };
  tell();
  new MutationObserver(tell).observe(title, { childList: true, characterData: true, subtree: true });
});
matchMedia(`(max-width: ${NARROW}em)`).addEventListener("change", () => SIDES.forEach(recall));

/* Mantine says of the box around a menu's button what is the button's to say. */
onElement("[aria-haspopup=menu]:not(button)", (box) => {
  const button = box.querySelector("button");
  const move = () => {
    for (const name of ["aria-haspopup", "aria-expanded", "aria-controls"]) {
      const value = box.getAttribute(name);
      if (value === null || !button) continue;
      button.setAttribute(name, value);
      box.removeAttribute(name);
    }
  };
  move();
  new MutationObserver(move).observe(box, { attributes: true });
});

/* The head of a drawer is no head of the page. */
onElement(".mantine-Drawer-header, .mantine-Modal-header", (part) => part.setAttribute("role", "presentation"));
/* Where the keys begin in a menu, before they are on any of its items. */
onElement(".mantine-Menu-dropdown > [data-autofocus]", (part) => {
  part.setAttribute("role", "menuitem");
  part.setAttribute("aria-label", "Choose with the arrows");
});

/* On a phone the find box and the rest of the buttons unfold from the header. */
/** @param {string} button @param {string} part */
function unfold(button, part) {
  onClick("#" + button, (element) => {
    const header = element.closest("header");
    if (!header) return;
    const open = header.dataset[part] !== "open";
    header.dataset[part] = open ? "open" : "shut";
    element.setAttribute("aria-expanded", String(open));
    if (open && part === "find") byId("find")?.focus();
  });
}
unfold("find-open", "find");
unfold("more", "more");
/* What the three dots unfold is a menu: it folds at a touch beside it, when the maps open, at Escape, and takes that key. */
/** Fold it; whether it was open. */
function foldMore() {
  const open = byId("more")?.closest("header")?.dataset.more === "open";
  if (open) byId("more")?.click();
  return open;
}
document.addEventListener("pointerdown", (event) => { if (!around(event, "#more, .header-rest")) foldMore(); }, { capture: true });
onClick("#library", foldMore);
window.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !foldMore()) return;
  event.stopImmediatePropagation();
  byId("more")?.focus();
}, { capture: true });

const showKeys = async () => (await import("./keys.mjs")).open();
onClick("#keys", showKeys);
document.addEventListener("keydown", (event) => {
  if (event.key === "?" && !typing(event) && !document.querySelector("[role=dialog], dialog:modal")) showKeys();
});

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
