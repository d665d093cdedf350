"""Owns what the EXIF of a picture tells: how it is turned, when it was taken, with which camera.

Pillow raises many kinds of exceptions for damaged EXIF. All count as nothing told.
"""

from __future__ import annotations

import contextlib
import re
from datetime import datetime

from PIL import ExifTags, Image

_ORIENTATION, _EXIF_IFD, _MAKE, _MODEL = 0x0112, 0x8769, 0x010F, 0x0110
_COLOUR_SPACE, _INTEROP_IFD = 0xA001, 0xA005
#: Tags of a time, each with that of its offset from UTC: when it was taken, when it was made digital.
_TAKEN, _DIGITIZED = (0x9003, 0x9011), (0x9004, 0x9012)
#: When a program last changed it. Its tag lies in the first block, that of its offset in the camera's.
_CHANGED = (0x0132, 0x9010)
_DATE = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_OFFSET = re.compile(r"[+-](?:0\d|1[0-4]):[0-5]\d")
#: Years that a picture can be of: the first photograph, and the last that 64 bits of nanoseconds hold.
_YEARS = range(1826, 2262)
#: The time that programs write who know none.
_UNSET = "1970-01-01T00:00:00"
#: Orientations that are told; 1 is upright.
ORIENTATIONS = range(1, 9)
#: Words that a maker's name ends in and a camera's does not need, as in "OLYMPUS IMAGING CORP.".
_COMPANY = {"corporation", "corp", "company", "co", "ltd", "inc", "gmbh", "imaging", "optical", "electric"}
#: Characters of a camera's name; real ones have up to some 40.
CAMERA_LENGTH = 60


def taken(exif: Image.Exif) -> str:
    """Return when the picture was taken, else when it was made digital, as ISO 8601; "" where it does not say.

    The offset from UTC stands behind it where the camera wrote one, as in ``2021-02-03T04:05:06+02:00``. Without one it
    is the clock of the place. A time that no calendar has is none, and the time of an editor's saving is another thing
    (:func:`edited`).
    """
    block = _block(exif)
    return next(filter(None, (_time(block.get(tag), block.get(offset)) for tag, offset in (_TAKEN, _DIGITIZED))), "")


def edited(exif: Image.Exif) -> str:
    """Return when a program last changed the picture, as :func:`taken` writes it."""
    with contextlib.suppress(Exception):
        return _time(exif.get(_CHANGED[0]), _block(exif).get(_CHANGED[1]))
    return ""


def _block(exif: Image.Exif) -> dict[int, object]:
    """The camera's block of EXIF; empty where there is none, or it is damaged."""
    with contextlib.suppress(Exception):
        return dict(exif.get_ifd(_EXIF_IFD))
    return {}


def _time(value: object, offset: object) -> str:
    found = _DATE.match(_cleaned(value)) if value else None
    if not found or int(found[1]) not in _YEARS:
        return ""
    text = "{}-{}-{}T{}:{}:{}".format(*found.groups())
    zone = _cleaned(offset)
    with contextlib.suppress(ValueError):
        datetime.fromisoformat(text)
        if text == _UNSET:
            return ""
        return text + (zone if _OFFSET.fullmatch(zone) else "")
    return ""


def camera(exif: Image.Exif) -> str:
    """Return the camera's maker and model in one name, such as "Apple iPhone 12", or "".

    A maker that the model names already is not said twice: "NIKON CORPORATION" and "NIKON D90" are "NIKON D90".
    """
    with contextlib.suppress(Exception):
        maker, model = (_cleaned(exif.get(tag)) for tag in (_MAKE, _MODEL))
        words = maker.split()
        while len(words) > 1 and words[-1].strip(".,").casefold() in _COMPANY:
            words.pop()
        own = {word.strip(".,").casefold() for word in words}
        named = model and re.split(r"[\s_-]", model)[0].casefold() in own
        return (model if named else " ".join((*words, model)).strip(" ,"))[:CAMERA_LENGTH]
    return ""


def orientation(exif: Image.Exif) -> int:
    """Return the orientation that EXIF or XMP tells, 1 to 8. A missing or invalid one counts as 1."""
    with contextlib.suppress(Exception):
        value = int(exif.get(_ORIENTATION, 1))
        return value if value in ORIENTATIONS else 1
    return 1


def interchange(exif: Image.Exif) -> tuple[int, str]:
    """Return the number of the colour space that EXIF names, and the mark of the rules for interchange, such as R98.

    Without them they are 0 and "".
    """
    space = _block(exif).get(_COLOUR_SPACE, 0)
    if not isinstance(space, int):
        return 0, ""
    # The block lies within that of the camera, where Pillow looks for it as well.
    with contextlib.suppress(Exception):
        return space, _cleaned(exif.get_ifd(_INTEROP_IFD).get(1, ""))
    return space, ""


#: Blocks of EXIF that lie within the first one: the camera's, that of places, that of interchange.
_BLOCKS = (_EXIF_IFD, 0x8825, _INTEROP_IFD)
#: Characters of a value that are told; a maker's own notes go on for pages.
VALUE_LENGTH = 200


def everything(exif: Image.Exif) -> list[tuple[str, str]]:
    """Return all that the EXIF says, in its order: names, numbers in hex where a tag has none, and values as text."""
    told: list[tuple[str, str]] = []
    with contextlib.suppress(Exception):
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
