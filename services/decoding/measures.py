"""Owns the measures of pixels: how bright, rich in contrast, sharp and colourful a picture is, and its colour.

All are measured on the thumbnail's own bytes, decoded: so a picture has the same measures, bit for bit, whether it is
measured as its file is read or years later from the library. A thumbnail's longer side has at most 160 pixels; what is
finer than that, such as a focus that misses by a little, is in none of them.
"""

from __future__ import annotations

import functools
import io
import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.schema import Measures

#: Raise it when a measure changes; then it is measured anew from the thumbnails.
VERSION = 1
#: The names of colours: the eleven basic terms of Berlin and Kay (Basic Color Terms, 1969), in the order to show them.
NAMES = ("black", "grey", "white", "red", "orange", "brown", "yellow", "green", "blue", "purple", "pink")
#: Pixels on the longer side at most of what the colour is told of: noise and texture are gone, and it is quick.
_COLOUR_SIDE = 64
#: Grey levels by which a step between neighbours must exceed what JPEG leaves on flat ground. With 0 the sharpness of
#: some photographs rose again when they were blurred much (3 of 33, from 5 to 8 pixels); with 2 of none.
_NOISE = 2
_LEVELS = np.arange(256)
_SQUARES = _LEVELS**2
#: Bits a channel of the table of colour names.
_BITS = 5
#: From linear light to cones, from their cube roots to OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab).
_TO_CONES = np.array(
    [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.68069955, 0.10739696], [0.08830246, 0.28171884, 0.6299787]]
)
_TO_LAB = np.array(
    [[0.21045426, 0.79361779, -0.00407205], [1.9779985, -2.42859221, 0.45059371], [0.02590404, 0.78277177, -0.80867577]]
)


def measure(thumbnail: bytes, *, edition: int) -> Measures:
    """Return the measures of a thumbnail.

    Parameters
    ----------
    thumbnail : bytes
        A JPEG, as :func:`services.decoding.image.decode` gives it.
    edition : int
        Stands in the answer: which decoding, and which version of the measures.

    Returns
    -------
    Measures
        ``brightness``, 0 to 1, is the mean of luma (ITU-R BT.601). ``contrast``, 0 to 0.5, is its standard deviation
        (the RMS contrast of Peli 1990, doi:10.1364/JOSAA.7.002032). ``sharpness``, 0 to 1: see :func:`sharpness`.
        ``colourfulness``, from 0, is M of Hasler and Suesstrunk 2003 (doi:10.1117/12.477378): for their viewers 15 was
        slightly colourful, 45 averagely, 82 highly. ``colour`` is the name that the most pixels have.

    Raises
    ------
    Exception
        The bytes are no picture; whatever Pillow raises.
    """
    picture = Image.open(io.BytesIO(thumbnail), formats=("JPEG",))
    colours, grey = picture.convert("RGB"), picture.convert("L")
    levels, n = np.array(grey.histogram()), grey.width * grey.height
    # Whole numbers, so that the sums are exact.
    first, second = int(levels @ _LEVELS), int(levels @ _SQUARES)
    return Measures(
        edition=edition,
        brightness=first / n / 255,
        contrast=math.sqrt(n * second - first**2) / n / 255,
        sharpness=sharpness(np.asarray(grey)),
        colourfulness=colourfulness(np.asarray(colours)),
        colour=colour(colours),
    )


def sharpness(grey: NDArray[np.uint8]) -> float:
    """How much of the steps between neighbouring pixels a blur takes away: 0 for flat or blurred pictures, up to 1.

    The blur effect of Crete and others 2007 (doi:10.1117/12.702790) with a window of five pixels, along the axis that
    is blurred more. The step between two neighbours in the blurred picture is a fifth of that between two pixels five
    apart, so that nothing need be blurred. A share and no sum, it hardly depends on contrast or on how much there is
    to see. Photographs have .2 to .6.

    Parameters
    ----------
    grey : u1 (h, w)
        An axis of fewer than six pixels is not looked at.
    """
    shares = []
    for lines in (grey, grey.T):
        if len(lines) >= 6:
            line = lines.astype(np.int16)
            steps = np.maximum(np.abs(line[3:-2] - line[2:-3]) - _NOISE, 0) * 5
            lost = np.maximum(steps - np.abs(line[5:] - line[:-5]), 0)
            # The size keeps flat pictures at 0.
            shares.append(int(lost.sum(dtype=np.int64)) / (int(steps.sum(dtype=np.int64)) + steps.size))
    return min(shares, default=0.0)


