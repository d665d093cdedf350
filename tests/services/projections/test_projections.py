"""Every projection keeps the one contract: finite, the same seed the same numbers, live layouts, stoppable; small sets
make sense.
"""

import numpy as np
import pytest

from services import projections
from services.errors import BadRequest
from services.projections import PROJECTIONS
from services.quality.trust import knn_accuracy
from services.schema import Recipe
from tests.services.projections.helpers import features, run


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

    def positions(threads):
        layout = projections.project(
            features(400), recipe=wanted, threads=threads, tick=lambda *_: True, stage=lambda _: None
        )
        return layout.positions.tobytes()

    assert len({positions(threads) for threads in (1, 2, 5)}) == 1


def test_the_seed_matters():
    vectors = features(120)
    assert (run(vectors, seed=1).positions != run(vectors, seed=2).positions).any()


@pytest.mark.parametrize("name", list(PROJECTIONS))
def test_stages_and_live_layouts_are_reported(name):
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


@pytest.mark.parametrize("name", list(PROJECTIONS))
def test_copies_of_one_point_give_a_finite_map(name):
    same = np.repeat(features(1), 20, axis=0)
    layout = run(same, projection=name, perplexity=20.0)
    assert np.isfinite(layout.positions).all()
    assert np.abs(layout.positions).max() < 1e4


def test_groups_come_out_as_groups():
    vectors = features(200)
    for name in PROJECTIONS:
        assert knn_accuracy(run(vectors, projection=name).positions, np.arange(200) % 4) > 0.9, name


def test_a_wrong_name_says_what_is_allowed():
    with pytest.raises(BadRequest, match="Choose one of tsne, tsne-exact, pca"):
        run(features(9), projection="umap")
