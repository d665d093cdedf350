"""Owns pictures of 8 bits made of arrays of samples of any type and number of bands.

In: samples as a file has them. Out: a picture in L, RGB or CMYK, or L and RGB with transparency; and what was done.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.decoding.pages import SEPARATED, WHITE_IS_ZERO
from services.decoding.stretching import stretched

#: Lines of a strip in which samples are shrunk, after that.
_STRIP = 32


def picture_of(
    values: NDArray[np.generic], photometric: int, alpha: int, *, shrink: int = 1, premultiplied: bool = False
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
    premultiplied : bool
        Whether the colours are multiplied by the transparency.

    Returns
    -------
    Image, list of str
        And what was done to it, in words: stretching, bands that are left out.
    """
    bands = values.shape[2] - (alpha >= 0)
    shown = 4 if photometric == SEPARATED and bands >= 4 else 3 if bands >= 3 else 1
    places = [place for place in range(values.shape[2]) if place != alpha][:shown]
    # Bands that stand side by side are not copied.
    colours = values[:, :, :shown] if places == list(range(shown)) else values[:, :, places]
    cover = values[:, :, alpha] if alpha >= 0 else None
    kind, notes = values.dtype, []
    if shrink > 1:
        weights = None if cover is None or premultiplied else cover
        colours = _smaller(colours, shrink, weights)
        cover = None if cover is None else _smaller(cover[:, :, None], shrink)[:, :, 0]
    share = None if cover is None else _share(cover, kind)
    if share is not None and (premultiplied or shrink > 1):
        colours = _undone(colours, share)
    if kind == np.uint8 or (shown == 4 and kind.kind == "u"):
        plain = _high_bytes(colours, kind)
    else:
        plain = stretched(colours)
        notes.append(f"stretched from its darkest to its brightest value ({kind})")
    if photometric == WHITE_IS_ZERO or (photometric == SEPARATED and shown == 3):
        plain = 255 - plain
    if bands > shown:
        notes.append(f"the first {shown} of {bands} bands" if shown > 1 else f"the first of {bands} bands")
    array = np.ascontiguousarray(plain[:, :, 0] if shown == 1 else plain)
    picture = Image.fromarray(array, "CMYK" if shown == 4 else None)
    return (picture if share is None else _with_alpha(picture, share)), notes


def _undone(colours: NDArray[np.generic], share: NDArray[np.float32]) -> NDArray[np.float32]:
    """Colours that were multiplied by a share, as they were before; 0 where that was 0, as nothing is seen there."""
    seen = share > 0
    out = np.zeros(colours.shape, np.float32)
    np.divide(colours, share[:, :, None], out=out, where=seen[:, :, None], casting="unsafe")
    return out


def _smaller(
    values: NDArray[np.generic], shrink: int, weights: NDArray[np.generic] | None = None
) -> NDArray[np.float32]:
    """Samples averaged over squares; what is left over at the right and below counts with the last square.

    With ``weights``, such as transparency, each is multiplied by its own, as a share of the whole, before that.
    """
    height, width = (max(1, side // shrink) for side in values.shape[:2])
    out = np.empty((height, width, values.shape[2]), np.float32)
    across = np.minimum(np.arange(width) * shrink, values.shape[1] - 1)
    for top in range(0, height, _STRIP):
        strip = slice(top * shrink, min(height, top + _STRIP) * shrink if top + _STRIP < height else None)
        lines = values[strip].astype(np.float32)
        if weights is not None:
            lines *= _share(weights[strip], values.dtype)[:, :, None]
        part = np.add.reduceat(lines, across, axis=1)
        down = np.arange(min(_STRIP, height - top)) * shrink
        sums = np.add.reduceat(part, down, axis=0)
        counts = np.diff(np.append(down, len(lines)))[:, None] * np.diff(np.append(across, values.shape[1]))[None]
        out[top : top + len(down)] = sums / counts[:, :, None]
    return out


def _share(alpha: NDArray[np.generic], kind: np.dtype[np.generic]) -> NDArray[np.float32]:
    """Transparency as a share, 0 to 1: of whole numbers of their range, of floats as it is."""
    most = float(2 ** (8 * kind.itemsize - (kind.kind == "i")) - 1) if kind.kind in "iu" else 1.0
    share: NDArray[np.float32] = np.clip(np.nan_to_num(alpha.astype(np.float32) / most), 0, 1)
    return share


def _with_alpha(picture: Image.Image, share: NDArray[np.float32]) -> Image.Image:
    clear = picture.convert("LA" if picture.mode == "L" else "RGBA")
    clear.putalpha(Image.fromarray(np.ascontiguousarray((255 * share + 0.5).astype(np.uint8))))
    return clear


def _high_bytes(values: NDArray[np.generic], kind: np.dtype[np.generic]) -> NDArray[np.uint8]:
    """Whole numbers of a ``kind``, which averages may stand for, as 8 bits: of each its highest byte."""
    if values.dtype == np.uint8:
        return values.view(np.uint8)
    if kind == np.uint8:
        rounded: NDArray[np.uint8] = np.clip(values.astype(np.float32) + 0.5, 0, 255).astype(np.uint8)
        return rounded
    high: NDArray[np.uint8] = (values.astype(np.uint64) >> np.uint64(8 * (kind.itemsize - 1))).astype(np.uint8)
    return high
