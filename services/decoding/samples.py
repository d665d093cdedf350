"""Owns pictures of 8 bits made of arrays of samples of any type and number of bands.

In: samples as a file has them. Out: a picture in L, RGB or CMYK, or L and RGB with transparency; and what was done.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.decoding import deep

#: Photometric interpretations, as TIFF numbers them.
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, SEPARATED = 0, 1, 2, 5
#: Lines of a strip in which samples are shrunk, after that.
_STRIP = 32


def picture_of(
    values: NDArray[np.generic], photometric: int, alpha: int, *, shrink: int = 1
) -> tuple[Image.Image, list[str]]:
    """Return a picture of samples.

    Parameters
    ----------
    values : (h, w, c)
        Of any type; NaN is what is missing.
    photometric : int
        What the samples mean.
    alpha : int
        The place of the sample that is transparency, or -1.
    shrink : int
        Make it so many times smaller, before anything else.

    Returns
    -------
    Image, list of str
        And what was done to it, in words: stretching, bands that are left out.
    """
    bands = values.shape[2] - (alpha >= 0)
    shown = 4 if photometric == SEPARATED else 3 if bands >= 3 else 1
    places = [place for place in range(values.shape[2]) if place != alpha][:shown]
    # Bands that stand side by side are not copied.
    colours = values[:, :, :shown] if places == list(range(shown)) else values[:, :, places]
    cover = values[:, :, alpha] if alpha >= 0 else None
    kind, notes = values.dtype, []
    if shrink > 1:
        colours = _smaller(colours, shrink)
        cover = None if cover is None else _smaller(cover[:, :, None], shrink)[:, :, 0]
    if shown == 4 or kind == np.uint8:
        plain = _high_bytes(colours, kind)
    else:
        plain = deep.stretched(colours)
        notes.append(f"stretched from its darkest to its brightest value ({kind})")
    if photometric == WHITE_IS_ZERO:
        plain = 255 - plain
    if bands > shown:
        notes.append(f"the first {shown} of {bands} bands" if shown > 1 else f"the first of {bands} bands")
    array = np.ascontiguousarray(plain[:, :, 0] if shown == 1 else plain)
    picture = Image.fromarray(array, "CMYK" if shown == 4 else None)
    return (picture if cover is None else _with_alpha(picture, cover, kind)), notes


def _smaller(values: NDArray[np.generic], shrink: int) -> NDArray[np.float32]:
    """Samples averaged over squares; what is left over at the right and below counts with the last square."""
    height, width = (max(1, side // shrink) for side in values.shape[:2])
    out = np.empty((height, width, values.shape[2]), np.float32)
    across = np.minimum(np.arange(width) * shrink, values.shape[1] - 1)
    for top in range(0, height, _STRIP):
        lines = values[top * shrink : min(height, top + _STRIP) * shrink if top + _STRIP < height else None]
        part = np.add.reduceat(lines.astype(np.float32), across, axis=1)
        down = np.arange(min(_STRIP, height - top)) * shrink
        sums = np.add.reduceat(part, down, axis=0)
        counts = np.diff(np.append(down, len(lines)))[:, None] * np.diff(np.append(across, values.shape[1]))[None]
        out[top : top + len(down)] = sums / counts[:, :, None]
    return out


def _with_alpha(picture: Image.Image, alpha: NDArray[np.generic], kind: np.dtype[np.generic]) -> Image.Image:
    if np.issubdtype(kind, np.unsignedinteger):
        cover = _high_bytes(alpha, kind)
    else:
        cover = (np.clip(np.nan_to_num(alpha.astype(np.float32)), 0, 1) * 255).astype(np.uint8)
    clear = picture.convert("LA" if picture.mode == "L" else "RGBA")
    clear.putalpha(Image.fromarray(np.ascontiguousarray(cover)))
    return clear


def _high_bytes(values: NDArray[np.generic], kind: np.dtype[np.generic]) -> NDArray[np.uint8]:
    """Whole numbers of a ``kind``, which averages may stand for, as 8 bits: of each its highest byte."""
    if values.dtype == np.uint8:
        return values.view(np.uint8)
    high: NDArray[np.uint8] = (values.astype(np.uint64) >> np.uint64(8 * (kind.itemsize - 1))).astype(np.uint8)
    return high
