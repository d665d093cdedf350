"""The sample: rows of every region, and of the map as a whole, whose means are those of the regions."""

import numpy as np
import pytest

from services.groups import sample
from tests.helpers_regions import of_clouds


def test_means_are_those_of_the_regions_where_all_rows_are_drawn():
    found, cloud = of_clouds(3, 60)
    drawn = sample.draw(found)
    assert drawn.rows.tolist() == list(range(180))
    has = np.column_stack([cloud[drawn.rows] == 0, drawn.rows % 2 == 0])
    parts, whole = drawn.shares(has)
    assert whole == pytest.approx([1 / 3, 1 / 2])
    for region in found.levels[0]:
        own = np.isin(found.codes, region.parts)
        assert drawn.of_region(region, parts) == pytest.approx(has[own].mean(axis=0))


def test_of_many_rows_some_of_each_region_are_drawn(monkeypatch):
    monkeypatch.setattr(sample, "OF_PART", 10)
    monkeypatch.setattr(sample, "OF_MAP", 12)
    found, _ = of_clouds(4, 100)
    drawn = sample.draw(found)
    assert drawn.whole.sum() == 12
    assert (np.bincount(drawn.part, minlength=5)[:4] >= 10).all()
    assert len(drawn.rows) <= 52
    assert np.array_equal(found.codes[drawn.rows], drawn.part)
