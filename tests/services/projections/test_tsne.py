"""t-SNE in memory: as good as openTSNE's tree, and nearest neighbours chosen by all numbers."""

import numpy as np
import pytest

from services.neighbours import nearest
from services.projections import tsne, tsne_3d
from services.quality.trust import measure
from tests.services.projections.helpers import features, run


def test_copies_among_others_lie_together_but_not_on_one_spot():
    vectors = features(60)
    vectors[40:] = vectors[40]
    positions = run(vectors).positions
    copies, whole = positions[40:], np.ptp(positions, axis=0).max()
    assert np.ptp(copies, axis=0).max() < whole / 3
    assert len({tuple(p) for p in copies}) == 20


@pytest.mark.slow
def test_our_descent_is_as_good_as_the_tree_and_settles(monkeypatch):
    """Our descent and openTSNE's Barnes-Hut are two ways to one map."""
    vectors = features(600, groups=6)
    ours = run(vectors, iterations=750)
    assert ours.iterations < 750 and not ours.stopped
    monkeypatch.setattr(
        tsne, "_descend_2d", lambda start, affinities, _plan, **rest: tsne_3d.descend(start, affinities, **rest)
    )
    tree = run(vectors, iterations=750)
    assert measure(vectors, ours.positions, seed=1).map >= measure(vectors, tree.positions, seed=1).map - 0.01


def test_with_fewer_components_neighbours_are_still_chosen_by_all_numbers(monkeypatch):
    asked = []
    search = nearest.search_candidates
    monkeypatch.setattr(tsne, "components_for", lambda n, width: 3)
    monkeypatch.setattr(
        nearest,
        "search_candidates",
        lambda whole, reduced, **rest: asked.append((whole, reduced.shape)) or search(whole, reduced, **rest),
    )
    vectors = features(120)
    run(vectors)
    assert (asked[0][0] is vectors, asked[0][1]) == (True, (120, 3))
