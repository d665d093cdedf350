/* Owns how the points look: their colours, and the paleness of those that are not selected, as bytes on the graphics side.
   Plotly would parse a colour string a point, seconds for a million at every change; and its select2d redraws all of them.
   So its trace has one colour, and after each of its updates the colour buffer of regl-scatter2d is filled from the codes. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  core.INK = "#888888";
  core.chosen = null; // a byte a row, 1 where selected; null: nothing is
  let bytes = null, token = null;

  function scene() {
    const plots = core.gd && core.gd._fullLayout && core.gd._fullLayout._plots;
    return (plots && plots.xy && plots.xy._scene) || null;
  }
  /* On the dark sheet a dim colour has a brighter one for it: hex -> hex. */
  function brighter() {
    const frame = core.byId("map-frame"), dark = document.documentElement.dataset.mantineColorScheme === "dark";
    return dark && frame ? JSON.parse(frame.dataset.dark) : {};
  }
  const parsed = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));

  /* Red, green, blue, alpha of the mark and of its border, which is none; as regl-scatter2d wants them. */
  function fill(n) {
    if (!bytes || bytes.length !== 2 * n) bytes = new Uint32Array(2 * n);
    const faint = Math.round(255 * core.meta.faint), { codes, chosen } = core;
    const bright = brighter(), full = new Uint32Array(512), one = new Uint8Array(full.buffer);
    core.meta.colours.palette.forEach((hex, code) => {
      const rgb = parsed(bright[hex] || hex);
      one.set([...rgb, faint], 4 * code);
      one.set([...rgb, 255], 4 * (code + 256));
    });
    for (let i = 0; i < n; i++) bytes[2 * i] = full[codes[i] + (chosen && !(i < chosen.length && chosen[i]) ? 0 : 256)];
    return new Uint8Array(bytes.buffer);
  }
  function paint(points) {
    const group = points.groups[0];
    if (!group || !core.codes || !core.meta || group.count !== core.codes.length || !group.count) return;
    group.colorBuffer({ data: fill(group.count), type: "uint8", usage: "dynamic" });
    token = { length: group.count };
    group.color = token;
  }

  /* Plotly draws two or three times for one change: once in the next frame is enough. */
  function once(scene_) {
    const draw = scene_.draw;
    let waiting = false;
    scene_.draw = function () {
      scene_.dirty = false;
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        const there = () => scene_ === scene() && Boolean(scene_.markerOptions);
        if (there()) core.drawPoints(draw, there);
      });
    };
    scene_.imagescape = true;
  }

  /* Takes hold of Plotly's scene; again and again, as it may be another. */
  core.hook = function () {
    const now = scene(), points = now && now.scatter2d;
    if (!now || !core.meta || core.meta.dims !== 2) return;
    if (!now.imagescape) once(now);
    if (!points || !points.groups || points.imagescape) return;
    const update = points.update;
    update([{ tooManyColors: true }]); // colours themselves in the buffer, not places in a palette
    points.update = function (given) {
      /* Plotly made its drawing context for one pixel a pixel (see CONFIG in components/map/plot.py); of finer ones a mark has more. */
      const fine = core.gd._context.plotGlPixelRatio;
      const scaled = (one) => (one && typeof one.size === "number" ? { ...one, size: one.size * fine } : one);
      const answer = update(Array.isArray(given) ? given.map(scaled) : given);
      if (points.groups[0] && points.groups[0].color !== token) paint(points);
      return answer;
    };
    points.imagescape = true;
    paint(points);
  };
  core.repaint = function () {
    const now = scene();
    if (!now || !now.scatter2d || !now.scatter2d.groups) return;
    paint(now.scatter2d);
    const { regl } = core.gd._fullLayout._glcanvas.data()[0];
    regl.clear({ color: [0, 0, 0, 0], depth: 1 });
    now.draw();
  };

  /* In 3-D Plotly paints, from the same codes. */
  core.solidColours = function (codes) {
    const { colorscale, cmin, cmax } = core.meta.colours, bright = brighter();
    const shown = colorscale.map(([at, hex]) => [at, bright[hex] || hex]);
    return { "marker.color": [codes], "marker.colorscale": [shown], "marker.cmin": cmin, "marker.cmax": cmax };
  };
  core.recolour = async function () {
    if (core.meta.dims === 3) await window.Plotly.restyle(core.gd, core.solidColours(core.codes), [0]);
    else core.repaint();
  };
  core.on("scheme", () => { if (api.ready && core.codes) core.recolour(); });
  core.on("drawn", () => core.hook());
  core.on("empty", () => { core.chosen = null; bytes = null; });
})();
