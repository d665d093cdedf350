"""PCA: the same components of an array and by blocks, with fixed signs."""

import numpy as np
import pytest

from services.errors import StoppedByUser
from services.features import Features
from services.projections import reduce
from tests.services.projections.helpers import features, in_file, sheets


def test_pca_by_blocks_is_that_of_the_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(Features.blocks, "__defaults__", (300,))
    vectors, _ = sheets(2000)
    seen = []
    got = reduce.pca_by_blocks(
        in_file(vectors, tmp_path / "f"), components=10, tick=lambda *of: seen.append(of) or True
    )
    want = reduce.pca(vectors, components=10)
    assert np.abs(got - want).max() < 1e-3 * np.abs(want).max()
    assert seen == sorted(seen) and seen[-1] == (4000, 4000)
    same = Features.of(np.repeat(vectors[:1], 50, axis=0))
    assert np.abs(reduce.pca_by_blocks(same, components=3, tick=lambda *_: True)).max() < 1e-3
    with pytest.raises(StoppedByUser):
        reduce.pca_by_blocks(same, components=3, tick=lambda *_: False)


def test_fewer_components_where_all_would_take_too_long():
    assert [reduce.components_for(n, 1280) for n in (100, 10_000, 18_000, 27_000, 40_000, 100_000)] == [
        1280,
        1280,
        192,
        192,
        87,
        50,
    ]
    assert reduce.components_for(100_000, 30) == 30, "no more than there are"


def test_pca_has_fixed_signs_and_survives_constant_features():
    vectors = features(50)
    scores = reduce.pca(vectors, components=5)
    assert (scores[np.abs(scores).argmax(axis=0), np.arange(5)] > 0).all()
    assert (reduce.pca(np.ones((9, 4), np.float32), components=3) == 0).all()


def test_other_rows_are_reduced_to_the_same_axes():
    vectors, _ = sheets(400)
    axes = reduce.basis(vectors, components=5)
    assert axes.axes.shape == (48, 5)
    assert np.allclose(axes.axes.T @ axes.axes, np.eye(5), atol=1e-5)
    whole = axes.reduce(vectors)
    assert np.abs(np.abs(whole) - np.abs(reduce.pca(vectors, components=5))).max() < 1e-3
    assert (axes.reduce(vectors[7:9]) == whole[7:9]).all() or np.allclose(
        axes.reduce(vectors[7:9]), whole[7:9], atol=1e-5
    )
