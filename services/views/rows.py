"""Owns the facts of some hundred rows, as JSON for the side panel."""

from __future__ import annotations

import json
from dataclasses import replace

from services.errors import NotFound
from services.facts import FACTS, Rows
from services.groups.stored import KIND
from services.library import Library

#: Rows in one part; the browser asks for the part its pointer is in. Rows are shuffled, so on a large map nearly every
#: picture lies in another part: small parts keep the panel quick.
PART = 500


class RowFacts:
    """Facts of the pictures on the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def part(self, map_id: str, number: int) -> str:
        """Facts of the rows from ``PART * number`` on, as JSON: ``start``, and a list for every key of a fact.

        Raises
        ------
        NotFound
            No such map or part.
        """
        info = self._library.maps.get(map_id)
        start = number * PART
        if not 0 <= start < info.n:
            raise NotFound(f"Map {map_id} has {info.n:,} rows; there is no part {number}.")
        stop = min(start + PART, info.n)
        part = slice(start, stop)
        found = self._library.beside.found(map_id, KIND)
        beside = {} if found is None else {KIND: found.of_rows(part)}
        table = replace(self._library.maps.some_rows(map_id, part), found=beside)
        rows = Rows(info.source, table, range(start, stop))
        columns: dict[str, object] = {"start": start}
        columns |= {key: values(rows) for fact in FACTS.values() for key, values in fact.json.items()}
        return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
