"""Owns the map file: a Parquet a map, a row a picture, readable by pandas as it is; only importer of pyarrow."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from services.library.db import raw, text
from services.schema import Candidate, Facts, shown

#: Columns of maps/<id>.parquet, with what they hold; docs/csv.md prints this.
COLUMNS = {
    "row": "row number, the point's identity in this map",
    "path": "path relative to the source; bytes that are not UTF-8 as \\xNN",
    "name": "file name",
    "folder": "folder, relative to the source",
    "raw_path": "the path's bytes as the disk has them",
    "hash": "SHA-256 of the file's content",
    "x": "first coordinate",
    "y": "second coordinate",
    "z": "third coordinate (3-D maps only)",
    "trust": "share of the point's neighbours on the map that are neighbours in truth, 0 to 1; empty where not measured",
    "width": "pixels, as shown",
    "height": "pixels, as shown",
    "bytes": "size of the file",
    "format": "what the content is, whatever the name says",
    "mode": "Pillow's name of the colour mode",
    "taken": "when the picture was taken, by its EXIF",
    "modified": "when the file was last changed, UTC",
}

#: Rows in a row group: what reading the facts of a few rows costs, against what the list of groups does.
GROUP = 16_384


@dataclass(frozen=True, slots=True)
class RowTable:
    """A map's rows as arrays, in row order; ``path`` may hold surrogate escapes; ``trust`` is NaN where not measured;
    the last ``added`` came later.
    """

    path: list[str]
    hash: list[str]
    bytes: Any
    mtime_ns: Any
    width: Any
    height: Any
    format: list[str]
    mode: list[str]
    taken: list[str]
    positions: Any
    trust: Any
    added: int = 0

    @property
    def n(self) -> int:
        """Rows."""
        return len(self.path)

    @classmethod
    def of(
        cls, rows: Sequence[Candidate], hashes: Sequence[str], facts: Mapping[str, Facts], *, dimensions: int
    ) -> RowTable:
        """Rows that have no position yet."""
        known = [facts[h] for h in hashes]
        n = len(rows)
        return cls(
            path=[c.path for c in rows],
            hash=list(hashes),
            bytes=np.array([f.bytes for f in known], dtype=np.int64),
            mtime_ns=np.array([c.mtime_ns for c in rows], dtype=np.int64),
            width=np.array([f.width for f in known], dtype=np.int32),
            height=np.array([f.height for f in known], dtype=np.int32),
            format=[f.format for f in known],
            mode=[f.mode for f in known],
            taken=[f.taken for f in known],
            positions=np.full((n, dimensions), np.nan, dtype=np.float32),
            trust=np.full(n, np.nan, dtype=np.float32),
        )


def table(rows: RowTable) -> Any:
    """The rows as a ``pyarrow.Table`` with :data:`COLUMNS` (``z`` only in 3-D)."""
    import pyarrow as pa

    names = [shown(path) for path in rows.path]
    columns: dict[str, Any] = {
        "row": pa.array(np.arange(rows.n, dtype=np.int32)),
        "path": names,
        "name": [name.rpartition("/")[2] for name in names],
        "folder": [name.rpartition("/")[0] for name in names],
        "raw_path": pa.array([raw(path) for path in rows.path], pa.binary()),
        "hash": rows.hash,
        **{
            axis: pa.array(np.ascontiguousarray(rows.positions[:, i]))
            for i, axis in enumerate("xyz"[: rows.positions.shape[1]])
        },
        "trust": pa.array(rows.trust, from_pandas=True),
        "width": pa.array(rows.width),
        "height": pa.array(rows.height),
        "bytes": pa.array(rows.bytes),
        "format": rows.format,
        "mode": rows.mode,
        "taken": rows.taken,
        "modified": pa.array(rows.mtime_ns, pa.timestamp("ns", tz="UTC")),
    }
    return pa.table(columns)


def save(path: Path, rows: RowTable, *, about: str) -> None:
    """Write aside and rename, so that a reader sees all of it or nothing."""
    import pyarrow.parquet as pq

    aside = path.with_name(f".{path.name}.{os.getpid()}")
    filled = table(rows).replace_schema_metadata({"imagescape": about})
    try:
        pq.write_table(filled, aside, compression="zstd", row_group_size=GROUP)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)


def load(path: Path, *, rows: slice | None = None) -> RowTable:
    """The rows of a map file, or a ``slice`` of them without reading the others' columns.

    Raises
    ------
    OSError
        It is missing or damaged.
    """
    import pyarrow.parquet as pq

    with _reading(path), pq.ParquetFile(path) as file:
        return _rows(file.read() if rows is None else _span(file, rows))


def positions_and_hashes(path: Path) -> tuple[Any, bytes]:
    """Positions ``f4 (n, 2 or 3)`` and content hashes (32 bytes each) of a map file, and no other column.

    Raises
    ------
    OSError
        It is missing or damaged.
    """
    import pyarrow.parquet as pq

    with _reading(path), pq.ParquetFile(path) as file:
        held = file.read([name for name in ("x", "y", "z", "hash") if name in file.schema_arrow.names])
        return _positions(held), b"".join(bytes.fromhex(digest) for digest in held["hash"].to_pylist())


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, ValueError, KeyError) as error:
        raise OSError(errno.EIO, f"not a map file: {error}", str(path)) from error


def _span(file: Any, rows: slice) -> Any:
    """Only the row groups that ``rows`` lies in are read."""
    groups: list[int] = []
    first = at = 0
    for group in range(file.metadata.num_row_groups):
        end = at + file.metadata.row_group(group).num_rows
        if at < rows.stop and end > rows.start:
            first = first if groups else at
            groups.append(group)
        at = end
    return file.read_row_groups(groups).slice(rows.start - first, rows.stop - rows.start)


def _positions(held: Any) -> Any:
    return np.column_stack([held[axis].to_numpy() for axis in "xyz" if axis in held.column_names]).astype(np.float32)


def _rows(held: Any) -> RowTable:
    positions = _positions(held)
    trust = held["trust"].to_numpy().astype(np.float32)
    for array in (positions, trust):
        array.setflags(write=False)
    return RowTable(
        path=[text(path) for path in held["raw_path"].to_pylist()],
        hash=held["hash"].to_pylist(),
        bytes=held["bytes"].to_numpy(),
        mtime_ns=held["modified"].cast("int64").to_numpy(),
        width=held["width"].to_numpy(),
        height=held["height"].to_numpy(),
        format=held["format"].to_pylist(),
        mode=held["mode"].to_pylist(),
        taken=held["taken"].to_pylist(),
        positions=positions,
        trust=trust,
    )
