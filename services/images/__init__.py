"""Owns pictures as pixels: this package is the only importer of Pillow and pillow-heif.

bytes -> facts, thumbnail and pixels (``decoding``); bytes -> what a browser shows (``browser``); a map -> PNG (``drawing``).
"""

from __future__ import annotations

from services.images.browser import for_browser
from services.images.decoding import DECODE_VERSION, THUMB_SIDE, Unreadable, decode
from services.images.drawing import draw_map, grey_png

__all__ = ["DECODE_VERSION", "THUMB_SIDE", "Unreadable", "decode", "draw_map", "for_browser", "grey_png"]
