"""Owns pictures as pixels: this package is the only importer of Pillow and pillow-heif.

bytes -> facts, thumbnail and pixels (``decoding``); bytes -> what a browser shows (``browser``); a map -> PNG
(``drawing``).
"""

from __future__ import annotations

from services.decoding.browser import for_browser
from services.decoding.drawing import draw_map, grey_png
from services.decoding.image import DECODE_VERSION, THUMB_SIDE, Unreadable, decode

__all__ = ["DECODE_VERSION", "THUMB_SIDE", "Unreadable", "decode", "draw_map", "for_browser", "grey_png"]
