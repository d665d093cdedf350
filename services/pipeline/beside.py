"""Owns what is found of a map after its rows are stored, and lies beside it: ``STEPS`` has an entry a kind.

A build takes all steps. A map of an older version, which lacks some, gets them by a job of the worker when it is
opened. A step that fails costs its own facts and never the map.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from services.errors import StoppedByUser
from services.features import FeatureMatrix
from services.groups import copies as duplicates
from services.groups import stored
from services.library import Library, MapInfo, RowTable
from services.neighbours import metric, table
from services.pipeline import added, centre, compressed, copies, grid, neighbours, pixels, regions, trust
from services.progress import Listener
from services.projections import levels, sprites
from services.projections.grid import KIND as GRID
from services.settings import Settings

logger = logging.getLogger(__name__)


@dataclass
class Work:
    """What a step works with: a map whose rows have positions, and the library that it is in.

    Attributes
    ----------
    library : Library
    settings : Settings
    info : MapInfo
    rows : RowTable
        With positions and trust.
    listener : Listener
    given : Features or f4 (n, d), optional
        The features as the encoder gave them, where they are at hand.
    neighbours : i4 (n, 15), optional
        The table of neighbours (:mod:`services.neighbours.table`), where the layout has found it.
    """

    library: Library
    settings: Settings
    info: MapInfo
    rows: RowTable
    listener: Listener
    given: FeatureMatrix | None = field(default=None, repr=False)
    neighbours: NDArray[np.int32] | None = field(default=None, repr=False)

    @cached_property
    def features(self) -> FeatureMatrix:
        """The features of the rows as the encoder gave them, ``f4 (n, d)`` or Features; read when first asked for."""
        if self.given is not None:
            return self.given
        return self.library.contents.features(
            self.rows.hash, key=self.info.encoder_key, width=self.info.width, tick=self.listener.tick
        )

    @cached_property
    def compared(self) -> FeatureMatrix:
        """The features as the map's metric compares them: whoever asks what is alike reads these."""
        return metric.compared(self.features, centre.of_map(self.library, self.info))


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of :data:`STEPS`.

    Attributes
    ----------
    kind : str
        Of the facts that it finds (:class:`services.library.beside.Beside`).
    edition : int
        Raise it when the code finds other facts: maps get them anew when they are opened.
    make : callable
        Finds and stores the facts of ``work``; they say which edition found them.
    late : bool
        Whether a build takes it only when its map is finished and shown: for what takes seconds.
    """

    kind: str
    edition: int
    make: Callable[[Work], None]
    late: bool = False


def _sprites(work: Work) -> None:
    """Where the small picture of each row is on the sheets that the map is drawn from; none of a map in space."""
    rows = work.rows
    found = levels.levels(rows.positions[:, :2])
    arrays: dict[str, NDArray[np.generic]] = {
        "order": found.order,
        "sizes": sprites.sizes(found, rows.width, rows.height),
    }
    work.library.beside.put(work.info.id, sprites.KIND, arrays, {"edition": sprites.EDITION, "ends": list(found.ends)})


#: In the order in which they are taken: a step may read what those before it have stored.
STEPS: tuple[Step, ...] = (
    Step(duplicates.KIND, duplicates.EDITION, copies.make),
    Step(table.KIND, neighbours.EDITION, neighbours.make),
    Step(trust.KIND, trust.EDITION, trust.make),
    Step(stored.KIND, stored.EDITION, regions.make),
    Step(sprites.KIND, sprites.EDITION, _sprites),
    Step(pixels.KIND, pixels.EDITION, pixels.make),
    Step(GRID, grid.EDITION, grid.make, late=True),
    Step(added.KIND, added.EDITION, added.make),
    Step(compressed.KIND, compressed.EDITION, compressed.make, late=True),
)


def missing(library: Library, info: MapInfo) -> list[Step]:
    """The steps that a finished map lacks, or that an older edition took; none of a map that is being made."""
    if info.state != "ready":
        return []
    return [step for step in STEPS if library.beside.edition(info.id, step.kind) != step.edition]


def take(work: Work, steps: Sequence[Step]) -> list[Exception]:
    """Take ``steps``; what a step raises is logged and returned.

    Raises
    ------
    StoppedByUser
    """
    failed: list[Exception] = []
    for step in steps:
        try:
            step.make(work)
        except StoppedByUser:
            raise
        except Exception as error:
            logger.exception("what lies beside map %s could not be found: %s", work.info.id, step.kind)
            failed.append(error)
    return failed


def take_of_build(work: Work, *, late: bool) -> None:
    """Take the steps of a build; a stop leaves out those that are left, and they are taken when the map is opened."""
    with contextlib.suppress(StoppedByUser):
        take(work, [step for step in STEPS if step.late == late])


def complete(library: Library, settings: Settings, map_id: str, *, listener: Listener) -> None:
    """Find what a finished map lacks beside it.

    Raises
    ------
    NotFound, LibraryUnusable, StoppedByUser
    Exception
        The first that a step has raised; the other steps were taken all the same.
    """
    info = library.maps.get(map_id)
    listener.stage("measure")
    failed = take(Work(library, settings, info, library.maps.rows(map_id), listener), missing(library, info))
    if failed:
        raise failed[0]
