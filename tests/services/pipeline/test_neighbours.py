"""The step that puts the table of neighbours beside a map: that of the layout, of the map before, or by a search."""

import numpy as np
import pytest

from services.errors import StoppedByUser
from services.features import Features
from services.neighbours import metric, nearest, table
from services.pipeline import beside, extend, neighbours
from services.pipeline import centre as centres
from services.pipeline import run as pipeline
from services.projections import reduce
from tests.conftest import Quiet
from tests.services.projections.helpers import in_file, sheets

pytestmark = pytest.mark.slow


def exact(library, info):
    """The table as a search among all, in what the map's metric compares, has it."""
    rows = library.maps.rows(info.id)
    features = library.contents.vectors(rows.hash, key=info.encoder_key, width=info.width)
    compared = Features.of(metric.compared(features, centres.of_map(library, info))).all()
    return table.padded(nearest.search(compared, k=table.KEPT)[0])


@pytest.fixture
def searches(monkeypatch):
    """How many searches the step has made."""
    made, find = [], neighbours.find
    monkeypatch.setattr(neighbours, "find", lambda *given, **named: made.append(1) or find(*given, **named))
    return made


@pytest.mark.parametrize(
    ("recipe", "again"),
    [
        ({}, 0),
        ({"metric": "euclidean"}, 0),
        ({"dimensions": 3}, 0),
        ({"projection": "pca"}, 1),
        ({"projection": "tsne-exact", "iterations": 250}, 1),
        ({"perplexity": 2.0}, 1),
    ],
    ids=str,
)
def test_every_map_has_its_own_and_none_is_searched_for_twice(built, library, searches, recipe, again):
    info = built(70, **recipe).info
    assert (neighbours.of_map(library, info) == exact(library, info)).all()
    assert library.beside.about(info.id, "neighbours") == {"edition": neighbours.EDITION, "components": 0}
    assert len(searches) == again


@pytest.mark.parametrize("n", [1, 3, 9])
def test_a_small_map_has_what_there_is(built, library, n):
    info = built(n).info
    assert (neighbours.of_map(library, info) == exact(library, info)).all()
    assert (neighbours.of_map(library, info)[:, n - 1 :] == -1).all()


def test_by_cosine_they_are_others_than_by_euclidean_distance(built, library):
    by_cosine, euclidean = (neighbours.of_map(library, built(70, metric=name).info) for name in metric.METRICS)
    assert (by_cosine != euclidean).any()


@pytest.mark.parametrize(("before", "searched"), [(70, 0), (12, 1)])
def test_added_to_a_map_it_grows_from_the_table_that_is_there(
    built, pictures, library, settings, searches, before, searched
):
    old = built(before).info
    assert searches == []
    pictures(90)
    recipe = extend.extend_recipe(old)
    info = pipeline.run(library, settings, old.source, recipe=recipe, name="x", listener=Quiet()).info
    assert (info.added, len(searches)) == (90 - before, searched)
    assert (neighbours.of_map(library, info) == exact(library, info)).all()


def test_where_the_map_before_has_none_they_are_searched_for(built, pictures, library, settings, searches):
    old = built(70).info
    for file in library.folder.glob(f"maps/{old.id}.neighbours*"):
        file.unlink()
    assert neighbours.of_map(library, old) is None
    pictures(90)
    recipe = extend.extend_recipe(old)
    info = pipeline.run(library, settings, old.source, recipe=recipe, name="x", listener=Quiet()).info
    assert len(searches) == 1
    assert (neighbours.of_map(library, info) == exact(library, info)).all()


def test_an_older_map_gets_its_own_when_it_is_opened(built, library, settings):
    info = built(70).info
    made = neighbours.of_map(library, info)
    library.beside.put(info.id, "neighbours", {"rows": made[::-1]}, {"edition": neighbours.EDITION - 1})
    assert neighbours.of_map(library, info) is None, "an older edition's is none"
    beside.complete(library, settings, info.id, listener=Quiet())
    assert (neighbours.of_map(library, info) == made).all()


def test_where_an_exact_search_takes_long_candidates_are_compared(monkeypatch):
    vectors, _ = sheets(1500)
    want = nearest.search(vectors, k=15)[0]
    monkeypatch.setattr(reduce, "AFFORDABLE", 1e6)
    monkeypatch.setattr(reduce, "MIN_COMPONENTS", 16)
    found = neighbours.find(vectors, threads=2, tick=lambda *_: True)
    assert np.mean([len(np.intersect1d(a, b)) for a, b in zip(found, want, strict=True)]) / 15 > 0.99


def test_of_very_many_only_principal_components_are_held(monkeypatch, tmp_path):
    vectors, _ = sheets(3000)
    monkeypatch.setattr(neighbours, "IN_MEMORY", 1000)
    monkeypatch.setattr(Features, "all", None)
    ticks = []
    found = neighbours.find(in_file(vectors, tmp_path / "f"), threads=2, tick=lambda *of: ticks.append(of) or True)
    want = nearest.search(vectors, k=15)[0]
    assert found.shape == (3000, 15)
    assert np.mean([len(np.intersect1d(a, b)) for a, b in zip(found, want, strict=True)]) / 15 > 0.9
    assert len(ticks) > 3 and all(done <= of for done, of in ticks)
    with pytest.raises(StoppedByUser):
        neighbours.find(in_file(vectors, tmp_path / "f"), threads=2, tick=lambda *_: len(ticks) < 0)
