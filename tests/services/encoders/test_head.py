"""An encoder's classifier: what it says of its own features, read without Keras; why there is none."""

import sys
from pathlib import Path

import numpy as np
import pytest

from services.encoders import head, lite0, weights
from services.encoders.head import Head


def of(name, path, *, width=1280, folder="", models=Path("/nowhere")):
    key = f"{name}|{weights.fingerprint(path)}|f32"
    return head.of(name, key=key, width=width, folder=str(folder), models=models)


def test_the_default_encoders_classifier_knows_what_its_photographs_show(lite0_library):
    library, info = lite0_library
    rows = library.maps.rows(info.id)
    features = library.contents.vectors(rows.hash, key=info.encoder_key, width=info.width)
    found, reason = head.of(
        info.recipe.encoder, key=info.encoder_key, width=info.width, folder="", models=library.models
    )
    assert (reason, "h5py" in sys.modules) == ("", "h5py" in sys.modules)
    odds = found.probabilities(features)
    assert (odds.shape, odds.dtype) == ((100, 1000), np.float32)
    assert odds.sum(axis=1) == pytest.approx(np.ones(100), abs=1e-4)
    names = [name.lower().replace(" ", "_") for name in lite0.class_names()]
    right = [names[row.argmax()] in path.lower() for row, path in zip(odds, rows.path, strict=True)]
    assert np.mean(right) > 0.6, "each file is named by its class"


def test_probabilities_by_blocks_are_those_at_once(monkeypatch):
    made = np.random.default_rng(1)
    small = Head(((made.normal(size=(8, 1000)).astype(np.float32), np.zeros(1000, np.float32)),))
    features = made.normal(size=(50, 8)).astype(np.float32)
    whole = small.probabilities(features)
    monkeypatch.setattr(head, "BLOCK", 7)
    assert small.probabilities(features) == pytest.approx(whole, abs=1e-6)
    assert small.probabilities(features[:0]).shape == (0, 1000)


def file(path, arrays):
    import h5py

    with h5py.File(path, "w") as out:
        for name, array in arrays.items():
            out[name] = array
    return path


@pytest.mark.parametrize("endings", [("kernel:0", "bias:0"), ("vars/0", "vars/1")])
def test_a_whole_model_of_keras_that_is_laid_in_has_its_last_layer(tmp_path, endings):
    made = np.random.default_rng(2)
    kernel, bias = made.normal(size=(2048, 1000)).astype(np.float32), made.normal(size=1000).astype(np.float32)
    other = made.normal(size=(1, 1, 512, 2048)).astype(np.float32)
    path = file(
        tmp_path / "resnet50_weights.h5",
        {f"predictions/{endings[0]}": kernel, f"predictions/{endings[1]}": bias, "conv5/kernel:0": other},
    )
    found, reason = of("resnet50", path, width=2048, folder=tmp_path)
    assert reason == ""
    ((own, own_bias),) = found.layers
    assert np.array_equal(own, kernel)
    assert np.array_equal(own_bias, bias)


def test_mobilenets_classifier_has_a_layer_between(tmp_path):
    made = np.random.default_rng(3)
    first, last = (made.normal(size=shape).astype(np.float32) / 30 for shape in ((960, 1280), (1280, 1000)))
    path = file(
        tmp_path / "mobilenet-v3-large.h5",
        {
            "conv_2/kernel": first[None, None],
            "conv_2/bias": np.ones(1280, np.float32),
            "logits/kernel": last[None, None],
            "logits/bias": np.zeros(1000, np.float32),
        },
    )
    found, _ = of("mobilenet-v3-large", path, width=960, folder=tmp_path)
    features = made.normal(size=(4, 960)).astype(np.float32)
    hidden = features @ first + 1
    odds = np.exp(hidden * np.clip(hidden + 3, 0, 6) / 6 @ last)
    assert found.probabilities(features) == pytest.approx(odds / odds.sum(axis=1, keepdims=True), rel=1e-3)


def test_weights_without_a_classifier_have_no_words(tmp_path):
    path = file(tmp_path / "resnet50_notop.h5", {"conv/kernel:0": np.zeros((1, 1, 4, 2048), np.float32)})
    found, reason = of("resnet50", path, width=2048, folder=tmp_path)
    assert found is None
    assert "without a classifier" in reason
    assert "--weights" in reason


@pytest.mark.parametrize(
    ("name", "words"),
    [("custom:/x/mine.keras", "model of your own"), ("gone", "no encoder of this version"), ("resnet50", "not here")],
)
def test_why_there_are_no_words_is_a_sentence(tmp_path, monkeypatch, name, words):
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    found, reason = head.of(name, key=f"{name}|abc|f32", width=8, folder="", models=tmp_path)
    assert found is None
    assert words in reason
    assert reason.endswith(".")


def test_weights_that_are_not_those_of_the_features_or_cannot_be_read_say_nothing(tmp_path):
    found, reason = head.of("efficientnet-lite0", key="x|another|f32", width=1280, folder="", models=tmp_path)
    assert (found, "not here any more" in reason) == (None, True)
    broken = tmp_path / "resnet50.h5"
    broken.write_bytes(b"no file of weights")
    found, reason = of("resnet50", broken, width=2048, folder=tmp_path)
    assert (found, "cannot be read" in reason) == (None, True)


def test_a_whole_model_file_is_read_too(tmp_path):
    import zipfile

    inner = file(
        tmp_path / "inner.h5",
        {"layers/dense/vars/0": np.ones((2048, 1000), np.float32), "layers/dense/vars/1": np.zeros(1000, np.float32)},
    )
    path = tmp_path / "resnet50.keras"
    with zipfile.ZipFile(path, "w") as whole:
        whole.write(inner, "model.weights.h5")
    inner.unlink()
    assert of("resnet50", path, width=2048, folder=tmp_path)[0].layers[0][0].shape == (2048, 1000)
