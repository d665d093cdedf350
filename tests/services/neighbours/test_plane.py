"""The nearest points on a map, and the order in which points that lie together stand together."""

import numpy as np
import pytest

from services.neighbours import nearest, plane


def cloud(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_they_are_those_of_a_search_among_all(dimensions):
    positions = cloud(500, dimensions)
    want, _ = nearest.search(positions, k=12)
    found = plane.search(positions, k=12)
    assert found.shape == (500, 12)
    assert (found == want).all()


def test_points_at_one_place_are_each_others_nearest_and_none_its_own():
    positions = np.repeat(cloud(20, 2) * 100, 30, axis=0)
    found = plane.search(positions, k=12)
    assert (found // 30 == np.arange(600)[:, None] // 30).all()
    assert not (found == np.arange(600)[:, None]).any()
    assert all(len(set(row)) == 12 for row in found.tolist())
    assert plane.search(np.zeros((50, 2), np.float32), k=12).shape == (50, 12)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_rows_that_stand_together_lie_together(dimensions):
    positions = np.random.default_rng(0).uniform(size=(10_000, dimensions)).astype(np.float32)
    order = plane.order(positions, size=100)
    assert (np.sort(order) == np.arange(10_000)).all()
    parts = positions[order].reshape(100, 100, dimensions)[:, :, :2]
    assert np.median(np.ptp(parts, axis=1)) < 0.15, "a hundredth of a square is a tenth as wide"


def test_few_points_are_one_strip():
    assert plane.order(np.array([[0, 2], [0, 1], [0, 3]], np.float32), size=4096).tolist() == [1, 0, 2]
