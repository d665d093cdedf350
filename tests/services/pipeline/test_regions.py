"""The step that finds a map's regions and their names."""

import numpy as np
import pytest

from services.groups import own, stored
from services.groups.stored import KIND, OUTLINES
from services.pipeline import beside, regions
from services.pipeline.beside import Work
from services.schema import Recipe
from tests.conftest import Quiet, picture
from tests.helpers_maps import stored as stored_map
from tests.helpers_regions import clouds


def mapped(library, home, *, k=3, size=30, dimensions=2, recipe=None):
    positions, near, cloud = clouds(k, size, dimensions=dimensions)
    made = np.random.default_rng(4)
    features = (made.normal(size=(k, 6))[cloud] * 8 + made.normal(size=(len(cloud), 6))).astype(np.float32)
    files = {f"{'abc'[one]}/{row}.jpg": picture(row) for row, one in enumerate(cloud)}
    info = stored_map(
        library, home, files, positions=positions, features=features, dimensions=dimensions, recipe=recipe
    )
    return info, near


def take(library, settings, info):
    work = Work(library, settings, info, library.maps.rows(info.id), Quiet())
    regions.make(work)
    return stored.read(library.beside.found(info.id, KIND))


@pytest.mark.parametrize("dimensions", [2, 3])
def test_regions_are_found_named_and_drawn(library, settings, tmp_path, dimensions):
    info, _ = mapped(library, tmp_path / "home", dimensions=dimensions)
    here = take(library, settings, info)
    assert sorted(region.name for region in here.levels[0]) == ["a", "b", "c"]
    assert {region.source for region in here.levels[0]} == {"folder"}
    assert (here.words, here.reason[-1:]) == (False, "."), "the encoder of these maps is another"
    rings = library.beside.found(info.id, OUTLINES)
    assert (rings is not None) == (dimensions == 2)
    if rings is not None:
        assert set(rings.arrays["rings"][:, 0]) == {0, 1, 2}


def test_a_table_of_neighbours_beside_the_map_is_read(library, settings, tmp_path):
    info, near = mapped(library, tmp_path / "home")
    work = Work(library, settings, info, library.maps.rows(info.id), Quiet())
    searched = regions._nearest(work)
    assert (searched.shape, searched.dtype) == ((90, 15), np.int32)
    library.beside.put(info.id, "neighbours", {"rows": near}, {"edition": 1})
    assert np.array_equal(regions._nearest(work), near)


def test_a_map_of_few_pictures_is_known_to_have_none(library, settings, tmp_path):
    info, _ = mapped(library, tmp_path / "home", k=2, size=16)
    here = take(library, settings, info)
    assert (here.levels, here.rows.tolist()) == ([], [0] * 32)
    assert KIND not in [step.kind for step in beside.missing(library, info)], "it is not looked for again"


def test_a_map_that_pictures_were_added_to_takes_the_names_of_its_base_once(library, settings, tmp_path):
    base, _ = mapped(library, tmp_path / "home")
    take(library, settings, base)
    own.rename(library, base.id, 1, "Mine")
    more, _ = mapped(library, tmp_path / "more", recipe=Recipe(base=base.id))
    assert "Mine" in [region.name for region in take(library, settings, more).regions]
    own.rename(library, more.id, 1, "")
    assert "Mine" not in [region.name for region in take(library, settings, more).regions]


def test_the_step_is_among_those_of_a_build():
    assert (KIND, stored.EDITION) in [(step.kind, step.edition) for step in beside.STEPS]
