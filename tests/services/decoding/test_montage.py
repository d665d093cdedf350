"""Thumbnails side by side: each in its cell at its size, whatever is wrong with another."""

import io

import numpy as np
from PIL import Image

from services.decoding import montage


def thumbnail(colour, size=(160, 80)):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def drawn(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def test_each_lies_in_its_cell():
    red, blue = thumbnail((220, 20, 20)), thumbnail((20, 20, 220), (30, 48))
    sheet = drawn(montage([red, blue, red], [(48, 24), (30, 48), (48, 24)], cell=48, across=2))
    assert sheet.shape == (96, 96, 3)
    for (x, y), colour in {
        (24, 12): (220, 20, 20),
        (24, 40): (128, 128, 128),
        (48 + 15, 30): (20, 20, 220),
        (48 + 40, 30): (128, 128, 128),
        (24, 60): (220, 20, 20),
    }.items():
        assert np.abs(sheet[y, x] - colour).max() < 24, (x, y)


def test_what_is_missing_or_damaged_stays_grey_and_shifts_no_other():
    green = thumbnail((20, 200, 20))
    sheet = drawn(montage([None, b"damaged", green], [(48, 48), (48, 48), (48, 24)], cell=48, across=3))
    assert np.abs(sheet[24, [24, 72]] - 128).max() < 8
    assert np.abs(sheet[12, 120] - (20, 200, 20)).max() < 24
