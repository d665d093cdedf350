/* Owns the map while it forms: fetches each new layout as bytes and lets the points glide there; view and hover stay. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const EVERY = 350, GLIDE = 280, MOST = 20000; // milliseconds, milliseconds, points that still glide
  const SLOW = 60; // milliseconds a drawing may take, painted, for points to glide
  let map = null, iteration = -1, token = 0, cost = 0;

  core.on("ready", () => {
    if (core.meta.live && map !== api.map) {
      map = api.map;
      iteration = -1;
      /* The first drawing is the slowest: progress and pointer have their turn before the next. */
      const mine = ++token;
      setTimeout(() => poll(mine), 500);
    } else if (!core.meta.live) { map = null; token++; }
  });
  core.on("empty", () => { map = null; token++; });

  async function poll(mine) {
    while (mine === token && map === api.map) {
      const started = performance.now();
      let done = false;
      try {
        const answer = document.hidden ? null : await fetch("/live/" + map + "?after=" + iteration);
        if (answer && answer.status === 404) return;
        const ready = answer && answer.headers.get("X-Imagescape-State") === "ready";
        if (answer && answer.status === 200) await show(await answer.arrayBuffer(), mine);
        done = ready && (answer.status === 204 || iteration >= core.liveTotal);
      } catch (_) { /* the server may be restarting; the next look tells */ }
      if (done) {
        if (core.meta) core.meta.live = false;
        core.emit("settled");
        window.dash_clientside.set_props("settled-store", { data: api.map }); // the server knows its trust now
        return;
      }
      /* Where drawing is slow the page is left three times that for everything else: progress, the pointer, the stop button. */
      await new Promise((go) => setTimeout(go, Math.max(50, 3 * cost, EVERY - (performance.now() - started))));
    }
  }

  async function show(buffer, mine) {
    const head = new Int32Array(buffer, 0, 4), n = head[2], dims = head[3];
    if (mine !== token || n !== core.n || !core.gd) return;
    iteration = head[0];
    core.liveTotal = head[1];
    const goal = [];
    for (let d = 0; d < dims; d++) goal.push(new Float32Array(buffer, 16 + 4 * n * d, n));
    const from = [core.x, core.y, core.z].slice(0, dims);
    if (n > MOST || cost > SLOW || matchMedia("(prefers-reduced-motion: reduce)").matches || dims === 3) return put(goal);
    const start = performance.now();
    const old = from.map((values) => Float32Array.from(values));
    for (;;) {
      const share = Math.min(1, (performance.now() - start) / GLIDE);
      const ease = share * share * (3 - 2 * share);
      await put(share === 1 ? goal : goal.map((values, d) => values.map((v, i) => old[d][i] + (v - old[d][i]) * ease)));
      if (share === 1 || mine !== token) return;
      await new Promise(requestAnimationFrame);
    }
  }

  /* One update for positions and view; while the user has not moved the view it follows the whole map. */
  async function put([x, y, z = null]) {
    const followed = core.followed;
    const view = core.meta.dims === 2 && followed ? core.wholeView(x, y) : {};
    const started = performance.now();
    await core.setPoints({ x, y, z, view });
    core.followed = followed;
    /* Two frames on it has been painted: without a GPU the painting is what takes its time. */
    for (let frame = 0; frame < 2 && !document.hidden; frame++) await new Promise(requestAnimationFrame);
    cost = performance.now() - started;
  }
})();
