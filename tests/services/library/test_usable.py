"""Features that can be compared."""

import numpy as np
import pytest

from services.library.usable import LEAST, MOST, usable


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        *[(0, True), (1, True), (-3.5, True), (MOST, True), (-LEAST, True)],
        *[
            (np.nan, False),
            (np.inf, False),
            (-np.inf, False),
            (1e16, False),
            (-1e20, False),
            (1e-16, False),
            (1e-40, False),
        ],
    ],
)
def test_numbers_whose_squares_are_numbers(number, wanted):
    features = np.zeros((3, 4), np.float32)
    features[1, 2] = number
    assert usable(features).tolist() == [True, wanted, True]


def test_every_number_of_a_feature_counts():
    features = np.array([[1, np.nan], [np.nan, 1e20], [1e-20, 1], [1e20, 1e-20]], np.float32)
    assert usable(features).tolist() == [False, False, True, False]
    assert usable(np.zeros((0, 4), np.float32)).tolist() == []


def test_distances_of_the_largest_are_finite():
    far = np.full((2, 4096), MOST, np.float32)
    far[1] *= -1
    assert np.isfinite(((far[0] - far[1]) ** 2).sum())
