"""What is like a picture, or like several: by cosine and by distance, whole and compressed, against brute force."""

import numpy as np
import pytest

from services.neighbours.quantized import Packed, Packer, Quantized
from services.pipeline import compressed
from services.search import similar
from services.search.similar import Compressed, Whole
from tests.services.neighbours.test_bounded import clustered

N, WIDTH = 5000, 48
COSINE = clustered(N, WIDTH, seed=1)
DISTANCE = clustered(N, WIDTH, seed=2, unit=False)
ROWS = [np.array([17]), np.array([3, 40, 999, 4321]), np.arange(0, 5000, 7)]


def scores(features, vectors, cosine):
    """Of each row with each vector, in double precision."""
    a, b = features.astype(np.float64), vectors.astype(np.float64)
    if cosine:
        return a @ b.T
    return -np.sqrt(np.maximum(0, (a**2).sum(1)[:, None] + (b**2).sum(1) - 2 * a @ b.T))


def brute(features, rows, k, *, cosine, any_of):
    middle = features[rows].mean(axis=0, dtype=np.float64)
    if cosine and len(rows) > 1:
        middle /= np.linalg.norm(middle)
    found = scores(features, features[rows] if any_of else middle[None], cosine).max(axis=1)
    found[rows] = -np.inf
    order = np.argsort(-found, kind="stable")[:k]
    return order.tolist(), found[order]


def opened(kind, cosine):
    features = COSINE if cosine else DISTANCE
    if kind == "whole":
        return Whole(features.copy(), cosine=cosine), features
    axes = np.linalg.eigh(features.T.astype(np.float64) @ features)[1][:, ::-1][:, :32].astype(np.float32)
    reduced = compressed._reduced(features, np.ascontiguousarray(axes), lifted=not cosine)
    packer = Packer(reduced)
    return Compressed(
        Quantized(Packed(packer.pack(reduced), packer.ranges)), axes, lambda rows: features[rows], cosine=cosine
    ), features


@pytest.mark.parametrize("rows", ROWS, ids=["one", "four", "many"])
@pytest.mark.parametrize("any_of", [False, True])
@pytest.mark.parametrize("cosine", [True, False])
def test_whole_features_answer_as_brute_force_does(rows, any_of, cosine):
    whole, features = opened("whole", cosine)
    found = (whole.like_any if any_of else whole.like)(rows, k=20)
    true, best = brute(features, rows, 20, cosine=cosine, any_of=any_of)
    assert found.rows == true
    assert np.allclose(found.scores, best, atol=1e-3)
    assert found.estimate is False


@pytest.mark.parametrize("rows", ROWS[:2], ids=["one", "four"])
@pytest.mark.parametrize("any_of", [False, True])
@pytest.mark.parametrize("cosine", [True, False])
def test_compressed_ones_miss_hardly_any_and_their_scores_are_true(rows, any_of, cosine):
    few, features = opened("compressed", cosine)
    found = (few.like_any if any_of else few.like)(rows, k=20)
    true, best = brute(features, rows, 20, cosine=cosine, any_of=any_of)
    assert len(set(found.rows) & set(true)) >= 19
    assert np.allclose(found.scores[0], best[0], atol=1e-5)
    assert not set(found.rows) & set(rows.tolist())


@pytest.mark.parametrize("kind", ["whole", "compressed"])
@pytest.mark.parametrize("cosine", [True, False])
def test_a_picture_that_is_on_no_map_is_compared_too(kind, cosine):
    here, features = opened(kind, cosine)
    found = here.to(features[17].copy(), k=21)
    assert found.rows[0] == 17, "it finds itself"
    true, best = brute(features, np.array([17]), 20, cosine=cosine, any_of=False)
    assert len(set(found.rows[1:]) & set(true)) >= 19
    assert np.allclose(found.scores[1], best[0], atol=1e-3)


def test_copies_are_wholly_alike():
    features = COSINE.copy()
    features[[8, 30]] = features[5]
    found = Whole(features, cosine=True).like(np.array([5]), k=2)
    assert (found.rows, np.round(found.scores, 6).tolist()) == ([8, 30], [1, 1])
    features = DISTANCE.copy()
    features[[8, 30]] = features[5]
    found = Whole(features, cosine=False).like(np.array([5]), k=2)
    assert found.rows == [8, 30]
    assert max(found.scores) > -0.01


def test_of_a_large_set_a_part_is_asked_for_and_it_is_said(monkeypatch):
    monkeypatch.setattr(similar, "ASKED", 50)
    rows = np.arange(0, 5000, 7)
    whole, features = opened("whole", cosine=True)
    found = whole.like_any(rows, k=5)
    asked = similar.drawn(rows, 50)
    assert (len(asked), asked[0], asked[-1], len(set(asked.tolist()))) == (50, 0, rows[-1], 50)
    part = scores(features, features[asked], True).max(axis=1)
    part[rows] = -np.inf
    assert found.estimate is True
    assert found.rows == np.argsort(-part, kind="stable")[:5].tolist()


def test_where_all_are_asked_for_none_is_left():
    whole, _ = opened("whole", cosine=True)
    assert whole.like(np.arange(N), k=5).rows == []
    assert whole.like_any(np.arange(N), k=5).rows == []


def test_a_middle_of_nothing_is_no_direction():
    assert similar.unit(np.zeros(3, np.float32)).tolist() == [0, 0, 0]
    assert np.allclose(similar.unit(np.array([3, 4], np.float32)), [0.6, 0.8])
