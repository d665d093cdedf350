/* What benchmarks/scrolling.py asks of the page. */
({
  /* The page's own time in each frame that it scrolled in: callbacks of frames, of scrolling, of the wheel. It runs before the page's
     scripts. */
  watch: () => {
    window.spent = [];
    let now = 0, at = 0, moved = false;
    const timed = (call) => function (...given) {
      const from = performance.now();
      try { return call.apply(this, given); } finally { now += performance.now() - from; }
    };
    const next = (time) => {
      if (time === at) return;
      if (moved) window.spent.push(now);
      now = 0;
      moved = false;
      at = time;
    };
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (call) => request((time) => { next(time); timed(call)(time); });
    const listen = EventTarget.prototype.addEventListener, names = ["scroll", "wheel", "pointermove"];
    EventTarget.prototype.addEventListener = function (name, call, how) {
      return listen.call(this, name, typeof call === "function" && names.includes(name) ? timed(call) : call, how);
    };
    window.lastScroll = 0;
    listen.call(document, "scroll", () => { moved = true; window.lastScroll = performance.now(); }, true);
    const tick = () => request((time) => { next(time); tick(); });
    tick();
  },
  arrange: async (size) => (await import("/assets/modules/state/store.mjs")).act("arrangeGallery", { size }),
  /* So many rows over the contents of the map. */
  fill: async (n) => {
    const { act, state } = await import("/assets/modules/state/store.mjs"), own = state().gallery.rows;
    const rows = Uint32Array.from({ length: n }, (_, at) => own[at % own.length]);
    act("fillGallery", { rows, groups: [{ label: "", from: 0, to: n }], shown: "all" });
  },
  /* Pixels of the gallery, and how many of them are in view: more than the bar has, where it is scaled. */
  height: async () => {
    const { layoutNow, pageNow } = await import("/assets/modules/gallery/view.mjs");
    return [layoutNow().tops.at(-1), pageNow()];
  },
  place: () => Math.max(...[...document.querySelectorAll(".cell:not([hidden])")].map((cell) => Number(cell.getAttribute("aria-posinset")))),
  /* Milliseconds from the last time that it scrolled until every cell in view has its picture. */
  blank: async () => {
    const STILL = 100, from = performance.now(), box = document.getElementById("gallery-box").getBoundingClientRect();
    const inView = (cell) => {
      const { top, bottom } = cell.getBoundingClientRect();
      return bottom > box.top && top < box.bottom;
    };
    const seen = () => [...document.querySelectorAll(".cell:not([hidden])")].filter(inView)
      .every((cell) => cell.querySelector("img"));
    /* The wheel goes on moving it for a while. */
    let since = 0;
    while (performance.now() - from < 20000) {
      since = seen() ? since || performance.now() : 0;
      if (since && performance.now() - Math.max(window.lastScroll, from) > STILL) break;
      await new Promise((go) => setTimeout(go, 10));
    }
    return Math.max(0, since - window.lastScroll);
  },
  /* Drag the bar from one share of it to another, a step a frame. */
  drag: async ([from, to]) => {
    const box = document.getElementById("gallery-box"), all = box.scrollHeight - box.clientHeight;
    for (let step = 1; step <= 12; step++) {
      box.scrollTop = all * (from + ((to - from) * step) / 12);
      await new Promise((go) => setTimeout(go, 16));
    }
  },
})
