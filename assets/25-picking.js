/* Owns the pointer on the map: which row is under it, which is pinned; by our own grid in 2-D, by Plotly's events in 3-D.
   Plotly waits 50 ms before each hover and can freeze where many points share a coordinate (plotly.js#8036). */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const REACH = 14, FINGER = 22, STILL = 4; // pixels
  let grid = null, pointer = null, pressed = null, scheduled = false;
  core.pinned = null;

  core.on("positions", () => {
    grid = core.meta.dims === 2 ? core.makeGrid(core.x, core.y) : null;
    core.grid = grid;
  });
  for (const name of ["empty", "figure"]) core.on(name, () => { grid = core.grid = null; });
  core.on("empty", () => { core.pinned = null; });
  core.on("figure", ({ other }) => { if (other) { core.pinned = null; hover(null); } });

  function hover(row) {
    if (api.hovered === row) return;
    api.hovered = row;
    core.emit("hover", row);
  }
  core.setHover = hover;

  function pin(row) {
    core.pinned = row;
    core.emit("pin", row);
  }
  core.pin = pin;
  core.pressing = () => pressed !== null;

  /* Of prints, which overlap, that whose middle is nearest: so each can be reached, and the one that is hovered lies on top. */
  function printAt(px, py, f) {
    let best = null, least = Infinity;
    for (const [row, [w, h]] of core.prints || []) {
      const dx = f.px(core.x[row]) - px, dy = f.py(core.y[row]) - py, far = Math.hypot(dx, dy);
      if (Math.abs(dx) <= w / 2 && Math.abs(dy) <= h / 2 && far < least) { least = far; best = row; }
    }
    return best;
  }
  core.rowAt = function (px, py, reach) {
    const f = core.frame();
    if (!f || !grid) return null;
    const print = printAt(px, py, f);
    if (print !== null) return print;
    if (px < f.left || px > f.left + f.width || py < f.top || py > f.top + f.height) return null;
    const kx = f.width / Math.abs(f.x1 - f.x0), ky = f.height / Math.abs(f.y1 - f.y0);
    const row = core.nearest(grid, f.dx(px), f.dy(py), kx, ky, reach);
    return row < 0 ? null : row;
  };

  function pick() {
    scheduled = false;
    if (!pointer || pressed && pressed.moved) return;
    hover(core.rowAt(pointer.x, pointer.y, pointer.touch ? FINGER : REACH));
  }

  function overMap(event) {
    const frame = core.byId("map-frame");
    return frame && core.gd && frame.contains(event.target) && !event.target.closest(".selection-bar");
  }

  core.overMap = overMap;

  function follow(event) {
    if (!core.meta || core.meta.dims !== 2 || core.drawing) return;
    /* While Plotly drags it moves the event target to a cover over the whole page. */
    if (pressed) {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > STILL) pressed.moved = true;
      if (pressed.moved) return;
    }
    if (!overMap(event)) {
      pointer = null;
      if (!pressed) hover(null);
      return;
    }
    pointer = { x: event.clientX, y: event.clientY, touch: event.pointerType === "touch" };
    pick();
  }
  /* Raw updates come as the pointer moves, and not only with the next frame: the picture is asked for a few milliseconds sooner. */
  for (const name of ["pointerrawupdate", "pointermove"]) document.addEventListener(name, follow, { passive: true });

  document.addEventListener("pointerdown", (event) => {
    if (!core.meta || core.meta.dims !== 2 || event.button !== 0 || core.drawing || !overMap(event)) return;
    pressed = { x: event.clientX, y: event.clientY, moved: false };
    core.byId("map-frame").focus({ preventScroll: true });
    if (event.pointerType === "touch") hover(core.rowAt(event.clientX, event.clientY, FINGER));
  }, true);

  /* Of 3-D, where Plotly tells of a click at the end of a quick turn too. */
  let down = null, travelled = 0;
  document.addEventListener("pointerdown", (event) => { down = [event.clientX, event.clientY]; }, true);
  document.addEventListener("pointerup", (event) => { travelled = down ? Math.hypot(event.clientX - down[0], event.clientY - down[1]) : 0; }, true);

  document.addEventListener("pointerup", (event) => {
    const was = pressed;
    pressed = null;
    if (!was || was.moved) return;
    const row = core.rowAt(event.clientX, event.clientY, event.pointerType === "touch" ? FINGER : REACH);
    pin(row !== null && row !== core.pinned ? row : null);
  }, true);
  document.addEventListener("pointercancel", () => { pressed = null; }, true);

  /* Positions move under a resting pointer when the view or the layout changes. */
  for (const name of ["view", "positions"]) {
    core.on(name, () => { if (pointer && !scheduled) { scheduled = true; requestAnimationFrame(pick); } });
  }

  core.on("attached", () => {
    const rowOf = (event) => (event && event.points && event.points[0] ? event.points[0].pointNumber : null);
    core.listen("plotly_hover", (event) => { if (core.meta && core.meta.dims === 3) hover(rowOf(event)); });
    core.listen("plotly_unhover", () => { if (core.meta && core.meta.dims === 3) hover(null); });
    core.listen("plotly_click", (event) => {
      if (!core.meta || core.meta.dims !== 3 || travelled > STILL) return;
      const row = rowOf(event);
      pin(row !== core.pinned ? row : null);
    });
  });

  const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
  const REACHES = [60, 240, Infinity]; // pixels to look in, one after the other
  /* How far (dx, dy) is for a step that way, sideways counting twice; Infinity where it is not within 45 degrees of it. */
  function away(dx, dy, [ux, uy]) {
    const along = dx * ux + dy * uy, across = Math.abs(dx * uy) + Math.abs(dy * ux);
    return along <= 0 || across > along ? Infinity : along + 2 * across;
  }
  /* The nearest point in a direction, across at most the view. */
  function step(from, way) {
    const f = core.frame();
    if (!f || !grid || from >= core.n) return null;
    const kx = f.width / Math.abs(f.x1 - f.x0), ky = f.height / Math.abs(f.y1 - f.y0);
    const [xa, xb] = [f.x0, f.x1].sort((a, b) => a - b), [ya, yb] = [f.y0, f.y1].sort((a, b) => a - b);
    let best = null, least = Infinity;
    for (const reach of REACHES) {
      const x = core.x[from], y = core.y[from], wide = reach / kx, high = reach / ky;
      const rows = core.inBox(grid, Math.max(xa, x - wide), Math.min(xb, x + wide), Math.max(ya, y - high), Math.min(yb, y + high), Infinity);
      for (const row of rows) {
        const far = row === from ? Infinity : away((core.x[row] - x) * kx, (core.y[row] - y) * ky, way);
        if (far < least) { least = far; best = row; }
      }
      if (least <= reach) break; // what lies further out cannot be nearer
    }
    return best;
  }

  /* The same as it is seen from where the camera stands. */
  function step3d(from, way) {
    const here = api.pointAt(from);
    let best = null, least = Infinity;
    for (let row = 0; here && row < core.n; row++) {
      const p = row === from ? null : api.pointAt(row);
      const far = p ? away(p.x - here.x, here.y - p.y, way) : Infinity;
      if (far < least) { least = far; best = row; }
    }
    return best;
  }

  /* In the capture phase: a tooltip that shows would keep Escape to itself. */
  document.addEventListener("keydown", (event) => {
    if (core.typing(event) || !core.meta) return;
    if (event.key === "Escape") {
      /* What lies on top is closed first, and nothing else: a drawer closes itself, a menu is closed by its button. */
      const menu = document.querySelector("[aria-haspopup=menu][aria-expanded=true]");
      if (menu) menu.click();
      if (menu || document.querySelector("[role=dialog]")) return;
      pin(null); hover(null); core.emit("escape");
      return;
    }
    const frame = core.byId("map-frame");
    if (!frame || !frame.contains(document.activeElement)) return;
    if (STEPS[event.key]) {
      event.preventDefault();
      const from = core.pinned !== null ? core.pinned : api.hovered;
      const next = from === null ? (api.rows ? 0 : null) : (core.meta.dims === 3 ? step3d : step)(from, STEPS[event.key]);
      if (next !== null) {
        hover(next);
        if (core.pinned !== null) pin(next);
      }
    } else if (event.key === "Enter" && api.hovered !== null) {
      pin(api.hovered !== core.pinned ? api.hovered : null);
    }
  }, true);
})();
