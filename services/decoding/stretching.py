"""Owns the one rule by which numbers of any kind become 8 bits: from the darkest to the brightest, all bands alike."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

#: Per cent of the darkest and of the brightest samples that may clip.
CLIP = 0.1
#: Lines that are stretched at a time, and numbers whose ends are looked at.
LINES, SAMPLE = 256, 1_000_000
#: Whole numbers up to here are exact as ``f8``.
_EXACT = 2**53


def stretched(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return numbers as 8 bits, stretched from the darkest to the brightest; all bands alike, so that colours stay.

    Scanners and cameras rarely use the whole range. Where nearly all values are one, as of stars or of a mask, the
    ends are the least and the greatest, however few they are.

    Parameters
    ----------
    values : (h, w) or (h, w, c)
        Of any type. What is not finite counts as the darkest, positive infinity as the brightest.

    Returns
    -------
    u1, of the same shape
        128 throughout where all values are one.
    """
    base, kind = _base(values)
    sample = _numbers(_some(values), base, kind)
    sample = sample[np.isfinite(sample)]
    low, high = np.percentile(sample, (CLIP, 100 - CLIP)) if sample.size else (0.0, 0.0)
    if high <= low:
        low, high = _ends(values, base, kind)
    if high <= low:
        return np.full(values.shape, 128, dtype=np.uint8)
    out = np.empty(values.shape, dtype=np.uint8)
    for top in range(0, len(values), LINES):
        floats = _numbers(values[top : top + LINES], base, kind)
        part = (np.nan_to_num(floats, nan=low, posinf=high, neginf=low) - low) / (high - low)
        out[top : top + LINES] = np.clip(255 * part + 0.5, 0, 255).astype(np.uint8)
    return out


def _base(values: NDArray[np.generic]) -> tuple[int, type[np.floating]]:
    """What is taken off whole numbers before they become floats, and the type of those, which must tell them apart."""
    if values.dtype.kind in "iu":
        if values.dtype.itemsize <= 2:
            return 0, np.float32
        # The least of some is not the least of all: it only has to be near.
        some = _some(values)
        low, high = (int(some.min()), int(some.max())) if some.size else (0, 0)
        far = max(abs(low), abs(high)) > _EXACT and high - low < 2**62
        return low if far else 0, np.float64
    return 0, np.float64 if values.dtype.itemsize > 4 else np.float32


def _numbers(values: NDArray[np.generic], base: int, kind: type[np.floating]) -> NDArray[np.floating]:
    if not base:
        return np.asarray(values, dtype=kind)
    # Differences that are too large for the type wrap around; seen as signed numbers they are right.
    wrapped = values.astype(np.uint64) - np.uint64(base % 2**64)
    return wrapped.view(np.int64).astype(kind)


def _some(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """About :data:`SAMPLE` of the numbers, as many of each band. Pixels are left out, and columns not alone."""
    if not values.flags.c_contiguous:
        # Bands out of many do not stand side by side in memory: lines are left out.
        return values[:: max(1, values.size // SAMPLE)].ravel()
    pixels = values.reshape(values.shape[0] * values.shape[1], -1)
    step = max(1, values.size // SAMPLE)
    while math.gcd(step, values.shape[1]) > 1 and step > 1:
        step += 1
    return pixels[::step].ravel()


def _ends(values: NDArray[np.generic], base: int, kind: type[np.floating]) -> tuple[float, float]:
    """The least and the greatest of all that is finite."""
    low, high = math.inf, -math.inf
    for top in range(0, len(values), LINES):
        part = _numbers(values[top : top + LINES], base, kind)
        part = part[np.isfinite(part)]
        if part.size:
            low, high = min(low, float(part.min())), max(high, float(part.max()))
    return low, high
