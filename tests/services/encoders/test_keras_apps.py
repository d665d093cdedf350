"""The networks of keras.applications: weights of any form fit them, others are named, and a classifier is cut off."""

import shutil

import numpy as np
import pytest

from services.encoders import framework, keras_apps
from services.errors import EncoderUnavailable
from tests.conftest import picture
from tests.services.encoders.helpers import opened, pixels

pytestmark = pytest.mark.slow


def test_weights_that_do_not_fit_are_named(models, weights, tmp_path):
    shutil.copy(weights / keras_apps.APPS["convnext-tiny"].file, tmp_path / "resnet50.h5")
    encoder = opened("resnet50", models, weights=str(tmp_path))
    with pytest.raises(EncoderUnavailable, match="does not fit ResNet50"):
        encoder.embed(pixels(picture())[None])


def test_a_file_that_is_no_model_is_named(tmp_path):
    (tmp_path / "resnet50.keras").write_bytes(b"nothing")
    with pytest.raises(EncoderUnavailable, match=r"resnet50\.keras is no model Keras can load"):
        keras_apps.build("resnet50", tmp_path / "resnet50.keras")


def classifier():
    """A small network with the parts of a large one: convolution, pooling, normalisation, classes."""
    keras = framework.keras()
    keras.utils.set_random_seed(4)
    pixels_in = keras.Input((16, 16, 3))
    x = keras.layers.Conv2D(5, 3, activation="relu")(pixels_in)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    features = keras.layers.LayerNormalization()(x)
    classes = keras.layers.Dense(7)(keras.layers.Flatten()(features))
    return keras.Model(pixels_in, classes), keras.Model(pixels_in, features)


def test_a_classifier_is_cut_off_behind_pooling_and_its_normalisation():
    model, features = classifier()
    noise = np.random.default_rng(2).random((3, 16, 16, 3), np.float32)
    cut = keras_apps._cut(model)
    assert cut.output_shape == (None, 5)
    assert (np.asarray(cut([noise])) == np.asarray(features(noise)).reshape(3, 5)).all()


def test_a_model_without_pooling_stays_as_it_is():
    keras = framework.keras()
    pixels_in = keras.Input((16, 16, 3))
    model = keras.Model(pixels_in, keras.layers.Conv2D(5, 3)(pixels_in))
    assert keras_apps._cut(model) is model


@pytest.mark.parametrize("name", ["model.keras", "model.h5"])
def test_a_whole_model_with_its_classifier_gives_the_features_before_it(tmp_path, name):
    """As Keras saves it, or its weights alone under either of Keras' endings."""
    model, features = classifier()
    noise = np.random.default_rng(2).random((3, 16, 16, 3), np.float32)
    if name.endswith(".keras"):
        model.save(tmp_path / name)
        found = keras_apps._whole(tmp_path / name)
    else:
        model.save_weights(tmp_path / "x.weights.h5")
        (tmp_path / "x.weights.h5").rename(tmp_path / name)
        fresh, _ = classifier()
        for layer in fresh.layers:
            layer.set_weights([np.zeros_like(w) for w in layer.get_weights()])
        keras_apps._load(fresh, tmp_path / name)
        found = keras_apps._cut(fresh)
    assert (np.asarray(found([noise])) == np.asarray(features(noise)).reshape(3, 5)).all()


def test_resnet50_sees_blue_green_and_red_without_their_means():
    keras = framework.keras()
    pixels_in = keras.Input((224, 224, 3))
    seen = keras_apps._preprocessed(keras_apps.APPS["resnet50"], keras.Model(pixels_in, pixels_in * 1.0))
    noise = np.random.default_rng(1).integers(0, 256, (1, 224, 224, 3)).astype(np.float32)
    expected = keras.applications.resnet50.preprocess_input(noise.copy())
    assert np.abs(np.asarray(seen(noise)) - expected).max() < 1e-4
