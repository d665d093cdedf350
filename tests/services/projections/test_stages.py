"""Stages: how many points each has, and a layout of the first rows shown as one of all."""

import itertools

import numpy as np
import pytest

from services.projections import stages
from services.projections.layout import Layout
from services.projections.stages import Stages
from services.schema import Recipe
from tests.services.projections.helpers import sheets


def test_stages_have_ever_as_many_times_more_points():
    assert stages.sizes(5000, 1_000_000)[-1] == 1_000_000
    assert len(stages.sizes(5000, 1_000_000)) == 3
    assert stages.sizes(50_000, 100_001) == [100_001]
    for n in (100_001, 250_000, 5_000_000):
        every = [5000, *stages.sizes(5000, n)]
        assert all(1 < b / a <= stages.GROWTH + 0.01 for a, b in itertools.pairwise(every))


@pytest.fixture
def landmarks():
    """(stages of 200 rows, the layout of the first 50, what the tick was called with)."""
    reduced, _ = sheets(200, d=8)
    seen = []
    nearest_landmark = np.random.default_rng(1).integers(50, size=200).astype(np.int32)
    made = Stages(reduced, nearest_landmark, None, Recipe(), 2, lambda *of: seen.append(of) or True)
    positions = np.random.default_rng(2).normal(size=(50, 3)).astype(np.float32) * 10
    return made, Layout(positions, 20.0, 90, False, {}), seen


def test_a_row_without_a_position_is_shown_at_its_nearest_landmark(landmarks):
    made, first, seen = landmarks
    assert made.report(40, first.positions)
    ((done, total, shown),) = seen
    assert (done, total) == (40, 750)
    assert (shown[:50] == first.positions).all()
    assert (shown[50:] == first.positions[made.nearest_landmark[50:]]).all()


def test_in_three_dimensions_all_rows_join_the_landmarks_and_nothing_is_refined(landmarks):
    made, first, seen = landmarks
    positions, done, stopped = made.run(first)
    assert positions.shape == (200, 3) and (done, stopped) == (90, False)
    assert (positions[:50] == first.positions).all()
    gaps = np.linalg.norm(positions[50:, None] - first.positions, axis=-1).min(axis=1)
    assert np.quantile(gaps, 0.9) < 4 * stages.NOISE, "each begins near a landmark"
    assert len(seen) == 1