def colourfulness(pixels: NDArray[np.uint8]) -> float:
    """The metric M^(3) of Hasler and Suesstrunk 2003 of ``u1 (h, w, 3)``: 0 for grey, some 100 for the loudest."""
    red, green, blue = pixels.reshape(-1, 3).T.astype(np.int16)
    opposed = (red - green, red + green - 2 * blue)
    n = red.size
    means = [float(one.sum(dtype=np.int64)) / n for one in opposed]
    squares = [float(np.dot(wide := one.astype(np.float32), wide)) / n for one in opposed]
    # The second is twice "yellow against blue".
    spreads = [
        max(0.0, square - mean**2) * share for square, mean, share in zip(squares, means, (1, 0.25), strict=True)
    ]
    return float(np.sqrt(sum(spreads)) + 0.3 * np.hypot(means[0], means[1] / 2))


def colour(picture: Image.Image) -> str:
    """The name in :data:`NAMES` that the most pixels of an RGB picture have; of two with as many, the first."""
    small = picture.reduce(max(1, -(-max(picture.size) // _COLOUR_SIDE)))
    pixels = np.asarray(small).reshape(-1, 3) >> (8 - _BITS)
    place = (pixels[:, 0].astype(np.int32) << 2 * _BITS) | (pixels[:, 1].astype(np.int32) << _BITS) | pixels[:, 2]
    return NAMES[int(np.bincount(_table()[place], minlength=len(NAMES)).argmax())]


@functools.cache
def _table() -> NDArray[np.uint8]:
    """The place in :data:`NAMES` of every colour of so many bits, ``u1 (32768,)``: red, green, blue."""
    side = 1 << _BITS
    levels = (np.arange(side) * 255 / (side - 1)).astype(np.float64)
    return named(np.stack(np.meshgrid(levels, levels, levels, indexing="ij"), axis=-1).reshape(-1, 3))


def named(rgb: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The places in :data:`NAMES` of the colours ``f8 (n, 3)``, 0 to 255: by lightness, chroma and hue in OKLab.

    Hues end where the names of CSS's colours change; brown is dark or dull orange, pink is light red.
    """
    share = rgb / 255
    light = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    lightness, green_red, blue_yellow = (np.cbrt(light @ _TO_CONES.T) @ _TO_LAB.T).T
    chroma = np.hypot(green_red, blue_yellow)
    hue = np.degrees(np.arctan2(blue_yellow, green_red)) % 360
    found = np.full(len(rgb), NAMES.index("grey"), np.uint8)

    def put(name: str, where: NDArray[np.bool_]) -> None:
        found[where] = NAMES.index(name)

    for name, first, last in _HUES:
        put(name, (hue >= first) & (hue < last))
    put("red", (hue >= 350) & (lightness < 0.5) | (hue < 15) & (lightness < 0.6))
    put("purple", (hue >= 338) & (hue < 350) & (lightness < 0.55))
    put("pink", (hue >= 15) & (hue < 35) & (lightness > 0.7) | (hue >= 310) & (hue < 338) & (lightness > 0.75))
    put("brown", (hue >= 42) & (hue < 77) & ((lightness < 0.62) | (chroma < 0.1)))
    put("brown", (hue >= 77) & (hue < 100) & ((lightness < 0.62) | (chroma < 0.075)))
    put("brown", (hue >= 15) & (hue < 42) & (chroma < 0.08) & (lightness < 0.75))
    put("green", (hue >= 100) & (hue < 115) & (lightness < 0.72))
    dull = (chroma < 0.03) | (lightness < 0.3) & (chroma < 0.045) | (lightness > 0.93) & (chroma < 0.045)
    put("black", dull & (lightness < 0.34) | (lightness < 0.16))
    put("grey", dull & (lightness >= 0.34) & (lightness < 0.89))
    put("white", dull & (lightness >= 0.89))
    return found


#: Where the hues of the names begin and end, in degrees.
_HUES = (
    ("red", 15, 42),
    ("orange", 42, 77),
    ("yellow", 77, 115),
    ("green", 115, 190),
    ("blue", 190, 288),
    ("purple", 288, 338),
    ("pink", 338, 360),
    ("pink", 0, 15),
)
