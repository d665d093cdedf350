"""Waves: sizes, the same map whenever they were laid out, and where the next rows begin."""

import numpy as np
import pytest

from services import projections
from services.projections import tsne, waves
from services.quality import trust
from services.schema import Recipe
from tests.services.projections.helpers import GO, features


@pytest.fixture
def small(monkeypatch):
    """Waves of 60, 180, 540 rows."""
    monkeypatch.setattr(waves, "FIRST", 60)


def test_waves_have_ever_as_many_times_more_rows_and_none_has_all():
    assert [waves.sizes(n) for n in (900, 1000, 1001, 3000, 3001, 27_000, 27_001)] == [
        [],
        [],
        [1000],
        [1000],
        [1000, 3000],
        [1000, 3000, 9000],
        [1000, 3000, 9000, 27_000],
    ]
    assert waves.sizes(1_000_000) == waves.sizes(waves.LANDMARKS), (
        "a map too large for memory begins as a map of its landmarks"
    )


@pytest.mark.slow
def test_waves_laid_out_before_are_those_laid_out_then(small):
    vectors = features(400)
    recipe = Recipe(perplexity=8.0, iterations=60)
    call = {"recipe": recipe, **GO}
    whole = projections.project(vectors, **call)
    begun = projections.new_waves(recipe, threads=2)
    assert begun.advance(vectors[:60], lambda _: True)
    assert not begun.advance(vectors[:180], lambda _: False), "given up"
    assert (begun.count, begun.rows) == (1, 60)
    assert (projections.project(vectors, **call, waves_done=begun).positions == whole.positions).all()
    assert begun.count == 2


@pytest.mark.slow
def test_a_map_in_waves_is_as_good_as_one_in_one_go(small):
    vectors = features(600, groups=6)
    recipe = Recipe(perplexity=10.0)
    call = {"recipe": recipe, **GO}
    got, want = projections.project(vectors, **call), tsne.run(vectors, **call, at_once=True)
    assert (got.positions != want.positions).any()
    assert (
        trust.measure(vectors, got.positions, seed=1).map >= trust.measure(vectors, want.positions, seed=1).map - 0.01
    )


def test_a_row_begins_at_one_place_whatever_comes_with_it(small):
    vectors = features(200)
    begun = projections.new_waves(Recipe(perplexity=8.0), threads=2)
    begun.advance(vectors[:60], lambda _: True)
    together = begun.initial_positions(vectors[60:])
    assert (begun.initial_positions(vectors[150:], first=150) == together[90:]).all()
    copies = begun.initial_positions(np.repeat(vectors[60:61], 5, axis=0), first=60)
    assert len(np.unique(copies, axis=0)) == 5, "copies do not share a place"


def test_rows_that_begin_do_not_lie_in_lines():
    begun = projections.new_waves(Recipe(perplexity=5.0), threads=2)
    vectors = np.random.default_rng(0).normal(size=(400, 8)).astype(np.float32)
    begun.advance(vectors[:200], lambda _: True)
    placed = begun.initial_positions(vectors[200:])
    assert np.abs(placed - begun.positions.mean(axis=0)).max() < np.ptp(begun.positions, axis=0).max()
    apart = np.abs(placed[:, None, :] - begun.positions[None, :, :]).min(axis=1)
    # Along fixed axes each coordinate would be that of a point that is there, but for the noise.
    assert (apart > 2 * waves.NOISE).mean() > 0.2
    assert (begun.initial_positions(vectors[250:260], first=250) == placed[50:60]).all()


def test_a_start_is_tiny_and_that_of_the_principal_components():
    vectors = features(200)
    start = waves.pca_start(vectors, dimensions=2, seed=3)
    assert start[:, 0].std() == pytest.approx(waves.START, rel=0.01)
    assert (start == waves.pca_start(vectors, dimensions=2, seed=3)).all()
    copies = waves.pca_start(np.repeat(vectors[:1], 9, axis=0), dimensions=3, seed=3)
    assert len(np.unique(copies, axis=0)) == 9
