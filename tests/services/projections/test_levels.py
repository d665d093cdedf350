"""The order in which pictures appear: nested, without overlap, the lowest row first; along a curve within a level."""

import numpy as np
import pytest

from services.projections.levels import FIRST, MOST, RATIO, hilbert, levels


def cloud(n, seed=0):
    rng = np.random.default_rng(seed)
    return (rng.normal(size=(n, 2)) * [3, 1] + rng.integers(0, 4, size=(n, 1)) * 5).astype(np.float32)


def slowly(positions):
    """The level of each row, one row after the other against all that are shown."""
    points = positions.astype(np.float64)
    wide = np.ptp(points, axis=0).max()
    level, shown, side = np.full(len(points), -1), [], wide / FIRST
    for number in range(MOST):
        for row in range(len(points)):
            if level[row] < 0 and all(np.abs(points[row] - points[other]).max() / side >= 1 for other in shown):
                level[row] = number
                shown.append(row)
        side /= RATIO
    level[level < 0] = level.max() + 1
    return level


def level_of(found, n):
    level = np.empty(n, dtype=int)
    for number, (start, stop) in enumerate(zip((0, *found.ends), found.ends, strict=False)):
        level[found.order[start:stop]] = number
    return level


@pytest.mark.parametrize("seed", range(3))
def test_levels_are_those_of_one_row_after_the_other(seed):
    positions = cloud(400, seed)
    assert level_of(levels(positions), 400).tolist() == slowly(positions).tolist()


def test_every_row_has_a_place_and_the_same_input_gives_the_same():
    positions = cloud(3000)
    found, again = levels(positions), levels(positions.copy())
    assert sorted(found.order.tolist()) == list(range(3000))
    assert found.ends[-1] == 3000
    assert (found.order == again.order).all()
    assert found.ends == again.ends


def test_within_a_level_neighbours_in_the_order_are_neighbours_on_the_map():
    positions = cloud(5000)
    found = levels(positions)
    largest = int(np.diff(found.ends).argmax())
    rows = found.order[found.ends[largest] : found.ends[largest + 1]]
    steps, shuffled = (np.abs(np.diff(positions[some], axis=0)).max(axis=1) for some in (rows, np.sort(rows)))
    assert len(rows) > 500
    assert np.median(steps) < np.median(shuffled) / 10


@pytest.mark.parametrize("n", [0, 1, 2])
def test_few_points(n):
    found = levels(cloud(n).reshape(n, 2))
    assert sorted(found.order.tolist()) == list(range(n))


def test_copies_on_one_spot_come_last_but_for_one():
    positions = np.concatenate([np.zeros((50, 2)), [[1.0, 1.0]]]).astype(np.float32)
    found = levels(positions)
    assert set(found.order[:2].tolist()) == {0, 50}
    assert len(found.order) == 51
    assert levels(np.ones((7, 2))).order.tolist() == list(range(7)), "all points on one spot"


def test_the_curve_goes_from_each_square_to_one_beside_it():
    squares = np.stack(np.meshgrid(np.arange(16), np.arange(16)), axis=-1).reshape(-1, 2)
    order = np.argsort(hilbert(squares * 4369.0))
    assert np.abs(np.diff(squares[order], axis=0)).sum(axis=1).tolist() == [1] * 255
