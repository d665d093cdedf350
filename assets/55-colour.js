/* Owns new colours on a map that is drawn: the palette comes through Dash, the codes are fetched, and the marks are painted
   anew. A new figure, and a Patch of one too, would bring back the view the figure once came with. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;

  /* What Dash hands over is its own state (plotly/dash#1819): it is copied. */
  async function paint(sent) {
    core.mode = sent.mode;
    await core.loaded;
    const meaning = JSON.parse(JSON.stringify(sent.colours));
    if (!core.meta || sent.map !== api.map) return;
    /* While it forms its layout brings the colours. */
    if (core.meta.live && core.meta.dims === 2) { core.serial = core.coded = -1; return; }
    if (sent.parts) core.meta.parts = sent.parts;
    core.meta.colours.edition = meaning.edition;
    const codes = await core.allCodes(sent.mode);
    if (!codes || sent.map !== api.map || sent.mode !== core.mode) return;
    core.meta.colours = meaning;
    core.codes = codes.length === core.n ? codes : codes.subarray(0, core.n);
    await core.recolour();
    core.emit("coloured", sent.mode);
  }
  function recolour(sent) {
    if (sent && core.gd && sent.map === api.map) paint(sent);
  }
  function adopt(change) {
    if (change) core.adopt(change.from, change.to);
  }
  const watch = (started, job) => core.watch(started, job); // 75-progress.js
  window.dash_clientside = Object.assign({}, window.dash_clientside, { imagescape: { recolour, adopt, watch } });
})();
