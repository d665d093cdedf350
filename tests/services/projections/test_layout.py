"""Layouts of very few points, and the perplexity that fits their number."""

import numpy as np
import pytest

from services.projections.layout import perplexity_for, small_layout
from tests.services.projections.helpers import features, run


def test_three_points_keep_who_is_near_whom():
    vectors = np.zeros((3, 16), np.float32)
    vectors[1, 0], vectors[2, 1] = 1.0, 9.0
    positions = run(vectors).positions
    gaps = [np.linalg.norm(positions[a] - positions[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert gaps[0] < gaps[1] < gaps[2] * 1.2


@pytest.mark.parametrize(
    ("n", "wanted", "used"), [(1000, 20, 20), (31, 20, 10), (5, 20, 4 / 3), (3, 20, 1), (100, 50, 33)]
)
def test_perplexity_shrinks_by_itself(n, wanted, used):
    assert perplexity_for(n, wanted) == pytest.approx(used)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_copies_of_few_points_lie_beside_one_another(n):
    positions = small_layout(np.repeat(features(1), n, axis=0), 2)
    assert len({tuple(p) for p in positions}) == n
    assert np.abs(positions.mean(axis=0)).max() < 1e-6
