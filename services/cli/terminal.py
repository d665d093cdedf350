"""Owns what a terminal sees of a build: progress bars, Ctrl-C, the summary in words and as JSON."""

from __future__ import annotations

import os
import shlex
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import Any

from tqdm import tqdm

from services import storage
from services.errors import NoSuchFolder
from services.library import Library
from services.pipeline import run as pipeline
from services.pipeline.draft import Built
from services.pipeline.extend import Extended
from services.schema import Recipe, visible
from services.settings import Settings

TITLES = {
    "scan": "Looking for pictures",
    "embed": "Reading and embedding",
    "neighbours": "Finding neighbours",
    "project": "Laying out the map",
    "measure": "Measuring trust",
    "store": "Storing the map",
}


def local_source(folder: str) -> str:
    """The absolute source a user means by ``folder``.

    Raises
    ------
    NoSuchFolder
        Nothing there, or a file.
    """
    if storage.is_url(folder):
        return folder
    try:
        path = Path(folder).expanduser()
    except RuntimeError as error:
        raise NoSuchFolder(f"There is no folder {folder}: no such user. Check the spelling.") from error
    if not folder or not os.path.exists(path):
        raise NoSuchFolder(f"There is no folder {folder or 'of no name'}. Check the spelling.")
    if not os.path.isdir(path):
        raise NoSuchFolder(f"{folder} is a file. Give the folder that holds it: {path.parent}.")
    return str(path.resolve())


class _Terminal:
    """The :class:`services.progress.Listener` of a terminal: one bar a step, Ctrl-C stops."""

    def __init__(self, *, quiet: bool) -> None:
        self._quiet = quiet
        self._bar: Any = None
        self._title = ""
        self.stopping = False

    def interrupt(self, _signal: int, _frame: FrameType | None) -> None:
        """The first Ctrl-C stops in good order, the second at once."""
        if self.stopping:
            raise KeyboardInterrupt
        self.stopping = True
        sys.stderr.write("\nStopping; what was embedded is kept. Press Ctrl-C again to end at once.\n")

    def stage(self, stage: str) -> None:
        self.close()
        self._title = TITLES[stage]
        if not self._quiet:
            self._bar = tqdm(desc=self._title, leave=False, disable=None, dynamic_ncols=True)

    def tick(self, done: int, total: int) -> bool:
        if self._bar is not None:
            self._bar.total = total
            self._bar.update(done - self._bar.n)
        return not self.stopping

    def note(self, text: str) -> None:
        if self._bar is not None:
            self._bar.set_description_str(f"{self._title} ({text})" if text else self._title)

    def counts(self, **fields: int) -> None:
        pass

    def showing(self, map_id: str) -> None:
        pass

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def run(library: Library, settings: Settings, source: str, *, recipe: Recipe, name: str, quiet: bool) -> Built:
    """Build in this process, with bars unless ``quiet`` or no terminal; Ctrl-C stops in good order."""
    listener = _Terminal(quiet=quiet)
    before = signal.signal(signal.SIGINT, listener.interrupt)
    try:
        return pipeline.run(library, settings, source, recipe=recipe, name=name, listener=listener)
    finally:
        signal.signal(signal.SIGINT, before)
        listener.close()


def summary(built: Built) -> dict[str, Any]:
    """What ``--json`` prints. ``embedded`` and ``cached`` are of this run; seconds are wall clock."""
    info = built.info
    more = (
        {"added": built.added, "vanished": built.vanished, "changed": built.changed} if isinstance(built, Extended) else {}
    )
    keys = ("scan", "embed", "neighbours", "project", "measure", "total")
    return {
        "map": info.id,
        "found": info.found,
        "mapped": info.mapped,
        "skipped": info.skipped,
        "embedded": built.embedded,
        "cached": built.cached,
        "width": info.width,
        "trust": info.trust,
        "seconds": {key: built.seconds.get(key, 0.0) for key in keys},
        "images_per_second": round(built.embedded / built.seconds["embed"], 1) if built.embedded else 0.0,
        "perplexity": info.perplexity,
        "iterations": info.iterations,
        "sampled_from": info.sampled_from,
        "stopped": info.stopped,
        "reopened": built.reopened,
        "warnings": info.warnings,
        **more,
    }


def told(built: Built, *, library: str | None = None) -> str:
    """The same in words; ``library`` is what was asked for by name, and must be again."""
    info = built.info
    if isinstance(built, Extended) and not built.added:
        return "\n".join([f"There is nothing new for {info.name}.", *_strays(built)])
    serve = f"python app.py serve --library {shlex.quote(library)}" if library else "python app.py serve"
    lines = [
        *_added(built),
        *_moved(built),
        info.counts,
        f"{built.embedded:,} embedded, {built.cached:,} from the library; {built.seconds['total']:.1f} s",
        f"Trust {info.trust:.3f} (1: each neighbour on the map is one in truth)"
        if info.trust is not None
        else "Too few pictures to measure trust",
        f"Made by {info.how}",
        *info.warnings,
        f"Map {info.id}: {serve}, then open http://localhost:8050/map/{info.id}",
    ]
    return "\n".join(lines)


def _moved(built: Built) -> list[str]:
    info = built.info
    if not built.reopened or not info.moved_from:
        return []
    return [
        f"These pictures were mapped this way before, in {visible(info.moved_from)}: this is that map, {info.name}. "
        f"Its files are looked for in {visible(info.source)} from now on"
    ]


def _added(built: Built) -> list[str]:
    if not isinstance(built, Extended):
        return []
    old = built.info.n - built.added
    return [f"{built.added:,} added; the {old:,} that were there have not moved", *_strays(built)]


def _strays(built: Extended) -> list[str]:
    vanished = (
        [f"{_files(built.vanished)} vanished from the folder; the map still shows what was there"]
        if built.vanished
        else []
    )
    changed = (
        [f"{_files(built.changed)} changed; the map shows both what was there and what is"] if built.changed else []
    )
    return [*vanished, *changed]


def _files(count: int) -> str:
    return f"{count:,} {'file has' if count == 1 else 'files have'}"
