"""Owns Parquet for leaving: a map's rows, or some of them, and their features, as a stream of bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from services.library.tables import RowTable, table


def parquet_chunks(rows: RowTable, chosen: Any, features: Any, *, about: str) -> Iterator[bytes]:
    """A Parquet file for leaving: the ``chosen`` rows, and a ``features`` column where ``features(rows)`` is given."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = table(rows)
    picked = whole if chosen is None else whole.take(pa.array(chosen))
    numbers = np.arange(rows.n) if chosen is None else np.asarray(chosen)
    schema = picked.schema.with_metadata({"imagescape": about})
    width = 0
    if features is not None:
        width = features(numbers[:1]).shape[1]
        schema = schema.append(pa.field("features", pa.list_(pa.float32(), width)))
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for start in range(0, max(len(numbers), 1), 4096):
            part = picked.slice(start, 4096)
            if features is not None:
                block = np.ascontiguousarray(features(numbers[start : start + 4096])).reshape(-1)
                part = part.append_column("features", pa.FixedSizeListArray.from_arrays(pa.array(block), width))
            writer.write_table(part.cast(schema) if features is None else part.replace_schema_metadata(schema.metadata))
            yield sink.take()
    yield sink.take()


class _Sink:
    """A file that is read while it is written, so that a download needs no copy in memory."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def write(self, data: Any) -> int:
        part = bytes(data)
        self._parts.append(part)
        self._at += len(part)
        return len(part)

    def tell(self) -> int:
        return self._at

    def flush(self) -> None:
        pass

    def close(self) -> None:
        pass

    def readable(self) -> bool:
        return False

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return False

    def take(self) -> bytes:
        joined = b"".join(self._parts)
        self._parts.clear()
        return joined
