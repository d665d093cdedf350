/* Owns the canvas above the map: rings around the hovered and the pinned, marks on the selected, thumbnails when near. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const NEAR = 140, HELD = 400; // points in view below which thumbnails are drawn; thumbnails held
  const thumbs = new Map();
  let canvas = null, scheduled = false, settled = 0;

  function place() {
    const frame = core.byId("map-frame");
    if (!frame || (canvas && canvas.isConnected)) return;
    canvas = document.createElement("canvas");
    canvas.id = "overlay";
    frame.append(canvas);
    new ResizeObserver(schedule).observe(frame);
  }
  function schedule() {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; draw(); });
  }
  core.redrawOverlay = schedule;

  /* A canvas does not know light-dark(): an element resolves it. */
  function colour(name) {
    canvas.style.color = "var(" + name + ")";
    return getComputedStyle(canvas).color;
  }

  function thumb(row) {
    const key = api.map + "/" + row;
    let image = thumbs.get(key);
    if (!image) {
      image = new Image();
      image.onload = schedule;
      image.src = "/thumb/" + key;
      thumbs.set(key, image);
      if (thumbs.size > HELD) thumbs.delete(thumbs.keys().next().value);
    }
    return image.complete && image.naturalWidth ? image : null;
  }

  /* Only once the view rests: a wheel zoom passes through hundreds of views and would ask for all their pictures. */
  function near(f, pen, box, sheet) {
    if (!core.grid || performance.now() - settled < 120) return;
    const view = core.inBox(core.grid, Math.min(f.x0, f.x1), Math.max(f.x0, f.x1), Math.min(f.y0, f.y1), Math.max(f.y0, f.y1), NEAR + 1);
    if (view.count > NEAR || view.count === api.rows && api.rows > 60) return;
    const side = Math.max(44, Math.min(104, Math.sqrt((f.width * f.height) / Math.max(view.count, 1)) * 0.5));
    for (const row of view.rows) {
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
    }
  }

  function ring(pen, at, radius, width, stroke) {
    pen.beginPath();
    pen.arc(at.x, at.y, radius, 0, 2 * Math.PI);
    pen.lineWidth = width;
    pen.strokeStyle = stroke;
    pen.stroke();
  }

  function draw() {
    place();
    if (!canvas) return;
    const box = canvas.getBoundingClientRect(), ratio = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(box.width * ratio) || canvas.height !== Math.round(box.height * ratio)) {
      canvas.width = Math.round(box.width * ratio);
      canvas.height = Math.round(box.height * ratio);
    }
    const pen = canvas.getContext("2d");
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, box.width, box.height);
    if (!api.ready) return;
    const f = core.frame();
    const ink = colour("--ink"), sheet = colour("--sheet"), accent = colour("--accent");
    if (f) near(f, pen, box, sheet);
    for (const [row, radius, stroke] of [[api.hovered, 9, ink], [core.pinned, 12, accent]]) {
      if (row === null) continue;
      const p = api.pointAt(row);
      if (!p) continue;
      const at = { x: p.x - box.left, y: p.y - box.top };
      ring(pen, at, radius, 5, sheet);
      ring(pen, at, radius, 2.5, stroke);
    }
  }

  core.on("attached", schedule);
  for (const name of ["hover", "pin", "drawn", "ready", "empty", "escape"]) core.on(name, schedule);
  core.on("view", () => { settled = performance.now(); schedule(); setTimeout(schedule, 160); });
  core.on("drawn", () => setTimeout(schedule, 160));
  new MutationObserver(schedule).observe(document.documentElement, { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
})();
