"""Owns the Parquet export: the map's own table, and the features beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from services.exports.export import Chosen, Export, Options
from services.exports.table import with_beside
from services.facts import FACTS, Rows
from services.library import Library, parquet_chunks

#: The columns that the map's own table does not have.
MORE = FACTS["grid"].columns


def write(library: Library, map_id: str, rows: Chosen, options: Options) -> Iterator[bytes]:
    """Parquet in row groups of 4,096 rows; features as a fixed-size list of float32."""
    info, table = library.maps.get(map_id), library.maps.rows(map_id)

    def features(part: Sequence[int]) -> NDArray[np.float32]:
        hashes = [table.hash[row] for row in part]
        return library.contents.vectors(hashes, key=info.encoder_key, width=info.width)

    wanted = features if options.get("features", True) else None
    every = Rows(info.source, with_beside(library, map_id, table), range(table.n))
    more = {column.name: _or_none(column.cells(every)) for column in MORE}
    return parquet_chunks(table, rows, wanted, about=info.as_json(), more=more)


def _or_none(cells: Sequence[object]) -> list[object]:
    return [None if cell == "" else cell for cell in cells]


EXPORT = Export(
    "parquet",
    title="Parquet",
    short="Parquet",
    mime="application/vnd.apache.parquet",
    write=write,
    option="Parquet",
    help="the same for pandas and DuckDB, smaller",
    fixed=8000,
    per_row=110,
    per_feature=3.7,
)
