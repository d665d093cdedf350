"""Owns pictures as pixels. This package is the only importer of Pillow and pillow-heif.

``image`` turns the bytes of a file into facts, thumbnail and pixels; ``pool`` does so in processes of its own.
``measures`` says how bright, sharp and colourful it is, ``exif`` what its EXIF tells.
``browser`` turns bytes into a form that every browser shows. ``drawing`` draws a map as PNG, large and small;
``montage`` puts thumbnails side by side.
"""

from __future__ import annotations

from services.decoding.browser import exif_of, for_browser
from services.decoding.drawing import draw_map, draw_miniature, grey_png
from services.decoding.image import DECODE_VERSION, MEASURES_EDITION, THUMB_SIDE, Unreadable, decode, measured
from services.decoding.measures import NAMES
from services.decoding.montage import montage

__all__ = [
    "DECODE_VERSION",
    "MEASURES_EDITION",
    "NAMES",
    "THUMB_SIDE",
    "Unreadable",
    "decode",
    "draw_map",
    "draw_miniature",
    "exif_of",
    "for_browser",
    "grey_png",
    "measured",
    "montage",
]
