"""Owns finding pictures by the names of their files and folders."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest
from services.library import Library, folded

#: Score of a word that the file's own name has, and of one that only a folder's name has.
IN_NAME, IN_FOLDER = 1.0, 0.5
#: Characters and words of one search.
LONGEST, MOST_WORDS = 500, 20


@dataclass(frozen=True, slots=True)
class Found:
    """The rows that have all words.

    Attributes
    ----------
    understood : list of str
        The words as they were looked for.
    rows : i8 (m,)
        Row numbers, those with the highest scores first, and of the same score the lowest first.
    scores : f8 (m,)
        0.5 to 1: the mean over the words.
    n : int
        Rows of the map.
    """

    understood: list[str]
    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    n: int

    def why(self, most: int | None = None) -> list[str]:
        """For the first rows whether a word is in the ``name`` of the file, or all are in that of a ``folder``."""
        return ["name" if score > IN_FOLDER else "folder" for score in self.scores[:most].tolist()]


def find(library: Library, map_id: str, words: str) -> Found:
    """The rows whose path, relative to the source, has every one of ``words``, which spaces separate.

    Neither case nor accents count, and a word may be any part of a name.

    Raises
    ------
    BadRequest
        There is no word, or there are too many.
    NotFound, LibraryUnusable
    """
    if len(words) > LONGEST:
        raise BadRequest(f"A search may have {LONGEST} characters; this one has {len(words):,}. Leave out some.")
    understood = list(dict.fromkeys(part for word in words.split() for part in folded(word).split()))
    if not understood:
        raise BadRequest("There is no word to look for. Give a part of a file's or folder's name.")
    if len(understood) > MOST_WORDS:
        raise BadRequest(f"A search may have {MOST_WORDS} words; this one has {len(understood)}. Leave out some.")
    rows, in_name, n = library.names.having(map_id, understood)
    scores = IN_FOLDER + (IN_NAME - IN_FOLDER) * in_name.mean(axis=0)
    order = np.argsort(-scores, kind="stable")
    return Found(understood, rows[order], scores[order], n)
