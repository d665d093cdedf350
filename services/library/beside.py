"""Owns what lies beside a map: facts of its rows that are found after the map file is written, or by a later version.

A kind of facts is some arrays and what is said about them. An array is a file of numpy's own format, so that one row of
a million is read without the others; what is said about them is JSON. The JSON names the arrays and is written last: a
reader sees the old facts or the new ones, never a part.
"""

from __future__ import annotations

import contextlib
import json
import os
import uuid
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from services.errors import NotFound
from services.library.files import MapFiles
from services.library.found import ARRAYS, About, Found, find, read, stored
from services.library.maps import Maps


class Beside:
    """What lies beside the maps in ``maps``. Threads and processes may share it."""

    def __init__(self, maps: Maps, files: MapFiles) -> None:
        self._maps = maps
        self._files = files

    def put(
        self, map_id: str, kind: str, arrays: Mapping[str, NDArray[np.generic]], about: Mapping[str, object]
    ) -> None:
        """Store facts of a kind, instead of those that were there.

        Parameters
        ----------
        kind : str
            Letters and hyphens.
        arrays : mapping
            Name -> array; those of rows have n lines, in row order.
        about : mapping
            ``edition`` says which edition of the code has found them; the rest is the kind's own. Text stands here.

        Raises
        ------
        NotFound
            There is no such map.
        LibraryUnusable
            The disk is full.
        """
        info = self._maps.get(map_id)
        place, old = self._files.beside(map_id, kind), stored(self._files, map_id, kind)
        stamp = uuid.uuid4().hex[:8]
        names = {name: f"{place.stem}.{name}-{stamp}.npy" for name in arrays}
        try:
            for name, array in arrays.items():
                with (place.parent / names[name]).open("wb") as file:
                    np.save(file, np.ascontiguousarray(array), allow_pickle=False)
            temporary = place.with_name(f".{place.name}.{os.getpid()}")
            temporary.write_text(json.dumps({**about, ARRAYS: names}), encoding="utf-8")
            os.replace(temporary, place)
        except OSError as error:
            raise self._maps.unstored(info, error) from error
        for name in (old or {}).get(ARRAYS, {}).values():
            # A reader on Windows may hold it; it goes with the map then.
            with contextlib.suppress(OSError):
                (place.parent / name).unlink(missing_ok=True)

    def copy(self, map_id: str, *, of: str) -> None:
        """Store what lies beside the map ``of`` beside another map too, whose rows and layout are the same.

        What is not whole is left out.

        Raises
        ------
        NotFound, LibraryUnusable
        """
        for place in sorted(self._files.folder.glob(f"{of}.*.json")):
            kind = place.name.split(".")[1]
            found = self.found(of, kind)
            if found is not None:
                self.put(map_id, kind, found.arrays, found.about)

    def about(self, map_id: str, kind: str) -> About | None:
        """Return what is said about the facts of a kind; None where there are none, or they cannot be read."""
        said = stored(self._files, map_id, kind)
        return None if said is None else {name: value for name, value in said.items() if name != ARRAYS}

    def edition(self, map_id: str, kind: str) -> int:
        """Return the edition of the code that found the facts of a kind; 0 where there are none."""
        return Found(self.about(map_id, kind) or {}).edition

    def found(self, map_id: str, kind: str) -> Found | None:
        """Return the facts of a kind with all of their arrays; None where there are none, or not whole."""
        return find(self._files, map_id, kind)

    def array(self, map_id: str, kind: str, name: str) -> NDArray[np.generic]:
        """Return an array, which is read from the disk as it is used and cannot be changed.

        Raises
        ------
        NotFound
            There are no such facts, or no such array.
        """
        # Between the two the facts may have been replaced: then those that replaced them are read.
        for _ in range(2):
            names = (stored(self._files, map_id, kind) or {}).get(ARRAYS, {})
            if name in names:
                with contextlib.suppress(OSError, ValueError):
                    return read(self._files.folder / names[name])
        raise NotFound(
            f"Map {map_id} has no {kind} beside it, or not whole. Open it on the page to have it found again."
        )
