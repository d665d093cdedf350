"""Owns what the EXIF of a picture tells: how it is turned, when it was taken, with which camera.

Pillow raises many kinds of exceptions for damaged EXIF. All count as nothing told.
"""

from __future__ import annotations

import contextlib
import re

from PIL import ExifTags, Image

_ORIENTATION, _EXIF_IFD, _TAKEN, _CHANGED, _MAKE, _MODEL = 0x0112, 0x8769, 0x9003, 0x0132, 0x010F, 0x0110
_DATE = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
#: Orientations that are told; 1 is upright.
ORIENTATIONS = range(1, 9)
#: Words that a maker's name ends in and a camera's does not need, as in "OLYMPUS IMAGING CORP.".
_COMPANY = {"corporation", "corp", "company", "co", "ltd", "inc", "gmbh", "imaging", "optical", "electric"}
#: Characters of a camera's name; real ones have up to some 40.
CAMERA_LENGTH = 60


def taken(picture: Image.Image) -> str:
    """Return when the picture was taken, as ISO 8601, or ""."""
    with contextlib.suppress(Exception):
        exif = picture.getexif()
        for text in (exif.get_ifd(_EXIF_IFD).get(_TAKEN), exif.get(_CHANGED)):
            found = _DATE.match(str(text or ""))
            if found and found[1] != "0000":
                return "{}-{}-{}T{}:{}:{}".format(*found.groups())
    return ""


def camera(picture: Image.Image) -> str:
    """Return the camera's maker and model in one name, such as "Apple iPhone 12", or "".

    A maker that the model names already is not said twice: "NIKON CORPORATION" and "NIKON D90" are "NIKON D90".
    """
    with contextlib.suppress(Exception):
        exif = picture.getexif()
        maker, model = (_cleaned(exif.get(tag)) for tag in (_MAKE, _MODEL))
        words = maker.split()
        while len(words) > 1 and words[-1].strip(".,").casefold() in _COMPANY:
            words.pop()
        own = {word.strip(".,").casefold() for word in words}
        named = model and re.split(r"[\s_-]", model)[0].casefold() in own
        return (model if named else " ".join((*words, model)).strip(" ,"))[:CAMERA_LENGTH]
    return ""


def orientation(picture: Image.Image) -> int:
    """Return the orientation in the picture's EXIF or XMP, 1 to 8. A missing or invalid one counts as 1."""
    with contextlib.suppress(Exception):
        return orientation_of(picture.getexif())
    return 1


def orientation_of(exif: Image.Exif) -> int:
    """Return the orientation in one EXIF block, 1 to 8. A missing or invalid one counts as 1."""
    value = int(exif.get(_ORIENTATION, 1))
    return value if value in ORIENTATIONS else 1


#: Blocks of EXIF that lie within the first one: the camera's, that of places, that of interchange.
_BLOCKS = (_EXIF_IFD, 0x8825, 0xA005)
#: Characters of a value that are told; a maker's own notes go on for pages.
VALUE_LENGTH = 200


def everything(picture: Image.Image) -> list[tuple[str, str]]:
    """Return all that the EXIF says, in its order: names, numbers in hex where a tag has none, and values as text."""
    told: list[tuple[str, str]] = []
    with contextlib.suppress(Exception):
        exif = picture.getexif()
        for tag, value in exif.items():
            if tag not in _BLOCKS:
                told.append((ExifTags.TAGS.get(tag, f"0x{tag:04X}"), _in_words(value)))
        for block in _BLOCKS:
            names = ExifTags.GPSTAGS if block == _BLOCKS[1] else ExifTags.TAGS
            told += [(names.get(tag, f"0x{tag:04X}"), _in_words(value)) for tag, value in exif.get_ifd(block).items()]
    return told


def _in_words(value: object) -> str:
    """A value of EXIF as text; of bytes that are no text, how many there are."""
    if isinstance(value, bytes) and not value.rstrip(b"\0").isascii():
        return f"{len(value):,} bytes"
    if isinstance(value, (tuple, list)):
        return ", ".join(_in_words(one) for one in value)[:VALUE_LENGTH]
    return _cleaned(value)[:VALUE_LENGTH]


def _cleaned(value: object) -> str:
    """A text of EXIF up to its first NUL, in printable characters, with single spaces."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value or "")
    text = text.lstrip("\0").partition("\0")[0]
    return " ".join("".join(one if one.isprintable() and one != "\ufffd" else " " for one in text).split())
