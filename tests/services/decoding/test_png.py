"""PNG: what its chunks tell."""

import pytest

from services.decoding import png
from services.schema import Damage
from tests.conftest import picture
from tests.services.decoding.made import png as made
from tests.services.decoding.made import ramp, with_chunk

FILE = made(ramp())


def test_the_depth_of_a_sample():
    import numpy as np

    assert (png.depth(FILE), png.depth(made(ramp(0, 9999, dtype=np.uint16)))) == (8, 16)
    assert (png.depth(picture(1)), png.depth(b""), png.depth(FILE[:20])) == (0, 0, 0)


@pytest.mark.parametrize("place", [-13, -14, -15, -16])
def test_a_wrong_checksum_of_pixels_is_damage(place):
    data = bytearray(FILE)
    data[place] ^= 255
    assert png.damage(bytes(data)) == Damage.TORN
    assert png.damage(FILE) == Damage.NONE


def test_a_wrong_checksum_of_something_else_is_none():
    data = bytearray(with_chunk(FILE, b"tEXt", b"a\0b"))
    data[45] ^= 255
    assert png.damage(bytes(data)) == Damage.NONE


def test_only_what_decides_pixels_is_left():
    assert png.essential(with_chunk(FILE, b"tEXt", b"a\0b")) == png.essential(FILE) == FILE
