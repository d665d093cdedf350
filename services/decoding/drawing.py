"""Owns the drawing of pictures: a map as PNG, and the demo's digits."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from services.decoding import png

#: Opacity of a mark in a miniature, and the share of its sides that is left free around the points.
_MINIATURE_OPACITY, _MINIATURE_MARGIN = 0.8, 0.04
#: What ``ImageFont.load_default`` gives, with FreeType and without.
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont
#: Opacity of a mark: of a polaroid, as on the article's sheet, and of a dot.
OPACITY = {"polaroid": 0.75, "dots": 1.0}
_INK, _QUIET, _PAPER = (27, 30, 34), (92, 101, 112), (255, 255, 255)
_MARGIN, _FOOT = 40, 44


def draw_map(
    positions: NDArray[np.float32],
    colours: NDArray[np.uint8],
    *,
    size: tuple[int, int],
    marks: str,
    caption: str,
    legend: Sequence[tuple[str, tuple[int, int, int]]],
) -> bytes:
    """Draw a map as PNG.

    Parameters
    ----------
    positions : f4 (n, 2)
        In units of the layout; the drawing fits them into the picture.
    colours : u1 (n, 3)
        RGB of each point.
    size : (int, int)
        Width and height in pixels.
    marks : str
        ``dots``, or ``polaroid`` for squares at 75 % opacity.
    caption : str
        One line below the map.
    legend : sequence of (label, RGB)

    Returns
    -------
    bytes
    """
    width, height = size
    side = float(np.clip(34 / max(len(positions), 1) ** 0.2, 2.0, 11.0)) * (1.6 if marks == "polaroid" else 1.0)
    centres = _fit(np.asarray(positions, dtype=np.float64), width, height - _FOOT, margin=(_MARGIN, _MARGIN))
    canvas = np.full((height, width, 3), 255.0, dtype=np.float32)
    stamp = _stamp(side, square=marks == "polaroid")
    _mark(canvas, centres, colours.astype(np.float32), stamp, opacity=OPACITY.get(marks, 1.0))
    picture = Image.fromarray(canvas.round().astype(np.uint8))
    _write(picture, caption, legend)
    out = io.BytesIO()
    # The file says of itself that it shows a map: it may lie among the pictures that are mapped next.
    mark = PngInfo()
    mark.add_text("Software", png.OURS)
    picture.save(out, "PNG", optimize=True, pnginfo=mark)
    return out.getvalue()


def draw_miniature(
    positions: NDArray[np.float32], colours: NDArray[np.uint8], *, size: tuple[int, int], zoom: float = 1.0
) -> bytes:
    """Draw a small map as PNG: the points alone, on no ground, as it lies on a light sheet or a dark one.

    Parameters
    ----------
    positions : f4 (n, 2)
        In units of the layout; n may be 0.
    colours : u1 (n, 3)
        RGB of each point.
    size : (int, int)
        Width and height in pixels.
    zoom : float
        Pixels of the picture a pixel of the page.
    """
    width, height = size
    canvas = np.zeros((height, width, 4), dtype=np.float32)
    if len(positions):
        side = float(np.clip(12 / len(positions) ** 0.2, 1.0, 5.0)) * zoom
        margin = (width * _MINIATURE_MARGIN, height * _MINIATURE_MARGIN)
        centres = _fit(np.asarray(positions, dtype=np.float64), width, height, margin=margin)
        opaque = np.column_stack([colours, np.full(len(colours), 255, np.uint8)]).astype(np.float32)
        _mark(canvas, centres, opaque, _stamp(side, square=False), opacity=_MINIATURE_OPACITY)
    # The marks have added up what they cover, and their colours by it: a colour alone is that without the cover.
    canvas[:, :, :3] /= np.maximum(canvas[:, :, 3:], 1e-6) / 255
    out = io.BytesIO()
    Image.fromarray(canvas.round().astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


def _mark(
    canvas: NDArray[np.float32],
    centres: NDArray[np.int64],
    colours: NDArray[np.float32],
    stamp: Sequence[tuple[int, int, float]],
    *,
    opacity: float,
) -> None:
    """Draw a mark at each of ``centres``, ``(n, 2)``, onto a canvas of as many channels as ``colours``, ``(n, c)``."""
    height, width = canvas.shape[:2]
    for dy, dx, cover in stamp:
        rows = np.clip(centres[:, 1] + dy, 0, height - 1)
        columns = np.clip(centres[:, 0] + dx, 0, width - 1)
        alpha = cover * opacity
        # If several points share a pixel, the last is on top, as in the browser.
        canvas[rows, columns] = canvas[rows, columns] * (1 - alpha) + colours * alpha


def _fit(positions: NDArray[np.float64], width: int, height: int, *, margin: tuple[float, float]) -> NDArray[np.int64]:
    """Pixels of positions ``(n, 2)`` in a picture that keeps ``margin`` free at its sides, and at top and bottom."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    span = np.maximum(high - low, 1e-9)
    scale = min((width - 2 * margin[0]) / span[0], (height - 2 * margin[1]) / span[1])
    middle = (low + high) / 2
    x = width / 2 + (positions[:, 0] - middle[0]) * scale
    y = height / 2 - (positions[:, 1] - middle[1]) * scale
    return np.column_stack([x, y]).round().astype(np.int64)


def _stamp(side: float, *, square: bool) -> list[tuple[int, int, float]]:
    """Return (row, column, coverage 0 to 1) of each pixel of one mark, relative to its centre."""
    reach = int(np.ceil(side / 2))
    stamp = []
    for dy in range(-reach, reach + 1):
        for dx in range(-reach, reach + 1):
            far = max(abs(dx), abs(dy)) if square else float(np.hypot(dx, dy))
            cover = float(np.clip(side / 2 + 0.5 - far, 0, 1))
            if cover > 0:
                stamp.append((dy, dx, cover))
    return stamp


def _write(picture: Image.Image, caption: str, legend: Sequence[tuple[str, tuple[int, int, int]]]) -> None:
    pen = ImageDraw.Draw(picture)
    font = ImageFont.load_default(15)
    small = ImageFont.load_default(14)
    pen.rectangle((0, picture.height - _FOOT, picture.width, picture.height), fill=_PAPER)
    pen.text((24, picture.height - 32), _fitting(pen, caption, font, picture.width - 48), fill=_QUIET, font=font)
    top = 24
    for label, colour in legend:
        pen.rectangle((24, top + 3, 35, top + 14), fill=tuple(colour))
        pen.text((44, top), _fitting(pen, label, small, 300), fill=_INK, font=small)
        top += 21


def _fitting(pen: ImageDraw.ImageDraw, text: str, font: Font, room: int) -> str:
    # Pillow's own font lacks many scripts. It then draws a box, and raises no exception.
    if pen.textlength(text, font=font) <= room:
        return text
    while text and pen.textlength(text + "…", font=font) > room:
        text = text[:-1]
    return text + "…"


def grey_png(values: NDArray[np.float64], *, side: int) -> bytes:
    """Return a grey picture, ``f8 (h, w)`` from 0 to 1, as PNG of ``side`` by ``side`` pixels."""
    small = Image.fromarray((np.clip(values, 0, 1) * 255).astype(np.uint8))
    out = io.BytesIO()
    small.resize((side, side), Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()
