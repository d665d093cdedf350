"""Owns the samples of pictures that Pillow cannot hold, as arrays of numbers: more than 8 bits, or unusual bands.

In: bytes. Out: numbers. This is the only importer of imagecodecs.
"""

from __future__ import annotations

import contextlib
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.decoding.pages import BLACK_IS_ZERO, NODATA, RGB, SEPARATED, WHITE_IS_ZERO, Page, opened_at
from services.decoding.unreadable import Unreadable
from services.schema import Damage, Reason

#: Photometric interpretations whose samples are brightness or colour as they stand.
_PLAIN = (WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, SEPARATED)
#: Bytes that are unpacked at a time to look at a checksum.
_BLOCK = 1 << 20


def of_tiff(data: bytes, page: Page) -> NDArray[np.generic]:
    """Return the samples of a page, ``(h, w, samples)``; NaN where its tag for missing values says so.

    Raises
    ------
    Unreadable
        Its samples are of a kind that is not read, or damaged.
    """
    if page.photometric not in _PLAIN or not page.dtype:
        raise Unreadable(f"a kind of picture that is not read here: {page.kind}", Reason.KIND)
    try:
        with opened_at(data, page.index) as found:
            array: NDArray[np.generic] = found.asarray(maxworkers=1)
            missing = _missing(found, array) if NODATA in found.tags else None
            # The axes of one page: of bands one after another, the first; of volumes, the first slice.
            if found.planarconfig == 2 and page.samples > 1:
                array = np.moveaxis(array.reshape(page.samples, -1, page.height, page.width)[:, 0], 0, -1)
    except (MemoryError, Unreadable):
        raise
    except (ValueError, NotImplementedError, ImportError) as error:
        if "not supported" in str(error) or "requires" in str(error) or isinstance(error, NotImplementedError):
            raise Unreadable(f"a kind of picture that is not read here: {page.kind}", Reason.KIND) from error
        raise
    array = array.reshape(-1, page.height, page.width, page.samples)[0]
    if missing is not None and array.dtype != np.uint8:
        exact = np.float32 if array.dtype.itemsize <= 2 or array.dtype == np.float32 else np.float64
        array = np.where(array == missing, np.nan, array.astype(exact))
    return array


def _missing(page: Any, array: NDArray[np.generic]) -> NDArray[np.generic] | None:
    """The number by which a page marks what is missing (GDAL_NODATA), as its samples hold it; None where they cannot.

    It is text, which may have more or fewer digits than a sample.
    """
    with contextlib.suppress(ValueError, OverflowError), np.errstate(all="ignore"):
        number = float(str(page.tags[NODATA].value).strip("\0 "))
        if array.dtype.kind == "f":
            held = np.array(number).astype(array.dtype)
            return None if np.isnan(number) else held
        if number.is_integer():
            return np.array(int(number), array.dtype)
    return None


def damage(data: bytes, page: Page) -> Damage:
    """Return whether a checksum behind the pixels of a deflated page is wrong: libtiff stops reading before it."""
    left = 2 * page.width * page.height * page.samples
    for start, length in page.deflated:
        stream, rest = zlib.decompressobj(), data[start : start + length]
        try:
            while rest and not stream.eof and left > 0:
                left -= len(stream.decompress(rest, _BLOCK))
                rest = stream.unconsumed_tail
        except zlib.error:
            return Damage.TORN
    return Damage.NONE


def of_png(data: bytes) -> NDArray[np.generic]:
    """Return the samples of a PNG of 16 bits, ``u2 (h, w, samples)``; the last of 2 or 4 is transparency."""
    import imagecodecs

    array: NDArray[np.generic] = imagecodecs.png_decode(data)
    return array.reshape(*array.shape[:2], -1)
