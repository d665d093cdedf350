"""One rule of stretching for all deep pictures: of all bands alike, exact, and nothing that is there becomes blank."""

import numpy as np
import pytest

from services.decoding import stretching
from tests.services.decoding.made import ramp

DEEP = ramp(100, 4000, dtype=np.uint16)


@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.uint32, np.float32, np.float64])
def test_any_numbers_are_stretched_alike(dtype):
    values = ramp(0, 1000, dtype=dtype)
    found = stretching.stretched(values)
    assert (found.shape, found.dtype) == (values.shape, np.uint8)
    assert np.abs(found - np.clip(values.astype(float) * 0.255, 0, 255)).max() < 2


def test_bands_are_stretched_together_so_that_colours_stay():
    values = np.stack([DEEP[:, :, 0], DEEP[:, :, 0] // 2, DEEP[:, :, 0] // 4], axis=-1)
    found = stretching.stretched(values).astype(float)
    bright = found[:, 40:, 0] > 150
    assert abs((found[:, 40:, 1] / found[:, 40:, 0])[bright].mean() - 0.5) < 0.03


def test_one_value_and_none_are_grey():
    assert (stretching.stretched(np.full((4, 4), 7.0)) == 128).all()
    assert (stretching.stretched(np.full((4, 4), np.nan)) == 128).all()


@pytest.mark.parametrize("side", [1001, 1200, 1500])
def test_of_a_large_picture_every_band_is_looked_at(side):
    """A step over numbers, and not over pixels, would meet one band alone."""
    across, down = np.meshgrid(np.linspace(0, 1, side), np.linspace(0, 1, 1000))
    values = np.stack([20 + 20 * across, 60 + 60 * down, 120 + 100 * across], axis=-1).astype(np.uint16) * 200
    found = stretching.stretched(values).astype(int)
    low, high = np.percentile(values, (0.1, 99.9))
    assert np.abs(found - np.clip((values - low) * 255 / (high - low), 0, 255)).max() <= 1.5


def test_columns_are_not_left_out_alone():
    values = np.zeros((3000, 1000), np.uint16)
    values[:, 1::3] = 500
    found = stretching.stretched(values)
    assert (found.min(), found.max()) == (0, 255)


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32, np.float64])
def test_what_is_few_is_not_lost_where_nearly_all_is_one(dtype):
    stars = np.zeros((1000, 1000), dtype)
    stars[400:420, 400:420] = 4000
    found = stretching.stretched(stars)
    assert (found[0, 0], found[410, 410], np.count_nonzero(found)) == (0, 255, 400)
    red = np.zeros((1000, 1000, 3), dtype)
    red[10:20, 10:30, 0] = 9
    assert stretching.stretched(red)[15, 15].tolist() == [255, 0, 0]


@pytest.mark.parametrize(
    ("dtype", "base", "scale"),
    [
        (np.float64, 1e9, 1),
        (np.float64, 0, 1e298),
        (np.float64, 0, 1e-50),
        (np.uint32, 4_000_000_000, 1),
        (np.int64, -(2**60), 1),
        (np.uint64, 2**60, 1),
        (np.uint64, 2**64 - 300, 1),
        (np.int64, 2**63 - 300, 1),
        (np.int64, -(2**63), 1),
    ],
)
def test_small_differences_of_large_numbers_are_seen(dtype, base, scale):
    steps = np.arange(256).repeat(16).reshape(64, 64)
    values = steps.astype(dtype) * dtype(scale) + dtype(base)
    assert np.abs(stretching.stretched(values).astype(int) - steps).max() <= 1


def test_whole_numbers_of_both_ends_of_their_type():
    values = np.where(np.arange(4096).reshape(64, 64) % 2, 2**63 - 1, -(2**63))
    found = stretching.stretched(values)
    assert (found[:, 0] == 0).all()
    assert (found[:, 1] == 255).all()
