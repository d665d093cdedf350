/* What benchmarks/scrolling.py asks of the page. */
({
  /* The page's own time in each frame: callbacks of frames, of scrolling, of the wheel. It runs before the page's scripts. */
  watch: () => {
    window.spent = [];
    let now = 0, at = 0;
    const timed = (call) => function (...given) {
      const from = performance.now();
      try { return call.apply(this, given); } finally { now += performance.now() - from; }
    };
    const next = (time) => {
      if (time === at) return;
      if (at) window.spent.push(now);
      now = 0;
      at = time;
    };
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (call) => request((time) => { next(time); timed(call)(time); });
    const listen = EventTarget.prototype.addEventListener, names = ["scroll", "wheel", "pointermove"];
    EventTarget.prototype.addEventListener = function (name, call, how) {
      return listen.call(this, name, typeof call === "function" && names.includes(name) ? timed(call) : call, how);
    };
    const tick = () => request((time) => { next(time); tick(); });
    tick();
  },
  /* So many rows over the contents of the map. */
  fill: async (n) => {
    const { act, state } = await import("/assets/modules/state/store.mjs"), own = state().gallery.rows;
    const rows = Uint32Array.from({ length: n }, (_, at) => own[at % own.length]);
    act("fillGallery", { rows, groups: [{ label: "", from: 0, to: n }], shown: "all" });
  },
  /* Milliseconds until every cell in view has its picture. */
  blank: async () => {
    const from = performance.now(), box = document.getElementById("gallery-box").getBoundingClientRect();
    const inView = (cell) => {
      const { top, bottom } = cell.getBoundingClientRect();
      return bottom > box.top && top < box.bottom;
    };
    const seen = () => [...document.querySelectorAll(".cell:not([hidden])")].filter(inView)
      .every((cell) => !cell.querySelector("canvas").hidden);
    while (!seen() && performance.now() - from < 20000) await new Promise((go) => setTimeout(go, 10));
    return performance.now() - from;
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
