"""The exact nearest by bounds: the same as comparing every row, whatever the rows are."""

import numpy as np
import pytest

from services.neighbours import bounded
from services.neighbours.bounded import Bounded, best


def clustered(n, width, seed=0, unit=True):
    """Rows as features are: a few strong directions, many weak ones."""
    dice = np.random.default_rng(seed)
    rows = dice.normal(size=(n, width)) * np.geomspace(3, 0.02, width)
    rows += dice.normal(size=(20, width))[dice.integers(0, 20, n)]
    rows = rows.astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True) if unit else rows


def brute(rows, vector, k, without=()):
    products = rows.astype(np.float64) @ vector.astype(np.float64)
    products[list(without)] = -np.inf
    order = np.lexsort((np.arange(len(rows)), -products.astype(np.float32)))
    return order[: min(k, len(rows) - len(without))]


@pytest.mark.parametrize("n", [3, 50, bounded.FEW, bounded.FEW + 1, 9000])
@pytest.mark.parametrize("unit", [True, False])
def test_the_nearest_are_those_of_comparing_all(n, unit):
    rows = clustered(n, 96, seed=n, unit=unit)
    found = Bounded(rows.copy())
    for row in np.random.default_rng(1).choice(n, min(n, 40), replace=False):
        got = found.nearest(rows[row], k=20, without=np.array([row]))
        assert got.rows.tolist() == brute(rows, rows[row], 20, [row]).tolist()
        assert np.allclose(got.products, rows[got.rows] @ rows[row], atol=1e-5)
        assert (np.diff(got.products) <= 0).all()


def test_rows_that_no_axis_tells_apart_are_all_compared():
    rows = np.random.default_rng(3).normal(size=(6000, 40)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    found = Bounded(rows)
    assert found.nearest(rows[5], k=9, without=np.array([5])).rows.tolist() == brute(rows, rows[5], 9, [5]).tolist()


def test_copies_come_first_and_by_their_numbers():
    rows = clustered(7000, 64, seed=5)
    copies = [4, 17, 901, 6999]
    rows[copies] = rows[3]
    got = Bounded(rows).nearest(rows[3], k=6, without=np.array([3]))
    assert got.rows[:4].tolist() == copies
    assert len(set(got.products[:4].tolist())) == 1


def test_rows_left_out_are_not_found_though_they_are_the_nearest():
    rows = clustered(5000, 64, seed=6)
    without = brute(rows, rows[9], 400)
    got = Bounded(rows).nearest(rows[9], k=10, without=without)
    assert got.rows.tolist() == brute(rows, rows[9], 10, without.tolist()).tolist()


def test_rows_of_zeros_are_like_nothing_and_break_nothing():
    rows = clustered(5000, 32, seed=7)
    rows[::50] = 0
    got = Bounded(rows).nearest(rows[1], k=30, without=np.array([1]))
    assert got.rows.tolist() == brute(rows, rows[1], 30, [1]).tolist()
    assert (
        len(Bounded(np.zeros((4500, 8), np.float32)).nearest(np.zeros(8, np.float32), k=3, without=np.array([0])).rows)
        == 3
    )


@pytest.mark.parametrize("n", [1, 2, 4500])
def test_there_are_no_more_than_there_are(n):
    found = Bounded(clustered(n, 16, seed=8))
    assert len(found.nearest(found.rows[0], k=99_999, without=np.array([0])).rows) == n - 1
    assert len(found.nearest(found.rows[0], k=5, without=np.arange(n)).rows) == 0


def test_of_equal_products_the_lower_row_is_better():
    got = best(np.array([9, 2, 5, 7]), np.array([1, 1, 3, 1], np.float32), 3)
    assert (got.rows.tolist(), got.products.tolist()) == ([5, 2, 7], [3, 1, 1])


def test_it_says_how_much_it_holds():
    rows = clustered(5000, 50)
    assert rows.nbytes < Bounded(rows).nbytes < 1.5 * rows.nbytes
    assert Bounded(rows[:10]).nbytes == rows[:10].nbytes
