/* Owns the card of the running job: what it is at is asked for twice a second and put in place, without a round through Dash, which
   takes a hundred times as long. The server is told what this tab started and watches; what others follow is job-store. */
(function () {
  "use strict";
  const core = window.imagescape._;
  const EVERY = 500; // milliseconds between two looks
  let started = null, seen = null, waiting = 0, token = 0;

  function put(card) {
    core.byId("progress").hidden = card.hidden;
    if (!("stage" in card)) return;
    core.byId("progress").dataset.state = card.job.state;
    for (const name of ["stage", "step", "detail", "note"]) {
      const line = core.byId("progress-" + name);
      if (line.textContent !== card[name]) line.textContent = card[name];
    }
    const bar = core.byId("progress-bar"), share = Math.round(10 * card.share) / 10;
    bar.setAttribute("aria-valuenow", share);
    bar.firstElementChild.style.width = share + "%";
    core.byId("cancel").hidden = !card.stoppable;
    core.byId("dismiss").hidden = !card.closable;
  }

  async function look(mine) {
    try {
      const answer = document.hidden ? null : await fetch("/progress/" + (started || "-") + "/" + ((seen && seen.id) || "-"));
      const card = answer && answer.ok ? await answer.json() : null;
      if (mine !== token) return;
      if (card && core.byId("progress")) {
        put(card);
        if (JSON.stringify(card.job) !== JSON.stringify(seen)) window.dash_clientside.set_props("job-store", { data: seen = card.job });
      }
    } catch (_) { /* the server may be restarting; the next look tells */ }
    if (mine !== token) return;
    clearTimeout(waiting);
    waiting = setTimeout(() => look(mine), EVERY);
  }
  function again() { look(++token); }

  /* Both stores, whenever one is set. What this tab has just started, or closed, is looked at at once and alone. */
  core.watch = function (start, job) {
    const asked = window.dash_clientside.callback_context.triggered.some((one) => one.prop_id === "started-store.data");
    started = (start && start.id) || null;
    seen = asked ? null : job || null;
    if (asked || !token) again();
  };
  document.addEventListener("visibilitychange", () => { if (token && !document.hidden) again(); });
})();
