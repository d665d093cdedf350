"""Keras itself computes: one trace whatever the batch, and a feature that does not depend on its company."""

import numpy as np
import pytest

from services.encoders import framework, keras_runtime

pytestmark = pytest.mark.slow


def mean(traces):
    keras = framework.keras()

    def model(x, training):
        traces.append(1)
        return keras.ops.mean(x, axis=(1, 2))

    return model


def test_one_trace_whatever_the_batch():
    traces = []
    runtime = keras_runtime.Runtime(mean(traces), side=8)
    for n in (32, 7, 5):
        assert runtime.run(np.zeros((n, 8, 8, 3), np.uint8)).shape == (n, 3)
    assert len(traces) == 1


def test_pictures_are_computed_when_a_batch_is_full_or_the_stream_ends():
    runtime = keras_runtime.Runtime(mean([]), side=8, batch=4)
    pictures = np.arange(6, dtype=np.uint8).repeat(8 * 8 * 3).reshape(6, 8, 8, 3)
    for place, picture in enumerate(pictures):
        runtime.put(place, picture)
    assert [token for token, _ in runtime.taken()] == [0, 1, 2, 3]
    assert runtime.taken() == []
    rest = runtime.finish()
    assert [(token, vector.tolist()) for token, vector in rest] == [(4, [4, 4, 4]), (5, [5, 5, 5])]
    assert rest[0][1].dtype == np.float32
