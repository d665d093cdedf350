"""Trust: scikit-learn's own number, and known answers point by point."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from services.features import Features
from services.neighbours import metric, ranks, sampled_ranks
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
    assert (measured.measured, measured.against, len(measured.points)) == (n, 0, n)
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
    assert (measured.map, measured.measured, measured.against) == (None, 0, 0)
    assert np.isnan(measured.points).all() and measured.points.shape == (n,)


@pytest.mark.parametrize("n", [5, 6, 9, 24])
def test_few_points_are_judged_by_fewer_neighbours(n):
    features, positions = cloud(n, 8), cloud(n, 2, seed=3)
    k = (n - 1) // 2
    assert trust.measure(features, positions, seed=8).map == pytest.approx(
        trustworthiness(features, positions, n_neighbors=min(k, NEIGHBOURS)), abs=1e-12
    )


def many(n=6000, seed=0):
    """Features in clusters, and a map that keeps some of what is near: trust differs from point to point."""
    vectors, _ = sheets(n, seed=seed)
    noise = np.random.default_rng(seed + 1).normal(size=(n, 2)) * np.random.default_rng(2).uniform(0, 2, size=(n, 1))
    return vectors, (vectors[:, :2] + noise).astype(np.float32)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [8, 9, 10])
@pytest.mark.parametrize("name", metric.METRICS)
def test_of_many_every_point_has_an_estimate_that_is_near_and_right_in_the_mean(name, seed):
    vectors, positions = many()
    compared = metric.compared(vectors, metric.centre_of(vectors, name))
    exact = trust.measure(compared, positions, seed=8, exact=6000)
    estimate = trust.measure(compared, positions, seed=seed)
    assert (exact.measured, exact.against) == (6000, 0)
    assert (estimate.measured, estimate.against) == (6000, trust.SAMPLE)
    error = estimate.points - exact.points
    assert np.mean(np.abs(error) <= 0.03) >= 0.999
    assert abs(error.mean()) <= 0.001
    assert estimate.map == pytest.approx(exact.map, abs=0.001)
    assert np.ptp(exact.points) > 0.3, "or any estimate would do"


def test_an_estimate_is_right_in_the_mean_over_samples_also_of_a_good_map(monkeypatch):
    """A small share of small ranks is what a sample tells worst: it has hardly any."""
    monkeypatch.setattr(trust, "SAMPLE", 100)
    monkeypatch.setattr(trust, "CHECKED", 1)
    vectors, _ = sheets(1000)
    noise = np.random.default_rng(3).normal(scale=0.05, size=(1000, 2))
    positions = (vectors[:, :2] * 0.2 + vectors[:, 2:4] + noise).astype(np.float32)
    exact = trust.measure(vectors, positions, seed=8)
    errors = [trust.measure(vectors, positions, seed=seed, exact=500).map - exact.map for seed in range(30)]
    assert np.mean(errors) == pytest.approx(0, abs=4 * np.std(errors) / np.sqrt(30) + NEIGHBOURS / 1000)
    assert np.mean(errors) <= 4 * np.std(errors) / np.sqrt(30), "what it may be off by lowers it"


def test_what_a_sample_is_off_by_for_all_points_is_seen_in_a_few_and_corrected(monkeypatch):
    monkeypatch.setattr(trust, "SAMPLE", 200)
    features, positions = many(2000)
    exact = trust.measure(features, positions, seed=8)

    def errors():
        return [trust.measure(features, positions, seed=seed, exact=100).map - exact.map for seed in range(12)]

    corrected = np.std(errors())
    monkeypatch.setattr(trust, "_ratio", lambda *_: 1.0)
    assert corrected < np.std(errors()) / 3


def test_few_intruders_correct_little():
    nothing, much = np.zeros(256), np.full(256, 500.0)
    one = np.zeros(256)
    one[7] = 500
    assert trust._ratio(nothing, nothing) == trust._ratio(much, nothing) == 1
    assert trust._ratio(1.03 * much, much) == pytest.approx(1.03, abs=0.001)
    assert trust._ratio(nothing, one) == pytest.approx(1, abs=0.001)
    assert trust._ratio(np.roll(one, 1), one) == 1
    assert trust._ratio(3 * one, one) == pytest.approx(1, abs=0.001)
    assert abs(trust._ratio(np.where(np.arange(256) % 50, one, 900), one) - 1) < 0.05


def test_whoever_is_compared_with_all_is_measured_exactly(monkeypatch):
    """A sample of all: the estimate's own arithmetic."""
    monkeypatch.setattr(trust, "SAMPLE", 400)
    monkeypatch.setattr(trust, "_ratio", lambda *_: 1.0)
    monkeypatch.setattr(sampled_ranks, "BATCH", 64)
    for features, positions in (many(400), (cloud(400, 6), cloud(400, 3, seed=1))):
        exact = trust.measure(features, positions, seed=8)
        estimate = trust.measure(features, positions, seed=8, exact=100)
        assert estimate.against == 400
        # Rounding leaves whether one row is closer undecided now and then.
        assert estimate.points == pytest.approx(exact.points, abs=3 / 400)
        assert np.mean(np.abs(estimate.points - exact.points) < 1e-6) > 0.9


