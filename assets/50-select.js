/* Owns tools, marks and selection: lasso and box become row numbers here; nothing but numbers ever leaves the browser. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const TOOLS = { "tool-pan": "pan", "tool-lasso": "lasso", "tool-box": "select" };
  const HINTS = {
    pan: "Drag to move, scroll to zoom, click to pin",
    lasso: "Draw around pictures to select them; Shift adds, Alt takes away, Esc clears",
    select: "Drag a box to select; Shift adds, Alt takes away, Esc clears",
    orbit: "Drag to turn, scroll to zoom, click to pin",
  };
  const KEYS = { p: "tool-pan", l: "tool-lasso", b: "tool-box", r: "tool-reset" };
  const MARKS = "imagescape-marks";
  const TURNS = 400; // milliseconds after which a wheel rests
  core.tool = "pan"; // what a drag does: pan, lasso or select

  function press(ids, on) {
    for (const id of ids) {
      const button = core.byId(id);
      if (button) button.setAttribute("aria-pressed", String(id === on));
    }
  }
  function hint() {
    const line = core.byId("map-hint");
    if (!line) return;
    const mode = core.meta && core.meta.dims === 3 ? "orbit" : core.tool;
    line.textContent = api.ready ? HINTS[mode] || "" : "";
    const frame = core.byId("map-frame");
    if (frame) frame.dataset.tool = mode;
    press(Object.keys(TOOLS), Object.keys(TOOLS).find((id) => TOOLS[id] === mode) || "tool-pan");
    for (const id of ["tool-lasso", "tool-box"]) {
      const button = core.byId(id);
      if (button) button.disabled = Boolean(core.meta && core.meta.dims === 3);
    }
  }
  let said = 0;
  /* For a moment in the hint's place. */
  core.say = function (text) {
    const line = core.byId("map-hint");
    if (line) line.textContent = text;
    clearTimeout(said);
    said = setTimeout(hint, 2500);
  };
  function tool(id) {
    if (!core.gd || !api.ready) return;
    if (id === "tool-reset") return reset();
    if (core.meta.dims !== 2) return undefined;
    core.tool = TOOLS[id];
    return hint();
  }
  function reset() {
    if (core.meta.dims === 3) return window.Plotly.relayout(core.gd, { "scene.camera": { eye: { x: 1.25, y: 1.25, z: 1.25 } } });
    core.followed = true;
    return show(core.wholeView());
  }
  /* Our own change of view: not the user's, so neither followed nor the goal is another afterwards. */
  function show(view) {
    if (!view) return undefined;
    return window.Plotly.relayout(core.gd, view);
  }
  /* The part of the map that was chosen to be seen; null where all of it is. */
  core.chosenView = () => (core.followed ? null : core.goal);
  core.lookAt = (view) => { core.followed = false; core.goal = view; return show(view); };
  /* The range that shows every point with a little room, axes to one scale by Plotly's own scaleanchor. */
  core.wholeView = function (x = core.x, y = core.y) {
    const view = {};
    for (const [axis, values] of [["xaxis", x], ["yaxis", y]]) {
      let low = Infinity, high = -Infinity;
      for (let i = 0; i < values.length; i++) { if (values[i] < low) low = values[i]; if (values[i] > high) high = values[i]; }
      const room = core.meta.margin * (high - low) || 1;
      view[axis + ".range"] = [low - room, high + room];
    }
    return view;
  };

  core.setMarks = marks;
  core.sizeOf = (kind) => (core.meta.size || 6) * (kind === "polaroid" ? 1.6 : 1);
  function marks(kind) {
    press(["marks-dots", "marks-polaroid"], "marks-" + kind);
    core.marks = kind;
    if (!core.gd || !api.ready || core.meta.marks === kind) return;
    core.meta.marks = kind;
    const polaroid = kind === "polaroid";
    const style = { "marker.symbol": polaroid ? "square" : "circle", "marker.opacity": polaroid ? 0.75 : 0.85, "marker.size": core.sizeOf(kind) };
    window.Plotly.restyle(core.gd, style, [0]);
  }

  /* What is selected with `caught` or without, in the order of rows. */
  function together(caught, add) {
    const chosen = new Uint8Array(core.n), rows = [];
    for (const row of api.selected) chosen[row] = 1;
    for (const row of caught) chosen[row] = add ? 1 : 0;
    for (let row = 0; row < core.n; row++) if (chosen[row]) rows.push(row);
    return rows;
  }
  /* The numbers are told at once, and painted a frame later: without a GPU a million marks take their time. */
  function select(caught, how = "only") {
    const before = core.chosen;
    const rows = how === "only" ? caught : together(caught, how === "add");
    api.selected = rows;
    core.chosen = rows.length ? new Uint8Array(core.n) : null;
    for (const row of rows) core.chosen[row] = 1;
    const bar = core.byId("selection-bar"), count = core.byId("selection-count");
    if (bar) bar.hidden = rows.length === 0;
    if (count) count.textContent = rows.length.toLocaleString("en") + " selected";
    core.emit("selected", rows);
    if (before || core.chosen) requestAnimationFrame(() => setTimeout(() => core.repaint()));
  }
  core.select = select;

  function clear() {
    if (api.selected.length) select([]);
  }

  /* The frame changes with the legend, the progress and the window, and Plotly then widens an axis and never narrows it again:
     a view nobody has moved goes on showing everything, one that was chosen is chosen again. Plotly tells when it has drawn at
     another size; while the points of a map are still coming, that waits for them. */
  let size = "", late = false;
  const sized = () => { const s = core.gd && core.gd._fullLayout && core.gd._fullLayout._size; return s ? s.w + "x" + s.h : ""; };
  function fit() {
    late = !api.ready;
    if (!late && core.meta.dims === 2) show(core.chosenView() || core.wholeView());
  }
  core.on("attached", () => {
    size = "";
    core.listen("plotly_afterplot", () => {
      const now = sized(), first = size === "";
      if (now === size) return;
      size = now;
      if (!first) requestAnimationFrame(fit);
    });
  });
  core.on("view", (change) => {
    const f = core.frame();
    /* A hand changes either end of a range; we set the whole, also while a hand is at it. */
    if (!f || !change || !Object.keys(change).some((k) => k.startsWith("xaxis.range["))) return;
    core.followed = false;
    core.goal = { "xaxis.range": [f.x0, f.x1], "yaxis.range": [f.y0, f.y1] };
  });
  /* Plotly tells of a wheel only when it rests: until then a layout that comes would bring the whole map back. */
  let turned = -Infinity;
  document.addEventListener("wheel", (event) => {
    if (!core.meta || core.meta.dims !== 2 || !api.ready || !core.overMap(event)) return;
    turned = performance.now();
    core.followed = false;
  }, { capture: true, passive: true });
  core.turning = () => performance.now() - turned < TURNS;
  core.on("escape", clear);
  core.on("figure", ({ other }) => { if (other) select([]); });
  core.on("ready", () => {
    core.followed = true;
    core.goal = null; // of the map before
    if (late) requestAnimationFrame(fit);
    marks(core.marks || localStorage.getItem(MARKS) || "dots");
    hint();
  });
  core.on("empty", () => { select([]); hint(); });

  function leave(kind) {
    const form = document.createElement("form");
    form.method = "post";
    form.action = "/export/" + api.map + "." + kind;
    const fields = { rows: api.selected.join(","), marks: core.marks || "dots", color: core.mode };
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      Object.assign(input, { type: "hidden", name, value });
      form.append(input);
    }
    document.body.append(form);
    form.submit();
    form.remove();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button, a");
    if (!button) return;
    if (button.id in TOOLS || button.id === "tool-reset") tool(button.id);
    else if (button.id === "marks-dots" || button.id === "marks-polaroid") {
      localStorage.setItem(MARKS, button.id.slice(6));
      marks(button.id.slice(6));
    } else if (button.id === "selection-clear") clear();
    else if (button.id === "download-png" && api.map) {
      button.href = "/export/" + api.map + ".png?" + new URLSearchParams({ marks: core.marks || "dots", color: core.mode });
    } else if (button.dataset.rename) {
      const name = button.closest(".map-card").querySelector("input");
      name.focus();
      name.select();
    } else if (button.dataset.export && api.selected.length) leave(button.dataset.export);
  });
  document.addEventListener("keydown", (event) => {
    if (core.typing(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("[role=dialog]")) return;
    const id = KEYS[event.key.toLowerCase()];
    if (id) tool(id);
  });
})();
