"""The forces by convolution against the sums they stand for."""

import numpy as np
import pytest

from services.projections import repulsion
from services.projections.repulsion import Repulsion, splines


def exact(positions):
    """All n x n forces and the normalisation, one by one."""
    gaps = positions[:, None] - positions[None]
    near = 1 / (1 + (gaps**2).sum(axis=-1))
    return (near[..., None] ** 2 * gaps).sum(axis=1), near.sum() - len(positions)


def clusters(n, spread):
    rng = np.random.default_rng(1)
    return rng.normal(scale=spread, size=(12, 2))[rng.integers(0, 12, n)] + rng.normal(scale=spread / 8, size=(n, 2))


@pytest.mark.parametrize("spread", [0.5, 1, 12, 60])
def test_forces_are_those_of_the_sum(spread):
    positions = clusters(800, spread)
    forces, total = Repulsion(threads=2)(positions)
    true, whole = exact(positions)
    assert total == pytest.approx(whole, rel=2e-3)
    assert np.linalg.norm(forces - true) < 0.05 * np.linalg.norm(true)


@pytest.mark.parametrize("spread", [1e-4, 1e-2])
def test_a_map_that_has_just_begun_is_pushed_the_right_way(spread):
    positions = clusters(800, spread)
    forces, total = Repulsion(threads=1)(positions)
    true, whole = exact(positions)
    # What is common to all is taken out by the descent, which keeps the map in the middle.
    forces -= forces.mean(axis=0)
    assert total == pytest.approx(whole, rel=1e-3)
    assert np.corrcoef(forces.ravel(), true.ravel())[0, 1] > 0.99
    assert 0.8 < np.linalg.norm(forces) / np.linalg.norm(true) < 1.25


def test_a_finer_grid_is_nearer_the_truth():
    positions = clusters(500, 20)
    true, _ = exact(positions)
    errors = [
        np.linalg.norm(Repulsion(threads=1, spacing=spacing)(positions)[0] - true) for spacing in (0.6, 0.3, 0.15)
    ]
    assert errors[0] > 3 * errors[1] > 9 * errors[2]


def test_numbers_do_not_depend_on_threads_or_on_what_came_before():
    positions = clusters(300, 10)
    used = Repulsion(threads=2)
    used(positions * 3)
    forces, total = used(positions)
    again, same = Repulsion(threads=1)(positions)
    assert (forces == again).all() and total == same


@pytest.mark.parametrize("positions", [np.zeros((5, 2)), np.array([[0.0, 0], [0, 0], [1, 0], [1, 0]])])
def test_points_on_one_spot_are_finite(positions):
    forces, total = Repulsion(threads=1)(positions)
    assert np.isfinite(forces).all() and total > 0


def test_splines_add_up():
    weights, slopes = splines(np.linspace(0, 0.999, 50, dtype=np.float32))
    assert np.allclose(weights.sum(axis=0), 1, atol=1e-6) and np.allclose(slopes.sum(axis=0), 0, atol=1e-6)
    assert (weights >= -1e-7).all()


def test_forces_computed_in_parts_are_those_of_the_whole(monkeypatch):
    positions = clusters(3000, 30)
    forces, total = Repulsion(threads=2)(positions)
    monkeypatch.setattr(repulsion, "ALL_AT_ONCE", 1000)
    monkeypatch.setattr(repulsion, "PART", 700)
    again, other = Repulsion(threads=2)(positions)
    assert other == pytest.approx(total, rel=1e-6)
    assert np.abs(again - forces).max() < 1e-4 * np.abs(forces).max()
