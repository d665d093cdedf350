"""Owns bytes -> pixels: upright RGB over white at the encoder's size, the thumbnail, the facts."""

from __future__ import annotations

import contextlib
import hashlib
import io
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.decoding.formats import Unreadable, in_words, opened
from services.schema import ARTICLE, Decoded, Facts

__all__ = ["DECODE_VERSION", "THUMB_SIDE", "Unreadable", "decode", "taken", "upright"]

#: Part of every cache key: raised when the pixels of any file would come out otherwise.
DECODE_VERSION = 3
#: Longest side of a thumbnail in pixels.
THUMB_SIDE = 160
#: A file of more bytes is never its own thumbnail.
THUMB_BYTES = 20_000
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_SIDEWAYS = (5, 6, 7, 8)
#: Two thirds of bicubic's time and no worse: of 2,000 of cifar10, class by the 5 nearest features .688 against .671.
_SQUEEZE = Image.Resampling.BILINEAR
#: For thumbnails: as sharp to the eye as bicubic, at bilinear's cost.
_SHRINK = Image.Resampling.HAMMING
_ORIENTATION, _EXIF_IFD, _TAKEN, _CHANGED = 0x0112, 0x8769, 0x9003, 0x0132
_DATE = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
#: Share of a 16-bit picture's darkest and brightest pixels that may clip when it is stretched to 8 bits.
_CLIP = 0.1


@in_words
def decode(data: bytes, *, side: int, decoding: str, max_pixels: int) -> Decoded:
    """Everything a map needs of one file, from one read.

    Parameters
    ----------
    data : bytes
        The whole file.
    side : int
        The encoder's input side in pixels; the picture is squashed to a square, as the article does.
    decoding : str
        ``standard``: EXIF rotation honoured, bilinear, antialiased. ``article``: what Keras' ``load_img`` gives, bit
        for bit
        (nearest neighbour, rotation ignored).
    max_pixels : int
        Larger pictures are refused before a pixel is decoded.

    Raises
    ------
    Unreadable
        With the reason in words.
    """
    picture = opened(data, max_pixels)
    kind, mode, (width, height) = picture.format or "", picture.mode, picture.size
    article = _load_img(data, side) if decoding == ARTICLE else None
    if kind in ("JPEG", "MPO"):
        # libjpeg scales while it decodes, many times faster, and averages as it does. Half again the size leaves the
        # final resize enough: on
        # photographs of 12 million pixels features keep a cosine of .9995 (twice the size: .9998), in four fifths of
        # the time.
        least = max(3 * side // 2, 2 * THUMB_SIDE)
        picture.draft(None, (least, least))
    shown = upright(picture)
    if kind not in ("JPEG", "MPO"):
        width, height = shown.size
    elif orientation(picture) in _SIDEWAYS:
        width, height = height, width
    square = shown.resize((side, side), _SQUEEZE, reducing_gap=3.0)
    pixels = article if article is not None else np.asarray(square)
    facts = Facts(
        hash=hashlib.sha256(data).hexdigest(),
        width=width,
        height=height,
        bytes=len(data),
        format="JPEG" if kind == "MPO" else kind,
        mode=mode,
        taken=taken(picture),
    )
    if _is_thumbnail(picture, shown, data):
        return Decoded(facts, data, pixels)
    # A thumbnail of the square is a third of the work, where squeezing the picture has lost nothing that a thumbnail
    # shows.
    return Decoded(facts, _thumbnail(square if min(shown.size) >= side > THUMB_SIDE else shown, shown.size), pixels)


def upright(picture: Image.Image) -> Image.Image:
    """The first frame as RGB over white, turned as its EXIF says."""
    picture.seek(0)
    picture.load()
    turn = _TURNS.get(orientation(picture))
    flat = _rgb(picture)
    return flat.transpose(turn) if turn is not None else flat


def is_deep(picture: Image.Image) -> bool:
    """Whether a sample has more than 8 bits."""
    return picture.mode.startswith("I") or picture.mode == "F"


def taken(picture: Image.Image) -> str:
    """When the picture was taken, ISO 8601, or empty. Pillow reads EXIF of damaged blocks in many ways, all of them
    caught.
    """
    with contextlib.suppress(Exception):
        exif = picture.getexif()
        for text in (exif.get_ifd(_EXIF_IFD).get(_TAKEN), exif.get(_CHANGED)):
            found = _DATE.match(str(text or ""))
            if found and found[1] != "0000":
                return "{}-{}-{}T{}:{}:{}".format(*found.groups())
    return ""


def orientation(picture: Image.Image) -> int:
    """1 to 8 by the picture's EXIF, or its XMP; 1 where there is none or it is none of these."""
    with contextlib.suppress(Exception):
        return orientation_of(picture.getexif())
    return 1


def orientation_of(exif: Image.Exif) -> int:
    """The same of one EXIF block."""
    told = int(exif.get(_ORIENTATION, 1))
    return told if told in _TURNS else 1


def _rgb(picture: Image.Image) -> Image.Image:
    if picture.mode == "RGB" and "transparency" not in picture.info:
        return picture
    if is_deep(picture):
        return _stretched(picture)
    if picture.mode in ("RGB", "L", "CMYK", "YCbCr", "1", "LAB", "HSV") and "transparency" not in picture.info:
        return picture.convert("RGB")
    if picture.mode == "P" and "transparency" not in picture.info:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, (255, 255, 255, 255))
    return Image.alpha_composite(white, clear).convert("RGB")


def _stretched(picture: Image.Image) -> Image.Image:
    """Grey of more than 8 bits, stretched between its own dark and bright ends: scanners rarely use the whole range."""
    values: Any = np.asarray(picture, dtype=np.float32)
    step = max(1, values.size // 1_000_000)
    sample = values.ravel()[::step]
    sample = sample[np.isfinite(sample)]
    low, high = np.percentile(sample, (_CLIP, 100 - _CLIP)) if sample.size else (0.0, 0.0)
    if high <= low:
        grey = np.full(values.shape, 128, dtype=np.uint8)
    else:
        values = (np.nan_to_num(values, nan=low, posinf=high, neginf=low) - low) * (255.0 / (high - low))
        grey = np.clip(values + 0.5, 0, 255).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")


def _load_img(data: bytes, side: int) -> NDArray[np.uint8]:
    """What ``keras.utils.load_img(path, target_size=(side, side))`` gives (keras/src/utils/image_utils.py, 3.15)."""
    picture: Image.Image = Image.open(io.BytesIO(data))
    if picture.mode != "RGB":
        picture = picture.convert("RGB")
    if picture.size != (side, side):
        picture = picture.resize((side, side), Image.Resampling.NEAREST)
    return np.asarray(picture, dtype=np.uint8)


def _is_thumbnail(picture: Image.Image, shown: Image.Image, data: bytes) -> bool:
    """A small JPEG that is shown as it is, and tells nothing besides, such as a place in its EXIF."""
    plain = (
        picture.format == "JPEG"
        and picture.mode in ("RGB", "L")
        and not {"exif", "comment", "xmp", "photoshop"} & picture.info.keys()
    )
    return plain and max(shown.size) <= THUMB_SIDE and len(data) <= THUMB_BYTES


def _thumbnail(shown: Image.Image, shape: tuple[int, int]) -> bytes:
    """JPEG of a picture whose true width and height are ``shape``, never larger than it is."""
    scale = min(1.0, THUMB_SIDE / max(shape))
    size = (max(1, round(shape[0] * scale)), max(1, round(shape[1] * scale)))
    small = shown if shown.size == size else shown.resize(size, _SHRINK, reducing_gap=2.0)
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85)
    return out.getvalue()
