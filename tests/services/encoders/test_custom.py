"""A user's own model: pooled where it must be, and refused where it is no encoder or would run code."""

import numpy as np
import pytest

from services.encoders import custom, framework
from services.errors import BadRequest, EncoderUnavailable
from tests.conftest import picture
from tests.services.encoders.helpers import cosine, opened, pixels


def saved(folder, make, *, side=32):
    """The file of a model whose output ``make(layers, input)`` gives, and the model."""
    keras = framework.keras()
    keras.utils.set_random_seed(7)
    pixels_in = keras.Input((side, side, 3))
    model = keras.Model(pixels_in, make(keras.layers, pixels_in))
    model.save(folder / "mine.keras")
    return folder / "mine.keras", model


def convolution(layers, x):
    return layers.Conv2D(12, 5, strides=2, activation="relu")(layers.Rescaling(1 / 255)(x))


@pytest.mark.slow
def test_a_model_of_ones_own_is_an_encoder(tmp_path):
    path, model = saved(tmp_path, convolution)
    encoder = opened(f"custom:{path}", tmp_path / "models")
    assert (encoder.side, encoder.width) == (32, 12)
    batch = np.stack([pixels(picture(i), side=32) for i in range(3)])
    expected = np.asarray(model(batch.astype(np.float32))).mean(axis=(1, 2))
    assert cosine(encoder.embed(batch), expected).min() >= 0.9999
    assert encoder.runtime == "openvino"


@pytest.mark.slow
def test_a_model_that_runs_code_is_refused(tmp_path):
    path, _ = saved(tmp_path, lambda layers, x: layers.Lambda(lambda y: y * 2)(x), side=16)
    with pytest.raises(EncoderUnavailable, match="cannot be loaded"):
        opened(f"custom:{path}", tmp_path / "models")


@pytest.mark.slow
def test_an_output_that_is_no_vector_is_flattened(tmp_path):
    path, _ = saved(tmp_path, lambda layers, x: layers.Reshape((4, 192))(layers.AveragePooling2D(2)(x)), side=32)
    _, side, width = custom.load(path)
    assert (side, width) == (32, 768)


@pytest.mark.slow
@pytest.mark.parametrize("side", [None, 40])
def test_a_side_that_the_model_leaves_open_is_the_usual_one(tmp_path, side):
    path, _ = saved(tmp_path, convolution, side=side)
    assert custom.load(path)[1:] == (side or custom.SIDE, 12)


@pytest.mark.slow
def test_a_model_that_takes_no_square_colour_pictures_is_refused(tmp_path):
    keras = framework.keras()
    for shape in ((32, 16, 3), (32, 32, 1), (32, 3)):
        given = keras.Input(shape)
        keras.Model(given, keras.layers.Flatten()(given)).save(tmp_path / "mine.keras")
        with pytest.raises(EncoderUnavailable, match=r"an encoder takes \(None, side, side, 3\)"):
            custom.load(tmp_path / "mine.keras")


@pytest.mark.slow
def test_a_model_with_several_outputs_is_refused(tmp_path):
    keras = framework.keras()
    given = keras.Input((16, 16, 3))
    flat = keras.layers.Flatten()(given)
    keras.Model(given, [flat, flat * 2]).save(tmp_path / "mine.keras")
    with pytest.raises(EncoderUnavailable, match="has 1 inputs and 2 outputs"):
        custom.load(tmp_path / "mine.keras")


def test_a_path_is_made_absolute_and_home_is_understood(tmp_path, monkeypatch):
    (tmp_path / "mine.h5").touch()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for text in ("custom:~/mine.h5", "custom: mine.h5 ", f"custom:{tmp_path}/mine.h5"):
        assert custom.path_of(text) == tmp_path / "mine.h5"


@pytest.mark.parametrize("text", ["custom:", "custom:model.pb", "custom:/no/such.keras", "custom:folder.keras"])
def test_what_names_no_model_file_is_refused(text, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.keras").mkdir()
    with pytest.raises(BadRequest, match=r"names no model|no model file"):
        custom.path_of(text)
