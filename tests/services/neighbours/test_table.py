"""The table of neighbours: the nearest of each row, with what a small map lacks, and grown with new rows."""

import numpy as np
import pytest

from services.neighbours import nearest, table


def cloud(n, d=16, seed=0):
    return np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)


def brute(features, k=table.KEPT):
    squared = ((features[:, None].astype(np.float64) - features[None]) ** 2).sum(axis=2)
    np.fill_diagonal(squared, np.inf)
    return np.argsort(squared, axis=1, kind="stable")[:, :k]


def test_the_nearest_are_kept_nearest_first():
    features = cloud(80)
    made = table.kept(nearest.search(features, k=40)[0])
    assert (made.shape, made.dtype) == ((80, 15), np.int32)
    assert (made == brute(features)).all()


@pytest.mark.parametrize("n", [1, 2, 3, 15, 16])
def test_a_small_map_has_all_there_are_and_nothing_for_those_that_lack(n):
    features = cloud(n)
    made = table.kept(nearest.search(features, k=60)[0])
    assert made.shape == (n, 15)
    assert (made[:, : n - 1] == brute(features, n - 1)).all()
    assert (made[:, n - 1 :] == -1).all()


def test_too_few_neighbours_are_no_table():
    assert table.kept(nearest.search(cloud(80), k=14)[0]) is None
    assert table.kept(nearest.search(cloud(9), k=7)[0]) is None


@pytest.mark.parametrize(("old", "new"), [(60, 1), (60, 14), (16, 100), (200, 60)])
def test_with_new_rows_it_is_that_of_all(old, new, monkeypatch):
    monkeypatch.setattr(nearest, "BATCH", 50)
    features = cloud(old + new)
    known = table.kept(nearest.search(features[:old], k=15)[0])
    before = known.copy()
    made = table.extended(features, known, threads=1)
    differs = (made != brute(features)).any(axis=1)
    assert differs.mean() < 0.02, "single precision may swap two that are as far away as each other"
    assert not (made == np.arange(old + new)[:, None]).any()
    assert (made[:old] != before).any(), "new rows are among the nearest of old ones"
    assert (known == before).all()


def test_copies_of_old_rows_are_their_nearest():
    features = np.concatenate([cloud(40), cloud(40)[:3]])
    known = table.kept(nearest.search(features[:40], k=15)[0])
    made = table.extended(features, known, threads=1)
    assert made[:3, 0].tolist() == [40, 41, 42]
    assert made[40:, 0].tolist() == [0, 1, 2]
