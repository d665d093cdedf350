"""Estimated ranks: those that a count gives, where the sample is all; else right in the mean."""

import numpy as np

from services.features import Features
from services.neighbours import ranks, sampled_ranks


def cloud(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


def setting(n=300):
    dice = np.random.default_rng(1)
    others = (np.arange(n)[:, None] + dice.permuted(np.tile(np.arange(1, n), (n, 1)), axis=1)[:, :7]) % n
    return Features.of(cloud(n, 10) + 5), others, np.arange(n)


def closer(features, others, *, sample, checked=(), order=None):
    every = np.arange(features.n)
    return sampled_ranks.estimate_closer(
        features,
        others,
        sample=sample,
        checked=np.array(checked, dtype=np.int64),
        order=every if order is None else order,
    )


def test_a_sample_of_all_counts_all():
    features, others, rows = setting()
    checked = np.array([3, 70, 299])
    found = closer(features, others, sample=rows, checked=checked)
    exact = ranks.count_closer(features, rows, others)
    for error in (np.abs(found.estimated - exact), np.abs(found.counted - exact[checked])):
        assert error.max() < 2, "rounding leaves whether one row is closer undecided now and then"
        assert np.mean(error < 1e-3) > 0.9


def test_estimates_are_right_in_the_mean_and_do_not_depend_on_the_order(monkeypatch):
    monkeypatch.setattr(sampled_ranks, "BATCH", 50)
    features, others, rows = setting()
    dice = np.random.default_rng(2)
    samples = [np.sort(dice.choice(300, 60, replace=False)) for _ in range(200)]
    estimates = np.array([closer(features, others, sample=sample).estimated for sample in samples])
    exact = ranks.count_closer(features, rows, others)
    deviation = np.sqrt(exact * (298 - exact) / 60 / 200) + 0.5
    assert (np.abs(estimates.mean(axis=0) - exact) < 5 * deviation).all()
    assert abs((estimates.mean(axis=0) - exact).mean()) < 0.5
    turned = closer(features, others, sample=samples[0], order=rows[::-1])
    assert (turned.estimated == estimates[0]).all()


def test_a_copy_of_the_other_or_of_the_row_itself():
    """The other's copies are not closer than it; the row's own are."""
    vectors = cloud(200, 10)
    vectors[100:150], vectors[150:] = vectors[1], vectors[0]
    every = np.arange(200)
    others = np.tile([1], (200, 1))
    others[1:101] = 2
    found = closer(Features.of(vectors), others, sample=every, checked=every)
    exact = ranks.count_closer(Features.of(vectors), every, others)
    assert np.abs(found.estimated - exact).max() < 1e-3
    assert (found.counted == exact).all()
    assert exact[0] >= 50
