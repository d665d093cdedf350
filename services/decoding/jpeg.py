"""Owns the pixels of a JPEG, and whether it is damaged, by libjpeg's own warnings.

This is the only importer of simplejpeg.
Pillow has the same libjpeg, bit for bit, and does not pass its warnings on.
"""

from __future__ import annotations

import contextlib
import io
import re

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.decoding.unreadable import Unreadable
from services.schema import Damage, Reason

_LAYOUTS = {"RGB": "RGB", "L": "GRAY", "CMYK": "CMYK"}
_END = b"\xff\xd9"
_SCAN_MARK = b"\xff\xda"
_EXTRA = re.compile(r"Corrupt JPEG data: (\d+) extraneous bytes before marker 0x(\w\w)")
#: Bytes that look like padding, and may still be the last of the pixels.
_LAST = 8
#: What libjpeg says of a content whose pixels are not all there, or not all right. Its other warnings are of headers.
_TORN = ("Corrupt JPEG data", "Inconsistent progression")
_CUT = "Premature end of JPEG file"
#: What it says, and stops, where a mark is none that it knows: of the last two bytes these are the damaged end mark.
_NO_END = "Unsupported marker type"
#: Markers of the first scan, and of the parts of a header that decide pixels: tables, frames, Adobe's word on colours.
_SCAN, _PARTS = 0xDA, (0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xE0, 0xEE)
#: The same with EXIF and profiles; and without those that say what the pixels mean, which may be damaged.
TOLD, BARE = (*_PARTS, 0xE1, 0xE2), _PARTS[:-2]
#: Names of the frames of a JPEG that libjpeg does not read, by the second byte of their marker.
_OTHER_FRAMES = {0xC3: "lossless", 0xC5: "hierarchical", 0xC6: "hierarchical", 0xC7: "lossless", 0xCB: "lossless"}


