"""t-SNE in three dimensions: groups come out, and a layout that was stopped is one of fewer iterations."""

import numpy as np
import pytest

from services.quality.trust import knn_accuracy
from tests.services.projections.helpers import features, run


def test_groups_come_out_in_space():
    layout = run(features(160), dimensions=3)
    assert layout.positions.shape == (160, 3)
    assert knn_accuracy(layout.positions, np.arange(160) % 4) > 0.9


@pytest.mark.parametrize("at", [100, 270])
def test_stopped_at_k_is_what_k_iterations_give(at):
    vectors = features(90)
    stopped = run(vectors, dimensions=3, tick=lambda done, *_: done < at)
    assert stopped.stopped and at <= stopped.iterations < at + 10
    assert (stopped.positions == run(vectors, dimensions=3, iterations=stopped.iterations).positions).all()
