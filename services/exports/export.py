"""Owns the type of an export: what the command line, the page and the download route know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypedDict

import numpy as np
from numpy.typing import NDArray

from services.facts import Colouring
from services.library import Library

#: Row numbers ``i8 (m,)``, sorted and each once; None means all rows.
Chosen = NDArray[np.int64] | None


class Options(TypedDict, total=False):
    """What whoever exports may choose."""

    #: Whether to write the features as well; yes where it is left out.
    features: bool
    #: The colours of a picture of the map.
    colouring: Colouring
    #: The marks of a picture of the map: ``dots`` (the default) or ``polaroid``.
    marks: str


@dataclass(frozen=True, slots=True)
class Export:
    """A way out of the library.

    Attributes
    ----------
    name : str
        Its option on the command line, and the ending of its files.
    title : str
        Its title in the menu.
    short : str
        Its label where there is little room.
    mime : str
        The content type of a download.
    write : callable
        ``write(library, map_id, rows, options)`` yields the file's bytes.
    option : str
        What the help of the command line calls it, after "Write" or "Also write".
    help : str
        What it is good for; the menu says so.
    without_features : str
        What it is good for without features; empty where it has none, or is small enough with them.
    fixed, per_row, per_feature : float
        Bytes of a file, of each of its rows and of each feature of a row, for the estimate of its size. Where they are
        0 no size is said.
    """

    name: str
    title: str
    short: str
    mime: str
    write: Callable[[Library, str, Chosen, Options], Iterator[bytes]]
    option: str
    help: str
    without_features: str = ""
    fixed: int = 0
    per_row: float = 0
    per_feature: float = 0
