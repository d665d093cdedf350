"""Nearest neighbours: what a search of all by scikit-learn finds, and never oneself."""

import numpy as np
import pytest
from sklearn.neighbors import NearestNeighbors

from services.neighbours import nearest


def cloud(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


def brute(features, k):
    double = features.astype(np.float64)
    distances, found = NearestNeighbors(n_neighbors=k, algorithm="brute").fit(double).kneighbors()
    return found, distances


@pytest.mark.parametrize(("n", "d", "k"), [(300, 64, 12), (50, 1280, 5), (13, 3, 12), (2, 4, 1)])
def test_they_are_those_of_a_search_of_all(n, d, k):
    features = cloud(n, d)
    found, distances = nearest.search(features, k=k)
    expected, far = brute(features, k)
    assert (found == expected).all()
    assert distances == pytest.approx(far, rel=1e-3)
    assert (found.dtype, distances.dtype) == (np.int32, np.float32)


def test_near_copies_far_from_the_origin_are_told_apart():
    base = cloud(40, 64, seed=1) + 3
    features = np.concatenate([base, base + cloud(40, 64, seed=2) * 0.01]).astype(np.float32)
    found, distances = nearest.search(features, k=3)
    expected, far = brute(features, 3)
    assert (found == expected).mean() > 0.99
    assert distances[:, 0] == pytest.approx(far[:, 0], rel=0.05)


@pytest.mark.parametrize("copies", [3, 8, 30])
def test_no_point_is_its_own_neighbour_even_among_its_copies(copies):
    features = np.repeat(cloud(4, 16), copies, axis=0)
    found, distances = nearest.search(features, k=6)
    assert not (found == np.arange(len(features))[:, None]).any()
    assert all(len(set(line)) == 6 for line in found.tolist())
    assert (distances[:, : min(6, copies - 1)] < 1e-2).all(), "its copies come first"


def test_nearest_come_first():
    _, distances = nearest.search(cloud(200, 8), k=10)
    assert (np.diff(distances, axis=1) >= 0).all()


def test_there_are_at_most_all_others():
    found, distances = nearest.search(cloud(4, 8), k=12)
    assert found.shape == distances.shape == (4, 3)


@pytest.mark.parametrize("n", [0, 1])
def test_a_point_alone_has_none(n):
    found, distances = nearest.search(cloud(n, 8), k=12)
    assert found.shape == distances.shape == (n, 0)


def test_some_rows_may_ask():
    features = cloud(60, 8)
    every, far = nearest.search(features, k=5)
    asked = np.array([7, 3, 59])
    found, distances = nearest.search(features, k=5, rows=asked)
    assert (found == every[asked]).all()
    assert distances == pytest.approx(far[asked], rel=1e-3, abs=1e-4)


def test_the_number_of_threads_changes_nothing():
    features = cloud(500, 32)
    assert (nearest.search(features, k=9, threads=1)[0] == nearest.search(features, k=9, threads=2)[0]).all()


def test_what_finds_candidates_decides_neither_their_order_nor_their_distance(monkeypatch):
    """BLAS on another processor: other roundings, and equal ones in another order."""
    features = np.concatenate([cloud(200, 32), np.repeat(cloud(1, 32, seed=4), 6, axis=0)])
    want, real = [*nearest.search(features, k=9), *nearest.query(features, features[:20] + 1, k=9)], nearest._search

    def otherwise(index, queries, k, *, threads):
        squared, rows = real(index, queries, k, threads=threads)
        return squared + np.float32(1e-3), rows[:, ::-1]

    monkeypatch.setattr(nearest, "_search", otherwise)
    got = [*nearest.search(features, k=9), *nearest.query(features, features[:20] + 1, k=9)]
    assert all((a == b).all() for a, b in zip(got, want, strict=True))


def test_the_features_are_left_as_they_were():
    features = cloud(30, 8)
    before = features.copy()
    nearest.search(features, k=3)
    assert (features == before).all()


def test_candidates_of_a_few_directions_are_chosen_among_by_all_numbers():
    features = cloud(900, 40) * np.linspace(2, 0.2, 40, dtype=np.float32)
    found, distances = nearest.search_candidates(features, features[:, :14].copy(), k=15, threads=2)
    expected, far = brute(features, 15)
    few, _ = nearest.search(features[:, :14].copy(), k=15)
    shares = [np.mean([len(set(a) & set(b)) / 15 for a, b in zip(one, expected, strict=True)]) for one in (few, found)]
    assert shares[0] < shares[1] - 0.2 and shares[1] > 0.9, shares
    assert distances[:, 0] == pytest.approx(np.linalg.norm(features - features[found[:, 0]], axis=1), rel=1e-5)
    assert (np.diff(distances, axis=1) >= 0).all() and (distances[:, 0] >= far[:, 0] * 0.9999).all()
    assert (found.dtype, distances.dtype) == (np.int32, np.float32)


@pytest.mark.parametrize(("n", "k"), [(5, 4), (61, 60), (40, 20)])
def test_candidates_of_few_points_are_all_others(n, k):
    features = cloud(n, 8)
    found, _ = nearest.search_candidates(features, features[:, :1].copy(), k=k, threads=2)
    assert found.shape == (n, min(k, n - 1))
    if n - 1 <= 4 * k:
        assert (found == brute(features, min(k, n - 1))[0]).all()


def test_in_parts_it_is_the_same(monkeypatch):
    features = np.repeat(cloud(60, 16), 3, axis=0)
    whole = nearest.search_candidates(features, features[:, :6].copy(), k=9, threads=2)
    monkeypatch.setattr(nearest, "BATCH", 50)
    parts = nearest.search_candidates(features, features[:, :6].copy(), k=9, threads=2)
    assert not (whole[0] == np.arange(180)[:, None]).any()
    assert parts[1] == pytest.approx(whole[1], abs=1e-6)
