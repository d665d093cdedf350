"""The second half of a build: a layout is stored whole, or as far as it came; the page is told of each layout once."""

import numpy as np
import pytest

from services.errors import StoppedByUser
from services.pipeline import finish as finishing
from services.projections import Layout
from services.schema import ALL_WAVES, Recipe
from tests.conftest import Quiet


def test_a_layout_stopped_at_k_is_the_map_of_k_iterations(built, pictures, library):
    home = pictures(60)
    made = built(folder=home, iterations=400, listener=Quiet("project", after=100))
    assert made.info.stopped
    k = made.info.iterations
    assert 0 < k < 400
    assert made.info.recipe.iterations == k
    stopped = library.maps.rows(made.info.id).positions.copy()
    library.cleanup.delete(made.info.id)
    again = built(folder=home, iterations=k)
    assert again.info.id == made.info.id
    assert (library.maps.rows(again.info.id).positions == stopped).all()


def test_stopping_while_the_layout_is_measured_keeps_the_map(built, library):
    made = built(60, listener=Quiet("measure"))
    assert library.maps.get(made.info.id).state == "ready"


def test_a_stop_before_any_layout_leaves_no_map(built, library, monkeypatch):
    nothing = Layout(np.zeros((60, 2), np.float32), None, 0, True, {})
    monkeypatch.setattr(finishing.projections, "project", lambda *_, **__: nothing)
    with pytest.raises(StoppedByUser, match="before the layout began"):
        built(60)
    assert library.maps.all() == []
    assert library.contents.feature_count() == 60, "the features are kept"


def test_the_page_may_show_a_map_from_its_first_layout_on_and_is_told_so_twice_at_most(built):
    listener = Quiet()
    made = built(60, listener=listener)
    assert set(listener.shown) == {made.info.id}
    assert len(listener.shown) == 2, "at the first layout, and when the map is stored"


@pytest.mark.parametrize(("iterations", "waves"), [(40, 0), (0, 2)])
def test_the_recipe_of_a_stopped_layout_has_what_was_done(iterations, waves):
    stopped = Layout(np.zeros((3, 2), np.float32), 2.0, iterations, True, {}, waves)
    recipe = finishing._recipe_of(stopped, asked=Recipe())
    assert (recipe.iterations, recipe.waves) == (iterations, ALL_WAVES if iterations else waves)


@pytest.mark.parametrize(("waves", "asked"), [(ALL_WAVES, True), (0, False)])
def test_the_rest_of_a_map_stopped_while_it_grew_is_finished_whatever_the_listener_says(
    built, library, monkeypatch, waves, asked
):
    ticks, read = [], type(library.contents).features

    def features(*args, tick=None, **options):
        ticks.append(tick)
        return read(*args, tick=tick, **options)

    monkeypatch.setattr(type(library.contents), "features", features)
    listener = Quiet()
    built(60, waves=waves, iterations=50 if asked else 0, listener=listener)
    assert ticks == [listener.tick if asked else None]


def test_a_stopped_map_supersedes_the_one_it_was_on_its_way_to(built, library):
    made = built(60, listener=Quiet("project", 50), iterations=300)
    assert made.info.stopped
    assert Recipe.from_json(made.info.goal).iterations == 300
    (left,) = [info for info in library.maps.all() if info.id != made.info.id]
    assert (left.state, left.became) == ("building", made.info.id)


def test_positions_and_trust_are_stored_with_the_rows(built, library):
    rows = library.maps.rows(built(60).info.id)
    assert np.isfinite(rows.positions).all()
    assert np.isfinite(rows.trust).all()
