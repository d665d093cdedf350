"""Owns the facts of some hundred rows, as JSON for the side panel."""

from __future__ import annotations

import functools
import json

from services.errors import NotFound
from services.facts import FACTS, Rows
from services.library import Library

#: Rows in one part; the browser asks for the part its pointer is in. Rows are shuffled, so on a large map nearly every
#: picture lies in another part: small parts keep the panel quick.
PART = 200


class RowFacts:
    """Facts of the pictures on the maps in ``library``."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def part(self, map_id: str, number: int) -> str:
        """Facts of the rows from ``PART * number`` on, as JSON: ``start``, a list for every key of a fact, and
        ``lines``: those of the side panel.

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
        found = functools.cache(functools.partial(self._library.beside.found, map_id))
        rows = Rows(info.source, self._library.maps.some_rows(map_id, slice(start, stop)), range(start, stop), found)
        columns: dict[str, object] = {"start": start, "lines": _lines(rows)}
        columns |= {key: values(rows) for fact in FACTS.values() for key, values in fact.json.items()}
        return json.dumps(columns, ensure_ascii=False, separators=(",", ":"))


def _lines(rows: Rows) -> list[dict[str, object]]:
    lines = [(fact.name, fact.line) for fact in FACTS.values() if fact.line is not None]
    return [
        {"name": name, "label": line.label, "always": line.always, "texts": list(line.texts(rows))}
        for name, line in lines
    ]
