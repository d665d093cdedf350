/* Owns the map while it forms and grows: fetches each new layout as bytes and lets the points glide there, new ones among them; the
   view, what is selected and what is hovered stay. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const EVERY = 350, SELDOM = 1000, LONGEST = 2000; // milliseconds between questions; of many points; and after something new at most
  const GLIDE = 280, MOST = 20000; // milliseconds, points that still glide and are asked for often
  const SLOW = 60; // milliseconds a drawing may take, painted, for points to glide and to be drawn finely
  const LAST = 2 ** 31 - 1; // the serial number of a finished map
  let map = null, token = 0, cost = 0;
  core.coarse = false; // whether a map that forms is drawn at the screen's own fineness, as a finer one takes too long

  core.on("ready", () => {
    if (core.meta.live && map !== api.map) {
      map = api.map;
      /* The first drawing is the slowest: progress and pointer have their turn before the next. */
      const mine = ++token;
      setTimeout(() => poll(mine), 500);
    } else if (!core.meta.live) { map = null; token++; }
  });
  core.on("empty", () => { map = null; token++; });
  core.on("figure", ({ other }) => { if (other) core.coarse = false; });
  core.on("adopted", ({ from, to }) => {
    if (map !== from) return;
    map = to;
    core.serial = -1;
  });

  async function poll(mine) {
    let every = EVERY, came = performance.now();
    while (mine === token && map === api.map) {
      const started = performance.now(), asked = map;
      let done = false;
      try {
        const answer = document.hidden ? null : await fetch(core.liveAddress(asked));
        if (answer && answer.status === 404) return;
        every = document.hidden ? SELDOM : EVERY;
        const ready = answer && answer.headers.get("X-Imagescape-State") === "ready";
        if (answer && answer.status === 200) {
          /* The next comes about as long after this as this after the last: until then nothing is asked. */
          every = Math.max(core.n > MOST ? SELDOM : EVERY, Math.min(LONGEST, 0.7 * (started - came)));
          came = started;
          const layout = core.readLive(await answer.arrayBuffer(), answer.headers);
          await rest(mine);
          if (mine === token && asked === map) await show(layout, mine);
        }
        done = ready && asked === map && (answer.status === 204 || core.serial === LAST);
      } catch (_) { /* the server may be restarting; the next look tells */ }
      if (done && mine === token) {
        if (core.meta) core.meta.live = false;
        if (core.coarse) {
          core.coarse = false;
          await core.setPoints({ x: core.x, y: core.y, z: core.z });
          if (mine !== token) return;
        }
        core.emit("settled");
        window.dash_clientside.set_props("settled-store", { data: api.map }); // the server knows its trust now
        return;
      }
      /* Where drawing is slow the page is left three times that for everything else: progress, the pointer, the stop button. */
      await new Promise((go) => setTimeout(go, Math.max(50, 3 * cost, every - (performance.now() - started))));
    }
  }

  /* Nothing moves under a hand that drags the map, turns the wheel or draws a line around points. */
  async function rest(mine) {
    while (mine === token && (core.drawing || core.pressing() || core.turning())) await new Promise((go) => setTimeout(go, 60));
  }

  async function show(layout, mine) {
    const { n, axes: goal } = layout, before = core.n;
    core.serial = layout.serial;
    if (!core.gd || n < before) return;
    const more = {};
    if (layout.codes) {
      core.coded = n;
      core.meta.colours.palette = layout.palette;
      more.codes = layout.codes;
    }
    if (n > before) {
      core.meta.rows = n;
      more.size = core.sizeFor(n);
    }
    /* Between waves points come and none moves. */
    const moved = goal.some((values, d) => { for (let i = 0; i < before; i++) if (values[i] !== [core.x, core.y, core.z][d][i]) return true; return false; });
    const from = [core.x, core.y, core.z].slice(0, goal.length);
    if (!moved || n > MOST || cost > SLOW || core.coarse || matchMedia("(prefers-reduced-motion: reduce)").matches || goal.length === 3) await put(goal, more);
    else await glide(from, goal, before, more, mine);
    if (layout.codes) core.emit("coloured", core.mode);
  }

  async function glide(old, goal, before, more, mine) {
    const start = performance.now();
    for (;;) {
      const share = Math.min(1, (performance.now() - start) / GLIDE);
      const ease = share * share * (3 - 2 * share);
      const between = (values, d) => values.map((v, i) => (i < before ? old[d][i] + (v - old[d][i]) * ease : v));
      await put(share === 1 ? goal : goal.map(between), more);
      if (share === 1 || mine !== token) return;
      more = {};
      await new Promise(requestAnimationFrame);
      // Last, so that nothing can begin between the look and the drawing.
      await rest(mine);
    }
  }

  /* Middle of some points and how far they lie from it. */
  function extent(x, y, n) {
    let a = 0, b = 0, square = 0;
    for (let i = 0; i < n; i++) { a += x[i]; b += y[i]; }
    a /= n; b /= n;
    for (let i = 0; i < n; i++) square += (x[i] - a) ** 2 + (y[i] - b) ** 2;
    return { a, b, far: Math.sqrt(square / n) };
  }
  /* A layout grows in its own units: who looks at a part of it goes on looking at that part. */
  function same(x, y) {
    const n = Math.min(core.n, x.length), was = extent(core.x, core.y, n), is = extent(x, y, n), f = core.frame();
    if (!f || !n || !was.far || !is.far) return {};
    const scale = is.far / was.far;
    const view = {
      "xaxis.range": [f.x0, f.x1].map((v) => is.a + (v - was.a) * scale),
      "yaxis.range": [f.y0, f.y1].map((v) => is.b + (v - was.b) * scale),
    };
    core.goal = view;
    return view;
  }

  /* One update for positions and view; while the user has not moved the view it follows the whole map. */
  async function put([x, y, z = null], more) {
    const followed = core.followed;
    const view = core.meta.dims !== 2 ? {} : followed ? core.wholeView(x, y) : same(x, y);
    const started = performance.now();
    await core.setPoints({ x, y, z, view, ...more });
    /* Two frames on it has been painted: without a GPU the painting is what takes its time. */
    for (let frame = 0; frame < 2 && !document.hidden; frame++) await new Promise(requestAnimationFrame);
    const before = cost;
    cost = performance.now() - started;
    core.coarse = core.coarse || Math.min(before, cost) > SLOW; // twice, as anything may come between once
  }
})();
