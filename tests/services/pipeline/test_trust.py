"""The step that gives a trust to points that an older version did not measure."""

from dataclasses import replace

import numpy as np
import pytest

from services.library import Library
from services.pipeline import beside, trust
from services.quality import trust as quality
from tests.conftest import Quiet

pytestmark = pytest.mark.slow


@pytest.fixture
def older(built, library, monkeypatch):
    """A map of which an older version measured every third point; its first column has what was measured."""
    monkeypatch.setattr(quality, "EXACT", 20)
    monkeypatch.setattr(quality, "SAMPLE", 50)
    info = built(60).info
    rows = library.maps.rows(info.id)
    some = np.where(np.arange(60) % 3, np.nan, rows.trust).astype(np.float32)
    info = replace(info, trust_sampled=20, trust_against=0)
    for file in library.folder.glob(f"maps/{info.id}.trust*"):
        file.unlink()
    library.maps.finish(info, replace(rows, trust=some))
    return library.maps.get(info.id)


def complete(library, settings, info):
    beside.complete(library, settings, info.id, listener=Quiet())
    return Library(library.folder).maps.get(info.id)


def test_an_older_map_gets_the_trust_that_it_lacks_and_keeps_what_it_has(older, library, settings):
    before = library.maps.rows(older.id)
    assert np.isnan(before.trust).sum() == 40
    assert [step.kind for step in beside.missing(library, older)] == ["trust"]
    after = complete(library, settings, older)
    rows = library.maps.rows(older.id)
    known = ~np.isnan(before.trust)
    assert (rows.trust[known] == before.trust[known]).all()
    assert np.isfinite(rows.trust).all() and (rows.trust <= 1).all() and np.ptp(rows.trust) > 0
    assert after == replace(older, trust_against=50), "the trust of the map, of 20 points, is still the one it had"
    assert (library.maps.columns(older.id).trust == rows.trust).all()
    assert (rows.positions == before.positions).all() and rows.path == before.path and rows.hash == before.hash
    assert beside.missing(library, after) == []


def test_it_stays_the_same_map_in_the_list(older, library, settings):
    """Its name, and when it was made and opened, are a person's."""
    library.maps.rename(older.id, "mine")
    made = library.db.read().execute("SELECT made, opened FROM maps").fetchone()[:]
    assert complete(library, settings, older).name == "mine"
    assert library.db.read().execute("SELECT made, opened FROM maps").fetchone()[:] == made


def test_a_map_whose_points_all_have_one_is_not_written_again(built, library, settings):
    info = built(60).info
    stamp = library.maps.columns(info.id).stamp
    assert trust.KIND not in [step.kind for step in beside.missing(library, info)]
    library.beside.put(info.id, trust.KIND, {}, {"edition": trust.EDITION - 1})
    complete(library, settings, info)
    assert library.maps.columns(info.id).stamp == stamp
    assert library.beside.edition(info.id, trust.KIND) == trust.EDITION


def test_a_map_of_too_few_has_none_and_needs_none(built, library, settings):
    info = built(3).info
    assert info.trust is None
    library.beside.put(info.id, trust.KIND, {}, {"edition": trust.EDITION - 1})
    complete(library, settings, info)
    assert np.isnan(library.maps.rows(info.id).trust).all()
    assert beside.missing(library, info) == []
