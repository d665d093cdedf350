/* Owns what is drawn while the view moves: of a large map its first rows, and the others a part a frame once the view rests.
   Rows are shuffled, so the first are a fair sample of all. The others come on top of what is there, in the order of rows: in the
   end the picture is the one that drawing all at once would have given, and whoever moves on waits for one part at most. */
(function () {
  "use strict";
  const core = window.imagescape._;
  const REST = 200; // milliseconds without a move after which the view rests
  core.sample = 65536; // rows that are drawn while the view moves, and with each frame after
  let moved = -Infinity, token = 0;

  core.on("view", () => { moved = performance.now(); });
  const resting = () => performance.now() - moved >= REST;

  /* Rows from..from + sample of a drawing: regl-scatter2d can only draw all of its points, so its last step is cut short. */
  function only(from, n, draw) {
    const gl = core.gd._fullLayout._glcanvas.data()[0].regl._gl;
    gl.drawArrays = function (mode, first, count) {
      const whole = mode !== gl.POINTS || count !== n;
      Object.getPrototypeOf(gl).drawArrays.call(gl, mode, whole ? first : from, whole ? count : Math.min(core.sample, n - from));
    };
    try { draw(); } finally { delete gl.drawArrays; }
  }
  /* Every drawing of the map comes through here, onto a canvas that has been cleared. `there` tells whether it is still the map's. */
  core.drawPoints = function (draw, there) {
    const mine = ++token, n = core.n;
    if (n <= core.sample || resting()) return draw();
    only(0, n, draw);
    let from = core.sample;
    const more = () => {
      if (mine !== token || n !== core.n || !there()) return;
      if (resting()) {
        only(from, n, draw);
        from += core.sample;
      }
      if (from < n) requestAnimationFrame(more);
    };
    return requestAnimationFrame(more);
  };
})();
