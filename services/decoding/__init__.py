"""Owns pictures as pixels. This package is the only importer of Pillow and pillow-heif.

``image`` turns the bytes of a file into facts, thumbnail and pixels; ``pool`` does so in processes of its own.
``browser`` turns bytes into a form that every browser shows. ``drawing`` draws a map as PNG, large and small;
``montage`` puts thumbnails side by side.
"""

from __future__ import annotations

from services.decoding.browser import for_browser
from services.decoding.drawing import draw_map, draw_miniature, grey_png
from services.decoding.image import DECODE_VERSION, THUMB_SIDE, Unreadable, decode
from services.decoding.montage import montage

__all__ = [
    "DECODE_VERSION",
    "THUMB_SIDE",
    "Unreadable",
    "decode",
    "draw_map",
    "draw_miniature",
    "for_browser",
    "grey_png",
    "montage",
]
