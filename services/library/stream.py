"""Owns Parquet as a stream of bytes: rows of a map, and their features, for a download."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from services.library.rows import RowTable
from services.library.tables import table

if TYPE_CHECKING:
    # Part of collections.abc from Python 3.12 on.
    from typing_extensions import Buffer

#: Rows in a row group, and in a step of the stream.
GROUP = 4096
#: Called with row numbers; answers their features, ``f4 (b, d)``.
FeaturesOf: TypeAlias = Callable[[Sequence[int]], NDArray[np.float32]]


def parquet_chunks(
    rows: RowTable,
    chosen: NDArray[np.int64] | None,
    features: FeaturesOf | None,
    *,
    about: str,
    more: Mapping[str, Sequence[object]] | None = None,
) -> Iterator[bytes]:
    """Give the parts of a Parquet file, one a row group.

    Parameters
    ----------
    rows : RowTable
    chosen : i8 (m,), optional
        Row numbers; None takes all rows.
    features : FeaturesOf, optional
        Adds the column ``features``, a list of d float32.
    about : str
        Facts of the map as JSON, for the file's metadata.
    more : mapping, optional
        Further columns: n values each, texts or whole numbers, None where there is none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    whole = table(rows)
    for name, values in (more or {}).items():
        whole = whole.append_column(name, pa.array(values))
    picked = whole if chosen is None else whole.take(pa.array(chosen))
    numbers: list[int] = list(range(rows.n)) if chosen is None else np.asarray(chosen).tolist()
    schema = picked.schema.with_metadata({"imagescape": about})
    width = 0
    if features is not None:
        width = features(numbers[:1]).shape[1]
        schema = schema.append(pa.field("features", pa.list_(pa.float32(), width)))
    sink = _Sink()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for start in range(0, max(len(numbers), 1), GROUP):
            part = picked.slice(start, GROUP)
            if features is not None:
                block = np.ascontiguousarray(features(numbers[start : start + GROUP])).reshape(-1)
                part = part.append_column("features", pa.FixedSizeListArray.from_arrays(pa.array(block), width))
            writer.write_table(part.cast(schema) if features is None else part.replace_schema_metadata(schema.metadata))
            yield sink.take()
    yield sink.take()


class _Sink:
    """The file that pyarrow writes to. ``take`` gives what was written since, so that no whole file is in memory."""

    closed = False

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._at = 0

    def write(self, data: Buffer) -> int:
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
