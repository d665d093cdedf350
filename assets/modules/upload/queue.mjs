/* Owns the sending of an upload: one plain multipart request a file, a few side by side. Loaded when the first upload begins. */

const SIDE_BY_SIDE = 4, TRIES = 2;
const HEADERS = { "X-Imagescape": "1", "Content-Type": "application/json" };

/**
 * @typedef {{ file: File, path: string }} Item a file, and its path below what was dropped
 * @typedef {{ path: string, reason: string }} Refused a file that is left out, and why
 * @typedef {{ status: number, text: string }} Answer
 */
/**
 * How far an upload is.
 * @typedef {object} Progress
 * @property {number} done files that the server has
 * @property {number} files
 * @property {number} sent bytes
 * @property {number} total
 * @property {number} seconds since it began
 */

/** @param {number} bytes */
const mb = (bytes) => (bytes / 1e6).toLocaleString("en", { maximumFractionDigits: bytes < 1e7 ? 1 : 0 }) + " MB";
/** @param {Progress} progress */
const shareOf = ({ sent, total }) => (total ? Math.min(1, sent / total) : 1);
/** What stands below the bar. @param {Progress} progress */
export function line(progress) {
  const { done, files, sent, total, seconds } = progress, share = shareOf(progress);
  const left = share > 0.02 ? ` · ${Math.max(1, Math.round((seconds / share) * (1 - share)))} s left` : "";
  return `${done.toLocaleString("en")} of ${files.toLocaleString("en")} files · ${mb(Math.min(sent, total))} of ${mb(total)}${left}`;
}
/** The folder that all files lie in, or nothing. @param {Item[]} files */
export function folderOf(files) {
  const tops = new Set(files.map(({ path }) => (path.includes("/") ? path.split("/")[0] : "")));
  return tops.size === 1 ? [...tops][0] : "";
}

/** A queue of files, sent a few at a time. */
export class Upload {
  /** @type {Set<XMLHttpRequest>} */
  #open = new Set();
  #next = 0;
  #done = 0;
  #sent = 0;
  #total = 0;
  #stopped = false;
  #started = Date.now();
  #id = "";
  #fileMb = 0;

  /**
   * @param {Item[]} files
   * @param {Refused[]} refused files that are not sent
   * @param {(text: string, share: number) => void} tell is told how far it is
   */
  constructor(files, refused, tell) {
    this.files = files;
    this.refused = refused;
    this.tell = tell;
    this.#total = files.reduce((sum, { file }) => sum + file.size, 0);
  }

  /**
   * Send everything. Throws an error that says why nothing could be stored.
   * @returns {Promise<{ text: string, stored: { source: string, name: string } | null }>} what to say, and the folder on the server
   */
  async all() {
    const begun = await this.#ask("/upload", { method: "POST", body: "{}" });
    const { id, limits } = /** @type {{ id: string, limits: { file_mb: number } }} */ (begun);
    this.#id = id;
    this.#fileMb = limits.file_mb;
    await Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => this.#lane()));
    if (this.#stopped) {
      await this.#ask("/upload/" + id, { method: "DELETE" });
      return { text: "Cancelled; nothing was kept.", stored: null };
    }
    if (this.#done === 0) throw new Error("None of the files could be stored: " + this.refused[this.refused.length - 1].reason);
    const body = JSON.stringify({ refused: this.refused });
    const { source } = /** @type {{ source: string }} */ (await this.#ask(`/upload/${id}/done`, { method: "POST", body }));
    const left = this.refused.length ? `, ${this.refused.length.toLocaleString("en")} left out (listed as skipped)` : "";
    return { text: `${this.#done.toLocaleString("en")} files received${left}.`, stored: { source, name: folderOf(this.files) } };
  }

  /** Stop; what was sent is thrown away. */
  cancel() {
    this.#stopped = true;
    for (const request of this.#open) request.abort();
  }

  /**
   * @param {string} address
   * @param {RequestInit} options
   * @returns {Promise<unknown>}
   */
  async #ask(address, options) {
    const answer = await fetch(address, { headers: HEADERS, ...options });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.status === 204 ? null : answer.json();
  }

  async #lane() {
    while (this.#next < this.files.length && !this.#stopped) {
      const item = this.files[this.#next++];
      const reason = item.file.size > this.#fileMb * 1e6 ? `larger than ${this.#fileMb} MB` : await this.#send(item);
      if (reason) this.refused.push({ path: item.path, reason });
      else this.#done++;
      this.#told();
    }
  }

  /** @param {Item} item @returns {Promise<string>} why it is refused; empty if it is not */
  async #send(item) {
    let reason = "";
    for (let attempt = 0; attempt < TRIES && !this.#stopped; attempt++) {
      const answer = await this.#post(item);
      if (answer.status === 200) return "";
      reason = answer.text || "the connection failed";
      if (answer.status >= 400 && answer.status < 500) return reason;
    }
    return reason;
  }

  /** @param {Item} item @returns {Promise<Answer>} */
  #post({ file, path }) {
    return new Promise((good) => {
      const request = new XMLHttpRequest(), body = new FormData();
      let loaded = 0;
      body.append("path", path);
      // Else it would have the time of the upload.
      body.append("modified", String(file.lastModified));
      body.append("file", file, "file");
      request.open("POST", "/upload/" + this.#id);
      request.setRequestHeader("X-Imagescape", "1");
      request.upload.onprogress = (event) => {
        this.#sent += event.loaded - loaded;
        loaded = event.loaded;
        this.#told();
      };
      request.onloadend = () => {
        this.#open.delete(request);
        if (request.status !== 200) this.#sent -= loaded;
        good({ status: request.status, text: request.responseText });
      };
      this.#open.add(request);
      request.send(body);
    });
  }

  #told() {
    const seconds = (Date.now() - this.#started) / 1000;
    const progress = { done: this.#done, files: this.files.length, sent: this.#sent, total: this.#total, seconds };
    this.tell(line(progress), shareOf(progress));
  }
}
