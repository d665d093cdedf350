"""The centre of a map's features: kept beside the map, the same for all that is added, and found again where it is
missing.
"""

import numpy as np
import pytest

from services.features import Features
from services.library import Library
from services.neighbours import metric
from services.pipeline import centre, extend
from services.pipeline import run as pipeline
from tests.conftest import Quiet, picture

pytestmark = pytest.mark.slow


@pytest.fixture
def few(monkeypatch):
    """The mean of 20 rows."""
    monkeypatch.setattr(metric, "CENTRED_BY", 20)


@pytest.fixture
def add(settings, library, tmp_path):
    """A function that adds a few more made-up pictures to a map."""

    def run(info, *seeds):
        for seed in seeds:
            (tmp_path / "pictures" / f"new-{seed}.jpg").write_bytes(picture(seed))
        recipe = extend.extend_recipe(info)
        return pipeline.run(library, settings, info.source, recipe=recipe, name="x", listener=Quiet()).info

    return run


def raw(library, info):
    rows = library.maps.rows(info.id)
    return library.contents.vectors(rows.hash, key=info.encoder_key, width=info.width)


def lose(library, info):
    for file in library.folder.glob(f"maps/{info.id}.{centre.KIND}*"):
        file.unlink()
    assert library.beside.about(info.id, centre.KIND) is None


def same(a, b):
    return a.tobytes() == b.tobytes()


def test_it_is_the_mean_of_the_first_rows_and_kept(few, built, library):
    info = built(30).info
    assert info.centred == 20
    assert library.beside.about(info.id, centre.KIND) == {"edition": centre.EDITION, "rows": 20}
    kept = centre.of_map(Library(library.folder), info)
    assert kept.dtype == np.float32
    assert kept == pytest.approx(raw(library, info)[:20].mean(axis=0), rel=1e-5)


def test_a_map_of_fewer_has_the_mean_of_all(built, library):
    info = built(30).info
    assert (info.centred, len(raw(library, info))) == (30, 30)


def test_a_euclidean_map_has_none(built, library):
    info = built(30, metric="euclidean").info
    assert info.centred == 0
    assert centre.of_map(library, info) is None
    assert library.beside.about(info.id, centre.KIND) is None


def test_it_stays_the_first_maps_over_a_chain_of_additions(built, add, library, monkeypatch):
    """Also where the first map has fewer rows than a centre is the mean of."""
    monkeypatch.setattr(metric, "CENTRED_BY", 40)
    first = built(30).info
    second = add(first, 100, 101, 102)
    third = add(second, 110, 111, 112, 113, 114, 115, 116, 117, 118, 119)
    assert (first.centred, second.centred, third.centred, third.n) == (30, 30, 30, 43)
    for info in (second, third):
        assert same(centre.of_map(library, info), centre.of_map(library, first))


def test_one_that_is_lost_is_found_again_and_the_next_map_is_the_same(few, built, add, library):
    first = built(30).info
    kept = centre.of_map(library, first)
    grown = add(first, 100, 101)
    positions = library.maps.rows(grown.id).positions.copy()
    library.cleanup.delete(grown.id)
    lose(library, first)
    assert same(centre.of_map(library, first), kept)
    again = add(first)
    assert again.id == grown.id
    assert same(library.maps.rows(again.id).positions, positions)
    library.cleanup.delete(first.id)
    lose(library, again)
    assert same(centre.of_map(library, again), kept), "though the map that it came of is gone"


def test_a_map_is_laid_out_by_what_it_is_compared_by(built, library, settings, monkeypatch):
    """By cosine the layout is that of the directions, and other than that of the features themselves."""
    by_cosine, euclidean = built(60).info, built(60, metric="euclidean").info
    assert by_cosine.id != euclidean.id
    rows = library.maps.rows(by_cosine.id)
    assert not same(rows.positions, library.maps.rows(euclidean.id).positions)
    features = raw(library, by_cosine)
    directions = metric.directions(features, metric.centre_of(features, "cosine"))
    monkeypatch.setattr(
        library.contents, "features", lambda hashes, **_: directions if len(hashes) == len(directions) else None
    )
    library.cleanup.delete(euclidean.id)
    again = built(60, metric="euclidean").info
    assert again.id == euclidean.id
    seen = library.maps.rows(again.id)
    assert same(seen.positions, rows.positions)
    assert same(seen.trust, rows.trust)
    assert again.trust == by_cosine.trust


def test_what_lies_beside_a_map_is_found_by_what_it_is_compared_by(few, built, library, settings):
    from services.pipeline.beside import Work

    info = built(30).info
    work = Work(library, settings, info, library.maps.rows(info.id), Quiet())
    features = raw(library, info)
    assert same(work.features, features)
    assert same(Features.of(work.compared).all(), metric.directions(features, centre.of_map(library, info)))
