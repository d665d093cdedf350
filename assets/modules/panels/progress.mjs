/* Owns the card of the running job: what it is at is asked for twice a second and put in place, without a round through Dash, which
   takes a hundred times as long. The server is told what this tab started and watches; what others follow is job-store. */
import { calledFor, setProps } from "../page.mjs";
import { act, state } from "../state/store.mjs";
import { draw, h, usePart } from "./react.mjs";
import { closeSheet } from "./sheet.mjs";

/** @typedef {import("../state/view.mjs").Job} Job */
const EVERY = 500; // milliseconds between two looks
/** @type {string | null} */
let started = null;
/** @type {Job | null} */
let seen = null;
let waiting = 0, token = 0;

/** @param {number} mine */
async function look(mine) {
  try {
    const answer = document.hidden ? null : await fetch(`/progress/${started || "-"}/${seen?.id || "-"}`);
    /** @type {import("../state/view.mjs").ToldCard | null} */
    const card = answer?.ok ? await answer.json() : null;
    if (mine !== token) return;
    if (card) {
      act("tellJob", card);
      if (JSON.stringify(card.job) !== JSON.stringify(seen)) setProps("job-store", { data: seen = card.job });
    }
  } catch { /* the server may be restarting; the next look tells */ }
  if (mine !== token) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => look(mine), EVERY);
}
function again() { look(++token); }

/**
 * Both stores, whenever one is set. What this tab has just started, or closed, is looked at at once and alone.
 * @param {{ id: string } | null} start
 * @param {Job | null} job
 */
export function watch(start, job) {
  const asked = calledFor("started-store.data");
  started = start?.id || null;
  seen = asked ? null : job || null;
  if (asked && started) closeSheet();
  if (asked || !token) again();
}
document.addEventListener("visibilitychange", () => { if (token && !document.hidden) again(); });

/** Ask the server for what a button stands for. @param {"stop" | "close"} what */
function ask(what) {
  const { job } = state().job;
  if (job) setProps("asked-store", { data: { what, job: job.id, at: Date.now() } });
}

/* The bar is not animated, not even between two widths: without a GPU that takes a third of a core from the job. */
/** @param {{ share: number }} given */
function Bar({ share }) {
  const shown = Math.round(10 * share) / 10;
  return h("div", {
    id: "progress-bar", className: "progress-track", role: "progressbar", "aria-valuemin": 0, "aria-valuemax": 100, "aria-valuenow": shown,
    "aria-label": "How much of this step is done",
  }, h("div", { className: "progress-done", style: { width: shown + "%" } }));
}

function Progress() {
  const { job, hidden, stage, step, share, detail, note, stoppable, closable } = usePart("job");
  return h("div", { id: "progress", className: "progress-card", role: "status", hidden, "data-state": job?.state },
    h("div", { className: "progress-head" },
      h("strong", { id: "progress-stage" }, stage),
      h("span", { id: "progress-step", className: "quiet" }, step),
      h("span", { className: "tool-space" }),
      h("button", { id: "cancel", className: "card-button stop-button", hidden: !stoppable, onClick: () => ask("stop") }, "Stop"),
      h("button", { id: "dismiss", className: "card-button", hidden: !closable, onClick: () => ask("close") }, "Close")),
    h(Bar, { share }),
    h("p", { id: "progress-detail", className: "progress-detail" }, detail),
    h("p", { id: "progress-note", className: "progress-note" }, note));
}

draw("progress-place", Progress);
