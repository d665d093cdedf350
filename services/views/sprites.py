"""Owns the small pictures that the map is drawn from: sheets of a finished map, and thumbnails in batches."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.decoding import montage
from services.errors import BadRequest, NotFound
from services.library import Library
from services.projections.sprites import ACROSS, CELL, KIND

_HEAD = struct.Struct("<iiiii")
#: Cells of a sheet.
PER_SHEET = ACROSS * ACROSS
#: Thumbnails that one answer has at most.
BATCH = 200


class Sheet(NamedTuple):
    """A sheet: the picture, and the width and height of what is in each of its cells, in pixels."""

    picture: bytes
    sizes: bytes


class Sprites:
    """Small pictures of the maps in ``library``. Sheets are made when they are first asked for, and kept."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def index(self, map_id: str) -> bytes:
        """Where each row's picture is, little-endian; no bytes while that is not known.

        First the edition of the sheets, pixels across a cell, cells across a sheet, n and the number of levels, as
        ``i4``; then where each level ends, ``i4``; then the place of each row, ``u4``: the sheet and the cell in it.

        Raises
        ------
        NotFound
            No such map.
        """
        about = self._about(map_id)
        if about is None:
            return b""
        ends = np.asarray(about["ends"], dtype="<i4")
        order = self._library.beside.array(map_id, KIND, "order")
        place = np.empty(len(order), dtype="<u4")
        place[np.asarray(order)] = np.arange(len(order))
        return (
            _HEAD.pack(self._library.beside.edition(map_id, KIND), CELL, ACROSS, len(order), len(ends))
            + ends.tobytes()
            + place.tobytes()
        )

    def sheet(self, map_id: str, number: int) -> Sheet:
        """A sheet of a map.

        Raises
        ------
        NotFound
            No such map or sheet, or the sheets are not known yet.
        """
        if self._about(map_id) is None:
            raise NotFound(f"Map {map_id} has no sheets of pictures yet.")
        places = slice(number * PER_SHEET, (number + 1) * PER_SHEET)
        rows = np.asarray(self._library.beside.array(map_id, KIND, "order")[places])
        sizes = np.asarray(self._library.beside.array(map_id, KIND, "sizes")[places])
        if not len(rows):
            raise NotFound(f"Map {map_id} has no sheet {number}.")
        name = f"{self._library.beside.edition(map_id, KIND)}-{number}.webp"
        picture = self._library.sheets.get(map_id, name)
        if picture is None:
            picture = montage(self._thumbnails(map_id, rows.tolist()), sizes.tolist(), cell=CELL, across=ACROSS)
            self._library.sheets.put(map_id, name, picture)
        return Sheet(picture, sizes.tobytes())

    def batch(self, map_id: str, rows: Sequence[int]) -> bytes:
        """The thumbnails of some rows: how many, and the bytes of each, as ``i4`` little-endian; then themselves.

        One that is no longer in the library has no bytes.

        Raises
        ------
        NotFound
            No such map or row.
        BadRequest
            There are more than :data:`BATCH`.
        """
        if len(rows) > BATCH:
            raise BadRequest(f"{len(rows):,} thumbnails are too many for one answer; ask for {BATCH} at most.")
        found = [data or b"" for data in self._thumbnails(map_id, rows)]
        head = np.array([len(found), *map(len, found)], dtype="<i4")
        return head.tobytes() + b"".join(found)

    def _about(self, map_id: str) -> dict[str, object] | None:
        return self._library.beside.about(self._library.maps.get(map_id).id, KIND)

    def _thumbnails(self, map_id: str, rows: Sequence[int]) -> list[bytes | None]:
        contents = self._library.points.contents(map_id, rows)
        known = self._library.contents.thumbnails(contents)
        return [known.get(content) for content in contents]
