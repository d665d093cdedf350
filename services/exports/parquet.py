"""Owns the Parquet export: the map's own table, what lies beside the map, and the features."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from services.exports.export import Chosen, Export, Options
from services.exports.table import BESIDE, of_rows
from services.facts import Rows
from services.library import Library, parquet_chunks


def write(library: Library, map_id: str, rows: Chosen, options: Options) -> Iterator[bytes]:
    """Parquet in row groups of 4,096 rows; features as a fixed-size list of float32."""
    info, table = library.maps.get(map_id), library.maps.rows(map_id)

    def features(part: Sequence[int]) -> NDArray[np.float32]:
        hashes = [table.hash[row] for row in part]
        return library.contents.vectors(hashes, key=info.encoder_key, width=info.width)

    wanted = features if options.get("features", True) else None
    numbers = np.arange(table.n) if rows is None else rows
    found = functools.partial(library.beside.found, map_id)
    some = Rows(info.source, table if rows is None else of_rows(table, rows), numbers.tolist(), found)
    more = {column.name: column.typed(some) for column in BESIDE if column.typed}
    return parquet_chunks(table, rows, wanted, about=info.as_json(), more=more)


EXPORT = Export(
    "parquet",
    title="Parquet",
    short="Parquet",
    mime="application/vnd.apache.parquet",
    write=write,
    option="Parquet",
    help="the same for pandas and DuckDB, smaller",
    fixed=8000,
    per_row=126,
    per_feature=3.7,
)
