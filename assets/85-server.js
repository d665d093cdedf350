/* Owns saying that the server does not answer, and that it does again; everything else goes on by itself. */
(function () {
  "use strict";
  const core = window.imagescape._;
  const EVERY = 3000, PATIENCE = 2; // milliseconds between looks, failures before anything is said
  let failures = 0;

  function say(gone) {
    let bar = core.byId("server-gone");
    if (!gone) { if (bar) bar.remove(); return; }
    if (bar) return;
    bar = document.createElement("p");
    bar.id = "server-gone";
    bar.setAttribute("role", "alert");
    bar.textContent = "Imagescape does not answer. Start it again; this page then goes on by itself.";
    document.body.append(bar);
  }

  setInterval(async () => {
    if (document.hidden) return;
    try {
      const answer = await fetch("/health", { cache: "no-store" });
      failures = answer.ok ? 0 : failures + 1;
    } catch (_) {
      failures++;
    }
    say(failures >= PATIENCE);
  }, EVERY);
})();
