"""How far to trust a set: the share of its nearest in truth that lie in it."""

import numpy as np
import pytest

from services.neighbours import nearest, table
from services.quality.sets import kept_neighbours


def test_the_share_of_the_nearest_that_are_chosen_too():
    neighbours = np.array([[1, 2], [0, 2], [3, 0], [2, 1]], np.int32)
    of = {(0, 1): 2 / 4, (0, 1, 2): 5 / 6, (3,): 0, (0, 1, 2, 3): 1, (2, 3): 2 / 4}
    for rows, share in of.items():
        chosen = np.isin(np.arange(4), rows)
        assert kept_neighbours(neighbours, chosen) == pytest.approx(share), rows


def test_neighbours_that_a_small_map_lacks_do_not_count():
    neighbours = np.array([[1, 2, -1], [0, 2, -1], [1, 0, -1]], np.int32)
    assert kept_neighbours(neighbours, np.array([True, True, False])) == pytest.approx(2 / 4)
    assert kept_neighbours(np.full((1, 15), -1, np.int32), np.ones(1, bool)) is None


def test_a_set_without_rows_has_none():
    assert kept_neighbours(np.zeros((4, 15), np.int32), np.zeros(4, bool)) is None


def test_a_group_that_lies_apart_keeps_all_and_a_set_at_random_its_share():
    dice = np.random.default_rng(0)
    features = dice.normal(size=(400, 8)).astype(np.float32)
    features[:100] += 50
    neighbours = table.padded(nearest.search(features, k=15)[0])
    assert kept_neighbours(neighbours, np.arange(400) < 100) == 1
    assert kept_neighbours(neighbours, dice.random(400) < 0.3) == pytest.approx(0.3, abs=0.05)