def draft_factor(size: tuple[int, int], least: int) -> int:
    """Return by how much libjpeg shrinks a picture while it decodes: 1, 2, 4 or 8; no side falls below ``least``.

    This is the choice of Pillow's ``draft``.
    """
    scale = min(size[0] // least, size[1] // least)
    return next((factor for factor in (8, 4, 2) if scale >= factor), 1)


def load(picture: Image.Image, data: bytes, *, factor: int) -> tuple[Image.Image, Damage]:
    """Decode a JPEG.

    Parameters
    ----------
    picture : Image
        As Pillow opened it; not loaded yet.
    data : bytes
        The whole file.
    factor : int
        From :func:`draft_factor`.

    Returns
    -------
    Image, Damage
        The picture in its own mode. One that lacks only its end mark is not damaged; padding before that is not either.

    Raises
    ------
    Unreadable
        The file ends before its pixels do.
    Exception
        Whatever Pillow raises for a JPEG that it cannot decode.
    """
    import simplejpeg

    layout = _LAYOUTS.get(picture.mode)
    size = tuple(-(-side // factor) for side in picture.size)
    if layout is None:
        return _by_pillow(picture, factor), Damage.NONE

    def decoded(content: bytes, *, strict: bool) -> NDArray[np.uint8]:
        pixels: NDArray[np.uint8] = simplejpeg.decode_jpeg(
            content, layout, min_width=size[0], min_height=size[1], strict=strict
        )
        return pixels

    try:
        return _image(decoded(data, strict=True), picture, factor), Damage.NONE
    except ValueError as error:
        warning, content = str(error), clean(data)
    try:
        if content is not data:
            return _image(decoded(content, strict=True), picture, factor), Damage.NONE
    except ValueError as error:
        warning = str(error)
    if warning == _CUT or warning.startswith(_NO_END):
        # Only with an end mark does libjpeg tell whether more than that is missing.
        mended = content + _END if warning == _CUT else content[:-2] + _END
        with contextlib.suppress(ValueError):
            whole = "progressive" not in picture.info or _has_all_scans(content)
            return _image(decoded(mended, strict=True), picture, factor, mended), Damage.NONE if whole else Damage.TORN
        if warning == _CUT:
            raise Unreadable("damaged: the file ends too early", Reason.DAMAGED)
    damage = Damage.TORN if warning.startswith(_TORN) and not _padded(warning, content) else Damage.NONE
    try:
        pixels = decoded(content, strict=False)
    except ValueError:
        return _by_pillow(picture, factor), damage
    return _image(pixels, picture, factor), damage


def clean(data: bytes) -> bytes:
    """Return a JPEG without what its header has between or behind its parts, if libjpeg warns of its header.

    libjpeg stops at its first warning, so those of the header would hide that the pixels are damaged.
    """
    import simplejpeg

    try:
        simplejpeg.decode_jpeg_header(data, strict=True)
    except ValueError:
        return essential(data)
    return data


def essential(data: bytes, *, but: tuple[int, ...] = _PARTS) -> bytes:
    """Return only some parts of a JPEG, those that decide its pixels; the same bytes if they have no scan.

    ``but`` are the markers of those that are left.
    """
    parts, at = [data[:2]], 2
    while 0 <= (at := data.find(b"\xff", at)) < len(data) - 4:
        marker, end = data[at + 1], at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            return b"".join((*parts, data[at:]))
        if marker in but and end <= len(data):
            parts.append(data[at:end])
            at = end
        else:
            at = end if 0xE0 <= marker <= 0xFE and end <= len(data) else at + 1
    return data


def other_frame(data: bytes) -> str:
    """Return what a JPEG is that libjpeg does not read, such as "lossless JPEG" or "JPEG of 12 bits"; else ""."""
    at = 2
    while at + 9 < len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            if name := _OTHER_FRAMES.get(marker):
                return f"{name} JPEG"
            return f"JPEG of {data[at + 4]} bits" if data[at + 4] != 8 else ""
        if marker == 0xF7:
            return "JPEG-LS"
        at += 2 if marker in (0x01, 0xFF) else 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return ""


def _image(pixels: NDArray[np.uint8], picture: Image.Image, factor: int, mended: bytes = b"") -> Image.Image:
    """The picture of decoded pixels; of ``mended`` bytes, where they are others than ``picture`` was opened from."""
    if picture.mode == "CMYK":
        # Pillow knows which makers store the inverse.
        return _by_pillow(Image.open(io.BytesIO(mended)) if mended else picture, factor)
    return Image.fromarray(pixels[:, :, 0] if pixels.ndim == 3 and pixels.shape[2] == 1 else pixels)


def _by_pillow(picture: Image.Image, factor: int) -> Image.Image:
    picture.draft(None, (picture.width // factor, picture.height // factor))
    picture.load()
    return picture


def _padded(warning: str, data: bytes) -> bool:
    """Whether the bytes that were left over before the end mark are padding, as some cameras write it.

    Without them the pixels are all there. Where zeros stand in place of the end of the pixels they are not.
    """
    import simplejpeg

    found = _EXTRA.fullmatch(warning)
    if not found or found[2] != "d9":
        return False
    end = data.find(_END, max(data.rfind(_SCAN_MARK), 0))
    extra = data[max(0, end - int(found[1])) : end]
    if not extra or extra.strip(b"\0\xff"):
        return False
    # The last bytes of the pixels may look like padding: a few are left.
    last = len(data[:end].rstrip(b"\0\xff"))
    for stop in range(last, min(end, last + _LAST)):
        with contextlib.suppress(ValueError):
            simplejpeg.decode_jpeg(data[:stop] + _END, "GRAY", strict=True)
            return True
    return False


def _has_all_scans(data: bytes) -> bool:
    """Whether the scans of a progressive JPEG bring every coefficient of every component to its last bit.

    Of one that was cut between two scans libjpeg shows what there is, coarser than it was, without a word.
    """
    missing: dict[int, set[int]] = {}
    at = data.find(_SCAN_MARK)
    while at >= 0:
        count = data[at + 4] if at + 5 < len(data) else 0
        end = at + 5 + 2 * count
        if 1 <= count <= 4 and end + 3 <= len(data):
            first, last, bits = data[end], data[end + 1], data[end + 2] & 15
            for place in range(count):
                left = missing.setdefault(data[at + 5 + 2 * place], set(range(64)))
                if not bits:
                    left.difference_update(range(first, last + 1))
        at = data.find(_SCAN_MARK, at + 2)
    return not any(missing.values())
