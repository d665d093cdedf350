"""Owns the CSV: the article's columns first, whole features, our own after; a line a row, in row order.

Opens in pandas with ``sep=';'`` and in Tableau. Cells a spreadsheet would run as a formula are defused with an
apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np

from services.library import Library, MapInfo, RowTable
from services.schema import shown

#: The columns in order, with what they hold; ``Z`` only in 3-D. docs/csv.md prints this.
CSV_COLUMNS = {
    "Image_file_names": "file name",
    "Image_file_paths": "full path",
    "Image_features": "the encoder's numbers, all of them, as a JSON list; empty with ?features=0",
    "X": "first coordinate",
    "Y": "second coordinate",
    "Z": "third coordinate, in 3-D maps only",
    "row": "row number, the point's identity in this map",
    "trust": "share of the point's neighbours on the map that are neighbours in truth; empty where not measured",
    "width": "pixels, as shown",
    "height": "pixels, as shown",
    "bytes": "size of the file",
    "format": "what the content is, whatever the name says",
    "taken": "when the picture was taken, by its EXIF",
    "modified": "when the file was last changed, UTC",
    "hash": "SHA-256 of the file's content",
}
#: Rows whose features are held at once.
BLOCK = 512
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: str) -> str:
    """A cell no spreadsheet will run; bytes that are not UTF-8 become ``\\xNN``."""
    cell = shown(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _quoted(value: Any) -> str:
    """A cell as it is written. Python's csv leaves a carriage return unquoted, which pandas reads as the end of the
    line.
    """
    cell = str(value)
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ';"\n\r') else cell


def write(library: Library, map_id: str, rows: Any, options: dict[str, Any]) -> Iterator[bytes]:
    """The CSV in chunks of :data:`BLOCK` rows."""
    info, table = library.maps.get(map_id), library.maps.rows(map_id)
    numbers = np.arange(table.n) if rows is None else np.asarray(rows)
    columns = [name for name in CSV_COLUMNS if name != "Z" or info.dimensions == 3]
    yield (";".join(columns) + "\n").encode()
    for start in range(0, len(numbers), BLOCK):
        part = numbers[start : start + BLOCK]
        features = _lists(library, info, table, part) if options.get("features", True) else [""] * len(part)
        lines = [_line(info, table, int(row), feature) for row, feature in zip(part, features, strict=True)]
        yield "".join(f"{';'.join(map(_quoted, line))}\n" for line in lines).encode()


def _lists(library: Library, info: MapInfo, table: RowTable, part: Any) -> list[str]:
    vectors = library.contents.features([table.hash[row] for row in part], key=info.encoder_key, width=info.width)
    # numpy's own float32 text is the shortest that reads back as the same float32.
    return ["[" + ", ".join(map(repr_f4, vector)) + "]" for vector in vectors]


def repr_f4(value: Any) -> str:
    """The shortest text that reads back as the same float32, and is valid JSON."""
    return (
        np.format_float_positional(value, unique=True, trim="0")
        if 1e-4 <= abs(value) < 1e7 or value == 0
        else str(value)
    )


def _line(info: MapInfo, table: RowTable, row: int, feature: str) -> list[Any]:
    path = table.path[row]
    trust = table.trust[row]
    modified = datetime.fromtimestamp(int(table.mtime_ns[row]) / 1e9, UTC)
    return [
        safe(path.rpartition("/")[2]),
        safe(f"{info.source.rstrip('/')}/{path}"),
        feature,
        *(repr_f4(value) for value in table.positions[row]),
        row,
        f"{trust:.4f}" if np.isfinite(trust) else "",
        table.width[row],
        table.height[row],
        table.bytes[row],
        table.format[row],
        table.taken[row],
        modified.isoformat(timespec="seconds"),
        table.hash[row],
    ]
