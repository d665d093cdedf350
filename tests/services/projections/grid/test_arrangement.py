"""A grid has every picture once, neighbours beside neighbours, and is the same each time."""

import numpy as np
import pytest

from services.errors import StoppedByUser
from services.neighbours import nearest
from services.projections.grid import arrangement
from services.projections.grid.arrangement import COMPONENTS, FEWEST, MOST, arrange, rounds, vectors
from services.projections.grid.split import shape, split
from tests.services.projections.grid.helpers import beside, is_whole, sheet
from tests.services.projections.helpers import in_file


def go(*_):
    return True


def cells_of(grid):
    cells = np.full((grid.lines, grid.columns), -1, dtype=np.int64)
    cells[grid.y, grid.x] = np.arange(len(grid.x))
    return cells


def arranged(positions, features, neighbours, *, seed=8, tick=go):
    return arrange(positions, vectors(features, tick=go), neighbours, seed=seed, tick=tick)


@pytest.mark.parametrize("n", [1, 2, 3, 5, 30, 700])
def test_every_picture_has_a_cell_of_its_own(n):
    grid = arranged(*sheet(n))
    assert (grid.columns, grid.lines) == shape(n)
    assert grid.x.dtype == grid.y.dtype == np.uint16
    assert is_whole(cells_of(grid), n)


def test_thousands_of_copies_are_no_trouble():
    positions, features, neighbours = sheet(1200)
    positions[:1000], features[:1000] = positions[0], features[0]
    neighbours = nearest.search(features, k=15)[0]
    assert is_whole(cells_of(arranged(positions, features, neighbours)), 1200)
    same = arranged(np.zeros((900, 2), np.float32), np.ones((900, 8), np.float32), np.full((900, 15), -1, np.int32))
    assert is_whole(cells_of(same), 900)


def test_more_neighbours_lie_side_by_side_than_where_it_began():
    positions, features, neighbours = sheet(600)
    # A map that has gone wrong in places, as all do.
    positions += np.random.default_rng(1).normal(scale=6, size=positions.shape).astype(np.float32)
    started = beside(split(positions, *shape(600)), neighbours)
    # Features without a word of their own leave the neighbours alone to say where a picture belongs, and these nothing.
    smoothed = beside(cells_of(arranged(positions, features, np.empty((600, 0), np.int32))), neighbours)
    mute = beside(cells_of(arranged(positions, np.ones_like(features), neighbours)), neighbours)
    both = beside(cells_of(arranged(positions, features, neighbours)), neighbours)
    assert both > mute > 1.3 * started
    assert both > smoothed > 1.2 * started


def test_it_looks_like_the_map():
    positions, features, neighbours = sheet(600)
    grid = arranged(positions, features, neighbours)
    assert np.corrcoef(grid.x, positions[:, 0])[0, 1] > 0.9
    assert np.corrcoef(grid.y, -positions[:, 1])[0, 1] > 0.9


def test_a_map_in_space_begins_with_its_principal_axes():
    positions, features, neighbours = sheet(600)
    turned = np.column_stack([positions[:, 1] * 0.1, positions[:, 0] * 3, positions[:, 1]]).astype(np.float32)
    grid = arranged(turned, features, neighbours)
    assert is_whole(cells_of(grid), 600)
    assert abs(np.corrcoef(grid.x, positions[:, 0])[0, 1]) > 0.9
    assert abs(np.corrcoef(grid.y, positions[:, 1])[0, 1]) > 0.9


def test_the_same_input_gives_the_same_grid():
    positions, features, neighbours = sheet(600)
    first, second = (arranged(positions, features.copy(), neighbours) for _ in range(2))
    assert (first.x == second.x).all() and (first.y == second.y).all()
    assert (arranged(positions, features, neighbours, seed=9).x != first.x).any()


def test_the_number_of_rounds_depends_on_that_of_pictures_only():
    assert [rounds(n) for n in (1, 1000, 27_000, 1_000_000)] == [MOST, MOST, 10, FEWEST]


@pytest.mark.parametrize("n", [3, 200, 600])
def test_progress_rises_to_the_end_and_a_stop_is_obeyed(n):
    told = []
    positions, features, neighbours = sheet(n)
    arranged(positions, features, neighbours, tick=lambda done, total: told.append((done, total)) or True)
    assert told == sorted(told) and told[-1] == (n, n)
    calls = iter([True, False])
    with pytest.raises(StoppedByUser):
        arranged(positions, features, neighbours, tick=lambda *_: next(calls))


class TestVectors:
    def test_products_are_nearly_the_cosine_of_centred_features(self):
        _, features, _ = sheet(500)
        features += 3
        found = vectors(features, tick=go)
        away = features - features.mean(axis=0)
        away /= np.linalg.norm(away, axis=1, keepdims=True)
        assert found.dtype == np.float32 and found.shape == (500, 24)
        common = away.mean(axis=0)
        assert np.allclose(found @ found.T, (away - common) @ (away - common).T, atol=1e-4)

    def test_features_may_lie_in_a_file_and_be_many_numbers(self, tmp_path, monkeypatch):
        monkeypatch.setattr(arrangement, "SAMPLE", 300)
        features = np.random.default_rng(0).normal(size=(900, 150)).astype(np.float32)
        found, told = vectors(features, tick=go), []
        assert found.shape == (900, COMPONENTS)
        filed = vectors(in_file(features, tmp_path / "features"), tick=lambda *how: told.append(how) or True)
        assert np.array_equal(filed, found)
        assert told[-1] == (900, 900)
        with pytest.raises(StoppedByUser):
            vectors(features, tick=lambda *_: False)

    @pytest.mark.parametrize("features", [np.ones((1, 4)), np.zeros((40, 4)), np.full((40, 4), 1e-30), np.eye(3) * 1e9])
    def test_what_has_no_direction_is_zero_and_never_nan(self, features):
        assert np.isfinite(vectors(features.astype(np.float32), tick=go)).all()
