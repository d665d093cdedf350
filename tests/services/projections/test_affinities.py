"""Affinities add up, in either way of making them, and attract as their definition says."""

import numpy as np
import pytest

from services.neighbours import nearest
from services.projections import affinities
from tests.services.projections.helpers import features


def test_affinities_are_symmetric_and_add_up_to_one():
    pairs = affinities.from_neighbours(nearest.search(features(120), k=30), 10, threads=1).P.toarray()
    assert pairs == pytest.approx(pairs.T)
    assert pairs.sum() == pytest.approx(1)
    assert (pairs >= 0).all() and (pairs.diagonal() == 0).all()


def test_those_of_many_are_the_same_and_take_fewer_neighbours():
    neighbours = nearest.search(features(120), k=30)
    some, many = (
        make(neighbours, 10, threads=1).P.toarray()
        for make in (affinities.from_neighbours, affinities.from_many_neighbours)
    )
    assert many == pytest.approx(some, abs=1e-6)
    few = affinities.from_many_neighbours(nearest.search(features(120), k=6), 10, threads=1).P
    assert few.sum() == pytest.approx(1)


def test_the_attraction_is_that_of_the_definition():
    made = affinities.from_neighbours(nearest.search(features(60), k=15), 5, threads=1)
    positions = np.random.default_rng(1).normal(size=(60, 2))
    gradient, divergence = affinities.attraction(made, threads=1)(positions, True)
    gaps = positions[:, None] - positions
    near = 1 / (1 + (gaps**2).sum(axis=-1))
    pairs = made.P.toarray()
    assert gradient == pytest.approx(np.einsum("ij,ij,ijk->ik", pairs, near, gaps), abs=1e-9)
    positive = pairs > 0
    wanted = (pairs[positive] * np.log(pairs[positive] / near[positive])).sum()
    assert divergence == pytest.approx(wanted, rel=1e-6)
