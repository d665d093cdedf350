"""The step that arranges a map in a grid: when it is ready, of any map, by the table of neighbours if it has one."""

from dataclasses import replace

import numpy as np
import pytest

from services.pipeline import beside, grid, neighbours
from services.pipeline.beside import Step, Work
from services.projections.grid import KIND
from tests.conftest import Quiet

STEP = Step(KIND, grid.EDITION, grid.make, late=True)


def listening():
    """A listener to which a stage has been announced."""
    quiet = Quiet()
    quiet.stage("measure")
    return quiet


@pytest.fixture(autouse=True)
def only(monkeypatch):
    monkeypatch.setattr(beside, "STEPS", (STEP,))


def cells(library, info):
    found = library.beside.found(info.id, KIND)
    columns, lines = found.about["columns"], found.about["lines"]
    x, y = found.arrays["x"], found.arrays["y"]
    assert x.dtype == y.dtype == np.uint16 and len(x) == len(y) == info.n
    assert x.max() < columns and y.max() < lines
    return columns, lines, y.astype(int) * columns + x


def test_it_is_among_the_steps_and_taken_when_the_map_is_shown():
    from importlib import reload

    steps = {step.kind: step for step in reload(beside).STEPS}
    assert steps["grid"].late and steps["grid"].edition == grid.EDITION


@pytest.mark.parametrize("how", [{}, {"projection": "pca"}, {"dimensions": 3}])
def test_every_picture_of_a_build_has_a_cell(built, library, how):
    made = built(30, **how).info
    columns, lines, places = cells(library, made)
    assert len(set(places.tolist())) == 30
    assert 0 <= columns * lines - 30 < columns
    assert beside.missing(library, made) == []


@pytest.mark.parametrize("n", [1, 2, 5])
def test_few_pictures_have_one_too(built, library, n):
    assert len(set(cells(library, built(n).info)[2].tolist())) == n


def test_neighbours_come_from_beside_the_map(built, library, settings):
    made = built(30).info
    assert neighbours.of_map(library, made) is None
    table = np.random.default_rng(0).integers(-1, 30, size=(30, 15)).astype(np.int32)
    library.beside.put(made.id, "neighbours", {"rows": table}, {"edition": 1})
    assert (neighbours.of_map(library, made) == table).all()
    without = cells(library, made)[2]
    grid.make(Work(library, settings, made, library.maps.rows(made.id), listening()))
    assert (cells(library, made)[2] != without).any()


def test_the_seed_is_that_of_the_recipe(built, library, settings):
    made = built(30).info
    first = cells(library, made)[2]
    other = replace(made, recipe=made.recipe.with_(seed=made.recipe.seed + 1))
    for info, same in ((made, True), (other, False)):
        grid.make(Work(library, settings, info, library.maps.rows(made.id), listening()))
        assert (cells(library, made)[2] == first).all() == same


def test_progress_rises_and_a_stop_keeps_the_map_and_the_old_grid(built, library, settings):
    made = built(30).info
    told = []

    class Listener(Quiet):
        def tick(self, done, total):
            told.append((done, total))
            return len(told) < 9

    work = Work(library, settings, made, library.maps.rows(made.id), Listener())
    before = library.beside.about(made.id, KIND)
    beside.take_of_build(work, late=True)
    assert len(told) == 9 and told == sorted(told) and {total for _, total in told} == {30}
    assert library.beside.about(made.id, KIND) == before
    assert library.maps.get(made.id).state == "ready"


def test_an_older_map_gets_the_same_grid_later(built, library, settings, monkeypatch):
    made = built(30).info
    first = cells(library, made)[2]
    monkeypatch.setattr(beside, "STEPS", (Step(KIND, grid.EDITION + 1, grid.make, late=True),))
    assert beside.missing(library, made)
    beside.complete(library, settings, made.id, listener=Quiet())
    assert (cells(library, made)[2] == first).all()
