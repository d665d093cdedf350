"""A new layout is turned to fit an old map, and not stretched."""

import numpy as np
import pytest

from services.errors import BadRequest
from services.pipeline.align import onto, turned
from services.schema import Recipe


@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("mirrored", [False, True])
def test_what_was_turned_mirrored_and_shifted_is_turned_back(dimensions, mirrored):
    rng = np.random.default_rng(3)
    goal = (rng.normal(size=(50, dimensions)) * 40).astype(np.float32)
    turn, _ = np.linalg.qr(rng.normal(size=(dimensions, dimensions)))
    if (np.linalg.det(turn) < 0) != mirrored:
        turn[:, 0] *= -1
    spun = (goal @ turn + 7).astype(np.float32)
    rows = np.arange(0, 50, 2)
    assert np.allclose(turned(spun, rows, goal[rows]), goal, atol=1e-3)


def test_nothing_is_stretched():
    rng = np.random.default_rng(4)
    goal = rng.normal(size=(30, 2))
    fitted = turned((goal * 3).astype(np.float32), np.arange(30), goal)
    assert np.ptp(fitted[:, 0]) == pytest.approx(3 * np.ptp(goal[:, 0]), rel=1e-4)


def test_with_nothing_in_common_nothing_is_turned():
    here = np.ones((3, 2), np.float32)
    assert turned(here, np.arange(0), np.empty((0, 2))) is here


def test_other_dimensions_cannot_be_fitted(built, library):
    flat = built(6).info
    with pytest.raises(BadRequest, match="3 dimensions"):
        onto(library, Recipe(dimensions=3, align=flat.id), library.maps.rows(flat.id))


def test_a_wave_of_the_first_rows_is_turned_by_those_it_has(built, library):
    old = library.maps.rows(built(12).info.id)
    turn = onto(library, Recipe(align=library.maps.all()[0].id), old)
    spun = (old.positions @ np.array([[0, 1], [-1, 0]]) + 5).astype(np.float32)
    assert np.allclose(turn(spun), old.positions, atol=1e-3)
    first = turn(spun[:7])
    assert first.shape == (7, 2)
    assert np.allclose(first, old.positions[:7], atol=1e-3)
    assert turn(spun[:0]).shape == (0, 2)
