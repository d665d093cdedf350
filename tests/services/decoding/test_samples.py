"""Pictures of samples: bands, transparency, and large ones shrunk before anything else."""

import numpy as np
import pytest

from services.decoding.pages import BLACK_IS_ZERO, RGB, SEPARATED, WHITE_IS_ZERO
from services.decoding.samples import picture_of
from tests.services.decoding.made import ramp


@pytest.mark.parametrize(
    ("bands", "photometric", "alpha", "mode", "said"),
    [
        (1, BLACK_IS_ZERO, -1, "L", []),
        (2, BLACK_IS_ZERO, 1, "LA", []),
        (2, BLACK_IS_ZERO, 0, "LA", []),
        (3, RGB, -1, "RGB", []),
        (4, RGB, 3, "RGBA", []),
        (5, RGB, 4, "RGBA", ["the first 3 of 4 bands"]),
        (4, SEPARATED, -1, "CMYK", []),
        (5, SEPARATED, 4, "RGBA", []),
        (9, BLACK_IS_ZERO, -1, "RGB", ["the first 3 of 9 bands"]),
    ],
)
def test_what_samples_mean(bands, photometric, alpha, mode, said):
    picture, notes = picture_of(ramp(bands=bands), photometric, alpha)
    assert (picture.mode, picture.size, notes) == (mode, (64, 64), said)


def test_the_transparency_of_floats_runs_from_nothing_to_one():
    values = np.dstack([ramp(0, 9, 1, np.float32), np.full((64, 64, 1), 0.5, np.float32)])
    picture, _ = picture_of(values, BLACK_IS_ZERO, 1)
    assert picture.getchannel("A").getextrema() == (128, 128)


def test_white_is_zero():
    (low, high) = picture_of(ramp(bands=1), WHITE_IS_ZERO, -1)[0].getextrema()
    assert (low, high) == (0, 255)
    assert picture_of(ramp(bands=1), WHITE_IS_ZERO, -1)[0].getpixel((0, 0)) == 255


@pytest.mark.parametrize("size", [(640, 640), (647, 331), (331, 1999)])
@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_large_one_is_averaged_and_looks_the_same(size, dtype):
    across, down = np.meshgrid(np.linspace(0, 1, size[0]), np.linspace(0, 1, size[1]))
    values = (np.stack([across, down, across * down], -1) * (255 if dtype == np.uint8 else 3000)).astype(dtype)
    whole, small = (picture_of(values, RGB, -1, shrink=shrink)[0] for shrink in (1, 10))
    assert small.size == (size[0] // 10, size[1] // 10)
    pairs = [np.asarray(one.resize((30, 30)), int) for one in (whole, small)]
    assert np.abs(pairs[0] - pairs[1]).max() < 8
