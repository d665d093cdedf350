"""Owns what the web process knows of changes in the folders of maps. Pages ask often; folders are listed seldom.

Each count of changes runs in a process of the lowest priority. With a million files, a count inside the web process
would delay every hover. No count begins while a job runs: the job needs the disk, and its own reports say more.
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
from services.sources.changes import Changes
from services.sources.moved import count

logger = logging.getLogger(__name__)

#: Least seconds between two counts of a folder, and the least ratio of that time to the time that a count took.
AGAIN, SHARE = 30.0, 30.0
#: The same when a user opens a page. They are lower, since that user wants to know the present state.
OPENED, OPENED_SHARE = 2.0, 3.0
#: Niceness of the process that counts: the lowest priority. Systems without niceness ignore it.
NICE = 19


class Watch:
    """Counts changes in the folders of maps. Several threads may use it. At most one count runs at a time."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._found: dict[str, tuple[float, float, Changes]] = {}
        self._counting = threading.Lock()

    def changes(self, map_id: str, *, opened: bool = False) -> Changes | None:
        """Return the changes of the last count, or None before the first has ended. Start a count if one is due.

        ``opened``: a user has just opened the page, so a count is due sooner.
        """
        ended, took, found = self._found.get(map_id, (0.0, 0.0, None))
        wait = max(OPENED, OPENED_SHARE * took) if opened else max(AGAIN, SHARE * took)
        if (
            (found is None or time.monotonic() >= ended + wait)
            and not self._library.jobs.unfinished()
            and self._counting.acquire(blocking=False)
        ):
            threading.Thread(target=self._count, args=(map_id,), name="watch", daemon=True).start()
        return found

    def forget(self, map_id: str) -> None:
        """Drop what is known of a map, so that the next call of :meth:`changes` starts a count."""
        self._found.pop(map_id, None)

    def _count(self, map_id: str) -> None:
        started = time.monotonic()
        changes = Changes()
        try:
            info = self._library.maps.get(map_id)
            # Listing a URL may cost money. The command line can add from it.
            if info.state == "ready" and not storage.is_url(info.source):
                access.check(self._settings, info.source, also=self._library.uploads)
                with ProcessPoolExecutor(
                    1, mp_context=multiprocessing.get_context("spawn"), initializer=_give_way
                ) as executor:
                    changes = executor.submit(count, str(self._library.folder), map_id).result()
        except ImagescapeError as reason:
            logger.info("map %s: its folder is not watched: %s", map_id, reason)
        except Exception:
            logger.exception("map %s: its folder could not be looked at", map_id)
        finally:
            self._found[map_id] = (time.monotonic(), time.monotonic() - started, changes)
            self._counting.release()


def _give_way() -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
