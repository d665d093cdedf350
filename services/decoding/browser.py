"""Owns pictures for browsers: the file's own bytes if every browser can show them, else the picture as PNG or JPEG."""

from __future__ import annotations

import io

from PIL import Image

from services.decoding.exif import everything, orientation, orientation_of
from services.decoding.formats import in_words, opened
from services.decoding.image import is_deep, upright

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
    picture = opened(data, max_pixels)
    if picture.format in SHOWN and not is_deep(picture) and not _turned_by_us(picture):
        return data, SHOWN[picture.format]
    shown = upright(picture)
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
    return everything(opened(data, max_pixels))


def _turned_by_us(picture: Image.Image) -> bool:
    """Whether the picture has a rotation that browsers ignore. They honour the EXIF of a JPEG, and little else."""
    if orientation(picture) == 1:
        return False
    if picture.format not in ("JPEG", "MPO"):
        return True
    # Pillow also reads the orientation from XMP; browsers do not.
    block = Image.Exif()
    block.load(picture.info.get("exif", b""))
    return orientation_of(block) == 1
