"""Owns the names of maps' files as they are looked for: without case, without accents.

In: words. Out: in which rows each occurs. Of a million rows a word takes some 100 ms; the names themselves are read and
folded once, and those of the last maps stay in memory.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.library.columns import Columns
from services.library.held import Held
from services.library.maps import Maps
from services.schema import visible

if TYPE_CHECKING:
    import pyarrow as pa

#: Maps whose names are held in memory; those of a million rows take some 100 MB.
HELD = 2
#: Most skipped and other files of a map that are looked through; folding the names of more would delay the page at each
#: search.
MOST_SKIPPED = 50_000


class Folded(NamedTuple):
    """The folded paths and file names of n rows, each a pyarrow array of strings."""

    path: pa.StringArray
    name: pa.StringArray


class Having(NamedTuple):
    """The m rows of a map of n that have all of w words in their path relative to the source.

    ``rows`` are their numbers, ``i8 (m,)``, rising; ``in_name`` says which words the file name has, ``bool (w, m)``.
    """

    rows: NDArray[np.int64]
    in_name: NDArray[np.bool_]
    n: int


class Names:
    """Paths and file names of the maps in ``maps``."""

    def __init__(self, maps: Maps) -> None:
        self._maps = maps
        self._held: Held[Folded] = Held(HELD)

    def having(self, map_id: str, words: Sequence[str]) -> Having:
        """The rows that have all of the folded ``words``, of which there is at least one.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        paths, names = self._folded(map_id)
        rows = _with_all(paths, words)
        of_rows = names.take(pa.array(rows))
        in_name = [_bools(pc.match_substring(of_rows, word)) for word in words]
        return Having(rows, np.array(in_name), len(paths))

    def skipped_having(self, map_id: str, words: Sequence[str]) -> int:
        """How many files that are not on the map have all of the folded ``words``; 0 of more than :data:`MOST_SKIPPED`.

        Raises
        ------
        NotFound
        """
        info = self._maps.get(map_id)
        if info.skipped + info.others > MOST_SKIPPED:
            return 0
        import pyarrow as pa

        # What is not ASCII may have bytes that are no letters, which Arrow does not take.
        skipped = [file.path for file in self._maps.skipped(map_id)]
        paths = pa.array([path if path.isascii() else visible(path) for path in skipped], pa.string())
        return len(_with_all(_folded_texts(paths), words))

    def _folded(self, map_id: str) -> Folded:
        columns = self._maps.columns(map_id)
        key = (map_id, columns.stamp)
        return self._held.get(key, lambda: Folded(*(_folded_column(columns, name) for name in ("path", "name"))))


def folded(text: str) -> str:
    r"""A text as it is looked for: as people see it, in small letters, without accents, ligatures taken apart.

    Invisible characters are as :func:`services.schema.visible` shows them, so that ``\u202e`` can be looked for.
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", visible(text)).casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))


def _with_all(paths: pa.StringArray, words: Sequence[str]) -> NDArray[np.int64]:
    """Which of the folded paths have all of the words, rising."""
    import pyarrow.compute as pc

    has = pc.match_substring(paths, words[0])
    for word in words[1:]:
        has = pc.and_(has, pc.match_substring(paths, word))
    return np.flatnonzero(_bools(has))


def _folded_column(columns: Columns, name: str) -> pa.StringArray:
    return _folded_texts(columns.text(name))


def _folded_texts(texts: pa.StringArray) -> pa.StringArray:
    import pyarrow as pa
    import pyarrow.compute as pc

    # Most names are ASCII, for which small letters are all there is to it, and Arrow knows them a hundred times sooner.
    small = pc.ascii_lower(texts)
    if _plain(texts):
        return small
    odd = pc.match_substring_regex(texts, "[^ -~]")
    replaced = pa.array([folded(text) for text in texts.filter(odd).to_pylist()], pa.string())
    return pc.replace_with_mask(small, odd, replaced)


def _plain(texts: pa.StringArray) -> bool:
    """Whether every byte of the texts is an ASCII character that can be seen."""
    data = texts.buffers()[2]
    characters = np.frombuffer(data or b"", np.uint8)
    return bool(((characters >= ord(" ")) & (characters <= ord("~"))).all())


def _bools(array: pa.BooleanArray) -> NDArray[np.bool_]:
    return np.asarray(array.to_numpy(zero_copy_only=False), np.bool_)
