"""Owns what is known of a picture's file: its name, its path, its size on the disk and the hash of its content."""

from __future__ import annotations

import os

import numpy as np

from services.facts import bins
from services.facts.fact import Column, Fact, Line, Rows
from services.facts.numbers import Number
from services.facts.written import file_size
from services.library.tables import COLUMNS
from services.schema import shown, visible


def _cell_names(rows: Rows) -> list[str]:
    return [path.rpartition("/")[2] for path in rows.table.path]


def _cell_paths(rows: Rows) -> list[str]:
    return [f"{rows.source.rstrip('/')}/{path}" for path in rows.table.path]


def _names(rows: Rows) -> list[str]:
    return [visible(shown(path).rpartition("/")[2]) for path in rows.table.path]


def _paths(rows: Rows) -> list[str]:
    home = shown(rows.source).rstrip("/")
    paths = [shown(path) for path in rows.table.path]
    # A row that was added from a folder beside the map's own begins with ``../``.
    return [os.path.normpath(f"{home}/{path}") if path.startswith("../") else f"{home}/{path}" for path in paths]


def _bytes(rows: Rows) -> list[int]:
    return [int(value) for value in rows.table.bytes]


NAME = Fact(
    "name",
    columns=(Column("Image_file_names", "file name", _cell_names, free_text=True),),
    json={"name": _names},
)
PATH = Fact(
    "path",
    columns=(Column("Image_file_paths", "full path", _cell_paths, free_text=True),),
    json={"path": _paths},
)
_BYTES = Number(
    "bytes",
    "File size",
    "Points by the size of the file.",
    "File",
    lambda rows: rows.numbers("bytes").astype(np.float64),
    bins.LOG,
    file_size,
)
BYTES = Fact(
    "bytes",
    columns=(Column("bytes", COLUMNS["bytes"], _bytes),),
    json={"bytes": _bytes},
    mode=_BYTES.mode,
    line=Line("File size", lambda rows: [file_size(value, 0) for value in _bytes(rows)]),
    facet=_BYTES.facet,
)
HASH = Fact("hash", columns=(Column("hash", COLUMNS["hash"], lambda rows: rows.table.hash),))
