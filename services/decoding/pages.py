"""Owns which page of a TIFF is shown, and what is told of it: bands, colours, profile, EXIF.

In: bytes. Out: a :class:`Page`; its samples are another module's (:mod:`services.decoding.deep`). This is the only
importer of tifffile.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from PIL import ExifTags, Image

#: First bytes of a TIFF, of either order of bytes and either size.
TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
#: Pages of a TIFF that are looked at. A scanner's batch has hundreds; a file of more is a stack of another kind.
MOST_PAGES = 2000
#: Photometric interpretations, as TIFF numbers them.
WHITE_IS_ZERO, BLACK_IS_ZERO, RGB, SEPARATED = 0, 1, 2, 5
_ASSOCIATED, _ALPHAS = 1, (1, 2)
NODATA, _ICC, _EXIF = 42113, 34675, 34665
#: Maker, model, how it is turned, time of saving.
_TOLD = (271, 272, 274, 306)
#: The number of each tag of EXIF by its name.
_NUMBERS = {name: number for number, name in ExifTags.TAGS.items()}
#: Compressions that the libtiff in Pillow does not know.
_BEYOND_PILLOW = ("WEBP", "LERC", "JPEGXL", "JPEGXL_DNG", "JPEGXR_NDPI", "JPEG_2000_LOSSY", "JPEG2000", "PNG")
#: Compressions with a checksum.
_DEFLATED = ("ADOBE_DEFLATE", "DEFLATE")

T = TypeVar("T")


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
    premultiplied : bool
        Whether its colours are multiplied by its transparency.
    icc : bytes
        Its colour profile; empty where it has none.
    primaries : tuple of float
        x and y of white, red, green and blue, where it names them.
    exif : tuple of (int, object)
        Tags of EXIF that it has: how it is turned, maker, model, time of saving.
    camera : tuple of (str, object)
        The camera's block of EXIF, by the names of tags.
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
    premultiplied: bool = False
    icc: bytes = b""
    primaries: tuple[float, ...] = ()
    exif: tuple[tuple[int, object], ...] = ()
    camera: tuple[tuple[str, object], ...] = ()

    @property
    def deep(self) -> bool:
        """Whether a sample is another than 8 bits without a sign."""
        return self.dtype not in ("uint8", "bool", "")

    @property
    def beyond_pillow(self) -> bool:
        """Whether it is one that Pillow opens and cannot decode, or of which it would drop bits, signs or holes."""
        if self.compression in _BEYOND_PILLOW:
            return True
        if self.photometric == WHITE_IS_ZERO or self.holed:
            return self.deep
        plain = self.photometric in (BLACK_IS_ZERO, RGB)
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


@contextlib.contextmanager
def opened_at(data: bytes, index: int) -> Iterator[Any]:
    """A page of a TIFF as tifffile has it: whoever reads its samples asks here, as no other module knows tifffile."""
    import tifffile

    with tifffile.TiffFile(io.BytesIO(data)) as file:
        yield file.pages[index]


def exif_of(page: Page) -> Image.Exif:
    """Return what the EXIF of a page tells, for a TIFF that Pillow does not open."""
    made = Image.Exif()
    made.update(page.exif)
    block = made.get_ifd(ExifTags.IFD.Exif)
    block.update({number: value for name, value in page.camera if (number := _NUMBERS.get(name)) is not None})
    return made


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
        holed=NODATA in page.tags,
        deflated=tuple(zip(page.dataoffsets, page.databytecounts, strict=True)) if name in _DEFLATED else (),
        premultiplied=alpha >= 0 and extra[alpha - first] == _ASSOCIATED,
        icc=_value(page, _ICC, bytes, b""),
        primaries=(*_ratios(page, 318), *_ratios(page, 319)),
        exif=tuple((tag, page.tags[tag].value) for tag in _TOLD if tag in page.tags),
        camera=tuple(_value(page, _EXIF, dict, {}).items()),
    )


def _value(page: Any, tag: int, kind: type[T], without: T) -> T:
    """The value of a tag, if it is of a kind."""
    value = page.tags[tag].value if tag in page.tags else without
    return value if isinstance(value, kind) else without


def _ratios(page: Any, tag: int) -> tuple[float, ...]:
    """The values of a tag that are fractions: each is two numbers."""
    values = _value(page, tag, tuple, ())
    return tuple(float(over / (under or 1)) for over, under in zip(values[::2], values[1::2], strict=False))
