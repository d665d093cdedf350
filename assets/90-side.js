/* Owns hiding the panel on the left: a map is as wide as one wants it, and stays so on this machine. */
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

  (function begin() {
    if (!put(localStorage.getItem(SIDE) === "hidden")) requestAnimationFrame(begin);
  })();
})();
