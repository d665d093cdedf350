"""Owns what the web process knows of changes in the folders of maps. It is asked often, and looks seldom.

Each look runs in a process of the lowest priority: with a million files, a look inside the web process would delay
every hover. Nothing is looked at while a job runs: the job needs the disk, and reports more.
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
from services.sources.changes import Changes, count_changes

logger = logging.getLogger(__name__)

#: Seconds between two looks at a folder, and their least multiple of the time that a look took.
AGAIN, SHARE = 30.0, 30.0
#: The same when a page is opened: its user wants to know the state of things.
OPENED, OPENED_SHARE = 2.0, 3.0
#: Niceness of the process that looks, where the system has such: the lowest priority.
NICE = 19


class Watch:
    """Safe to use from several threads. At most one look runs at a time."""

    def __init__(self, library: Library, settings: Settings) -> None:
        self._library = library
        self._settings = settings
        self._found: dict[str, tuple[float, float, Changes]] = {}
        self._looking = threading.Lock()

    def changes(self, map_id: str, *, opened: bool = False) -> Changes | None:
        """The changes found at the last look, None before the first has ended. Starts a look where one is due."""
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
        changes = Changes()
        try:
            info = self._library.maps.get(map_id)
            # What lies on the net costs money to list; it can be added from the command line.
            if info.state == "ready" and not storage.is_url(info.source):
                access.check(self._settings, info.source, also=self._library.uploads)
                with ProcessPoolExecutor(
                    1, mp_context=multiprocessing.get_context("spawn"), initializer=_give_way
                ) as executor:
                    changes = executor.submit(count_changes, str(self._library.folder), map_id).result()
        except ImagescapeError as reason:
            logger.info("map %s: its folder is not watched: %s", map_id, reason)
        except Exception:
            logger.exception("map %s: its folder could not be looked at", map_id)
        finally:
            self._found[map_id] = (time.monotonic(), time.monotonic() - started, changes)
            self._looking.release()


def _give_way() -> None:
    with contextlib.suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, 0, NICE)
