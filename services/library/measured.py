"""Owns the measures of contents: a row a content, with the edition of decoding and measuring that it is of.

In: content hashes. Out: columns in their order. What a newer edition has measured takes the place of what an older did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from sqlite3 import Connection
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.library.db import Database, by_hash
from services.schema import Facts, Measures

#: The measures that are numbers, in the order of their columns.
NUMBERS = ("brightness", "contrast", "sharpness", "colourfulness")


class MeasuredRows(NamedTuple):
    """The measures of n contents.

    Attributes
    ----------
    numbers : f4 (n, 4)
        As :data:`NUMBERS` names them; NaN where a content has not been measured.
    colour : list of str (n,)
        The name of the colour; empty where it has not been measured.
    """

    numbers: NDArray[np.float32]
    colour: list[str]


class Readings(NamedTuple):
    """What was read of n contents besides measures; texts are empty where there is nothing to be told.

    ``frames`` is ``i4 (n,)``, 0 where an older version read the content. The others are those of
    :class:`services.schema.Facts`, each a list of str ``(n,)``.
    """

    frames: NDArray[np.int32]
    camera: list[str]
    damage: list[str]
    notes: list[str]
    edited: list[str]


class Measured:
    """Measures in the database."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def keep(self, measures: Iterable[tuple[str, Measures]]) -> None:
        """Store measures of content hashes, in one transaction."""
        with self._db.write() as db:
            insert(db, measures)

    def columns(self, hashes: Sequence[str], *, edition: int) -> MeasuredRows:
        """Return the measures of one edition in the order of ``hashes``, which may repeat."""
        places: dict[str, list[int]] = {}
        for place, content in enumerate(hashes):
            places.setdefault(content, []).append(place)
        numbers = np.full((len(hashes), len(NUMBERS)), np.nan, np.float32)
        colour = [""] * len(hashes)
        names = ", ".join(NUMBERS)
        # Only names and an integer of ours stand in the statement.
        statement = f"SELECT hash, {names}, colour FROM measures WHERE edition = {edition:d} AND hash IN"  # noqa: S608
        for rows in by_hash(self._db, statement, places):
            for content, *values, name in rows:
                numbers[places[content]] = values
                for place in places[content]:
                    colour[place] = name
        return MeasuredRows(numbers, colour)

    def readings(self, hashes: Sequence[str]) -> Readings:
        """Return what else was read of contents, in the order of ``hashes``, which may repeat."""
        places: dict[str, list[int]] = {}
        for place, content in enumerate(hashes):
            places.setdefault(content, []).append(place)
        texts = {name: [""] * len(hashes) for name in ("camera", "damage", "notes", "edited")}
        frames = np.ones(len(hashes), np.int32)
        # Of most there is nothing to be told, and these need not be fetched.
        told = " OR ".join(["frames != 1", *(f"{name} != ''" for name in texts)])
        statement = f"SELECT hash, frames, {', '.join(texts)} FROM contents WHERE ({told}) AND hash IN"  # noqa: S608
        for rows in by_hash(self._db, statement, places):
            for content, count, *values in rows:
                frames[places[content]] = count
                for column, value in zip(texts.values(), values, strict=True):
                    for place in places[content]:
                        column[place] = value or ""
        return Readings(frames=frames, **texts)


def insert(db: Connection, measures: Iterable[tuple[str, Measures]]) -> None:
    """Store measures of content hashes inside the transaction of ``db``; those of a newer edition stay."""
    names = ("edition", *NUMBERS, "colour")
    update = ", ".join(f"{name} = excluded.{name}" for name in names)
    db.executemany(
        f"INSERT INTO measures (hash, {', '.join(names)}) VALUES (?, ?, ?, ?, ?, ?, ?) "  # noqa: S608
        f"ON CONFLICT (hash) DO UPDATE SET {update} WHERE excluded.edition > measures.edition",
        [(content, *(getattr(of, name) for name in names)) for content, of in measures],
    )


def of_facts(facts: Iterable[Facts]) -> list[tuple[str, Measures]]:
    """The measures that come with facts, by content hash."""
    return [(one.hash, one.measures) for one in facts if one.measures is not None]
