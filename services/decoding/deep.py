"""Owns pictures of more than 8 bits a sample or of unusual bands, which Pillow cannot hold, as arrays of numbers.

This is the only importer of tifffile and imagecodecs. In: bytes. Out: numbers, and from them 8 bits.
"""

from __future__ import annotations

import contextlib
import io
import zlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.decoding.unreadable import Unreadable
from services.schema import Damage, Reason

#: First bytes of a TIFF, of either order of bytes and either size.
TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
#: Pages of a TIFF that are looked at. A scanner's batch has hundreds; a file of more is a stack of another kind.
MOST_PAGES = 2000
#: Per cent of the darkest and of the brightest samples that may clip when a picture is stretched to 8 bits.
CLIP = 0.1
#: Lines that are stretched at a time.
LINES = 256
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _SEPARATED = 0, 1, 2, 5
#: Photometric interpretations whose samples are brightness or colour as they stand.
_PLAIN = (_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _SEPARATED)
_ALPHAS = (1, 2)
_NODATA = 42113
#: Compressions that the libtiff in Pillow does not know.
_BEYOND_PILLOW = ("WEBP", "LERC", "JPEGXL", "JPEGXL_DNG", "JPEGXR_NDPI", "JPEG_2000_LOSSY", "JPEG2000", "PNG")
#: Compressions with a checksum, and bytes that are unpacked at a time to look at it.
_DEFLATED, _BLOCK = ("ADOBE_DEFLATE", "DEFLATE"), 1 << 20


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a TIFF that is shown: the largest that does not call itself a smaller copy or a mask.

    Attributes
    ----------
    index, count : int
        Its place in the file, and the number of pages that are no copies or masks.
    width, height : int
    samples : int
        Numbers a pixel.
    dtype : str
        Such as ``uint16``; empty where it is not known.
    photometric : int
        The TIFF tag 262.
    alpha : int
        The place of the sample that is transparency, or -1.
    compression : str
        Its name.
    holed : bool
        Whether it names a value that stands for none.
    deflated : tuple of (int, int)
        Where its strips or tiles begin and how long they are, if each bears a checksum.
    """

    index: int
    count: int
    width: int
    height: int
    samples: int
    dtype: str
    photometric: int
    alpha: int
    compression: str
    holed: bool
    deflated: tuple[tuple[int, int], ...] = ()

    @property
    def deep(self) -> bool:
        """Whether a sample is another than 8 bits without a sign."""
        return self.dtype not in ("uint8", "bool", "")

    @property
    def beyond_pillow(self) -> bool:
        """Whether it is one that Pillow opens and cannot decode, or of which it would drop bits, signs or holes."""
        if self.compression in _BEYOND_PILLOW:
            return True
        if self.photometric == _WHITE_IS_ZERO or self.holed:
            return self.deep
        plain = self.photometric in (_BLACK_IS_ZERO, _RGB)
        return self.deep and plain and (self.samples > 1 or self.dtype in ("uint32", "int8"))

    @property
    def kind(self) -> str:
        """What it is, for people, such as "TIFF of 13 bands, uint16, LZW"."""
        return f"TIFF of {self.samples} band{'s' if self.samples > 1 else ''}, {self.dtype or '?'}, {self.compression}"


def page_of(data: bytes) -> Page | None:
    """Return the page of a TIFF that is shown; None where the content is no TIFF, or its pages cannot be told."""
    if not data.startswith(TIFF):
        return None
    import tifffile

    best, count, seen = None, 0, set()
    with contextlib.suppress(Exception), tifffile.TiffFile(io.BytesIO(data)) as file:
        for index in range(MOST_PAGES):
            try:
                page: Any = file.pages[index]
            except Exception:  # noqa: BLE001 - the chain of pages ends, or leads nowhere
                break
            if page.offset in seen:
                # The chain of pages leads back to one that was there.
                break
            seen.add(page.offset)
            if page.is_reduced or page.is_mask or not page.imagewidth * page.imagelength:
                continue
            count += 1
            if best is None or page.imagewidth * page.imagelength > best.width * best.height:
                best = _page(page, index)
    if best is None:
        return None
    return replace(best, count=count)


def of_tiff(data: bytes, page: Page) -> NDArray[np.generic]:
    """Return the samples of a page, ``(h, w, samples)``; NaN where its tag for missing values says so.

    Raises
    ------
    Unreadable
        Its samples are of a kind that is not read, or damaged.
    """
    import tifffile

    if page.photometric not in _PLAIN or not page.dtype:
        raise Unreadable(f"a kind of picture that is not read here: {page.kind}", Reason.KIND)
    try:
        with tifffile.TiffFile(io.BytesIO(data)) as file:
            found: Any = file.pages[page.index]
            array: NDArray[np.generic] = found.asarray(maxworkers=1)
            nodata = float(found.nodata) if _NODATA in found.tags else None
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
    if nodata is not None and array.dtype != np.uint8:
        array = np.where(array == nodata, np.nan, array.astype(np.float32))
    return array


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


def stretched(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """Return numbers as 8 bits, stretched from the darkest to the brightest; all bands alike, so that colours stay.

    Scanners and cameras rarely use the whole range.

    Parameters
    ----------
    values : (h, w) or (h, w, c)
        Of any type. What is not finite counts as the darkest, positive infinity as the brightest.

    Returns
    -------
    u1, of the same shape
        128 throughout where all values are one.
    """
    step = max(1, values.size // 1_000_000)
    # Of bands out of many, lines are left out: side by side they are not in memory.
    some = values.ravel()[::step] if values.flags.c_contiguous else values[::step].ravel()
    sample = some.astype(np.float32)
    sample = sample[np.isfinite(sample)]
    low, high = np.percentile(sample, (CLIP, 100 - CLIP)) if sample.size else (0.0, 0.0)
    if high <= low:
        return np.full(values.shape, 128, dtype=np.uint8)
    out = np.empty(values.shape, dtype=np.uint8)
    for top in range(0, len(values), LINES):
        floats = np.asarray(values[top : top + LINES], dtype=np.float32)
        scaled = (np.nan_to_num(floats, nan=low, posinf=high, neginf=low) - low) * (255.0 / (high - low))
        out[top : top + LINES] = np.clip(scaled + 0.5, 0, 255).astype(np.uint8)
    return out


def _page(page: Any, index: int) -> Page:
    """What is told of a page of tifffile's."""
    extra = tuple(int(sample) for sample in page.extrasamples)
    samples = int(page.samplesperpixel)
    photometric = int(page.photometric)
    first = samples - len(extra)
    name = str(getattr(page.compression, "name", page.compression))
    alpha = next((first + place for place, kind in enumerate(extra) if kind in _ALPHAS and first + place < samples), -1)
    return Page(
        index=index,
        count=0,
        width=int(page.imagewidth),
        height=int(page.imagelength),
        samples=samples,
        dtype=str(page.dtype) if page.dtype is not None else "",
        photometric=photometric,
        alpha=alpha,
        compression=name,
        holed=_NODATA in page.tags,
        deflated=tuple(zip(page.dataoffsets, page.databytecounts, strict=True)) if name in _DEFLATED else (),
    )
