"""Owns sets of rows as bitmaps: a bit a row, the first row in the lowest bit of the first byte, as in the browser."""

from __future__ import annotations

import base64
import binascii

import numpy as np
from numpy.typing import NDArray

from services.errors import BadRequest


def mask(data: bytes, n: int) -> NDArray[np.bool_]:
    """Return which of ``n`` rows are in the set ``data``, ``bool (n,)``.

    Raises
    ------
    BadRequest
        ``data`` has not (n + 7) // 8 bytes, or has a row behind the last.
    """
    bits = np.unpackbits(np.frombuffer(data, np.uint8), bitorder="little")
    if len(data) != (n + 7) // 8 or bits[n:].any():
        raise BadRequest(f"A set of rows of this map is {(n + 7) // 8:,} bytes, a bit a row; {len(data):,} were sent.")
    return bits[:n].astype(bool)


def packed(rows: NDArray[np.bool_]) -> bytes:
    """Return the set of the rows that are true in ``rows``, ``bool (n,)``; the inverse of :func:`mask`."""
    return np.packbits(rows, bitorder="little").tobytes()


def of_text(text: str, n: int) -> NDArray[np.bool_]:
    """Return the same as :func:`mask` of bytes that were written as base 64, as a form sends them.

    Raises
    ------
    BadRequest
    """
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadRequest("A set of rows in a form is base 64 of a bit a row.") from error
    return mask(data, n)
