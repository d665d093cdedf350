"""Owns the map file, ``maps/<id>.parquet``: one row a picture, readable by pandas as it is."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from services.library.db import raw, text
from services.library.rows import RowTable
from services.schema import shown

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.parquet as pq

#: Columns of maps/<id>.parquet, with what they hold. docs/reference.md prints this table.
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
    "trust": (
        "share of the point's neighbours on the map that are neighbours in truth, 0 to 1; an estimate on maps of more "
        "than 5,000 pictures; empty where not measured"
    ),
    "width": "pixels, as shown",
    "height": "pixels, as shown",
    "bytes": "size of the file",
    "format": "what the content is, whatever the name says",
    "mode": "Pillow's name of the colour mode",
    "taken": "when the picture was taken, by its EXIF, with the offset from UTC where that is told; else empty",
    "modified": "when the file was last changed, UTC; empty where its source tells no time",
}

#: Rows in a row group. Smaller groups make a few rows cheaper to read, and make the list of groups longer.
GROUP = 16_384


def table(rows: RowTable) -> pa.Table:
    """Return the rows as a table with :data:`COLUMNS`; ``z`` only in 3-D."""
    import pyarrow as pa

    names = [shown(path) for path in rows.path]
    columns: dict[str, object] = {
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
        # A file without a time has 0.
        "modified": pa.array(rows.mtime_ns, pa.timestamp("ns", tz="UTC"), mask=rows.mtime_ns == 0),
    }
    return pa.table(columns)


def save(path: Path, rows: RowTable, *, about: str) -> None:
    """Write the map file.

    It is written beside its place and renamed, so a reader sees the old file or the new one, never a part.

    Parameters
    ----------
    about : str
        Facts of the map as JSON, for the file's metadata.

    Raises
    ------
    OSError
    """
    import pyarrow.parquet as pq

    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    filled = table(rows).replace_schema_metadata({"imagescape": about})
    try:
        pq.write_table(filled, temporary, compression="zstd", row_group_size=GROUP)
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def load(path: Path, *, rows: slice | None = None) -> RowTable:
    """Read all rows of a map file, or only the row groups that the slice ``rows`` lies in.

    Raises
    ------
    OSError
        The file is missing or damaged.
    """
    with opened(path) as file:
        return _row_table(file.read() if rows is None else _read_slice(file, rows))


def positions_and_hashes(path: Path) -> tuple[NDArray[np.float32], bytes]:
    """Read positions, ``f4 (n, 2 or 3)``, and content hashes, 32 bytes each, and no other column.

    Raises
    ------
    OSError
        The file is missing or damaged.
    """
    with opened(path) as file:
        read = file.read([name for name in ("x", "y", "z", "hash") if name in file.schema_arrow.names])
        return _positions(read), b"".join(bytes.fromhex(digest) for digest in read["hash"].to_pylist())


@contextlib.contextmanager
def opened(path: Path, *, encoded: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    """Open a map file; pyarrow's own errors become an OSError. The columns ``encoded`` come as dictionaries."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, read_dictionary=list(encoded)) as file:
            yield file
    except (pa.ArrowException, ValueError, KeyError) as error:
        raise OSError(errno.EIO, f"not a map file: {error}", str(path)) from error


def _read_slice(file: pq.ParquetFile, rows: slice) -> pa.Table:
    """Read a slice of the rows, and of the file only the row groups that it lies in."""
    groups: list[int] = []
    first = at = 0
    for group in range(file.metadata.num_row_groups):
        end = at + file.metadata.row_group(group).num_rows
        if at < rows.stop and end > rows.start:
            first = first if groups else at
            groups.append(group)
        at = end
    return file.read_row_groups(groups).slice(rows.start - first, rows.stop - rows.start)


def _positions(read: pa.Table) -> NDArray[np.float32]:
    """The coordinates, ``f4 (n, 2 or 3)``."""
    return np.column_stack([read[axis].to_numpy() for axis in "xyz" if axis in read.column_names]).astype(np.float32)


def _row_table(read: pa.Table) -> RowTable:
    """The rows of a table that was read; positions and trust are read-only."""
    positions = _positions(read)
    trust = read["trust"].to_numpy().astype(np.float32)
    for array in (positions, trust):
        array.setflags(write=False)
    return RowTable(
        path=[text(path) for path in read["raw_path"].to_pylist()],
        hash=read["hash"].to_pylist(),
        bytes=read["bytes"].to_numpy(),
        mtime_ns=read["modified"].cast("int64").fill_null(0).to_numpy(),
        width=read["width"].to_numpy(),
        height=read["height"].to_numpy(),
        format=read["format"].to_pylist(),
        mode=read["mode"].to_pylist(),
        taken=read["taken"].to_pylist(),
        positions=positions,
        trust=trust,
    )
