"""The step that compresses the features of very large maps."""

from dataclasses import replace

import numpy as np
import pytest

from services.errors import NotFound, StoppedByUser
from services.features import Features
from services.neighbours.quantized import Quantized
from services.pipeline import compressed
from services.pipeline.beside import Work
from tests.conftest import Quiet
from tests.helpers_maps import files, stored
from tests.services.neighbours.test_bounded import clustered


@pytest.fixture
def info(library, tmp_path):
    return stored(library, tmp_path / "home", files("a.jpg", "b.jpg", "c.jpg"))


def work(library, settings, info, features):
    rows = library.maps.rows(info.id)
    listener = Quiet()
    listener.stage("measure")
    return Work(library, settings, info, rows, listener, given=features)


def test_a_map_whose_features_are_held_needs_none(library, settings, info):
    compressed.make(work(library, settings, info, None))
    assert library.beside.edition(info.id, compressed.KIND) == compressed.EDITION
    with pytest.raises(NotFound):
        compressed.of_map(library, info)


@pytest.mark.parametrize("metric", ["cosine", "euclidean"])
def test_a_large_one_has_candidates_among_which_the_nearest_are(library, settings, info, monkeypatch, metric):
    monkeypatch.setattr(compressed, "IN_MEMORY", 2)
    rows = clustered(4000, 80, seed=3, unit=metric == "cosine")
    info = replace(info, recipe=replace(info.recipe, metric=metric), centred=0)
    job = work(library, settings, info, Features.of(rows))
    compressed.make(job)
    packed, axes = compressed.of_map(library, info)
    assert packed.codes.shape == (4000, 64 + (metric == "euclidean"))
    asked = rows[:20] @ axes
    if metric == "euclidean":
        asked = np.hstack([asked, np.ones((20, 1), np.float32)])
    found = Quantized(packed).candidates(asked, 300)
    far = ((rows[:20, None] - rows) ** 2).sum(-1)
    true = np.argsort(far, axis=1)[:, :20]
    assert np.mean([np.isin(t, f).mean() for t, f in zip(true, found, strict=True)]) > 0.98


def test_it_can_be_stopped(library, settings, info, monkeypatch):
    monkeypatch.setattr(compressed, "IN_MEMORY", 2)
    job = work(library, settings, info, Features.of(clustered(200, 80)))
    job.listener = type("Stopped", (Quiet,), {"tick": lambda *_: False})()
    with pytest.raises(StoppedByUser):
        compressed.make(job)
    assert library.beside.edition(info.id, compressed.KIND) == 0
