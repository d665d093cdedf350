"""Owns the step that puts the measures of pixels, and the cameras, beside a map: a number a row, in row order.

The measures were made as the files were read. Those of contents that an older version read, or that an older edition
measured, are made of their thumbnails, once.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.decoding import MEASURES_EDITION, NAMES, measured
from services.errors import StoppedByUser
from services.library.measured import NUMBERS
from services.schema import WHOLE

if TYPE_CHECKING:
    from services.pipeline.beside import Work

#: Kind of the facts beside a map.
KIND = "pixels"
#: Edition of this step together with that of the measures. Raise the number when other arrays are stored.
EDITION = 1000 * 2 + MEASURES_EDITION
#: Thumbnails in one transaction; a kill -9 loses at most so many.
BATCH = 256
#: The colour of what was not measured.
UNKNOWN = 255


def make(work: Work) -> None:
    """Store the arrays of :data:`services.library.measured.NUMBERS`, ``f4 (n,)``, NaN where a picture has none.

    Beside them ``colour``, ``u1 (n,)``, is a place in ``about["colours"]``, or :data:`UNKNOWN`; ``camera``,
    ``i4 (n,)``, is a place in ``about["cameras"]``, the first of which is no camera. So are ``damage`` and ``notes`` in
    ``about["damages"]`` and ``about["shown"]``; ``frames``, ``i4 (n,)``, is 0 where an older version read the content,
    and ``edited``, ``S25 (n,)``, is a time as ISO 8601.

    Raises
    ------
    StoppedByUser, LibraryUnusable
    """
    hashes, library = work.rows.hash, work.library
    rows = library.measured.columns(hashes, edition=MEASURES_EDITION)
    missing = [hashes[row] for row in np.flatnonzero(np.isnan(rows.numbers[:, 0]))]
    if missing:
        _measure(work, list(dict.fromkeys(missing)))
        rows = library.measured.columns(hashes, edition=MEASURES_EDITION)
    place = {name: at for at, name in enumerate(NAMES)}
    read = library.measured.readings(hashes)
    cameras, camera = _places(read.camera)
    known = (damage or (WHOLE if count else "") for damage, count in zip(read.damage, read.frames, strict=True))
    damages, damage = _places(known)
    shown, notes = _places(read.notes)
    arrays: dict[str, NDArray[np.generic]] = {
        **{name: rows.numbers[:, column] for column, name in enumerate(NUMBERS)},
        "colour": np.fromiter((place.get(name, UNKNOWN) for name in rows.colour), np.uint8, len(hashes)),
        "camera": camera,
        "damage": damage,
        "notes": notes,
        "frames": read.frames,
        "edited": np.array(read.edited, "S25"),
    }
    about = {"edition": EDITION, "colours": list(NAMES), "cameras": cameras, "damages": damages, "shown": shown}
    library.beside.put(work.info.id, KIND, arrays, about)


def _places(texts: Iterable[str]) -> tuple[list[str], NDArray[np.int32]]:
    """Each text once, the empty one first, and the place among them of each, ``i4 (n,)``."""
    every = list(texts)
    names = ["", *sorted(set(every) - {""})]
    place = {name: at for at, name in enumerate(names)}
    return names, np.fromiter((place[text] for text in every), np.int32, len(every))


def _measure(work: Work, hashes: list[str]) -> None:
    """Measure contents from their thumbnails. A damaged thumbnail has no measures."""
    for start in range(0, len(hashes), BATCH):
        thumbnails = work.library.contents.thumbnails(hashes[start : start + BATCH])
        made = [(content, measured(thumbnail)) for content, thumbnail in thumbnails.items()]
        work.library.measured.keep([(content, of) for content, of in made if of is not None])
        if not work.listener.tick(min(start + BATCH, len(hashes)), len(hashes)):
            raise StoppedByUser("Stopped while pictures were measured; those measured so far are kept.")
