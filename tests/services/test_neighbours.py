"""Nearest neighbours: what a search of all by scikit-learn finds, and never oneself."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from services import neighbours


def cloud(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


def brute(features, k):
    double = features.astype(np.float64)
    distances, found = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(double).kneighbors()
    return found, distances


@pytest.mark.parametrize(("n", "d", "k"), [(300, 64, 12), (50, 1280, 5), (13, 3, 12), (2, 4, 1)])
def test_they_are_those_of_a_search_of_all(n, d, k):
    features = cloud(n, d)
    found, distances = neighbours.search(features, k=k)
    expected, far = brute(features, k)
    assert (found == expected).all()
    assert distances == pytest.approx(far, rel=1e-3)
    assert (found.dtype, distances.dtype) == (np.int32, np.float32)


def test_near_copies_far_from_the_origin_are_told_apart():
    base = cloud(40, 64, seed=1) + 3
    features = np.concatenate([base, base + cloud(40, 64, seed=2) * 0.01]).astype(np.float32)
    found, distances = neighbours.search(features, k=3)
    expected, far = brute(features, 3)
    assert (found == expected).mean() > 0.99
    assert distances[:, 0] == pytest.approx(far[:, 0], rel=0.05)


@pytest.mark.parametrize("copies", [3, 8, 30])
def test_no_point_is_its_own_neighbour_even_among_its_copies(copies):
    features = np.repeat(cloud(4, 16), copies, axis=0)
    found, distances = neighbours.search(features, k=6)
    assert not (found == np.arange(len(features))[:, None]).any()
    assert all(len(set(line)) == 6 for line in found.tolist())
    assert (distances[:, : min(6, copies - 1)] < 1e-2).all(), "its copies come first"


def test_nearest_come_first():
    _, distances = neighbours.search(cloud(200, 8), k=10)
    assert (np.diff(distances, axis=1) >= 0).all()


def test_there_are_at_most_all_others():
    found, distances = neighbours.search(cloud(4, 8), k=12)
    assert found.shape == distances.shape == (4, 3)


@pytest.mark.parametrize("n", [0, 1])
def test_a_point_alone_has_none(n):
    found, distances = neighbours.search(cloud(n, 8), k=12)
    assert found.shape == distances.shape == (n, 0)


def test_some_rows_may_ask():
    features = cloud(60, 8)
    every, far = neighbours.search(features, k=5)
    asked = np.array([7, 3, 59])
    found, distances = neighbours.search(features, k=5, queries=asked)
    assert (found == every[asked]).all()
    assert distances == pytest.approx(far[asked], rel=1e-3, abs=1e-4)


def test_the_number_of_threads_changes_nothing():
    features = cloud(500, 32)
    assert (neighbours.search(features, k=9, threads=1)[0] == neighbours.search(features, k=9, threads=2)[0]).all()


def test_the_features_are_left_as_they_were():
    features = cloud(30, 8)
    before = features.copy()
    neighbours.search(features, k=3)
    assert (features == before).all()
