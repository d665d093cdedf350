"""Owns the list of the files that are not on a map, as a CSV of the same form as that of the map: a file a line.

Files with the code ``other`` are no pictures at all, and count beside those that were found.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.exports.table import quoted, safe
from services.library import Library

#: The columns, with what they hold.
SKIPPED_COLUMNS = {
    "file": "path of the file below the map's folder",
    "reason": "why it is not on the map, in words",
    "code": "the same as a word that does not change",
}


def skipped_csv(library: Library, map_id: str) -> Iterator[bytes]:
    """The CSV, in the order of the paths. Opens in pandas with ``sep=';'``."""
    yield (";".join(SKIPPED_COLUMNS) + "\n").encode()
    for file in library.maps.skipped(map_id):
        cells = (file.path, file.reason, file.code.value)
        yield f"{';'.join(quoted(safe(cell)) for cell in cells)}\n".encode()
