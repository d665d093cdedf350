"""Owns the start of the demo: a job like any other, over the files of :mod:`services.sources.demo`."""

from __future__ import annotations

from services.jobs.queue import Jobs
from services.library import Library
from services.schema import Recipe
from services.sources.demo import NAME, folder


def offer(library: Library, jobs: Jobs) -> None:
    """Map the demo if the library is empty and nothing is under way, so that a first visit has something to hover."""
    if not library.maps.all() and library.jobs.latest() is None and not library.jobs.unfinished():
        start(library, jobs)


def start(library: Library, jobs: Jobs) -> str:
    """Start the demo's job; its id. The pictures are written by the worker, as the page must not load scikit-learn."""
    return jobs.start(str(folder(library)), recipe=Recipe(), name=NAME).id
