"""Every projection keeps the one contract: finite, the same seed the same numbers, live layouts, stoppable; small sets
make sense.
"""

import numpy as np
import pytest

from services import projections
from services.errors import BadRequest
from services.neighbours import nearest
from services.projections import PROJECTIONS, reduce, tsne
from services.projections.layout import perplexity_for
from services.schema import Recipe


def features(n, d=64, groups=4, seed=0):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(groups, d)) * 4
    return (centres[np.arange(n) % groups] + rng.normal(size=(n, d))).astype(np.float32)


def run(vectors, *, tick=lambda *_: True, stage=lambda _: None, **recipe):
    wanted = Recipe(**{"iterations": 300, "perplexity": 10.0, **recipe})
    return projections.project(vectors, recipe=wanted, threads=2, tick=tick, stage=stage)


@pytest.mark.parametrize("name", list(PROJECTIONS))
@pytest.mark.parametrize("dimensions", [2, 3])
def test_shape_type_and_finiteness(name, dimensions):
    layout = run(features(80), projection=name, dimensions=dimensions)
    assert (layout.positions.shape, layout.positions.dtype) == ((80, dimensions), np.float32)
    assert np.isfinite(layout.positions).all()
    assert layout.positions.std() > 0
    assert not layout.stopped
    assert set(layout.seconds) == {"neighbours", "project"}


@pytest.mark.parametrize("name", list(PROJECTIONS))
def test_the_same_seed_gives_the_same_numbers_and_another_does_not_change_the_kind(name):
    vectors = features(120)
    first, again = run(vectors, projection=name), run(vectors, projection=name)
    assert (first.positions == again.positions).all()


@pytest.mark.parametrize("dimensions", [2, 3])
def test_the_number_of_threads_changes_no_coordinate(dimensions):
    """So a map is the same on a laptop with two processors and on a machine of the same kind with sixteen."""
    wanted = Recipe(dimensions=dimensions, iterations=60)

    def placed(threads):
        layout = projections.project(
            features(400), recipe=wanted, threads=threads, tick=lambda *_: True, stage=lambda _: None
        )
        return layout.positions.tobytes()

    assert len({placed(threads) for threads in (1, 2, 5)}) == 1


def test_the_seed_matters():
    vectors = features(120)
    assert (run(vectors, seed=1).positions != run(vectors, seed=2).positions).any()


@pytest.mark.parametrize("name", list(PROJECTIONS))
def test_stages_and_live_layouts_are_told(name):
    stages, seen = [], []

    def tick(iteration, total, positions):
        if positions is not None:
            seen.append((iteration, total, positions.shape, np.isfinite(positions).all()))
        return True

    layout = run(features(80), projection=name, tick=tick, stage=stages.append)
    assert stages[-1] == "project"
    assert seen
    assert all(shape == (80, 2) and finite for _, _, shape, finite in seen)
    iterations = [iteration for iteration, *_ in seen]
    assert iterations == sorted(iterations)
    assert iterations[-1] <= layout.iterations


@pytest.mark.parametrize("name", ["tsne", "tsne-exact"])
def test_stop_is_obeyed_and_what_is_kept_is_a_layout_of_fewer_iterations(name):
    vectors = features(120)
    layout = run(vectors, projection=name, iterations=1000, tick=lambda i, *_: i < 400)
    assert layout.stopped
    assert 390 <= layout.iterations <= 420
    same = run(vectors, projection=name, iterations=layout.iterations)
    if name == "tsne":
        assert (same.positions == layout.positions).all()


@pytest.mark.slow
@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 7])
@pytest.mark.parametrize("name", list(PROJECTIONS))
@pytest.mark.parametrize("dimensions", [2, 3])
def test_few_points_give_a_finite_sensible_map(n, name, dimensions):
    layout = run(features(n), projection=name, dimensions=dimensions, perplexity=20.0)
    assert layout.positions.shape == (n, dimensions)
    assert np.isfinite(layout.positions).all()
    assert len({tuple(p) for p in layout.positions}) == n, "no two on one spot"


