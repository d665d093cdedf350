"""Sets larger than memory: read in blocks, the same twice, about as good as in one go, stopped where asked."""

import numpy as np
import pytest

from services.errors import StoppedByUser
from services.features import Features
from services.projections import stages, waves
from services.quality import trust
from tests.services.projections.helpers import in_file, project, sheets


@pytest.mark.slow
def test_a_large_map_is_the_same_twice_shows_all_rows_and_is_about_as_good(small, tmp_path, monkeypatch):
    vectors, group = sheets(3000)
    sizes, begun, shapes, ticks = [], [], set(), []
    read = Features.blocks

    def watched(self, size=250):
        for at, block in read(self, min(size, 250)):
            sizes.append(len(block))
            yield at, block

    monkeypatch.setattr(Features, "blocks", watched)
    monkeypatch.setattr(Features, "all", lambda self: pytest.fail("all rows at once"))

    def tick(done, total, positions):
        ticks.append((done, total))
        if positions is not None:
            shapes.add(positions.shape)
            assert positions.dtype == np.float32
        return True

    features = in_file(vectors, tmp_path / "f")
    layout = project(features, tick=tick, stage=begun.append)
    assert layout.positions.shape == (3000, 2)
    assert layout.positions.dtype == np.float32
    assert np.isfinite(layout.positions).all()
    assert shapes == {(3000, 2)}
    assert begun == ["neighbours", "project"]
    assert not layout.stopped
    assert layout.iterations == 260 + 50 * len(stages.sizes(400, 3000))
    assert max(sizes) <= 250
    assert layout.seconds.keys() >= {"neighbours", "project", "pca"}
    assert (layout.positions == project(features).positions).all()
    monkeypatch.undo()
    whole = project(vectors, iterations=400)
    got, want = (trust.measure(vectors, p, seed=8).map for p in (layout.positions, whole.positions))
    assert got > want - 0.02
    assert trust.knn_accuracy(layout.positions, group) > 0.97


@pytest.mark.slow
@pytest.mark.parametrize("at", [100, 260, 300, 340])
def test_stopped_at_an_iteration_it_is_the_map_of_a_recipe_of_so_many(small, at):
    vectors, _ = sheets(3000)
    stopped = project(vectors, tick=lambda done, total, _: not (total == 750 and done >= at))
    assert stopped.stopped
    assert stopped.iterations == at
    short = project(vectors, iterations=at)
    assert short.iterations == at
    assert (short.positions == stopped.positions).all()
    assert np.isfinite(stopped.positions).all()


def test_stopped_before_the_layout_there_is_no_map(small):
    vectors, _ = sheets(3000)
    for share in (0.0, 0.5, 0.95):
        with pytest.raises(StoppedByUser):
            project(vectors, tick=lambda done, total, _, share=share: not (total == 3000 and done >= share * total))
    with pytest.raises(StoppedByUser):
        project(vectors, projection="pca", tick=lambda *_: False)


@pytest.mark.slow
def test_its_landmarks_are_laid_out_in_waves(small, monkeypatch):
    monkeypatch.setattr(waves, "FIRST", 100)
    vectors, _ = sheets(3000)
    ticks = []
    layout = project(
        vectors, tick=lambda done, total, positions: ticks.append(None if positions is None else len(positions)) or True
    )
    assert {None, 100, 300, 3000} == set(ticks)
    assert trust.measure(vectors, layout.positions, seed=8).map > 0.85


@pytest.mark.slow
def test_thousands_of_copies_and_three_dimensions(small):
    vectors, _ = sheets(1500)
    copies = np.concatenate([np.repeat(vectors[:2], 1200, axis=0), vectors])
    order = np.random.default_rng(0).permutation(len(copies))
    layout = project(copies[order], iterations=400)
    assert np.isfinite(layout.positions).all()
    # Each has a place of its own, but where a copy moved away from the others meets one by chance.
    assert len(np.unique(layout.positions, axis=0)) > len(copies) - 5
    assert project(np.repeat(vectors[:1], 1200, axis=0), iterations=100).positions.shape == (1200, 2)
    space = project(vectors, dimensions=3, iterations=60)
    assert space.positions.shape == (1500, 3)
    assert np.isfinite(space.positions).all()
