/* Owns window.imagescape: which map is drawn, whether it can be hovered, where a row lies. The other files share `_`. */
(function () {
  "use strict";
  const listeners = {};
  const core = {
    gd: null, // the Plotly graph div now on the page
    meta: null, // layout.meta of what is drawn: map, rows, dims, live, marks, size, margin
    mode: "folder", // how the points are coloured
    x: null, y: null, z: null, // positions of the rows that are drawn, typed arrays in row order
    n: 0, // how many those are
    codes: null, // their colours, codes into meta.colours.palette

    on(name, call) { (listeners[name] = listeners[name] || []).push(call); },
    emit(name, detail) {
      for (const call of listeners[name] || []) call(detail);
      document.dispatchEvent(new CustomEvent("imagescape:" + name, { detail }));
    },
    byId(id) { return document.getElementById(id); },
    typing(event) {
      const t = event.target;
      return t && (t.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(t.tagName));
    },
    /* Data -> page pixels and back, from Plotly's own axes; null in 3-D or while nothing is drawn. */
    frame() {
      const full = core.gd && core.gd._fullLayout;
      if (!full || !full.xaxis || !full._size || !core.meta || core.meta.dims !== 2) return null;
      const box = core.gd.getBoundingClientRect();
      const xa = full.xaxis, ya = full.yaxis;
      return {
        left: box.left + xa._offset, top: box.top + ya._offset, width: xa._length, height: ya._length,
        x0: xa.range[0], x1: xa.range[1], y0: ya.range[0], y1: ya.range[1],
        px(x) { return this.left + ((x - this.x0) / (this.x1 - this.x0)) * this.width; },
        py(y) { return this.top + (1 - (y - this.y0) / (this.y1 - this.y0)) * this.height; },
        dx(px) { return this.x0 + ((px - this.left) / this.width) * (this.x1 - this.x0); },
        dy(py) { return this.y0 + (1 - (py - this.top) / this.height) * (this.y1 - this.y0); },
      };
    },
    /* Where a row lies in 3-D: through the camera's three matrices, as the GPU does it. */
    project3d(row) {
      const scene = core.gd && core.gd._fullLayout && core.gd._fullLayout.scene;
      const inner = scene && scene._scene;
      if (!inner || !inner.glplot || !inner.glplot.cameraParams) return null;
      const scale = inner.dataScale, p = [core.x[row] * scale[0], core.y[row] * scale[1], core.z[row] * scale[2], 1];
      const cam = inner.glplot.cameraParams;
      let v = p;
      for (const m of [cam.model, cam.view, cam.projection]) {
        v = [0, 1, 2, 3].map((r) => m[r] * v[0] + m[4 + r] * v[1] + m[8 + r] * v[2] + m[12 + r] * v[3]);
      }
      const canvas = core.gd.querySelector(".gl-container canvas, #scene canvas");
      const box = (canvas || core.gd).getBoundingClientRect();
      return { x: box.left + ((v[0] / v[3] + 1) / 2) * box.width, y: box.top + ((1 - v[1] / v[3]) / 2) * box.height };
    },
  };

  const api = {
    ready: false, map: null, rows: 0, drawn: 0, hovered: null, selected: [],
    pointAt(row) {
      if (!core.meta || !(row >= 0 && row < core.n)) return null;
      if (core.meta.dims === 3) return core.project3d(row);
      const f = core.frame();
      return f ? { x: f.px(core.x[row]), y: f.py(core.y[row]) } : null;
    },
    _: core,
  };
  window.imagescape = api;

  /* A map that grew becomes, when all its rows are known, one of another id: the same points, so nothing is drawn anew. It is the
     figure that becomes it: a map that was stopped and goes on is drawn by another. The server may be a step behind what is here. */
  const became = {}; // stamp of a figure -> the ids it has had, the last one its own
  const early = {}; // id of a map whose figure is not drawn yet -> what it has become
  core.adopt = function (from, to) {
    const stamp = core.meta && core.meta.stamp, ids = (stamp && became[stamp]) || [api.map], now = api.map;
    if (!stamp || !ids.includes(from)) { early[from] = to; return; }
    if (now === to) return;
    became[stamp] = [...ids, to];
    api.map = core.meta.map = to;
    core.emit("adopted", { from: now, to });
  };
  function idOf(meta) {
    if (!became[meta.stamp] && early[meta.map]) {
      became[meta.stamp] = [meta.map, early[meta.map]];
      delete early[meta.map];
    }
    return became[meta.stamp] ? became[meta.stamp].at(-1) : meta.map;
  }

  /* After every drawing of Plotly's. A figure brings a map's style and no points; 12-points.js fetches those and tells of `ready`. */
  function drawn() {
    const meta = core.gd.layout && core.gd.layout.meta, there = Boolean(meta && meta.map), frame = core.byId("map-frame");
    if (frame) frame.dataset.empty = String(!there);
    if (!there) {
      if (api.map === null && !api.ready) return;
      forget();
      core.meta = null;
      core.emit("empty");
    } else if (api.map !== idOf(meta) || core.drawnOn !== core.gd || core.meta !== meta && core.meta.sent !== meta) {
      const other = api.map !== idOf(meta);
      if (other) forget();
      Object.assign(api, { ready: false, map: idOf(meta), rows: meta.rows });
      core.drawnOn = core.gd;
      core.mode = meta.mode;
      core.meta = { ...meta, map: idOf(meta), sent: meta };
      core.emit("figure", { other });
    } else if (core.n && core.gd.data[0].x !== core.x) {
      /* Dash drew its figure again, which has no points. */
      core.setPoints({ x: core.x, y: core.y, z: core.z, rows: api.rows });
    } else core.emit("drawn");
  }
  function forget() {
    Object.assign(api, { ready: false, map: null, rows: 0, drawn: 0, hovered: null, selected: [] });
    Object.assign(core, { x: null, y: null, z: null, n: 0, codes: null });
  }

  /* Dash listens too, and at each of these draws the figure again as the server once sent it: an old selection and old marks
     come back, and a million points are drawn twice. Nobody on the server asks for them, so it is not told. */
  const UNTOLD = ["click", "hover", "unhover", "selected", "deselect", "relayout", "restyle"].map((name) => "plotly_" + name);

  function attach(gd) {
    const on = gd.on.bind(gd), ours = new Set();
    core.gd = gd;
    core.listen = (name, call) => { ours.add(call); return on(name, call); };
    for (const name of UNTOLD) gd.removeAllListeners(name);
    /* A figure of another map may make Plotly begin anew: it then puts back, by this way too, whoever listened. */
    gd.on = (name, call) => (UNTOLD.includes(name) && !ours.has(call) ? gd : on(name, call));
    core.listen("plotly_afterplot", drawn);
    /* A change that is done is handed on; one that a hand is still at is not. */
    core.listen("plotly_relayout", (change) => core.emit("view", change));
    core.listen("plotly_relayouting", () => core.emit("view"));
    core.emit("attached", gd);
    drawn();
  }

  /* Dash makes the graph late, and may make it anew at any time: looked for whenever the page changes. */
  function look() {
    const gd = document.querySelector("#map .js-plotly-plot");
    if (gd && gd.on && gd !== core.gd) attach(gd);
  }
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => { waiting = false; look(); });
  }).observe(document.documentElement, { childList: true, subtree: true });
  window.addEventListener("resize", () => core.emit("view"));
  new MutationObserver(() => core.emit("scheme")).observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
})();
