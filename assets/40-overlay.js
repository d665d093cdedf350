/* Owns what lies above the map: rings around the hovered and the pinned, the line that selects, thumbnails when near. The rings are
   elements: to move one costs nothing, where a canvas of the map's size would be painted and composed anew at each hover. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const NEAR = 140, HELD = 400; // points in view below which thumbnails are drawn; thumbnails held
  const thumbs = new Map(); // the least recently used first
  const rings = {};
  let canvas = null, scheduled = false, settled = 0, blank = true;

  function place() {
    const frame = core.byId("map-frame");
    if (!frame || (canvas && canvas.isConnected)) return;
    canvas = document.createElement("canvas");
    canvas.id = "overlay";
    frame.append(canvas);
    for (const name of ["hovered", "pinned"]) {
      rings[name] = document.createElement("div");
      rings[name].className = "ring ring-" + name;
      rings[name].hidden = true;
      frame.append(rings[name]);
    }
    new ResizeObserver(schedule).observe(frame);
  }
  function schedule() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; draw(); });
  }
  core.redrawOverlay = schedule;
  core.prints = null; // row -> [width, height] of each thumbnail that is drawn, in pixels

  /* A canvas does not know light-dark(): an element resolves it. */
  function colour(name) {
    canvas.style.color = "var(" + name + ")";
    return getComputedStyle(canvas).color;
  }

  function thumb(row) {
    const key = api.map + "/" + row;
    let image = thumbs.get(key);
    if (image) {
      thumbs.delete(key);
      thumbs.set(key, image);
    } else {
      image = new Image();
      image.onload = schedule;
      image.src = "/thumb/" + key;
      thumbs.set(key, image);
      if (thumbs.size > HELD) thumbs.delete(thumbs.keys().next().value);
    }
    return image.complete && image.naturalWidth ? image : null;
  }

  /* Only once the view rests: a wheel zoom passes through hundreds of views and would ask for all their pictures. */
  function near(f) {
    if (!core.grid || performance.now() - settled < 120) return null;
    const view = core.inBox(core.grid, Math.min(f.x0, f.x1), Math.max(f.x0, f.x1), Math.min(f.y0, f.y1), Math.max(f.y0, f.y1), NEAR + 1);
    return view.length === 0 || view.length > NEAR || view.length === api.rows && api.rows > 60 ? null : view;
  }
  function prints(f, pen, box, view, sheet) {
    const side = Math.max(44, Math.min(104, Math.sqrt((f.width * f.height) / view.length) * 0.5));
    core.prints = new Map();
    const height = (row) => (row === api.hovered ? 2 : row === core.pinned ? 1 : 0);
    for (const row of [...view].sort((a, b) => height(a) - height(b))) {
      const image = thumb(row);
      if (!image) continue;
      const scale = side / Math.max(image.naturalWidth, image.naturalHeight);
      const w = image.naturalWidth * scale, h = image.naturalHeight * scale;
      const x = f.px(core.x[row]) - box.left - w / 2, y = f.py(core.y[row]) - box.top - h / 2;
      pen.fillStyle = sheet;
      pen.shadowColor = "rgba(0,0,0,.35)"; pen.shadowBlur = 6; pen.shadowOffsetY = 2;
      pen.fillRect(x - 3, y - 3, w + 6, h + 6);
      pen.shadowColor = "transparent";
      pen.drawImage(image, x, y, w, h);
      core.prints.set(row, [w + 6, h + 6]);
    }
  }

  function ring(name, row, box) {
    const p = row === null || !api.ready ? null : api.pointAt(row), element = rings[name];
    element.hidden = !p;
    if (p) element.style.transform = "translate(" + (p.x - box.left) + "px," + (p.y - box.top) + "px)";
  }

  /* The lasso or box being drawn, in page pixels. */
  function outline(pen, box, points, stroke) {
    pen.beginPath();
    for (const [x, y] of points) pen.lineTo(x - box.left, y - box.top);
    pen.closePath();
    pen.setLineDash([5, 4]);
    pen.lineWidth = 1.5;
    pen.strokeStyle = stroke;
    pen.stroke();
    pen.setLineDash([]);
  }

  function draw() {
    place();
    if (!canvas) return;
    const box = canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    ring("hovered", api.hovered, box);
    ring("pinned", core.pinned, box);
    const f = api.ready ? core.frame() : null, view = f && near(f);
    core.prints = null;
    if (!view && !core.drawing && blank) return;
    if (canvas.width !== Math.round(box.width * ratio) || canvas.height !== Math.round(box.height * ratio)) {
      canvas.width = Math.round(box.width * ratio);
      canvas.height = Math.round(box.height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, box.width, box.height);
    blank = !view && !core.drawing;
    if (view) prints(f, pen, box, view, colour("--sheet"));
    if (core.drawing) outline(pen, box, core.drawing, colour("--ink"));
  }

  core.on("attached", schedule);
  for (const name of ["hover", "pin", "drawn", "ready", "empty", "escape", "drawing", "scheme"]) core.on(name, schedule);
  core.on("view", () => { settled = performance.now(); schedule(); setTimeout(schedule, 160); });
  core.on("drawn", () => setTimeout(schedule, 160));
})();
