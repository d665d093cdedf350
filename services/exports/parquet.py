"""Owns the Parquet export: the map's own table, and the features beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from services.library import Library, parquet_chunks


def write(library: Library, map_id: str, rows: Any, options: dict[str, Any]) -> Iterator[bytes]:
    """Parquet in row groups of 4,096 rows; features as a fixed-size list of float32."""
    info, table = library.maps.get(map_id), library.maps.rows(map_id)

    def features(part: Any) -> Any:
        return library.contents.features([table.hash[row] for row in part], key=info.encoder_key, width=info.width)

    wanted = features if options.get("features", True) else None
    return parquet_chunks(table, rows, wanted, about=info.as_json())
