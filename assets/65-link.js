/* Owns the view in the address: what part of the map is seen, how it is coloured and drawn, which point is pinned; so that
   a link shows the same thing. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  let applied = null, waiting = 0, seen = null;

  const here = () => api.map !== null && location.pathname.replace(/\/$/, "") === "/map/" + api.map;
  const short = (v) => Number(v.toPrecision(6)).toString();

  function put(changes) {
    if (!here() || applied !== api.map) return;
    const query = new URLSearchParams(location.search);
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) query.delete(name);
      else query.set(name, value);
    }
    const text = query.toString().replaceAll("%2C", ",");
    history.replaceState(history.state, "", location.pathname + (text ? "?" + text : ""));
    /* Dash's Location must know: else, told to go elsewhere, it puts the address back that it last knew. */
    window.dash_clientside.set_props("url", { href: location.href, search: location.search });
  }

  function view() {
    const chosen = core.chosenView();
    put({ view: chosen && [...chosen["xaxis.range"], ...chosen["yaxis.range"]].map(short).join(",") });
  }

  core.on("ready", () => {
    if (applied === api.map) return;
    /* The points of the map before lie where they lay: its part that was looked at is looked at still. */
    if (core.meta.dims === 2 && seen && seen.goal && seen.map === core.meta.base) core.lookAt(seen.goal);
    const query = here() ? new URLSearchParams(location.search) : new URLSearchParams();
    const range = (query.get("view") || "").split(",").map(Number);
    if (core.meta.dims === 2 && range.length === 4 && range.every(Number.isFinite) && range[0] !== range[1] && range[2] !== range[3]) {
      core.lookAt({ "xaxis.range": range.slice(0, 2), "yaxis.range": range.slice(2) });
    }
    if (["dots", "polaroid"].includes(query.get("marks"))) core.setMarks(query.get("marks"));
    const row = Number(query.get("row"));
    if (query.has("row") && Number.isInteger(row) && row >= 0 && row < api.rows) core.pin(row);
    if (query.has("color")) window.dash_clientside.set_props("color-by", { value: query.get("color") });
    applied = api.map;
    /* A map that is opened from another is coloured and drawn as that one was. */
    const kept = {};
    if (!query.has("color") && core.mode !== "folder") kept.color = core.mode;
    if (!query.has("marks") && core.marks === "polaroid") kept.marks = core.marks;
    if (Object.keys(kept).length) put(kept);
  });
  core.on("adopted", ({ from, to }) => {
    if (applied === from) applied = to;
    if (seen && seen.map === from) seen.map = to;
  });
  core.on("empty", () => { applied = null; });
  core.on("view", () => {
    /* 50-select.js has set the goal: it is told before. */
    if (api.ready) seen = { map: api.map, goal: core.chosenView() };
    clearTimeout(waiting);
    waiting = setTimeout(view, 300);
  });
  core.on("pin", (row) => put({ row }));
  core.on("coloured", (color) => put({ color: color === "folder" ? null : color }));
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#marks-dots, #marks-polaroid");
    if (button) put({ marks: button.id === "marks-polaroid" ? "polaroid" : null });
  });
})();
