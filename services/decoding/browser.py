"""Owns pictures for browsers: the file's own bytes if every browser can show them, else the picture as PNG or JPEG."""

from __future__ import annotations

import io
import threading

from PIL import Image

from services.decoding import png, spaces
from services.decoding.exif import everything, orientation
from services.decoding.formats import Opened, in_words, opened
from services.decoding.shown import show

#: Formats that every browser shows, and their mime types.
SHOWN = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "AVIF": "image/avif",
}
#: More pixels than a browser can be asked to decode: it gets such a picture smaller.
MOST = 100_000_000
#: Such pictures are decoded one at a time.
_LARGE = threading.Lock()
#: Longest side of a picture that is encoded anew, in pixels.
LONGEST = 4096
#: Most pixels of a picture that is encoded as PNG, without loss. A larger one is encoded as JPEG.
LOSSLESS = 512 * 512


@in_words
def for_browser(data: bytes, *, max_pixels: int) -> tuple[bytes, str]:
    """Return the bytes to send to a browser, and their mime type.

    Parameters
    ----------
    data : bytes
        The whole file. Its format is found by content, never by a name.
    max_pixels : int
        Larger pictures are refused.

    Raises
    ------
    Unreadable
        The content is no picture, or the picture is too large.
    """
    found = opened(data, max_pixels)
    if _as_it_is(found):
        return data, SHOWN[found.kind]
    if found.size[0] * found.size[1] > MOST:
        with _LARGE:
            shown = show(found, least=LONGEST // 2).picture
    else:
        shown = show(found).picture
    if max(shown.size) > LONGEST:
        scale = LONGEST / max(shown.size)
        shown = shown.resize(
            (max(1, round(shown.width * scale)), max(1, round(shown.height * scale))), Image.Resampling.LANCZOS
        )
    out = io.BytesIO()
    if shown.width * shown.height <= LOSSLESS:
        shown.save(out, "PNG")
        return out.getvalue(), "image/png"
    shown.save(out, "JPEG", quality=90)
    return out.getvalue(), "image/jpeg"


@in_words
def exif_of(data: bytes, *, max_pixels: int) -> list[tuple[str, str]]:
    """Return all that the EXIF of a picture says (:func:`services.decoding.exif.everything`).

    Raises
    ------
    Unreadable
        The content is no picture, or the picture is too large.
    """
    return everything(opened(data, max_pixels).exif)


def _as_it_is(found: Opened) -> bool:
    """Whether a browser shows the file as we do. Transparency shows the sheet that the page lays below it."""
    deep = png.depth(found.data) == 16 or found.mode.startswith("I") or found.mode == "F"
    large = found.size[0] * found.size[1] > MOST
    space = spaces.named(found)
    ours = space is not None and space.passed_over
    return found.kind in SHOWN and not deep and not large and not ours and not _turned_by_us(found)


def _turned_by_us(found: Opened) -> bool:
    """Whether the picture has a rotation that browsers ignore. They honour the EXIF of a JPEG, and little else."""
    if orientation(found.exif) == 1:
        return False
    if found.kind not in ("JPEG", "MPO") or found.picture is None:
        return True
    # Pillow also reads the orientation from XMP; browsers do not.
    block = Image.Exif()
    block.load(found.picture.info.get("exif", b""))
    return orientation(block) == 1