def test_an_estimate_is_the_same_each_time_and_another_with_another_seed(monkeypatch):
    monkeypatch.setattr(trust, "SAMPLE", 100)
    features, positions = many(600)
    first, again, other = (trust.measure(features, positions, seed=seed, exact=100) for seed in (8, 8, 9))
    assert first.map == again.map
    assert first.points.tobytes() == again.points.tobytes()
    assert (first.points != other.points).any()


def test_copies_of_one_picture_are_trusted_by_an_estimate_too(monkeypatch):
    monkeypatch.setattr(trust, "SAMPLE", 100)
    whole = trust.measure(np.ones((600, 8), np.float32), cloud(600, 2), seed=8, exact=100)
    assert (whole.map, whole.points.min()) == (1, 1)
    vectors = np.repeat(sheets(4)[0], 150, axis=0)
    positions = (np.repeat(np.arange(4), 150)[:, None] * 100 + cloud(600, 2)).astype(np.float32)
    assert trust.measure(vectors, positions, seed=8, exact=100).map == 1
    assert trust.measure(vectors, np.zeros((600, 2), np.float32), seed=8, exact=100).map < 1, "all in one place"


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
    want = trust.measure(vectors, positions, seed=8, exact=6000)
    monkeypatch.setattr(ranks, "BLOCK", 1000)
    seen = []
    file = in_file(vectors, tmp_path / "f")
    got = trust.measure(file, positions, seed=8, exact=6000, tick=lambda *of: seen.append(of) or True)
    assert np.allclose(got.points, want.points, atol=1e-6)
    assert abs(got.map - want.map) < 1e-6
    assert seen[-1] == (6000, 6000)


@pytest.mark.slow
def test_an_estimate_reads_a_file_about_once_and_is_that_of_an_array(tmp_path, monkeypatch):
    vectors, positions = many()
    monkeypatch.setattr(sampled_ranks, "BATCH", 1000)
    want = trust.measure(vectors, positions, seed=8)
    file, read, seen = in_file(vectors, tmp_path / "f"), [], []
    rows = Features.rows
    monkeypatch.setattr(Features, "rows", lambda self, numbers: read.append(len(numbers)) or rows(self, numbers))
    got = trust.measure(file, positions, seed=8, tick=lambda *of: seen.append(of) or True)
    assert got.points.tobytes() == want.points.tobytes()
    assert seen == [(done, 6000) for done in range(1000, 6001, 1000)]
    assert max(read) <= trust.CHECKED * (NEIGHBOURS + 1), "of 6,000"
    monkeypatch.undo()
    assert sum(read) - 2 * trust.SAMPLE < 1.6 * 6000 + trust.CHECKED * (NEIGHBOURS + 1), (
        "rows that lie together are dealt with together"
    )


@pytest.mark.slow
def test_trust_of_copies_counts_none_as_nearer_than_another():
    vectors = np.repeat(sheets(4)[0], 1500, axis=0)
    # Each copy's neighbours on the map are other copies of the same picture.
    positions = (np.repeat(np.arange(4), 1500)[:, None] * 100 + np.random.default_rng(0).normal(size=(6000, 2))).astype(
        np.float32
    )
    assert trust.measure(vectors, positions, seed=8, exact=6000).map == 1.0
    assert trust.measure(vectors, positions, seed=8).map == 1.0
