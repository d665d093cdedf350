/* Owns the panel on the left: hiding it, which stays so on this machine, as a map is as wide as one wants it; and what it unfolds. */
(function () {
  "use strict";
  const core = window.imagescape._;
  const SIDE = "imagescape-side";

  function put(hidden) {
    const screen = core.byId("screen"), button = core.byId("side");
    if (!screen || !button) return false;
    screen.dataset.side = hidden ? "hidden" : "shown";
    button.setAttribute("aria-pressed", String(!hidden));
    return true;
  }

  document.addEventListener("click", (event) => {
    const hidden = core.byId("screen")?.dataset.side === "hidden";
    // A recipe that is filled in is to be seen.
    const filled = event.target.closest('[id*=\'"kind":"again"\']');
    if (!event.target.closest("#side") && !(filled && hidden)) return;
    put(!hidden);
    localStorage.setItem(SIDE, hidden ? "shown" : "hidden");
  });

  /* What "More" of the recipe opens lies below the fold, behind the button; asked before React has opened it. */
  document.addEventListener("click", (event) => {
    const more = event.target.closest(".recipe-more button[aria-expanded=false]");
    if (more) setTimeout(() => more.scrollIntoView({ block: "start", behavior: "smooth" }), 250);
  }, true);
  /* Why no map can be made is told at its field, which may be out of sight. */
  new MutationObserver((changes) => {
    const told = changes.flatMap((change) => [...change.addedNodes]).find((node) => node.matches && node.matches(".source .mantine-InputWrapper-error"));
    if (told) told.scrollIntoView({ block: "center" });
  }).observe(document.documentElement, { childList: true, subtree: true });

  (function begin() {
    if (!put(localStorage.getItem(SIDE) === "hidden")) requestAnimationFrame(begin);
  })();
})();
