"""The order in which basins merge: what is too small, then what is alike, then by what is lost."""

import numpy as np

from services.groups import merging
from services.groups.merging import Merge


def order(linked, borders, rows=None, peaks=None):
    k = len(linked)
    return merging.order(
        np.array(linked, float),
        borders,
        peaks=np.ones(k) if peaks is None else np.array(peaks, float),
        rows=np.full(k, 100) if rows is None else np.array(rows),
    )


def test_links_are_counted_in_both_directions_and_missing_neighbours_are_none():
    linked = merging.links(np.array([0, 0, 1], np.int32), np.array([[1, 2], [0, -1], [0, 1]], np.int32), 2)
    assert linked.tolist() == [[4, 3], [3, 0]]


def test_counting_by_blocks_is_counting_at_once(monkeypatch):
    made = np.random.default_rng(1)
    basin, near = made.integers(0, 5, 500).astype(np.int32), made.integers(-1, 500, (500, 7)).astype(np.int32)
    whole = merging.links(basin, near, 5)
    monkeypatch.setattr(merging, "BLOCK", 64)
    assert np.array_equal(merging.links(basin, near, 5), whole)


def test_basins_with_like_profiles_merge_before_those_with_others():
    linked = [[90, 30, 1, 1], [30, 90, 1, 1], [1, 1, 90, 32], [1, 1, 32, 90]]
    merges = order(linked, {(0, 1): 0.2, (1, 2): 0.2, (2, 3): 0.2})
    assert [(m.into, m.gone) for m in merges] == [(2, 3), (0, 1), (0, 2)]


def test_of_equal_profiles_the_shallower_valley_goes_first():
    linked = [[90, 20, 20], [20, 90, 20], [20, 20, 90]]
    merges = order(linked, {(0, 1): 0.2, (1, 2): 0.9})
    assert (merges[0].into, merges[0].gone) == (1, 2)


def test_a_small_basin_goes_first_whatever_it_costs_and_is_due():
    linked = [[900, 1, 0], [1, 20, 0], [0, 0, 900]]
    merges = order(linked, {(0, 1): 0.0, (1, 2): 0.0, (0, 2): 0.99}, rows=[100, 4, 100])
    assert merges[0] == Merge(0, 1, due=True)
    assert merges[1].due is False


def test_what_mixes_as_chance_would_have_it_is_one():
    linked = [[100, 90, 2], [90, 100, 2], [2, 2, 300]]
    merges = order(linked, {(0, 1): 0.1, (1, 2): 0.1})
    assert [m.due for m in merges] == [True, False]


def test_basins_that_nothing_joins_are_left():
    assert order([[5, 0], [0, 5]], {}) == []
