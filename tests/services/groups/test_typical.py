"""The picture that stands for a region is one of its densest part, and the nearest to what that part is."""

import numpy as np

from services.features import Features
from services.groups import typical
from tests.helpers_regions import of_clouds


def features(cloud, seed=3):
    made = np.random.default_rng(seed)
    return (made.normal(size=(cloud.max() + 1, 8))[cloud] * 4 + made.normal(size=(len(cloud), 8))).astype(np.float32)


def test_it_lies_in_its_region_and_is_the_same_each_time():
    found, cloud = of_clouds(4, 80)
    rows = typical.rows(found, features(cloud))
    every = [region for level in found.levels for region in level]
    assert len(rows) == len(every)
    assert all(found.codes[row] in region.parts for row, region in zip(rows, every, strict=True))
    assert rows == typical.rows(found, Features.of(features(cloud))), "also of features that memory does not hold"


def test_an_odd_picture_in_the_middle_does_not_stand_for_the_others():
    found, cloud = of_clouds(3, 60)
    vectors = features(cloud)
    before = typical.rows(found, vectors)
    vectors[before] = -vectors[before] + 50 * np.random.default_rng(1).normal(size=(len(before), 8))
    assert not set(before) & set(typical.rows(found, vectors))


def test_only_so_many_rows_are_read(monkeypatch):
    found, cloud = of_clouds(3, 60)
    monkeypatch.setattr(typical, "LOOKED_AT", 5)
    height = found.ground.density.ravel()[found.ground.cells]
    for row, region in zip(typical.rows(found, features(cloud)), found.levels[0], strict=True):
        own = np.isin(found.codes, region.parts)
        assert (height[own] > height[row]).sum() < 5, "it is one of the densest five"
