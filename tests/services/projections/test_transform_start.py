"""Where new pictures begin: at the neighbour that most others lie around, by distances relative to the surroundings."""

import numpy as np

from services.features import Features
from services.projections import transform_start
from tests.services.projections.helpers import features


def test_a_picture_begins_where_most_of_its_neighbours_lie_and_not_between():
    positions = np.array([[0, 0], [1, 0], [0, 1], [0.4, 0.4], [50, 0], [51, 0]], np.float32)
    neighbours = np.array([[0, 1, 2, 3, 4, 5]])
    start = transform_start.neighbour_medoids(positions, neighbours, np.ones((1, 6), np.float32))
    assert start.tolist() == [positions[3].astype(np.float64).tolist()]
    # The two that are near in features count more than the four that are not.
    relative = np.array([[9, 9, 9, 9, 1, 1]], np.float32)
    assert transform_start.neighbour_medoids(positions, neighbours, relative)[0, 0] >= 50


def test_a_neighbour_among_close_pictures_is_relatively_farther():
    rng = np.random.default_rng(0)
    dense, sparse = rng.normal(scale=0.1, size=(60, 4)), rng.normal([20, 0, 0, 0], 3, size=(60, 4))
    old = np.concatenate([dense, sparse]).astype(np.float32)
    new = np.array([[2.0, 0, 0, 0], [16.0, 0, 0, 0]], np.float32)
    _, relative = transform_start.relative_neighbours(old, new, threads=1)
    assert relative[0, 0] > 3 * relative[1, 0]


def test_among_copies_alone_another_picture_is_far_and_nothing_is_infinite():
    old = np.ones((80, 8), np.float32)
    _, relative = transform_start.relative_neighbours(old, np.zeros((2, 8), np.float32), threads=1)
    assert np.isfinite(relative).all() and (relative > 1e5).all()


def test_by_blocks_they_are_the_same(monkeypatch):
    vectors = features(900)
    want = transform_start.relative_neighbours(vectors[:700], vectors[700:], threads=2)
    monkeypatch.setattr(transform_start, "BATCH", 150)
    got = transform_start.relative_neighbours(Features.of(vectors[:700]), Features.of(vectors[700:]), threads=2)
    assert np.allclose(got[0], want[0]) and np.allclose(got[1], want[1], atol=1e-3)
