"""Transform: new pictures come to lie beside those they are most like, the same every time, whoever else comes."""

import numpy as np
import pytest

from services import projections
from services.errors import StoppedByUser
from services.projections import transform, transform_start
from services.schema import Recipe
from tests.services.projections.helpers import GO, in_file, project, sheets


def groups(n, seed=0, width=30):
    """(features, class) of n points in four groups far apart."""
    rng = np.random.default_rng(seed)
    classes = np.arange(n) % 4
    middles = np.random.default_rng(99).normal(size=(4, width)) * 8
    return (middles[classes] + rng.normal(size=(n, width))).astype(np.float32), classes


@pytest.fixture(scope="module", params=["tsne", "tsne-exact", "pca"])
def laid(request):
    """(recipe, features, classes, positions) of a map by each projection."""
    recipe = Recipe(projection=request.param, iterations=300)
    features, classes = groups(240)
    return recipe, features, classes, projections.project(features, recipe=recipe, **GO).positions


def test_a_new_point_lies_in_the_group_it_belongs_to(laid):
    recipe, features, classes, positions = laid
    new, wanted = groups(40, seed=1)
    transformed = projections.transform_new(features, new, positions, recipe=recipe, **GO)
    nearest = np.linalg.norm(transformed[:, None] - positions, axis=-1).argmin(axis=1)
    assert (classes[nearest] == wanted).mean() > 0.95


def test_the_same_again_is_the_same_bit_for_bit_and_the_old_are_not_touched(laid):
    recipe, features, _, positions = laid
    new, _ = groups(40, seed=1)
    before = positions.tobytes()
    transformed = [projections.transform_new(features, new, positions, recipe=recipe, **GO).tobytes() for _ in range(2)]
    assert transformed[0] == transformed[1]
    assert positions.tobytes() == before


def test_nothing_alike_still_ends_on_the_map(laid):
    recipe, features, _, positions = laid
    if recipe.projection == "pca":
        pytest.skip("a linear map has no end")
    new = np.full((5, features.shape[1]), 1e4, np.float32)
    transformed = projections.transform_new(features, new, positions, recipe=recipe, **GO)
    span = np.ptp(positions, axis=0).max()
    assert (np.abs(transformed - positions.mean(axis=0)) < span + 5).all()


def test_who_else_comes_does_not_matter():
    features, _ = groups(240)
    recipe = Recipe(iterations=300)
    positions = projections.project(features, recipe=recipe, **GO).positions
    new, _ = groups(30, seed=1)
    together = projections.transform_new(features, new, positions, recipe=recipe, **GO)
    alone = projections.transform_new(features, new[:1], positions, recipe=recipe, **GO)
    assert np.allclose(together[0], alone[0], atol=0.05)


def test_all_copies_of_one_picture_are_finite():
    features = np.ones((50, 8), np.float32)
    positions = projections.project(features, recipe=Recipe(iterations=50), **GO).positions
    transformed = projections.transform_new(features, np.ones((7, 8), np.float32), positions, recipe=Recipe(), **GO)
    assert np.isfinite(transformed).all()


def test_stop_is_obeyed():
    features, _ = groups(240)
    positions = projections.project(features, recipe=Recipe(iterations=50), **GO).positions
    with pytest.raises(StoppedByUser):
        projections.transform_new(
            features, features[:3] + 1, positions, recipe=Recipe(), **{**GO, "tick": lambda *_: False}
        )


@pytest.mark.parametrize("left", [[99, 5], [-99, 5], [5, 99], [5, -99], [np.nan, 1], [1, np.inf]])
def test_a_point_that_left_is_put_back_where_it_began(left):
    old = np.array([[0, 0], [10, 10]], np.float32)
    begun = np.array([[1.0, 1], [2, 2]])
    assert transform.keep_on_map(np.array([[5.0, 5], left]), begun, old).tolist() == [[5, 5], [2, 2]]


def test_a_point_may_lie_a_little_beyond_the_old_ones():
    old = np.array([[0, 0], [10, 10]], np.float32)
    edge = transform.MARGIN * 10 + 1
    settled = np.array([[-edge + 0.01, 5], [10 + edge - 0.01, 5], [-edge - 0.01, 5], [5, 10 + edge + 0.01]])
    kept = transform.keep_on_map(settled, np.zeros_like(settled), old)
    assert (kept == settled).all(axis=1).tolist() == [True, True, False, False]


@pytest.mark.slow
def test_transform_by_blocks_is_that_of_the_array(small, tmp_path, monkeypatch):
    vectors, _ = sheets(2400)
    vectors[2399] = vectors[5]
    positions = project(vectors[:2000]).positions
    features = in_file(vectors, tmp_path / "f")
    want = transform_start.relative_neighbours(vectors[:2000], vectors[2000:], threads=2)
    copies = transform.copies(vectors[:2000], vectors[2000:], want[0])
    assert copies[399] == 5
    for module in (transform, transform_start):
        monkeypatch.setattr(module, "BATCH", 150)
    got = transform_start.relative_neighbours(features[:2000], features[2000:], threads=2)
    assert np.allclose(got[0], want[0], atol=1e-3)
    assert np.allclose(got[1], want[1], atol=1e-3)
    assert (transform.copies(features[:2000], features[2000:], got[0]) == copies).all()
    for name in ("tsne", "pca"):
        call = {"recipe": Recipe(projection=name), **GO}
        transformed = projections.transform_new(features[:2000], features[2000:], positions, **call)
        whole = projections.transform_new(vectors[:2000], vectors[2000:], positions, **call)
        assert np.allclose(transformed, whole, atol=0.05)
