/* What the random walks ask of a page; wandering.py says of each what it is. */
({
  snapshot: async () => {
    const { snapshot } = await import("/assets/modules/state/history.mjs");
    const { rowsOf } = await import("/assets/modules/state/rowset.mjs");
    const { view, filter, selection, pinned } = snapshot(window.imagescape.state());
    const chosen = Object.fromEntries(Object.entries(filter.chosen).map(([name, values]) => [name, [...values].join("")]));
    return {
      view: { ...view, goal: view.followed ? null : view.goal }, pinned, selected: [...rowsOf(selection.bits)],
      filter: { chosen, found: filter.found?.words ?? null, sets: filter.sets, hide: filter.hide },
    };
  },
  depth: () => {
    const { past, future } = window.imagescape.state().history;
    return [past.length, future.length];
  },
  rests: async () => {
    const { shownPictures } = await import("/assets/modules/map/pictures.mjs");
    const { turning } = await import("/assets/modules/map/zoom.mjs");
    const { sourceNow } = await import("/assets/modules/state/gallery.mjs");
    const { view, gallery, selection, filter, results } = window.imagescape.state(), now = sourceNow(window.imagescape.state());
    const count = { selection: selection.count, kept: filter.count, all: view.rows, alike: results.rows.length }[now];
    return view.ready && view.mode === view.painted && shownPictures().still && !turning()
      && (!gallery.open || (gallery.shown === now && gallery.rows.length === count));
  },
  panel: () => {
    const image = document.getElementById("preview-image"), { shown, hovered, pinned } = window.imagescape.state().focus;
    return {
      shown, hovered, pinned, face: document.querySelector("[data-face]").dataset.face,
      row: image.dataset.row === undefined ? null : Number(image.dataset.row),
      at: image.src ? new URL(image.src).pathname.split("/").pop() : "", name: document.getElementById("preview-name").textContent,
    };
  },
  gallery: async () => {
    const { gallery, selection: { bits } } = window.imagescape.state(), { has } = await import("/assets/modules/state/rowset.mjs");
    const cells = [...document.querySelectorAll(".cell:not([hidden])")].map((cell) => [
      Number(cell.dataset.row), Number(cell.getAttribute("aria-posinset")) - 1, cell.getAttribute("aria-selected") === "true",
      Boolean(bits && has(bits, Number(cell.dataset.row))), cell.querySelector(".cell-name").textContent,
    ]);
    const groups = gallery.groups.map(({ from, to }) => [from, to]);
    return { open: gallery.open, shown: gallery.shown, rows: [...gallery.rows], cells, groups, captions: gallery.captions };
  },
  colours: async (row) => {
    const shown = document.querySelector(`.cell[data-row="${row}"] img`);
    if (!shown) return null;
    const mean = (image, width, height) => {
      const small = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
      const pen = small.getContext("2d", { willReadFrequently: true }), sums = [0, 0, 0];
      pen.drawImage(image, 0, 0, width, height, 0, 0, 8, 8);
      pen.getImageData(0, 0, 8, 8).data.forEach((value, at) => { if (at % 4 < 3) sums[at % 4] += value / 64; });
      return sums;
    };
    const thumb = new Image();
    thumb.src = `/thumb/${window.imagescape.map}/${row}`;
    await thumb.decode();
    return [mean(shown, shown.naturalWidth, shown.naturalHeight), mean(thumb, thumb.naturalWidth, thumb.naturalHeight)];
  },
  counts: async () => {
    const { selection, filter, facets: { of, sets }, points: { n } } = window.imagescape.state();
    const { has, rowsOf } = await import("/assets/modules/state/rowset.mjs");
    const ways = Object.values(filter.sets), inside = (row, way) => sets.some(({ id, bits }) => filter.sets[id] === way && has(bits, row));
    /* By brute force, a row at a time. */
    const wanted = (row) => Boolean(Object.entries(filter.chosen).every(([name, values]) => values[of[name].rows[row]])
      && (!filter.found || filter.found.rows[row]) && !inside(row, "out") && (!ways.includes("in") || inside(row, "in")));
    const wrong = Array.from({ length: n }, (_, row) => row).filter((row) => wanted(row) !== (!filter.kept || filter.kept[row] === 1));
    return {
      selected: rowsOf(selection.bits).length, count: selection.count, said: document.getElementById("selection-count").textContent,
      bar: !document.getElementById("selection-bar").hidden, keeps: filter.count, wrong: wrong.length,
      kept: filter.kept && filter.kept.reduce((a, b) => a + b, 0),
    };
  },
  cells: () => {
    const box = document.getElementById("gallery-box").getBoundingClientRect();
    return [...document.querySelectorAll(".cell:not([hidden])")].map((cell) => [Number(cell.dataset.row), cell.getBoundingClientRect()])
      .filter(([, { top, bottom }]) => top > box.top && bottom < box.bottom)
      .map(([row, { left, top, width, height }]) => [row, left + width / 2, top + height / 2]);
  },
})
