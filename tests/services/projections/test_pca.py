"""Maps by PCA: the same at any size, and continued by their own axes."""

import numpy as np
import pytest

from services import projections
from services.projections import pca, reduce
from services.schema import Recipe
from tests.services.projections.helpers import GO, in_file, project, sheets


def test_a_map_by_pca_is_continued_by_its_own_axes():
    vectors, _ = sheets(300)
    recipe = Recipe(projection="pca")
    positions = projections.project(vectors, recipe=recipe, **GO).positions
    again = projections.transform_new(vectors, vectors[:20], positions, recipe=recipe, **GO)
    assert np.allclose(again, positions[:20], atol=1e-3)


def test_a_large_map_by_pca_is_that_of_the_array(small):
    vectors, _ = sheets(1500)
    flat = project(vectors, projection="pca").positions
    assert np.abs(flat - reduce.pca(vectors, components=2)).max() < 1e-2


def test_the_mean_by_blocks_is_that_of_the_array(tmp_path):
    vectors, _ = sheets(2400)
    assert pca._mean(in_file(vectors, tmp_path / "f")) == pytest.approx(vectors.mean(axis=0), abs=1e-5)
