"""Owns the web process's knowledge of what folders have for the maps that are looked at: asked for often, found out
seldom.

Each look runs in a process of its own that gives way to everything else: of a million files, in the web process, it
would hold up
every hover. Nothing is looked at while a job runs, which needs the disk and tells more.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor

from services import access, storage
from services.errors import ImagescapeError
from services.library import Library
from services.settings import Settings
from services.sources.changes import News, look

logger = logging.getLogger(__name__)

#: Seconds after which a folder is looked at again, and how many times as long as the look took that is at least.
AGAIN, SHARE = 30.0, 30.0
#: The same when a page is opened: whoever opens one wants to know how things are.
OPENED, OPENED_SHARE = 2.0, 3.0
#: Priority of the looking process, where the system has such: the least.
NICE = 19


class Watch:
    """Safe to use from several threads. At most one look runs at a time."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._found: dict[str, tuple[float, float, News]] = {}
        self._looking = threading.Lock()

    def news(self, map_id: str, *, opened: bool = False) -> News | None:
        """What was found at the last look at the map's folder, None before the first has ended; a look begins where one
        is due.
        """
        ended, took, found = self._found.get(map_id, (0.0, 0.0, None))
        wait = max(OPENED, OPENED_SHARE * took) if opened else max(AGAIN, SHARE * took)
        if (
            (found is None or time.monotonic() >= ended + wait)
            and not self._library.jobs.unfinished()
            and self._looking.acquire(blocking=False)
        ):
            threading.Thread(target=self._look, args=(map_id,), name="watch", daemon=True).start()
        return found

    def forget(self, map_id: str) -> None:
        """The next question brings a new look."""
        self._found.pop(map_id, None)

    def _look(self, map_id: str) -> None:
        started = time.monotonic()
        news = News()
        try:
            info = self._library.maps.get(map_id)
            # What lies on the net costs money to list; it can be added from the command line.
            if info.state == "ready" and not storage.is_url(info.source):
                access.check(self._settings, info.source, also=self._library.uploads)
                with ProcessPoolExecutor(
                    1, mp_context=multiprocessing.get_context("spawn"), initializer=_give_way
                ) as executor:
                    news = executor.submit(look, str(self._library.folder), map_id).result()
        except ImagescapeError as reason:
            logger.info("map %s: its folder is not watched: %s", map_id, reason)
        except Exception:
            logger.exception("map %s: its folder could not be looked at", map_id)
        finally:
            self._found[map_id] = (time.monotonic(), time.monotonic() - started, news)
            self._looking.release()


def _give_way() -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
