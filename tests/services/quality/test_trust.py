"""Trust: scikit-learn's own number, and known answers point by point."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from services.neighbours import ranks
from services.quality import trust
from services.schema import NEIGHBOURS
from tests.services.projections.helpers import in_file, sheets


def cloud(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


@pytest.mark.parametrize("n", [30, 200, 601])
@pytest.mark.parametrize("k", [3, NEIGHBOURS])
def test_it_is_scikit_learns_number(n, k):
    features, positions = cloud(n, 20), cloud(n, 2, seed=1)
    measured = trust.measure(features, positions, seed=8, k=k)
    assert measured.map == pytest.approx(trustworthiness(features, positions, n_neighbors=k), abs=1e-12)
    assert (measured.sampled, len(measured.points)) == (n, n)
    assert 0.4 < measured.map < 0.6, "a map at random"


def test_it_is_scikit_learns_number_for_a_map_that_means_something_and_in_3d():
    features = cloud(300, 30)
    features[:100] += 4
    for dimensions in (2, 3):
        positions = features[:, :dimensions] + 0.1 * cloud(300, dimensions, seed=2)
        measured = trust.measure(features, positions, seed=8)
        assert measured.map == pytest.approx(trustworthiness(features, positions, n_neighbors=NEIGHBOURS), abs=1e-12)


def test_a_map_that_is_the_truth_is_trusted_wholly():
    truth = cloud(100, 2)
    measured = trust.measure(truth, truth, seed=8)
    assert measured.map == 1
    assert (measured.points == 1).all()


def test_the_point_that_was_torn_away_is_the_one_that_is_not_trusted():
    line = np.arange(60) + np.random.default_rng(5).uniform(0, 0.3, 60)
    features = np.column_stack([line, np.zeros(60)]).astype(np.float32)
    positions = features.copy()
    positions[30] = (0.5, 0)
    measured = trust.measure(features, positions, seed=8, k=4)
    assert measured.points.argmin() == 30
    assert measured.points[30] < 0.5
    assert (measured.points[45:] == 1).all(), "far from there nothing is wrong"
    assert measured.map == pytest.approx(trustworthiness(features, positions, n_neighbors=4), abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_too_few_points_have_no_trust(n):
    measured = trust.measure(cloud(n, 8), cloud(n, 2), seed=8)
    assert (measured.map, measured.sampled) == (None, 0)
    assert np.isnan(measured.points_or_nan(n)).all()


@pytest.mark.parametrize("n", [5, 6, 9, 24])
def test_few_points_are_judged_by_fewer_neighbours(n):
    features, positions = cloud(n, 8), cloud(n, 2, seed=3)
    k = (n - 1) // 2
    assert trust.measure(features, positions, seed=8).map == pytest.approx(
        trustworthiness(features, positions, n_neighbors=min(k, NEIGHBOURS)), abs=1e-12
    )


def test_of_many_points_a_sample_is_measured_and_the_rest_say_so(monkeypatch):
    monkeypatch.setattr(trust, "SAMPLE", 300)
    n = 400
    features = cloud(n, 6)
    positions = features[:, :2]
    whole = trust.measure(features, positions, seed=8)
    part = trust.measure(features, positions, seed=8, exact=trust.SAMPLE)
    again = trust.measure(features, positions, seed=8, exact=trust.SAMPLE)
    assert part.sampled == trust.SAMPLE
    every = part.points_or_nan(n)
    known = np.isfinite(every)
    assert known.sum() == trust.SAMPLE
    assert every[known] == pytest.approx(whole.points[known], abs=1e-6)
    assert part.map == pytest.approx(whole.map, abs=0.02)
    assert part.map == again.map
    assert (part.rows == again.rows).all()
    assert (part.rows != trust.measure(features, positions, seed=9, exact=trust.SAMPLE).rows).any()


def test_copies_of_one_picture_are_trusted():
    measured = trust.measure(np.zeros((20, 8), np.float32), cloud(20, 2), seed=8)
    assert measured.map == 1


def test_classes_read_from_a_map_known_answer():
    positions = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [9, 9], [9, 10], [10, 9], [10, 10]], dtype=np.float32)
    assert trust.knn_accuracy(positions, list("aaaabbbb"), k=3) == 1
    assert trust.knn_accuracy(positions, list("aaabbbba"), k=3) == pytest.approx(6 / 8)
    assert trust.knn_accuracy(positions, [0, 1, 1, 1, 5, 5, 5, 5], k=3) == pytest.approx(7 / 8)


@pytest.mark.slow
def test_trust_in_blocks_is_that_of_the_whole(tmp_path, monkeypatch):
    vectors, _ = sheets(6000)
    positions = np.random.default_rng(1).normal(size=(6000, 2)).astype(np.float32) + vectors[:, :2]
    want = trust.measure(vectors, positions, seed=8)
    monkeypatch.setattr(ranks, "BLOCK", 1000)
    seen = []
    got = trust.measure(in_file(vectors, tmp_path / "f"), positions, seed=8, tick=lambda *of: seen.append(of) or True)
    assert np.allclose(got.points, want.points, atol=1e-6)
    assert abs(got.map - want.map) < 1e-6
    assert seen[-1] == (6000, 6000)


@pytest.mark.slow
def test_trust_of_copies_counts_none_as_nearer_than_another():
    vectors = np.repeat(sheets(4)[0], 1500, axis=0)
    # Each copy's neighbours on the map are other copies of the same picture.
    positions = (np.repeat(np.arange(4), 1500)[:, None] * 100 + np.random.default_rng(0).normal(size=(6000, 2))).astype(
        np.float32
    )
    assert trust.measure(vectors, positions, seed=8).map == 1.0
