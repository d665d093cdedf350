"""Ranks: the counts of a search of all rows, whatever the blocks and however near the rows."""

import numpy as np
import pytest
from sklearn.manifold import trustworthiness

from services.features import Features
from services.neighbours import ranks
from services.quality import trust
from services.schema import NEIGHBOURS


def cloud(n, d, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


def test_closer_rows_are_counted_one_by_one():
    features = cloud(90, 12)
    rows = np.array([4, 80, 33])
    others = np.array([[7, 50], [1, 2], [89, 0]])
    distances = np.linalg.norm(features[:, None].astype(np.float64) - features, axis=-1)
    np.fill_diagonal(distances, np.inf)
    wanted = [
        (distances[row] < distances[row, line][:, None]).sum(axis=1) for row, line in zip(rows, others, strict=True)
    ]
    assert (ranks.count_closer(Features.of(features), rows, others) == wanted).all()


def test_what_single_precision_cannot_tell_apart_is_told_by_double(monkeypatch):
    """Far from each other but for differences of a millionth, as in copies that were stored twice as JPEG."""
    rng = np.random.default_rng(2)
    features = (np.repeat(cloud(12, 30) * 50, 25, axis=0) + rng.normal(size=(300, 30)) * 1e-3).astype(np.float32)
    positions = features[:, :2] + cloud(300, 2, seed=3) * 1e-3
    rechecked = []
    squared = ranks._squared_to
    monkeypatch.setattr(ranks, "_squared_to", lambda rows, own: rechecked.append(len(rows)) or squared(rows, own))
    measured = trust.measure(features, positions, seed=8)
    assert measured.map == pytest.approx(
        trustworthiness(features.astype(np.float64), positions, n_neighbors=NEIGHBOURS), abs=1e-12
    )
    assert len(rechecked) > 300, "more than each row's neighbours"


def test_block_by_block_it_is_the_same(monkeypatch):
    features = np.concatenate([cloud(350, 20), cloud(50, 20)[:1].repeat(50, axis=0)])
    positions = cloud(400, 2, seed=1)
    whole = trust.measure(features, positions, seed=8)
    monkeypatch.setattr(ranks, "BLOCK", 64)
    monkeypatch.setattr(ranks, "MAX_DISTANCES", 640)
    seen = []
    parts = trust.measure(features, positions, seed=8, tick=lambda done, total: seen.append((done, total)) or True)
    assert (parts.points == whole.points).all()
    assert seen[-1] == (400, 400) and len(seen) == 7


def test_blocks_of_the_distance_matrix_change_nothing(monkeypatch):
    features, positions = cloud(150, 10), cloud(150, 2, seed=4)
    whole = trust.measure(features, positions, seed=8)
    monkeypatch.setattr(ranks, "MAX_DISTANCES", 150 * 7)
    assert (trust.measure(features, positions, seed=8).points == whole.points).all()
