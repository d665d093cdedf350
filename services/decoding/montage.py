"""Owns the sheets of small pictures that the map is drawn from: thumbnails side by side in one WebP."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence

from PIL import Image

#: Of the WebP. At 75 a picture of 48 pixels takes some 350 bytes, and a photograph 600.
QUALITY = 75


def montage(thumbnails: Sequence[bytes | None], sizes: Sequence[tuple[int, int]], *, cell: int, across: int) -> bytes:
    """Draw thumbnails side by side, line by line, each in the upper left corner of its cell.

    Parameters
    ----------
    thumbnails : sequence of bytes or None
        Files that Pillow reads. Where there is none, or one that is damaged, the cell stays grey.
    sizes : sequence of (int, int)
        Width and height in pixels at which each is drawn, at most ``cell``.
    cell : int
        Side of a cell in pixels; a multiple of 16, the blocks of the format.
    across : int
        Cells in a line.

    Returns
    -------
    bytes
        A WebP.
    """
    lines = -(-len(thumbnails) // across)
    sheet = Image.new("RGB", (across * cell, max(lines, 1) * cell), (128, 128, 128))
    for place, (data, size) in enumerate(zip(thumbnails, sizes, strict=True)):
        small = None if data is None else _small(data, size)
        if small is not None:
            sheet.paste(small, (place % across * cell, place // across * cell))
    out = io.BytesIO()
    sheet.save(out, "WEBP", quality=QUALITY, method=2)
    return out.getvalue()


def _small(data: bytes, size: tuple[int, int]) -> Image.Image | None:
    with contextlib.suppress(Exception):
        picture = Image.open(io.BytesIO(data))
        picture.draft("RGB", size)
        flat = picture.convert("RGB")
        return flat if flat.size == size else flat.resize(size, Image.Resampling.HAMMING, reducing_gap=2.0)
    return None
