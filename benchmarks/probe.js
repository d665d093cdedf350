/* Owns the measuring in both pages, the same in both: from the pointer's event to the frame that shows the picture, from the
   navigation to the first such frame, and how long a lasso takes. Injected before any script of the page. */
(function () {
  "use strict";
  const probe = (window.__probe = { t0: 0, painted: 0, first: null, events: {}, lasso: null, up: 0 });
  const now = () => performance.now();
  /* The next frame, and then a task: the frame has been handed over by then. */
  const framed = (call) => requestAnimationFrame(() => { const c = new MessageChannel(); c.port1.onmessage = call; c.port2.postMessage(0); });

  addEventListener("pointermove", (event) => { probe.t0 = event.timeStamp; }, true);
  for (const name of ["mouseup", "pointerup"]) addEventListener(name, (event) => { probe.up = event.timeStamp; }, true);
  document.addEventListener("load", async (event) => {
    const image = event.target;
    if (!(image instanceof HTMLImageElement) || image.id !== "preview-image" || !image.src.includes("/thumb/")) return;
    const address = image.src;
    try { await image.decode(); } catch (_) { return; }
    if (image.src !== address) return;
    framed(() => {
      probe.painted = now();
      if (probe.first === null) probe.first = now();
    });
  }, true);
  for (const name of ["ready", "complete"]) {
    document.addEventListener("imagescape:" + name, () => framed(() => { if (!(name in probe.events)) probe.events[name] = now(); }));
  }
  document.addEventListener("imagescape:selected", (event) => {
    const count = event.detail && event.detail.length;
    if (count) framed(() => framed(() => { probe.lasso = { count, took: now() - probe.up }; }));
  });
  probe.watch = (gd) => {
    if (!gd || gd.__watched) return;
    gd.__watched = true;
    gd.on("plotly_selected", (event) => {
      const count = event && event.points && event.points.length;
      if (count) framed(() => framed(() => { probe.lasso = { count, took: now() - probe.up }; }));
    });
  };
  /* Where data coordinates lie on the page, by Plotly's own axes. */
  probe.pixel = (x, y) => {
    const gd = document.querySelector(".js-plotly-plot"), full = gd._fullLayout, box = gd.getBoundingClientRect();
    return [box.left + full.xaxis._offset + full.xaxis.d2p(x), box.top + full.yaxis._offset + full.yaxis.d2p(y)];
  };
})();
