"""Owns bytes -> what every browser shows: the file itself where it can, else the same picture as PNG or JPEG."""

from __future__ import annotations

import io

from PIL import Image

from services.decoding.formats import in_words, opened
from services.decoding.image import is_deep, orientation, orientation_of, upright

#: Kinds every browser draws from the file's own bytes.
SHOWN = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
    "BMP": "image/bmp",
    "AVIF": "image/avif",
}
#: Longest side of a picture we render, in pixels.
LONGEST = 4096
#: Up to so many pixels a rendered picture is PNG, which loses nothing.
LOSSLESS = 512 * 512


@in_words
def for_browser(data: bytes, *, max_pixels: int) -> tuple[bytes, str]:
    """The bytes to send and their mime type, told by content and never by a name.

    Raises
    ------
    Unreadable
        It is no picture.
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


def _turned_by_us(picture: Image.Image) -> bool:
    """Whether the picture carries a rotation that browsers pass over: they honour the EXIF of a JPEG, and little
    else.
    """
    if orientation(picture) == 1:
        return False
    if picture.format not in ("JPEG", "MPO"):
        return True
    # Pillow also believes XMP; browsers do not.
    block = Image.Exif()
    block.load(picture.info.get("exif", b""))
    return orientation_of(block) == 1
