/* Owns how points come to the page and reach Plotly: fetched as bytes, in parts that grow, each drawn as it comes. Rows are
   shuffled, so the first part shows the shape of the whole map. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const AGAIN = 1000; // milliseconds until what did not come is asked for again
  const WAIT = 250; // milliseconds until a layout that has not begun is asked for again
  const FINE = 30000; // points up to which each is drawn at twice the screen's fineness
  let token = 0;

  async function bytes(address, mine) {
    for (;;) {
      try {
        const answer = await fetch(address);
        if (answer.ok) return await answer.arrayBuffer();
        if (answer.status < 500) return null;
      } catch (_) { /* the server may be restarting */ }
      if (mine !== undefined && mine !== token) return null;
      await new Promise((go) => setTimeout(go, AGAIN));
    }
  }

  /* Asked for before React has mounted: at once the first part is the longest way to a map. */
  const here = /^\/map\/([0-9a-f]{16,64})\/?$/.exec(location.pathname);
  let early = here && { address: "/points/" + here[1] + "/0" };
  if (early) early.body = bytes(early.address, 0);
  function pointsOf(map, part, mine) {
    const address = "/points/" + map + "/" + part, known = early && early.address === address ? early.body : null;
    early = null;
    return known || bytes(address, mine);
  }
  function codesOf(map, mode, part, mine) {
    return bytes("/colours/" + map + "/" + mode + "/" + part + "?v=" + core.meta.colours.edition, mine);
  }
  /* All colours of a map in one array; null when it is no longer the map that is shown. */
  core.allCodes = async function (mode) {
    const { map, parts } = core.meta, mine = token;
    const bodies = await Promise.all(parts.map((_, part) => codesOf(map, mode, part, mine)));
    if (mine !== token || bodies.some((body) => !body)) return null;
    const codes = new Uint8Array(parts[parts.length - 1]);
    bodies.forEach((body, part) => codes.set(new Uint8Array(body), part ? parts[part - 1] : 0));
    return codes;
  };

  /* A layout that forms, as /live tells it: what of it is here is said in the question. */
  core.serial = core.coded = -1; // serial number of the layout, and number of colours, that are here
  core.liveAddress = (map) => "/live/" + map + "?after=" + core.serial + "&have=" + core.coded + "&mode=" + core.mode;
  core.readLive = function (body, headers) {
    const [serial, coded, n, dims] = new Int32Array(body, 0, 4);
    const axes = Array.from({ length: dims }, (_, d) => new Float32Array(body, 16 + 4 * n * d, n));
    const codes = coded ? new Uint8Array(body, 16 + 4 * n * dims, n) : null;
    return { serial, n, axes, codes, palette: codes && headers.get("X-Imagescape-Palette").split(",") };
  };
  /* Pixels across a mark: the more there are the smaller. */
  core.sizeFor = function (n) {
    const [scale, power, least, most] = core.meta.sizing;
    core.meta.size = Math.max(least, Math.min(most, scale / n ** power));
    return core.sizeOf(core.meta.marks);
  };

  /* The one place where points reach Plotly. `x`, `y` (and `z`) are Float32Arrays of n positions in row order, `codes` a Uint8Array
     of n colours (left out: as they are), `rows` how many the map will have (left out: n), `view` a change of the axes' ranges
     (left out: the view stays), `size` the size of a mark. Selection, pin and hover stay with their rows. The arrays are kept, not copied. */
  core.setPoints = async function ({ x, y, z = null, codes = core.codes, n = x.length, rows = n, view = {}, size = null }) {
    const gd = core.gd, solid = core.meta.dims === 3;
    Object.assign(core, { x, y, z, n, codes });
    api.rows = rows;
    core.emit("positions");
    const change = { x: [x], y: [y] };
    if (size !== null) change["marker.size"] = size;
    if (solid) Object.assign(change, { z: [z] }, core.solidColours(codes));
    else {
      gd._context.plotGlPixelRatio = Math.max(window.devicePixelRatio || 1, n <= FINE && !core.coarse ? 2 : 1);
      if (gd.data[0].marker.color !== core.INK) change["marker.color"] = core.INK;
      core.hook();
    }
    await window.Plotly.update(gd, change, view, [0]);
    core.hook();
    if (gd !== core.gd || !core.meta) return;
    api.drawn = n;
    if (!api.ready) {
      api.ready = true;
      core.emit("ready");
    }
  };

  async function load() {
    const meta = core.meta, mine = ++token, mode = core.mode;
    const axes = Array.from({ length: meta.dims }, () => new Float32Array(meta.rows)), codes = new Uint8Array(meta.rows);
    const draw = (n) => {
      const [x, y, z] = axes.map((values) => values.subarray(0, n));
      return core.setPoints({ x, y, z, codes: codes.subarray(0, n), n, rows: meta.rows });
    };
    const ask = (part) => (part < meta.parts.length ? Promise.all([pointsOf(meta.map, part, mine), codesOf(meta.map, mode, part, mine)]) : null);
    if (meta.live) return live(meta.map, mine);
    let coming = ask(0);
    for (let part = 0; part < meta.parts.length; part++) {
      const [points, colours] = await coming;
      if (mine !== token || !points || !colours) return;
      const [, dims, start, count] = new Int32Array(points, 0, 4);
      for (let d = 0; d < dims; d++) axes[d].set(new Float32Array(points, 16 + 4 * count * d, count), start);
      codes.set(new Uint8Array(colours), start);
      coming = ask(part + 1);
      await draw(start + count);
      if (mine !== token) return;
      /* Drawing a million takes a second without a GPU: the first part has its turn with the pointer before. */
      if (part + 1 < meta.parts.length) await new Promise((go) => setTimeout(go, 400));
    }
    core.emit("complete");
  }

  /* A map that forms: where its layout is by now; 60-live.js goes on from there. */
  async function live(map, mine) {
    core.serial = core.coded = -1;
    for (;;) {
      const answer = await fetch(core.liveAddress(map)).catch(() => null);
      if (mine !== token || api.map !== map || (answer && answer.status === 404)) return;
      if (answer && answer.status === 200) {
        const layout = core.readLive(await answer.arrayBuffer(), answer.headers), [x, y, z = null] = layout.axes;
        if (mine !== token) return;
        Object.assign(core, { serial: layout.serial, coded: layout.n });
        core.meta.colours.palette = layout.palette;
        const view = core.meta.dims === 2 ? core.wholeView(x, y) : {};
        await core.setPoints({ x, y, z, codes: layout.codes, size: core.sizeFor(layout.n), view });
        core.emit("complete");
        return;
      }
      await new Promise((go) => setTimeout(go, WAIT));
    }
  }

  core.on("figure", () => { core.loaded = load(); });
  core.on("empty", () => { token++; });
  /* What was being fetched of a map that has become another is fetched of that one. */
  core.on("adopted", () => { if (!api.ready) core.loaded = load(); });
})();
