"""Which of the added pictures are like nothing that was there."""

import numpy as np
import pytest

from services.features import Features
from services.pipeline import added
from tests.services.neighbours.test_bounded import clustered


def rows(strange):
    """Clusters, then forty rows among them and some far from all."""
    dice = np.random.default_rng(1)
    there = clustered(600, 24, seed=3)
    near = there[:40] + dice.normal(size=(40, 24)).astype(np.float32) * 0.01
    far = dice.normal(size=(strange, 24)).astype(np.float32) * 9
    return np.vstack([there, near, far]).astype(np.float32)


@pytest.mark.parametrize("strange", [0, 1, 7])
def test_strangers_are_those_far_from_all_that_was_there(strange):
    found = added.strangers(rows(strange), 600, threads=1)
    assert found.tolist() == [False] * 40 + [True] * strange


def test_features_that_are_read_by_blocks_give_the_same():
    assert added.strangers(Features.of(rows(3)), 600, threads=1).sum() == 3


def test_a_map_that_continues_none_has_none(built, library):
    info = built(12).info
    assert library.beside.edition(info.id, added.KIND) == added.EDITION
    assert "strange" not in library.beside.found(info.id, added.KIND).arrays
