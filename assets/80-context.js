/* Owns surviving a lost WebGL context: scattergl stays blank afterwards whatever is redrawn (plotly.js#8068), so the graph
   is taken out and put back. The server draws it afresh when `map-revive` changes. */
(function () {
  "use strict";
  const core = window.imagescape._;

  /* Plotly's 3-D reads its marks back from canvases it never shows; told beforehand, Chromium keeps them where reading is
     quick, and has nothing to warn of. The marks of the map are smooth by their own shader: without smoothing by the drawing
     context too, a million of them are drawn in a quarter of the time where there is no GPU. */
  const getContext = HTMLCanvasElement.prototype.getContext;
  HTMLCanvasElement.prototype.getContext = function (kind, options) {
    const hidden = kind === "2d" && !options && !this.isConnected;
    const marks = kind.includes("webgl") && this.classList.contains("gl-canvas");
    return getContext.call(this, kind, hidden ? { willReadFrequently: true } : marks ? { ...options, antialias: false } : options);
  };

  let asked = 0;

  function revive() {
    if (performance.now() - asked < 1000) return;
    asked = performance.now();
    window.dash_clientside.set_props("map-revive", { data: Date.now() });
  }
  core.on("attached", (gd) => {
    core.listen("plotly_webglcontextlost", revive);
    /* The event of the canvas itself does not bubble, but it can be caught on the way down. */
    gd.addEventListener("webglcontextlost", revive, true);
  });
})();
