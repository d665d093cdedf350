"""Trust: scikit-learn's own number, and known answers point by point."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from services.neighbours import ranks
from services.quality import trust
from services.schema import NEIGHBOURS


def cloud(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


@pytest.mark.parametrize("n", [30, 200, 601])
@pytest.mark.parametrize("k", [3, NEIGHBOURS])
def test_it_is_scikit_learns_number(n, k):
    features, positions = cloud(n, 20), cloud(n, 2, seed=1)
    told = trust.measure(features, positions, seed=8, k=k)
    assert told.map == pytest.approx(trustworthiness(features, positions, n_neighbors=k), abs=1e-12)
    assert (told.sampled, len(told.points)) == (n, n)
    assert 0.4 < told.map < 0.6, "a map at random"


def test_it_is_scikit_learns_number_for_a_map_that_means_something_and_in_3d():
    features = cloud(300, 30)
    features[:100] += 4
    for dimensions in (2, 3):
        positions = features[:, :dimensions] + 0.1 * cloud(300, dimensions, seed=2)
        told = trust.measure(features, positions, seed=8)
        assert told.map == pytest.approx(trustworthiness(features, positions, n_neighbors=NEIGHBOURS), abs=1e-12)


def test_a_map_that_is_the_truth_is_trusted_wholly():
    truth = cloud(100, 2)
    told = trust.measure(truth, truth, seed=8)
    assert told.map == 1
    assert (told.points == 1).all()


def test_the_point_that_was_torn_away_is_the_one_that_is_not_trusted():
    line = np.arange(60) + np.random.default_rng(5).uniform(0, 0.3, 60)
    features = np.column_stack([line, np.zeros(60)]).astype(np.float32)
    positions = features.copy()
    positions[30] = (0.5, 0)
    told = trust.measure(features, positions, seed=8, k=4)
    assert told.points.argmin() == 30
    assert told.points[30] < 0.5
    assert (told.points[45:] == 1).all(), "far from there nothing is wrong"
    assert told.map == pytest.approx(trustworthiness(features, positions, n_neighbors=4), abs=1e-12)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_too_few_points_have_no_trust(n):
    told = trust.measure(cloud(n, 8), cloud(n, 2), seed=8)
    assert (told.map, told.sampled) == (None, 0)
    assert np.isnan(told.points_or_nan(n)).all()


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
    measured = np.isfinite(every)
    assert measured.sum() == trust.SAMPLE
    assert every[measured] == pytest.approx(whole.points[measured], abs=1e-6)
    assert part.map == pytest.approx(whole.map, abs=0.02)
    assert part.map == again.map
    assert (part.asked == again.asked).all()
    assert (part.asked != trust.measure(features, positions, seed=9, exact=trust.SAMPLE).asked).any()


def test_blocks_of_the_distance_matrix_change_nothing(monkeypatch):
    features, positions = cloud(150, 10), cloud(150, 2, seed=4)
    whole = trust.measure(features, positions, seed=8)
    monkeypatch.setattr(ranks, "HELD", 150 * 7)
    assert (trust.measure(features, positions, seed=8).points == whole.points).all()


def test_copies_of_one_picture_are_trusted():
    told = trust.measure(np.zeros((20, 8), np.float32), cloud(20, 2), seed=8)
    assert told.map == 1


def test_classes_read_from_a_map_known_answer():
    positions = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [9, 9], [9, 10], [10, 9], [10, 10]], dtype=np.float32)
    assert trust.knn_accuracy(positions, list("aaaabbbb"), k=3) == 1
    assert trust.knn_accuracy(positions, list("aaabbbba"), k=3) == pytest.approx(6 / 8)
    assert trust.knn_accuracy(positions, [0, 1, 1, 1, 5, 5, 5, 5], k=3) == pytest.approx(7 / 8)


def test_what_single_precision_cannot_tell_apart_is_told_by_double(monkeypatch):
    """Far from each other but for differences of a millionth, as in copies that were stored twice as JPEG."""
    rng = np.random.default_rng(2)
    features = (np.repeat(cloud(12, 30) * 50, 25, axis=0) + rng.normal(size=(300, 30)) * 1e-3).astype(np.float32)
    positions = features[:, :2] + cloud(300, 2, seed=3) * 1e-3
    rechecked = []
    squared = ranks._squared
    monkeypatch.setattr(ranks, "_squared", lambda rows, own: rechecked.append(len(rows)) or squared(rows, own))
    told = trust.measure(features, positions, seed=8)
    assert told.map == pytest.approx(
        trustworthiness(features.astype(np.float64), positions, n_neighbors=NEIGHBOURS), abs=1e-12
    )
    assert len(rechecked) > 300, "more than each row's neighbours"


def test_block_by_block_it_is_the_same(monkeypatch):
    features = np.concatenate([cloud(350, 20), cloud(50, 20)[:1].repeat(50, axis=0)])
    positions = cloud(400, 2, seed=1)
    whole = trust.measure(features, positions, seed=8)
    monkeypatch.setattr(ranks, "PASS", 64)
    monkeypatch.setattr(ranks, "HELD", 640)
    seen = []
    parts = trust.measure(features, positions, seed=8, tick=lambda done, total: seen.append((done, total)) or True)
    assert (parts.points == whole.points).all()
    assert seen[-1] == (400, 400) and len(seen) == 7
