"""JPEG: the pixels of Pillow's own libjpeg, bit for bit, at every scale; and what libjpeg warns of."""

import io

import numpy as np
import pytest
from PIL import Image

from services.decoding import jpeg
from services.schema import Damage


def made(size=(700, 500), mode="RGB", **how):
    """A picture with all kinds of detail, as Pillow's file and bytes."""
    noise = np.random.default_rng(3).integers(0, 256, (25, 35, 3)).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).resize(size, Image.Resampling.BICUBIC).convert(mode).save(out, "JPEG", **how)
    return out.getvalue()


@pytest.mark.parametrize("least", [0, 40, 60, 100, 200, 400, 600])
@pytest.mark.parametrize(
    "how", [{}, {"quality": 40}, {"subsampling": 0}, {"progressive": True}, {"restart_marker_rows": 2}]
)
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_pixels_are_those_of_pillow_bit_for_bit(least, how, mode):
    data = made(mode=mode, **how)
    expected = Image.open(io.BytesIO(data))
    if least:
        expected.draft(None, (least, least))
    picture = Image.open(io.BytesIO(data))
    factor = jpeg.draft_factor(picture.size, least) if least else 1
    found, damage = jpeg.load(picture, data, factor=factor)
    assert (found.mode, found.size, damage) == (expected.mode, expected.size, Damage.NONE)
    assert (np.asarray(found) == np.asarray(expected)).all()


@pytest.mark.parametrize(
    ("size", "least", "factor"),
    [((800, 800), 100, 8), ((799, 800), 100, 4), ((199, 500), 100, 1), ((200, 200), 100, 2), ((5, 5), 100, 1)],
)
def test_no_side_falls_below_the_least(size, least, factor):
    assert jpeg.draft_factor(size, least) == factor


def test_a_header_that_libjpeg_likes_is_left_alone():
    data = made()
    assert jpeg.clean(data) is data


def test_of_a_header_with_rubbish_only_what_decides_pixels_is_left():
    data = made()
    dirty = data[:20] + b"rubbish" + data[20:]
    tidy = jpeg.clean(dirty)
    assert b"rubbish" not in tidy
    assert tidy[-1000:] == data[-1000:]
    assert jpeg.essential(b"\xff\xd8\xff") == b"\xff\xd8\xff"


def test_frames_that_are_read_have_no_name():
    assert [jpeg.other_frame(made(**how)) for how in ({}, {"progressive": True})] == ["", ""]
    assert jpeg.other_frame(b"\xff\xd8") == ""
