"""Owns which pictures of a map are copies: files that are the same, byte for byte.

It is the content hash that says so (:mod:`services.decoding.image`). Beside a map (kind ``copies``) lies the array
``group``, ``i4 (n,)``: the number of each row's group, -1 for a picture of which there is no copy. The groups whose
files lie in several folders come first, then the larger ones, then those with the lowest row; ``about["across"]`` says
how many lie in several folders.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.library import Found

KIND = "copies"
#: Raise it when other pictures would be copies: maps get theirs anew when they are opened.
EDITION = 1


class Copies(NamedTuple):
    """The copies of a map.

    Attributes
    ----------
    group : i4 (n,)
        The number of each row's group; -1 for a row without copies.
    across : int
        The first so many groups have files in several folders.
    """

    group: NDArray[np.int32]
    across: int

    @property
    def rows(self) -> NDArray[np.int64]:
        """The rows that have copies, group by group, rising in each, ``i8 (m,)``."""
        some = np.flatnonzero(self.group >= 0)
        return np.asarray(some[np.argsort(self.group[some], kind="stable")], np.int64)

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many rows each group has, ``i8 (g,)``."""
        return np.bincount(self.group[self.group >= 0])

    @property
    def groups(self) -> list[NDArray[np.int64]]:
        """The rows of each group, rising."""
        return np.split(self.rows, np.cumsum(self.sizes)[:-1]) if len(self.sizes) else []


def find(contents: NDArray[np.integer], folders: NDArray[np.integer]) -> Copies:
    """Find the copies among n pictures.

    Parameters
    ----------
    contents : int (n,)
        A number for each content: the same where the bytes are.
    folders : int (n,)
        A number for each folder.
    """
    n = len(contents)
    of = np.unique(contents, return_inverse=True)[1].reshape(-1)
    counts = np.bincount(of, minlength=1)
    some = np.flatnonzero(counts[of] > 1) if n else np.empty(0, np.int64)
    if not len(some):
        return Copies(np.full(n, -1, np.int32), 0)
    names, place = np.unique(of[some], return_inverse=True)
    first = np.full(len(names), n)
    np.minimum.at(first, place, some)
    across = np.zeros(len(names), bool)
    across[place[folders[some] != folders[first[place]]]] = True
    order = np.lexsort((first, -np.bincount(place), ~across))
    number = np.empty(len(names), np.int32)
    number[order] = np.arange(len(names))
    group = np.full(n, -1, np.int32)
    group[some] = number[place]
    return Copies(group, int(across.sum()))


def read(found: Found | None) -> Copies | None:
    """Return the copies in what lies beside a map; None where they have not been looked for yet."""
    if found is None or found.edition != EDITION or "group" not in found.arrays:
        return None
    across = found.about["across"]
    return Copies(np.asarray(found.arrays["group"], np.int32), across if isinstance(across, int) else 0)
