"""Owns what the page knows of a folder before anything is started: its counts so far, and a few of its pictures.

A look begins when somebody asks, grows from question to question, and ends when nobody asks any more. It is kept for a
while, so that asking again shows the same at once. An address is not looked at: listing it may cost money.
"""

from __future__ import annotations

import secrets
import threading
import time
from dataclasses import dataclass, field
from functools import partial

from services import access, storage
from services.library import Library
from services.settings import Settings
from services.sources import counting
from services.sources.browse import Browse, Folder
from services.sources.counting import Counts
from services.sources.thumbs import Thumbnails
from services.sources.walkers import Walk, Walkers

#: Least seconds after which a folder that was counted is counted again, and the least ratio of that time to the time
#: that its count took.
AGAIN, SHARE = 10.0, 5.0
#: Folders whose looks are kept.
KEPT = 12
#: What is said of an address.
UNLISTED = "The pictures at an address are counted when the map is made, since listing it may cost money."


@dataclass(frozen=True, slots=True)
class Look:
    """What is known of a folder now.

    Attributes
    ----------
    source : str
        Absolute path, or the address.
    token : str
        Names the look in the addresses of its examples; empty for an address. A folder that was counted again and has
        changed has another.
    counts : Counts
        While a folder is counted again, those of the last time.
    counted : bool
        Whether the count has ended.
    done : bool
        Whether nothing changes any more, the examples neither, until the folder is counted again.
    seconds : float
        Seconds that the count has taken.
    examples : tuple of int
        Numbers of the pictures whose thumbnails are there. A number stays.
    problem : str
        Why nothing is counted, as a sentence, or empty.
    """

    source: str
    token: str = ""
    counts: Counts = field(default_factory=Counts)
    counted: bool = False
    done: bool = False
    seconds: float = 0.0
    examples: tuple[int, ...] = ()
    problem: str = ""


@dataclass(eq=False)
class _State:
    source: str
    token: str
    asked: float
    counts: Counts = field(default_factory=Counts)
    walk: Walk | None = None
    begun: float = 0.0
    #: Whether ``counts`` are of the walk that was begun last.
    current: bool = False

    def is_due(self, now: float) -> bool:
        """Whether a walk is to be begun: there is none, nobody asked about the last one, or it is some time ago."""
        walk = self.walk
        if walk is None or not walk.over:
            return walk is None
        return not (walk.done or walk.error) or now > self.begun + max(AGAIN, SHARE * self.counts.seconds)


class Looks:
    """All looks. Several threads may use it. No call waits for a disk longer than checking the path takes."""

    def __init__(self, settings: Settings, library: Library) -> None:
        self._settings = settings
        self._library = library
        self._walkers = Walkers()
        self._thumbnails = Thumbnails(settings)
        self._browse = Browse(settings, self._walkers)
        self._lock = threading.Lock()
        self._states: dict[str, _State] = {}

    def at(self, text: str) -> Look:
        """Return what is known of the folder that a user means by ``text``. Ask again soon: otherwise the look ends.

        Raises
        ------
        NoSuchFolder, OutsideRoots
        """
        source = access.check(self._settings, text, also=self._library.uploads)
        if storage.is_url(source):
            return Look(source, done=True, problem=UNLISTED)
        now = time.monotonic()
        with self._lock:
            state = self._states.get(source)
            if state is None:
                state = self._states[source] = _State(source, secrets.token_hex(8), now)
            state.asked = now
            if state.is_due(now):
                self._begin(state, now)
            if state.walk:
                self._walkers.ask(state.walk)
            self._forget()
            return self._shown(state, now)

    def expect(self) -> None:
        """Prepare for a first question, which then is answered sooner."""
        self._walkers.expect()

    def thumbnail(self, token: str, number: int) -> bytes | None:
        """Return an example as JPEG, or None while there is none of that number."""
        return self._thumbnails.get(token, number)

    def folder(self, text: str) -> Folder:
        """Return a folder as the folder browser shows it; see :meth:`services.sources.browse.Browse.folder`."""
        return self._browse.folder(text, known=self._known)

    def close(self) -> None:
        """End every process."""
        self._walkers.close()
        self._thumbnails.close()

    def _begin(self, state: _State, now: float) -> None:
        if state.walk and not state.counts.done:
            # Another walk may choose other examples.
            self._renew(state)
            state.counts = Counts()
        state.begun, state.current = now, False
        state.walk = self._walkers.begin(counting.count, state.source, on_report=partial(self._on_report, state))

    def _renew(self, state: _State) -> None:
        self._thumbnails.forget(state.token)
        state.token = secrets.token_hex(8)

    def _known(self, source: str) -> Counts | None:
        with self._lock:
            state = self._states.get(source)
            return state.counts if state and state.counts.done and not state.is_due(time.monotonic()) else None

    def _on_report(self, state: _State, counts: Counts) -> None:
        with self._lock:
            before, again = state.counts, state.counts.done and not state.current
            if again and not counts.done:
                return
            state.counts, state.current = counts, True
            if again and _figures(counts) == _figures(before):
                # The same pictures go on being shown.
                return
            if again:
                self._renew(state)
            if counts.examples:
                self._thumbnails.want(state.token, state.source, counts.examples)

    def _forget(self) -> None:
        while len(self._states) > KEPT:
            oldest = min(self._states.values(), key=lambda state: state.asked)
            self._thumbnails.forget(oldest.token)
            del self._states[oldest.source]

    def _shown(self, state: _State, now: float) -> Look:
        problem = state.walk.error if state.walk else ""
        counted = state.current and state.counts.done
        return Look(
            source=state.source,
            token=state.token,
            counts=state.counts,
            counted=counted,
            done=bool(problem) or (counted and not self._thumbnails.coming(state.token)),
            seconds=state.counts.seconds if counted else now - state.begun,
            examples=self._thumbnails.ready(state.token),
            problem=problem,
        )


def _figures(counts: Counts) -> tuple[int, ...]:
    return (counts.pictures, counts.others, counts.skipped, counts.folders, counts.bytes)
