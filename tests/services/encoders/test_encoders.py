"""Every encoder keeps the one contract; a name that is none is refused."""

import math

import numpy as np
import pytest

from services import encoders
from services.encoders import ENCODERS, framework, keras_apps, lite0
from services.errors import BadRequest
from tests.conftest import picture
from tests.services.encoders.helpers import opened, pixels

#: Those whose conversion takes longest are tried by ``make long``; ResNet50 is in tests/test_article.py too.
LONG = ("convnext-tiny", "efficientnet-v2-b0", "mobilenet-v3-large", "resnet50")
#: Converted in a process of its own, as every encoder is in use: one of each module. The others are converted in this
#: process, which has Keras already.
CONVERTED_APART = ("efficientnet-lite0", "resnet50")


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.long if name in LONG else ()) for name in ENCODERS]
)
def test_every_encoder_keeps_the_contract(name, models, weights):
    encoder = opened(name, models, weights=str(weights))
    if name not in CONVERTED_APART:
        encoder._apart = False
    assert (encoder.side, encoder.width) == (ENCODERS[name].side, ENCODERS[name].width)
    batch = np.stack([pixels(picture(i)) for i in range(5)])
    before = batch.copy()
    got = encoder.embed(batch)
    assert (got.shape, got.dtype) == ((5, encoder.width), np.float32)
    assert np.isfinite(got).all()
    assert (batch == before).all(), "pixels are not altered"
    assert (encoder.embed(batch[3:4])[0] == got[3]).all(), "a feature does not depend on its company"
    assert encoder.embed(batch[:0]).shape == (0, encoder.width)
    assert encoder.runtime == "openvino"
    assert not encoder.warnings
    with pytest.raises(ValueError, match="takes u1"):
        encoder.embed(batch.astype(np.float32))


@pytest.mark.parametrize("name", list(ENCODERS))
def test_an_entry_agrees_with_the_module_that_builds_its_network(name):
    entry = ENCODERS[name]
    assert entry.name == name
    if name in keras_apps.APPS:
        assert (entry.side, entry.width) == (keras_apps.SIDE, keras_apps.APPS[name].width)
    else:
        assert (entry.side, entry.width) == (lite0.SIDE, lite0.WIDTH)


def layers_of(model):
    """The layers of a model, with those of the models inside it."""
    for layer in model.layers:
        yield from layers_of(layer) if hasattr(layer, "layers") else [layer]


def multiply_adds(model):
    """Of all convolutions and dense layers: places of the output, times the weights that each of them takes."""
    keras, total = framework.keras(), 0
    for layer in layers_of(model):
        if isinstance(layer, (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)):
            total += math.prod(layer.output.shape[1:3]) * math.prod(layer.kernel.shape)
        elif isinstance(layer, keras.layers.Dense):
            total += math.prod(layer.output.shape[1:-1]) * math.prod(layer.kernel.shape)
    return total


@pytest.mark.slow
@pytest.mark.parametrize("name", list(ENCODERS))
def test_the_work_of_an_encoder_is_that_of_its_layers(name):
    app = keras_apps.APPS.get(name)
    model = keras_apps._maker(app, top=False) if app else lite0.build()
    assert round(multiply_adds(model) / 1e9, 2) == ENCODERS[name].work


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("resnet", "no encoder. Choose one of efficientnet-lite0, resnet50"),
        ("custom:", "names no model"),
        ("custom:/no/such.keras", "no model file"),
        ("custom:x.pb", "names no model"),
    ],
)
def test_a_wrong_name_says_what_is_allowed(name, words):
    with pytest.raises(BadRequest, match=words):
        encoders.check(name)


def test_another_precision_is_another_key(models):
    assert (
        opened("efficientnet-lite0", models, precision="bf16").key
        != opened("efficientnet-lite0", models, precision="f32").key
    )


@pytest.mark.slow
def test_another_weights_file_is_another_key(models, weights, tmp_path):
    (tmp_path / keras_apps.APPS["resnet50"].file).write_bytes(b"other weights")
    first, second = (opened("resnet50", models, weights=str(folder)) for folder in (weights, tmp_path))
    assert first.key != second.key
