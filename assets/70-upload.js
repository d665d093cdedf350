/* Owns uploads: files or whole folders, dropped or chosen; one plain multipart request a file, a few side by side. */
(function () {
  "use strict";
  const core = window.imagescape._;
  const SIDE_BY_SIDE = 4, TRIES = 2;
  const HEADERS = { "X-Imagescape": "1", "Content-Type": "application/json" };
  let run = null;

  const zone = () => core.byId("upload-zone");
  const endings = () => (zone() && zone().dataset.endings || "").split(",");
  const wanted = (name) => endings().includes(name.split(".").pop().toLowerCase()) && !name.startsWith(".");

  function inputs() {
    const home = zone();
    if (!home || core.byId("upload")) return;
    for (const [id, folder] of [["upload", false], ["upload-folder", true]]) {
      const input = document.createElement("input");
      Object.assign(input, { type: "file", id, multiple: true, tabIndex: -1 });
      if (folder) input.webkitdirectory = true;
      input.className = "upload-input";
      input.setAttribute("aria-label", folder ? "Folder to upload" : "Pictures to upload");
      input.addEventListener("change", () => {
        const files = [...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name }));
        input.value = "";
        begin(files);
      });
      home.append(input);
    }
  }
  new MutationObserver(inputs).observe(document.documentElement, { childList: true, subtree: true });

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.id === "upload-files-button") core.byId("upload").click();
    if (button.id === "upload-folder-button") core.byId("upload-folder").click();
    if (button.id === "upload-cancel" && run) run.cancel();
  });

  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (!event.dataTransfer || ![...event.dataTransfer.types].includes("Files")) return;
      event.preventDefault();
      if (zone()) zone().dataset.over = "true";
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget && zone()) zone().dataset.over = "false"; });
  document.addEventListener("drop", async (event) => {
    if (!event.dataTransfer || !event.dataTransfer.items) return;
    event.preventDefault();
    if (zone()) zone().dataset.over = "false";
    /* Entries must be taken before the first await: the list is emptied when the event ends. */
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
    const files = [];
    for (const entry of entries) await walk(entry, "", files);
    begin(files);
  });
  async function walk(entry, above, files) {
    const path = above + entry.name;
    if (entry.isFile) {
      const file = await new Promise((good, bad) => entry.file(good, bad)).catch(() => null);
      files.push({ file, path });
      return;
    }
    const reader = entry.createReader();
    for (;;) { // a reader gives a hundred entries a call
      const batch = await new Promise((good) => reader.readEntries(good, () => good([])));
      if (!batch.length) return;
      for (const inner of batch) await walk(inner, path + "/", files);
    }
  }

  function say(text) { const line = core.byId("upload-progress"); if (line) line.textContent = text; }
  function mb(bytes) { return (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: bytes < 1e7 ? 1 : 0 }) + " MB"; }

  async function begin(all) {
    if (run) return say("Another upload is still running; wait for it or cancel it.");
    if (!all.length) return;
    const files = all.filter((f) => f.file && wanted(f.path.split("/").pop()));
    const refused = all.filter((f) => !files.includes(f)).map((f) => ({ path: f.path, reason: f.file ? "not sent: not a picture by its ending" : "not sent: the browser could not read it" }));
    if (!files.length) {
      const of = all.length === 1 ? "That file is no picture" : "None of the " + all.length.toLocaleString("en") + " files is a picture";
      return say(of + " (" + endings().join(", ") + ").");
    }
    run = new Upload(files, refused);
    zone().dataset.busy = "true";
    core.byId("upload-cancel").hidden = false;
    try {
      await run.all();
    } catch (error) {
      say(error.message);
    }
    run = null;
    zone().dataset.busy = "false";
    core.byId("upload-cancel").hidden = true;
  }

  class Upload {
    constructor(files, refused) {
      Object.assign(this, { files, refused, next: 0, done: 0, sent: 0, stopped: false, open: new Set(), started: Date.now() });
      this.total = files.reduce((sum, f) => sum + f.file.size, 0);
    }
    async ask(address, options) {
      const answer = await fetch(address, { headers: HEADERS, ...options });
      if (!answer.ok) throw new Error(await answer.text());
      return answer.status === 204 ? null : answer.json();
    }
    async all() {
      const { id, limits } = await this.ask("/upload", { method: "POST", body: "{}" });
      this.id = id;
      this.limits = limits;
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => this.lane()));
      if (this.stopped) {
        await this.ask("/upload/" + id, { method: "DELETE" });
        return say("Cancelled; nothing was kept.");
      }
      if (!this.files.length || this.refused.filter((r) => !r.reason.startsWith("not sent")).length === this.files.length) {
        throw new Error("None of the files could be stored: " + this.refused[this.refused.length - 1].reason);
      }
      const { source } = await this.ask("/upload/" + id + "/done", { method: "POST", body: JSON.stringify({ refused: this.refused }) });
      say(this.done.toLocaleString("en") + " files received" + (this.refused.length ? ", " + this.refused.length.toLocaleString("en") + " left out (listed as skipped)" : "") + ".");
      const tops = new Set(this.files.map((f) => (f.path.includes("/") ? f.path.split("/")[0] : "")));
      const name = tops.size === 1 && !tops.has("") ? [...tops][0] : "";
      window.dash_clientside.set_props("upload-store", { data: { source, name } });
    }
    async lane() {
      while (this.next < this.files.length && !this.stopped) {
        const item = this.files[this.next++];
        const reason = item.file.size > this.limits.file_mb * 1e6 ? "larger than " + this.limits.file_mb + " MB" : await this.send(item);
        if (reason) this.refused.push({ path: item.path, reason });
        else this.done++;
        this.tell(0);
      }
    }
    async send(item) {
      let reason = "";
      for (let attempt = 0; attempt < TRIES && !this.stopped; attempt++) {
        const answer = await this.post(item);
        if (answer.status === 200) return "";
        reason = answer.text || "the connection failed";
        if (answer.status >= 400 && answer.status < 500) return reason;
      }
      return reason;
    }
    post({ file, path }) {
      return new Promise((good) => {
        const request = new XMLHttpRequest(), body = new FormData();
        let loaded = 0;
        body.append("path", path);
        body.append("file", file, "file");
        request.open("POST", "/upload/" + this.id);
        request.setRequestHeader("X-Imagescape", "1");
        request.upload.onprogress = (event) => { this.sent += event.loaded - loaded; loaded = event.loaded; this.tell(); };
        request.onloadend = () => {
          this.open.delete(request);
          if (request.status !== 200) this.sent -= loaded;
          good({ status: request.status, text: request.responseText });
        };
        this.open.add(request);
        request.send(body);
      });
    }
    tell() {
      const share = this.total ? Math.min(1, this.sent / this.total) : 1, seconds = (Date.now() - this.started) / 1000;
      const left = share > 0.02 ? " · " + Math.max(1, Math.round((seconds / share) * (1 - share))) + " s left" : "";
      core.byId("upload-bar").style.width = 100 * share + "%";
      say(this.done.toLocaleString("en") + " of " + this.files.length.toLocaleString("en") + " files · " + mb(Math.min(this.sent, this.total)) + " of " + mb(this.total) + left);
    }
    cancel() {
      this.stopped = true;
      for (const request of this.open) request.abort();
    }
  }
})();
