"""An inverted file index finds nearly all of the true neighbours, and always enough."""

import numpy as np

from services.neighbours import nearest
from services.neighbours.inverted_lists import InvertedLists
from tests.services.projections.helpers import sheets


def lists_of(vectors, **options):
    return InvertedLists(vectors, threads=2, on_progress=lambda *_: None, **options)


def share(found, true):
    """Share of the true neighbours that were found."""
    return np.mean([len(np.intersect1d(a, b)) / len(b) for a, b in zip(found, true, strict=True)])


def test_lists_find_nearly_all_the_same_twice_and_never_the_point_itself():
    vectors, _ = sheets(6000, d=20)
    twice = [lists_of(vectors).search(k=15, on_progress=lambda *_: None) for _ in range(2)]
    assert all((a == b).all() for a, b in zip(*twice, strict=True))
    found, distances = twice[0]
    exact, _ = nearest.search(vectors, k=15)
    assert share(found, exact) > 0.97
    assert not (found == np.arange(6000)[:, None]).any()
    assert (np.diff(distances, axis=1) >= 0).all()
    near, _ = lists_of(vectors[:5000]).query(vectors[5000:], k=5, on_progress=lambda *_: None)
    assert share(near, nearest.query(vectors[:5000], vectors[5000:], k=5)[0]) > 0.95


def test_lists_of_copies_and_of_few_points_find_enough():
    copies = np.repeat(sheets(3)[0], 1000, axis=0)
    found, distances = lists_of(copies).search(k=20, on_progress=lambda *_: None)
    assert distances.max() == 0
    assert (found // 1000 == np.arange(3000)[:, None] // 1000).all()
    found, _ = lists_of(sheets(9)[0]).search(k=20, on_progress=lambda *_: None)
    assert (np.sort(found, axis=1) == [[j for j in range(9) if j != i] for i in range(9)]).all()
    # The one probed list has fewer rows than neighbours are wanted: the other lists are compared too.
    found, _ = lists_of(sheets(64)[0], probes=1).search(k=60, on_progress=lambda *_: None)
    assert (found >= 0).all()


def test_progress_rises_to_its_total():
    vectors, _ = sheets(3000, d=8)
    making, searching = [], []
    index = InvertedLists(vectors, threads=2, on_progress=lambda *of: making.append(of))
    index.search(k=3, on_progress=lambda *of: searching.append(of))
    assert [done for done, _ in making] == list(range(1, making[-1][1] + 1))
    assert searching == [(3000, 3000)]
