"""Copies get a place each; nobody else moves."""

import numpy as np

from services.projections.jitter import CELL, FARTHEST, separate, separate_from


def apart(positions):
    gaps = np.linalg.norm(positions[:, None].astype(np.float64) - positions, axis=-1)
    np.fill_diagonal(gaps, np.inf)
    return gaps.min()


def test_copies_are_laid_side_by_side_and_others_stay():
    rng = np.random.default_rng(2)
    lone = (rng.permutation(400)[:60, None] // [1, 20] % 20 * 2.0).astype(np.float32) + 0.7
    copies = np.repeat(np.float32([[100, 100], [120, 100]]), [5, 2], axis=0)
    moved = separate(np.concatenate([lone, copies]))
    assert moved.dtype == np.float32 and (moved[:60] == lone).all()
    assert apart(moved[60:]) > 0.2
    assert np.abs(moved[60:] - copies).max() < 1


def test_copies_on_either_side_of_a_border_are_seen():
    assert apart(separate(np.float32([[CELL * 4 - 1e-4, 0.01], [CELL * 4 + 1e-4, 0.01]]))) > 0.2


def test_a_thousand_copies_stay_near_and_none_shares_a_place():
    moved = separate(np.zeros((1000, 2), np.float32))
    assert np.linalg.norm(moved, axis=1).max() <= FARTHEST * 1.1 and apart(moved) > 0.03


def test_the_same_input_gives_the_same_places():
    positions = np.repeat(np.random.default_rng(0).normal(size=(30, 2)).astype(np.float32), 3, axis=0)
    assert (separate(positions) == separate(positions.copy())).all()


def test_points_that_come_to_others_each_get_a_place_and_the_others_stay():
    fixed = np.random.default_rng(2).normal(size=(200, 2)).astype(np.float32) * 20
    came = np.concatenate([np.repeat(fixed[:1], 3000, axis=0), fixed[1:5], [[500.0, 500.0]]]).astype(np.float32)
    before = fixed.copy()
    transformed = separate_from(fixed, came)
    assert np.array_equal(fixed, before)
    cells = np.floor(np.concatenate([fixed, transformed]) / CELL)
    assert len(np.unique(cells, axis=0)) >= len(np.unique(np.floor(fixed / CELL), axis=0)) + len(transformed)
    assert np.linalg.norm(transformed[:3000] - fixed[0], axis=1).max() < 2 * FARTHEST
    assert np.array_equal(transformed[-1], came[-1]), "who has a place of its own keeps it"
