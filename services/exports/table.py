"""Owns the CSV: the article's columns first, whole features, our own columns after them; a line a row, in row order.

Opens in pandas with ``sep=';'`` and in Tableau. Cells that a spreadsheet would run as a formula begin with an
apostrophe (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services.exports.export import Chosen, Export, Options
from services.facts import FACTS, Column, Rows, in_order
from services.library import Library, MapInfo, RowTable
from services.schema import shown

#: The facts that open a line, as they do in the article's file; the features and the coordinates follow.
_OPENING = ("name", "path")
#: The facts that come right behind the coordinates; all others follow in the order of ``FACTS``.
_NEXT = ("row", "trust")
#: Those that open what lies beside a map, and comes last.
_MEASURES = (
    "brightness",
    "contrast",
    "sharpness",
    "colourfulness",
    "colour",
    "camera",
    "frames",
    "damage",
    "edited",
    "shown",
)
_FEATURES = {"Image_features": "the encoder's numbers, all of them, as a JSON list; empty with ?features=0"}
_COORDINATES = {"X": "first coordinate", "Y": "second coordinate", "Z": "third coordinate, in 3-D maps only"}

_BEFORE: list[Column] = [column for name in _OPENING for column in FACTS[name].columns]
_FACTS = [fact for fact in in_order((*_NEXT, *_MEASURES)) if fact.name not in _OPENING]
#: What lies beside a map comes behind what its own file has.
_BEHIND: list[Column] = sorted(
    (column for fact in _FACTS for column in fact.columns), key=lambda column: column.typed is not None
)
#: The columns that the map's own file lacks; Parquet has them behind its columns.
BESIDE: list[Column] = [column for column in _BEHIND if column.typed is not None]
#: The columns in order, with what they hold; ``Z`` only in 3-D. docs/reference.md prints this.
CSV_COLUMNS: dict[str, str] = {
    **{column.name: column.help for column in _BEFORE},
    **_FEATURES,
    **_COORDINATES,
    **{column.name: column.help for column in _BEHIND},
}
#: Rows whose features are held at once.
BLOCK = 512
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe(cell: str) -> str:
    """A cell no spreadsheet will run; bytes that are not UTF-8 become ``\\xNN``."""
    cell = shown(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def quoted(value: object) -> str:
    """A cell as it is written.

    Python's csv leaves a carriage return unquoted, which pandas reads as the end of the line.
    """
    cell = str(value)
    return '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ';"\n\r') else cell


def write(library: Library, map_id: str, rows: Chosen, options: Options) -> Iterator[bytes]:
    """The CSV in chunks of :data:`BLOCK` rows."""
    info, table = library.maps.get(map_id), library.maps.rows(map_id)
    numbers = np.arange(table.n) if rows is None else rows
    found = functools.cache(functools.partial(library.beside.found, map_id))
    columns = [name for name in CSV_COLUMNS if name != "Z" or info.dimensions == 3]
    yield (";".join(columns) + "\n").encode()
    for start in range(0, len(numbers), BLOCK):
        part = numbers[start : start + BLOCK]
        block = Rows(info.source, of_rows(table, part), part.tolist(), found)
        features = _lists(library, info, block.table.hash) if options.get("features", True) else [""] * len(part)
        cells = [*_cells(_BEFORE, block), features, *_positions(block.table), *_cells(_BEHIND, block)]
        yield "".join(f"{';'.join(map(quoted, line))}\n" for line in zip(*cells, strict=True)).encode()


def of_rows(table: RowTable, numbers: NDArray[np.int64]) -> RowTable:
    """The rows with these numbers, in this order."""

    def some(values: list[str]) -> list[str]:
        return [values[number] for number in numbers]

    return replace(
        table,
        path=some(table.path),
        hash=some(table.hash),
        bytes=table.bytes[numbers],
        mtime_ns=table.mtime_ns[numbers],
        width=table.width[numbers],
        height=table.height[numbers],
        format=some(table.format),
        mode=some(table.mode),
        taken=some(table.taken),
        positions=table.positions[numbers],
        trust=table.trust[numbers],
    )


def _cells(columns: list[Column], block: Rows) -> Iterator[Sequence[object]]:
    """The cells of each column."""
    for column in columns:
        cells = column.cells(block)
        yield [safe(str(cell)) for cell in cells] if column.free_text else cells


def _positions(table: RowTable) -> Iterator[list[str]]:
    """The cells of each coordinate."""
    for axis in range(table.positions.shape[1]):
        yield [repr_f4(value) for value in table.positions[:, axis]]


def _lists(library: Library, info: MapInfo, hashes: list[str]) -> list[str]:
    vectors = library.contents.vectors(hashes, key=info.encoder_key, width=info.width)
    return ["[" + ", ".join(map(repr_f4, vector)) + "]" for vector in vectors]


def repr_f4(value: np.float32) -> str:
    """The shortest text that reads back as the same float32, and is valid JSON.

    numpy's own text of a float32 is the shortest such text.
    """
    return (
        np.format_float_positional(value, unique=True, trim="0")
        if 1e-4 <= abs(value) < 1e7 or value == 0
        else str(value)
    )


EXPORT = Export(
    "csv",
    title="CSV",
    short="CSV",
    mime="text/csv; charset=utf-8",
    write=write,
    option="the CSV",
    help="everything, features included; opens in pandas and Tableau",
    without_features="small enough for a spreadsheet",
    per_row=310,
    per_feature=10.5,
)
