"""Owns what the tests run of the browser's modules, as Chromium counts it; asked for by ``make coverage``.

With ``COVERAGE_FOLDER`` set, every page of the tests leaves there what its engine counted (precise block coverage of
the DevTools protocol). tools/browser/coverage.mjs makes statements of it.
"""

import json
import os
import uuid
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import Error

FOLDER = os.environ.get("COVERAGE_FOLDER")
#: Page -> the session that counts in it.
_counting = {}


def count(page):
    """Count in this page from now on, if anybody asked for it."""
    if not FOLDER or page in _counting:
        return
    session = _counting[page] = page.context.new_cdp_session(page)
    session.send("Profiler.enable")
    session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})


def keep(page):
    """Write down what was counted in this page since the last time."""
    if page not in _counting:
        return
    # A page that has crashed, as a test may mean it to, has nothing to tell.
    with suppress(Error):
        scripts = _counting[page].send("Profiler.takePreciseCoverage")["result"]
        ours = [s for s in scripts if "/assets/main.mjs" in s["url"] or "/assets/modules/" in s["url"]]
        Path(FOLDER).mkdir(parents=True, exist_ok=True)
        (Path(FOLDER) / f"{uuid.uuid4().hex}.json").write_text(json.dumps(ours), encoding="utf-8")