def test_three_points_keep_who_is_near_whom():
    vectors = np.zeros((3, 16), np.float32)
    vectors[1, 0], vectors[2, 1] = 1.0, 9.0
    positions = run(vectors).positions
    gaps = [np.linalg.norm(positions[a] - positions[b]) for a, b in ((0, 1), (0, 2), (1, 2))]
    assert gaps[0] < gaps[1] < gaps[2] * 1.2


@pytest.mark.parametrize("name", list(PROJECTIONS))
def test_copies_of_one_point_give_a_finite_map(name):
    same = np.repeat(features(1), 20, axis=0)
    layout = run(same, projection=name, perplexity=20.0)
    assert np.isfinite(layout.positions).all()
    assert np.abs(layout.positions).max() < 1e4


def test_copies_among_others_lie_together_but_not_on_one_spot():
    vectors = features(60)
    vectors[40:] = vectors[40]
    positions = run(vectors).positions
    copies, whole = positions[40:], np.ptp(positions, axis=0).max()
    assert np.ptp(copies, axis=0).max() < whole / 3
    assert len({tuple(p) for p in copies}) == 20


@pytest.mark.parametrize(
    ("n", "wanted", "used"), [(1000, 20, 20), (31, 20, 10), (5, 20, 4 / 3), (3, 20, 1), (100, 50, 33)]
)
def test_perplexity_shrinks_by_itself(n, wanted, used):
    assert perplexity_for(n, wanted) == pytest.approx(used)


def test_groups_come_out_as_groups():
    from services.quality.trust import knn_accuracy

    vectors = features(200)
    for name in PROJECTIONS:
        assert knn_accuracy(run(vectors, projection=name).positions, np.arange(200) % 4) > 0.9, name


@pytest.mark.slow
def test_the_plane_is_as_good_as_the_tree_and_settles(monkeypatch):
    """Our descent and openTSNE's Barnes-Hut are two ways to one map."""
    from services.quality.trust import measure

    vectors = features(600, groups=6)
    ours = run(vectors, iterations=750)
    assert ours.iterations < 750 and not ours.stopped
    monkeypatch.setattr(
        tsne, "_on_a_plane", lambda start, affinities, _plan, **rest: tsne._in_space(start, affinities, **rest)
    )
    tree = run(vectors, iterations=750)
    assert measure(vectors, ours.positions, seed=1).map >= measure(vectors, tree.positions, seed=1).map - 0.01


def test_fewer_directions_where_all_would_take_too_long():
    assert [reduce.directions_for(n, 1280) for n in (100, 10_000, 18_000, 27_000, 40_000, 100_000)] == [
        1280,
        1280,
        192,
        192,
        87,
        50,
    ]
    assert reduce.directions_for(100_000, 30) == 30, "no more than there are"


def test_with_fewer_directions_neighbours_are_still_chosen_by_all_numbers(monkeypatch):
    asked = []
    refined = nearest.refined
    monkeypatch.setattr(tsne, "directions_for", lambda n, width: 3)
    monkeypatch.setattr(
        nearest,
        "refined",
        lambda whole, reduced, **rest: asked.append((whole, reduced.shape)) or refined(whole, reduced, **rest),
    )
    vectors = features(120)
    run(vectors)
    assert (asked[0][0] is vectors, asked[0][1]) == (True, (120, 3))


def test_pca_has_fixed_signs_and_survives_constant_features():
    vectors = features(50)
    scores = reduce.pca(vectors, directions=5, seed=8)
    assert (scores[np.abs(scores).argmax(axis=0), np.arange(5)] > 0).all()
    assert (reduce.pca(np.ones((9, 4), np.float32), directions=3, seed=8) == 0).all()


def test_a_wrong_name_says_what_is_allowed():
    with pytest.raises(BadRequest, match="Choose one of tsne, tsne-exact, pca"):
        run(features(9), projection="umap")


def test_scikit_learn_is_called_as_in_the_article_and_left_as_it_was():
    from sklearn.manifold import TSNE, _t_sne

    vectors = features(90)
    before = _t_sne._gradient_descent
    layout = run(vectors, projection="tsne-exact", perplexity=20.0, iterations=500, seed=8)
    reference = TSNE(n_components=2, perplexity=20, max_iter=500, metric="euclidean", random_state=8).fit_transform(
        vectors
    )
    assert (layout.positions == reference).all()
    assert _t_sne._gradient_descent is before
