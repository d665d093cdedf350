"""The regions of a map: their levels, which rows lie in them, and what is known of each."""

import numpy as np
import pytest

from services.groups import regions
from tests.helpers_regions import clouds, of_clouds


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("k", [2, 3, 12])
def test_clouds_are_told_apart_and_nothing_more_is(k, dimensions):
    found, cloud = of_clouds(k, 60, dimensions=dimensions)
    assert [len(level) for level in found.levels] == [k], "a level that says nothing is left out"
    inside = found.codes < k
    assert inside.mean() > 0.9
    assert len(set(zip(found.codes[inside].tolist(), cloud[inside].tolist(), strict=True))) == k


def test_the_same_map_has_the_same_regions():
    positions, near, _ = clouds(7, 80)
    first, again = regions.find(positions, near), regions.find(positions.copy(), near.copy())
    assert np.array_equal(first.codes, again.codes)
    assert first.levels == again.levels


def test_levels_are_a_hierarchy_the_largest_first_with_their_own_numbers():
    made = np.random.default_rng(5)
    positions, near, _ = clouds(40, 60, apart=200)
    # Clouds four and four are linked a little, so that there is something to be merged.
    near[::7, 0] = made.integers(0, len(near), len(near[::7]))
    found = regions.find(positions, near)
    assert [len(level) for level in found.levels] == [12, 25, 40]
    every = [region for level in found.levels for region in level]
    assert [region.id for region in every] == list(range(77))
    for level in found.levels:
        assert [region.n for region in level] == sorted((region.n for region in level), reverse=True)
        assert sorted(part for region in level for part in region.parts) == list(range(40))
        assert sum(region.n for region in level) == (found.codes < 40).sum()
    for region in every[12:]:
        assert set(region.parts) <= set(every[region.parent].parts)
    assert {region.parent for region in found.levels[0]} == {-1}
    for region in found.levels[-1]:
        assert region.n == (found.codes == region.parts[0]).sum()


def test_how_clear_cut_a_region_is_and_where_it_lies():
    found, cloud = of_clouds(3, 60)
    positions, _, _ = clouds(3, 60)
    for region in found.levels[0]:
        own = np.isin(found.codes, region.parts)
        assert region.clear == pytest.approx(1.0, abs=0.15)
        middle = positions[own].mean(axis=0)
        assert np.abs(np.array(region.place) - middle).max() < 4
        assert len(set(cloud[own])) == 1


@pytest.mark.parametrize(("n", "most", "counted"), [
    (5, 5, []), (49, 49, []), (50, 50, [2]), (100, 100, [4]), (300, 300, [12]), (480, 480, [12]), (500, 500, [12, 20]),
    (1000, 1000, [12, 25, 40]), (27_000, 229, [12, 25, 60]), (10**6, 800, [12, 25, 60, 150]), (27_000, 14, [12]),
    (27_000, 3, [3]), (27_000, 1, []),
])  # fmt: skip
def test_how_many_regions_there_are_follows_the_rows_without_a_cliff(n, most, counted):
    assert regions.counts(n, most) == counted


@pytest.mark.parametrize("n", [2, 5, 30, 49])
def test_a_map_of_few_pictures_has_no_regions(n):
    positions, near, _ = clouds(1, 60)
    assert regions.find(positions[:n], np.minimum(near[:n], n - 1)) is None


def test_one_cloud_whose_links_go_anywhere_has_no_regions():
    positions, _, _ = clouds(1, 600)
    near = np.random.default_rng(2).integers(0, 600, (600, 15)).astype(np.int32)
    assert regions.find(positions, near) is None


def test_a_few_rows_less_change_little():
    positions, near, _ = clouds(9, 100, apart=30)
    keep = np.arange(len(near)) % 100 != 0
    new = np.full(len(near), -1, np.int32)
    new[keep] = np.arange(keep.sum())
    whole, less = regions.find(positions, near), regions.find(positions[keep], new[near[keep]])
    assert [len(level) for level in whole.levels] == [len(level) for level in less.levels]


def test_rows_far_from_all_and_rows_whose_nearest_lie_elsewhere_are_in_none():
    positions, near, cloud = clouds(4, 100)
    positions[0] = (0.0, 0.0)
    strange = np.flatnonzero(cloud == cloud[1])[:3]
    near[strange] = np.flatnonzero(cloud != cloud[1])[:15]
    found = regions.find(positions, near)
    none = len(found.levels[-1])
    assert found.codes[0] == none, "it lies alone in the middle"
    assert (found.codes[strange] == none).all()
