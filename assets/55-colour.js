/* Owns new colours on a map that is drawn: they restyle its one trace. A new figure, and a Patch of one too, would bring
   back the view the figure once came with, and a layout that formed before our eyes has left that view long ago. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;

  /* What Dash hands over is its own state (plotly/dash#1819): it is copied, as Plotly keeps what it is given. */
  function recolour(sent) {
    if (sent && core.gd && sent.map === api.map) {
      window.Plotly.restyle(core.gd, {
        "marker.color": [Uint8Array.from(atob(sent.color.bdata), (letter) => letter.charCodeAt(0))],
        "marker.colorscale": [sent.colorscale.map((step) => step.slice())],
        "marker.cmin": sent.cmin,
        "marker.cmax": sent.cmax,
      }, [0]);
      core.mode = sent.mode;
      core.emit("coloured", sent.mode);
    }
  }
  window.dash_clientside = Object.assign({}, window.dash_clientside, { imagescape: { recolour } });
})();
