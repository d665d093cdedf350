/* Owns drawing a lasso or a box: the pointer's way becomes rows, by the grid. Plotly's own tools look at every point at every
   move and make an object of each that is caught: seconds for a million, and as many objects. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const STEP = 3; // pixels the pointer goes before the line does
  core.drawing = null; // the line so far, in page pixels
  let from = null;

  const selects = () => api.ready && core.meta.dims === 2 && (core.tool === "lasso" || core.tool === "select");
  function onMap(event) {
    const map = core.byId("map");
    return map && map.contains(event.target);
  }
  /* Plotly begins its drags at mousedown and touchstart, our picking at pointerdown: none of them hears of this one. */
  function begin(event) {
    if (!selects() || !onMap(event) || event.button > 0 || event.touches && event.touches.length > 1) return;
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
    if (event.type !== "pointerdown") return;
    core.byId("map-frame").focus({ preventScroll: true });
    from = [event.clientX, event.clientY];
    core.drawing = [from];
    core.setHover(null);
  }
  for (const name of ["pointerdown", "mousedown", "touchstart"]) document.addEventListener(name, begin, { capture: true, passive: false });

  document.addEventListener("pointermove", (event) => {
    if (!core.drawing) return;
    const here = [event.clientX, event.clientY], last = core.drawing[core.drawing.length - 1];
    if (core.tool === "select") core.drawing = [from, [here[0], from[1]], here, [from[0], here[1]]];
    else if (Math.hypot(here[0] - last[0], here[1] - last[1]) >= STEP) core.drawing.push(here);
    core.emit("drawing");
  }, { passive: true });

  function end(event) {
    if (!core.drawing) return;
    const line = core.drawing, f = core.frame();
    core.drawing = null;
    core.emit("drawing");
    if (event.type !== "pointerup" || !f || !core.grid) return;
    if (line.length < 3) { // a click, which pins as ever
      const row = core.rowAt(event.clientX, event.clientY, 14);
      core.pin(row !== null && row !== core.pinned ? row : null);
      return;
    }
    const xs = line.map(([x]) => f.dx(x)), ys = line.map(([, y]) => f.dy(y));
    const rows = core.inPolygon(core.grid, xs, ys);
    core.select(rows, event.shiftKey ? "add" : event.altKey ? "less" : "only");
    if (!rows.length) core.say("There is no picture in there");
  }
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, end, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && core.drawing) { core.drawing = null; core.emit("drawing"); }
  }, true);
})();
