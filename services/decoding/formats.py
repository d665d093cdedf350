"""Owns opening a picture: the formats that are decoded, the limit of its size, and what is wrong with a bad file."""

from __future__ import annotations

import functools
import io
import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from PIL import Image, UnidentifiedImageError

from services.schema import Reason

#: Formats that are decoded. Pillow knows forty more, most of which are not fuzzed as these are.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")
#: First bytes of these formats. They distinguish a damaged picture from a file that never was a picture.
_MAGIC = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF", b"GIF8", b"BM", b"II*\0", b"MM\0*")

Answer = TypeVar("Answer")


class Unreadable(Exception):
    """The content cannot be decoded. The text tells people why; ``code`` is for code."""

    def __init__(self, reason: str, code: Reason = Reason.DAMAGED) -> None:
        super().__init__(reason)
        self.code = code

    def __reduce__(self) -> tuple[type[Unreadable], tuple[str, Reason]]:
        return type(self), (str(self), self.code)


@functools.cache
def _prepare() -> None:
    from pillow_heif import register_heif_opener

    register_heif_opener()
    # Our own limit is checked with the header, before a pixel is decoded. Pillow's limits are others.
    Image.MAX_IMAGE_PIXELS = None


def opened(data: bytes, max_pixels: int) -> Image.Image:
    """Open a picture: read its header, and decode nothing.

    Raises
    ------
    Unreadable
        The file is empty, or the picture has more than ``max_pixels``.
    """
    _prepare()
    if not data:
        raise Unreadable("the file is empty")
    picture = Image.open(io.BytesIO(data), formats=FORMATS)
    width, height = picture.size
    if width * height > max_pixels:
        raise Unreadable(
            f"too large: {width:,} x {height:,} pixels; the limit is {max_pixels / 1e6:,.0f} million", Reason.TOO_LARGE
        )
    return picture


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
                raise Unreadable("decoding it needs more memory than one picture may have", Reason.MEMORY) from error
            except Exception as error:
                raise Unreadable(*_reason(data, error)) from error

    return careful


def _reason(data: bytes, error: Exception) -> tuple[str, Reason]:
    """Return what is wrong with a content that Pillow refused, in words and as a code."""
    words = str(error).lower()
    # Pillow raises plain ValueErrors here. Only its words distinguish them.
    if "text" in words and ("large" in words or "memory" in words):
        return "a text part inside the picture is too large", Reason.TOO_LARGE
    known = data[:4].startswith(_MAGIC) or data[4:8] == b"ftyp"
    if isinstance(error, UnidentifiedImageError) and not known:
        head = data[:512].lstrip().lower()
        if head.startswith((b"<!doctype", b"<html", b"<svg", b"<?xml")):
            return "not a picture: the content is a web page or a drawing in text", Reason.KIND
        if _is_text(data[:4096]):
            return "not a picture: the content is text", Reason.KIND
        return "not a picture of a kind that is known here", Reason.KIND
    if "truncated" in words or "end of" in words or "eof" in words or len(data) < 64:
        return "damaged: the file ends too early", Reason.DAMAGED
    return "damaged: its content cannot be decoded", Reason.DAMAGED


def _is_text(head: bytes) -> bool:
    try:
        return head.decode("utf-8").isprintable() or all(c.isprintable() or c.isspace() for c in head.decode("utf-8"))
    except UnicodeDecodeError:
        return False
