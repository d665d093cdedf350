/* Owns the side panel: the thumbnail at once, the picture when the pointer rests, the facts beside it. */
(function () {
  "use strict";
  const api = window.imagescape, core = api._;
  const PART = 500, PARTS = 60, REST = 180, LATER = 90; // rows in a part, parts held, milliseconds, milliseconds
  const parts = new Map(); // "map/part" -> promise of its columns, the least recently used first
  let shown = null, resting = 0, map = null;

  function part(mapId, number) {
    const key = mapId + "/" + number;
    const held = parts.get(key);
    if (held) {
      parts.delete(key);
      parts.set(key, held);
    } else {
      const asked = fetch("/rows/" + mapId + "/" + number + ".json").then((r) => (r.ok ? r.json() : Promise.reject(new Error(r.status))));
      asked.catch(() => parts.delete(key));
      parts.set(key, asked);
      if (parts.size > PARTS) parts.delete(parts.keys().next().value);
    }
    return parts.get(key);
  }
  core.facts = async function (row) {
    const number = Math.floor(row / PART), mine = api.map;
    let columns = await part(mine, number);
    if (row - columns.start >= columns.name.length) { // the map has grown since
      parts.delete(mine + "/" + number);
      columns = await part(mine, number);
    }
    const at = row - columns.start, facts = { row };
    for (const name of Object.keys(columns)) if (name !== "start") facts[name] = columns[name][at];
    return facts;
  };

  function set(id, text) {
    const element = core.byId(id);
    if (element) element.textContent = text === null || text === undefined ? "" : text;
  }
  function size(bytes) {
    for (const [unit, step] of [["GB", 1e9], ["MB", 1e6], ["kB", 1e3]]) {
      if (bytes >= step) return (bytes / step).toLocaleString("en", { maximumFractionDigits: bytes < 10 * step ? 1 : 0 }) + " " + unit;
    }
    return bytes + " bytes";
  }

  function fill(facts) {
    set("preview-name", facts.name);
    set("preview-folder", facts.folder || "(top folder)");
    set("preview-size", facts.width.toLocaleString("en") + " × " + facts.height.toLocaleString("en") + " px");
    set("preview-bytes", size(facts.bytes));
    set("preview-date", facts.date);
    set("preview-format", facts.format);
    set("preview-row", facts.row.toLocaleString("en"));
    set("preview-trust", facts.trust === null ? "not measured" : Math.round(facts.trust * 100) + "%");
    const image = core.byId("preview-image");
    if (image) image.alt = facts.name;
    const open = core.byId("preview-open");
    if (open) open.href = "/image/" + map + "/" + facts.row;
    core.path = facts.path;
  }

  function state() {
    const panel = core.byId("preview");
    if (panel) panel.dataset.state = shown === null ? "empty" : core.pinned === shown ? "pinned" : "hover";
  }

  function show(row) {
    if (row === shown && map === api.map) { state(); return; }
    shown = row;
    map = api.map;
    state();
    clearTimeout(resting);
    const image = core.byId("preview-image");
    if (!image || row === null) return;
    set("preview-note", "");
    image.dataset.row = row;
    image.dataset.full = "";
    image.src = "/thumb/" + map + "/" + row;
    const current = () => shown === row && map === api.map;
    /* The picture first: its facts are asked for when it is there, unless they are held. */
    const tell = () => {
      clearTimeout(late);
      image.removeEventListener("load", tell);
      if (!current()) return;
      core.facts(row).then((facts) => { if (current()) fill(facts); }, () => { if (current()) set("preview-note", "The facts of this picture could not be fetched."); });
    };
    const late = setTimeout(tell, LATER);
    if (parts.has(map + "/" + Math.floor(row / PART))) tell();
    else image.addEventListener("load", tell);
    resting = setTimeout(() => full(row, current), REST);
  }

  /* Decoded out of sight and swapped in whole: the thumbnail never gives way to a blank. */
  async function full(row, current) {
    const address = "/image/" + map + "/" + row;
    const whole = new Image();
    whole.src = address;
    try {
      await whole.decode();
      if (current()) {
        const image = core.byId("preview-image");
        image.src = address;
        image.dataset.full = "true";
      }
    } catch (_) {
      const answer = await fetch(address).catch(() => null);
      if (!current()) return;
      set("preview-note", answer && !answer.ok ? await answer.text() : "The browser cannot show this file; the thumbnail can.");
    }
  }

  /* What was told of a map in the making lacks its trust. */
  core.on("settled", () => {
    parts.clear();
    const row = shown;
    if (row !== null && map === api.map) core.facts(row).then((facts) => { if (shown === row && map === api.map) fill(facts); }, () => {});
  });
  core.on("hover", (row) => { if (core.pinned === null && row !== null) show(row); });
  core.on("pin", (row) => { show(row === null ? (api.hovered === null ? shown : api.hovered) : row); state(); });
  core.on("ready", () => { if (map !== api.map) show(null); });
  core.on("adopted", ({ from, to }) => { if (map === from) map = to; });
  core.on("empty", () => show(null));
  core.on("escape", () => show(null));

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#preview-copy");
    if (!button || !core.path) return;
    copy(core.path).then((done) => {
      const label = button.lastElementChild;
      label.textContent = done ? "Copied" : "Copy failed";
      setTimeout(() => { label.textContent = "Copy path"; }, 1200);
    });
  });
  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch (_) { // no clipboard on an address that is neither localhost nor https
      const area = document.createElement("textarea");
      area.value = text;
      area.style.cssText = "position:fixed;opacity:0";
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  }
})();
