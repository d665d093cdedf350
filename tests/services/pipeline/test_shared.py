"""A map of a layout that is there takes it, and nothing that a person gave to the other map."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from services.groups import own, stored
from services.pipeline import beside, extend, shared
from services.pipeline import run as pipeline
from services.projections.grid import KIND as GRID
from tests.conftest import Quiet, picture
from tests.helpers_regions import colour_groups


@pytest.fixture
def two(built, pictures):
    """The maps of the same pictures in two folders; between them the first is given what ``give`` gives."""

    def make(n=60, give=lambda info: None, **recipe):
        first = built(folder=pictures(n, "here"), **recipe).info
        give(first)
        return first, built(folder=pictures(n, "there"), **recipe).info

    return make


def test_all_that_lies_beside_a_map_lies_beside_the_other_too(two, library):
    first, second = two()
    assert beside.missing(library, second) == []
    kinds = [step.kind for step in beside.STEPS] + ["centre"]
    for kind in kinds:
        one, other = (library.beside.found(info.id, kind) for info in (first, second))
        assert one.arrays.keys() == other.arrays.keys()
        for name, array in one.arrays.items():
            assert np.array_equal(array, other.arrays[name], equal_nan=array.dtype.kind == "f"), (kind, name)
    same = ("trust", "trust_sampled", "perplexity", "iterations", "centred", "encoder_key", "versions")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]
    assert "project" not in second.seconds, "it tells nothing of how long a layout takes"


def test_what_an_older_version_did_not_find_is_found(two, library):
    _, second = two(give=lambda info: (library.folder / "maps" / f"{info.id}.{GRID}.json").unlink())
    assert beside.missing(library, second) == []


def test_names_and_selections_that_persons_gave_stay_with_the_first(built, library, tmp_path):
    def give(info):
        library.selections.keep(info.id, b"\1", 1, name="mine")
        assert own.rename(library, info.id, 0, "My region").name == "My region"

    first = built(folder=colour_groups(tmp_path / "here"), projection="pca").info
    give(first)
    second = built(folder=shutil.copytree(first.source, tmp_path / "there"), projection="pca").info
    assert second.layout == first.layout
    names = [
        {region.name for level in stored.read(library.beside.found(info.id, stored.KIND)).levels for region in level}
        for info in (first, second)
    ]
    assert ["My region" in of for of in names] == [True, False]
    assert (library.selections.of(second.id), library.region_names.of(second.id)) == ([], [])
    assert len(library.selections.of(first.id)) == 1


def test_a_map_whose_file_is_damaged_or_another_is_not_taken(built, pictures, library):
    info = built(folder=pictures(8, "here")).info
    rows = library.maps.rows(info.id)
    asked = replace(info, id="ab" * 16, source="/there")
    assert shared.find(library, asked, rows).id == info.id
    assert shared.find(library, info, rows) is None, "it is that map"
    assert shared.find(library, asked, replace(rows, hash=rows.hash[::-1])) is None
    (library.folder / "maps" / f"{info.id}.parquet").write_bytes(b"damaged")
    assert shared.find(library, asked, rows) is None
    made = built(folder=pictures(8, "there"))
    assert (made.shares, made.info.layout) == (None, info.layout), "it is laid out"
    assert np.isfinite(library.maps.rows(made.info.id).positions).all()


def test_a_layout_that_was_stopped_is_whole_where_so_few_steps_were_asked_for(built, pictures, library):
    stopped = built(folder=pictures(60, "here"), iterations=400, listener=Quiet("project", after=100)).info
    made = built(folder=pictures(60, "there"), iterations=stopped.iterations)
    assert (made.shares.id, made.info.layout) == (stopped.id, stopped.layout)
    assert (stopped.stopped, made.info.stopped) == (True, False)


def test_what_is_added_in_two_folders_alike_is_laid_out_once(two, library, settings, tmp_path):
    first, second = two(20)
    made = []
    for info, home in ((first, "here"), (second, "there")):
        (tmp_path / home / "red" / "new.jpg").write_bytes(picture(100))
        (tmp_path / home / "red" / "picture-001.jpg").unlink()
        library.selections.keep(info.id, b"\1\0\0", 1, name=home)
        recipe = extend.extend_recipe(info)
        made.append(pipeline.run(library, settings, info.source, recipe=recipe, name=home, listener=Quiet()))
    assert [one.shares and one.shares.id for one in made] == [None, made[0].info.id]
    infos = [library.maps.get(one.info.id) for one in made]
    assert infos[0].layout == infos[1].layout != first.layout
    assert [info.recipe.base for info in infos] == [first.id, second.id]
    assert [(info.name, info.added, info.vanished) for info in infos] == [("here", 1, 1), ("there", 1, 1)]
    assert [[s.name for s in library.selections.of(info.id)] for info in infos] == [["here"], ["there"]]
    assert [len(library.outdated.of(info.id)) for info in infos] == [1, 1]
    assert np.array_equal(*(library.maps.rows(info.id).positions for info in infos))
