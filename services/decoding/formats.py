"""Owns opening a picture: the formats that are decoded, the limit of its size, and what is wrong with a bad file."""

from __future__ import annotations

import contextlib
import functools
import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from PIL import Image

from services.decoding import jpeg, pages, png
from services.decoding.kinds import kind_of
from services.decoding.unreadable import TOO_MUCH_MEMORY, Unreadable
from services.schema import Reason

#: Formats that are decoded. Pillow knows forty more, most of which are not fuzzed as these are.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "DIB", "TIFF", "AVIF", "HEIF")
#: What Pillow calls a format that is the same for people.
_SAME = {"MPO": "JPEG", "DIB": "BMP"}
#: Words of Pillow's errors for a kind of picture that it does not read, rather than for a damaged one.
_OTHER_KIND = ("unsupported", "not supported", "unknown pixel mode", "unknown raw mode", "unhandled", "cannot handle")

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Opened:
    """A file whose header has been read.

    Attributes
    ----------
    kind : str
        Pillow's name of the format.
    mode : str
        Pillow's name of the colour mode, or what stands for it where Pillow has none.
    size : (int, int)
        Width and height as they are stored.
    picture : Image or None
        As Pillow opened it, not loaded; None for a TIFF that only tifffile opens.
    page : Page or None
        Of a TIFF, the page that is shown.
    data : bytes
        The whole file.
    """

    kind: str
    mode: str
    size: tuple[int, int]
    picture: Image.Image | None
    page: pages.Page | None
    data: bytes

    @property
    def exif(self) -> Image.Exif:
        """What its EXIF tells; nothing where that is damaged. A PNG is decoded for it, and may fail at that."""
        exif = Image.Exif()
        if self.picture is not None and self.kind == "PNG":
            # Its EXIF may lie behind its pixels. Pillow would decode them too, and hide here that they are damaged.
            self.picture.load()
        # Pillow raises many kinds of exceptions for damaged EXIF.
        with contextlib.suppress(Exception):
            if self.picture is not None:
                return self.picture.getexif()
            if self.page is not None:
                return pages.exif_of(self.page)
        return exif

    @property
    def format(self) -> str:
        """The name of the format for people."""
        return _SAME.get(self.kind, self.kind)


@functools.cache
def _prepare() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    # Our own limit is checked with the header, before a pixel is decoded. Pillow's limits are others.
    Image.MAX_IMAGE_PIXELS = None


def opened(data: bytes, max_pixels: int) -> Opened:
    """Open a picture: read its header, and decode nothing.

    Raises
    ------
    Unreadable
        The file is empty, or the picture has more than ``max_pixels``.
    """
    _prepare()
    if not data:
        raise Unreadable("the file is empty")
    page = pages.page_of(data)
    picture: Image.Image | None = None
    try:
        picture = Image.open(io.BytesIO(png.lean(data) if png.depth(data) else data), formats=FORMATS)
    except Exception:
        if page is None:
            # What tells of the picture is damaged, or too much; its pixels need not be.
            picture = _without(data)
            if picture is None:
                raise
    picture = _at(picture, page) if page is not None else picture
    width, height = (page.width, page.height) if page is not None else picture.size if picture else (0, 0)
    if width * height > max_pixels:
        raise Unreadable(
            f"too large: {width:,} x {height:,} pixels; the limit is {max_pixels / 1e6:,.6g} million "
            "(IMAGESCAPE_MAX_PIXELS)",
            Reason.TOO_LARGE,
        )
    if picture is None:
        mode = f"{page.samples} x {page.dtype}" if page is not None else ""
        return Opened("TIFF", mode, (width, height), None, page, data)
    return Opened(picture.format or "", picture.mode, (width, height), picture, page, data)


def _at(picture: Image.Image | None, page: pages.Page) -> Image.Image | None:
    """A TIFF as Pillow opened it, at the page that is shown, and with the profile of that page; None if it cannot."""
    if picture is None:
        return None
    try:
        picture.seek(page.index)
    except Exception:  # noqa: BLE001 - Pillow raises many kinds for a page of a kind that it does not know
        return None
    picture.info.pop("icc_profile", None)
    if page.icc:
        picture.info["icc_profile"] = page.icc
    return picture


def _without(data: bytes) -> Image.Image | None:
    """A JPEG or PNG without what keeps it from being opened, which does not decide its pixels; None where that is none.

    As much as can be is left: profile and EXIF, if they are whole.
    """
    some: list[bytes] = []
    if data[:3] == b"\xff\xd8\xff":
        some = [jpeg.essential(data, but=jpeg.TOLD), jpeg.essential(data), jpeg.essential(data, but=jpeg.BARE)]
    elif png.depth(data):
        some = [png.essential(data, colours=True), png.essential(data)]
    for content in some:
        if content != data:
            with contextlib.suppress(Exception):
                return Image.open(io.BytesIO(content), formats=FORMATS)
    return None


def in_words(work: Callable[..., Answer]) -> Callable[..., Answer]:
    """Decorate ``work(data, ...)`` so that it raises :class:`Unreadable` for any exception, and no warnings.

    Pillow raises a dozen kinds of exceptions for damaged files, SyntaxError and struct.error among them.
    """

    @functools.wraps(work)
    def careful(data: bytes, *args: Any, **kwargs: Any) -> Answer:
        """Call ``work``; what it raises is put into words."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                return work(data, *args, **kwargs)
            except Unreadable:
                raise
            except MemoryError as error:
                raise Unreadable(TOO_MUCH_MEMORY, Reason.MEMORY) from error
            except Exception as error:
                raise Unreadable(*_reason(data, error)) from error

    return careful


def _reason(data: bytes, error: Exception) -> tuple[str, Reason]:
    """Return what is wrong with a content that could not be decoded, in words and as a code."""
    words = str(error).lower()
    # Pillow raises plain ValueErrors here. Only its words distinguish them.
    if "text" in words and ("large" in words or "memory" in words):
        return "a text part inside the picture is too large", Reason.TOO_LARGE
    if "memory" in words:
        return TOO_MUCH_MEMORY, Reason.MEMORY
    kind = kind_of(data)
    if kind is None:
        return "not a picture of a kind that is known here", Reason.NOT_PICTURE
    if not kind.picture:
        return f"not a picture: the content is {kind.name}", Reason.NOT_PICTURE
    unread = "" if kind.read else kind.name
    if kind.name == "JPEG":
        unread = jpeg.other_frame(data)
    elif kind.read and any(word in words for word in _OTHER_KIND):
        unread = f"{kind.name}, {in_short(words)}"
    if unread:
        return f"a kind of picture that is not read here; save it as PNG or JPEG to map it ({unread})", Reason.KIND
    if "truncated" in words or "end of" in words or "eof" in words or len(data) < 64:
        return "damaged: the file ends too early", Reason.DAMAGED
    return "damaged: its content cannot be decoded", Reason.DAMAGED


def in_short(words: str) -> str:
    """The beginning of a library's words, without brackets, which have a meaning of their own in a reason."""
    return " ".join(words.replace("(", "").replace(")", "").split())[:80]
