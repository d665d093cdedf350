"""Owns the encoders of keras.applications: networks with their preprocessing, from RGB 0..255 to pooled features."""

from __future__ import annotations

import logging
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.encoders.framework import keras
from services.errors import EncoderUnavailable, in_one_line

logger = logging.getLogger(__name__)

_STORE = "https://storage.googleapis.com/tensorflow/keras-applications"
#: Means of blue, green and red that keras.applications.resnet50.preprocess_input subtracts.
_MEANS = [103.939, 116.779, 123.68]


@dataclass(frozen=True, slots=True)
class App:
    """One of keras.applications.

    ``maker`` is its function. ``file``, ``url``, ``md5`` (MD5 or SHA-256) and ``size`` in bytes belong to its weights
    without the classifier.
    """

    maker: str
    width: int
    file: str
    folder: str
    md5: str
    size: int
    preprocess: str = "inside"

    @property
    def url(self) -> str:
        """Address from which Keras fetches the weights."""
        return f"{_STORE}/{self.folder}/{self.file}"


APPS: dict[str, App] = {
    "resnet50": App(
        "ResNet50",
        2048,
        "resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5",
        "resnet",
        "4d473c1dd8becc155b73f8504c6f6626",
        94_765_736,
        "caffe",
    ),
    "mobilenet-v3-large": App(
        "MobileNetV3Large",
        960,
        "weights_mobilenet_v3_large_224_1.0_float_no_top_v2.h5",
        "mobilenet_v3",
        "07fb09a5933dd0c8eaafa16978110389",
        12_683_000,
    ),
    "efficientnet-v2-b0": App(
        "EfficientNetV2B0",
        1280,
        "efficientnetv2-b0_notop.h5",
        "efficientnet_v2",
        "893217f2bb855e2983157299931e43ff",
        24_274_472,
    ),
    "convnext-tiny": App(
        "ConvNeXtTiny",
        768,
        "convnext_tiny_notop.h5",
        "convnext",
        "d547c096cabd03329d7be5562c5e14798aa39ed24b474157cef5e85ab9e49ef1",
        111_650_432,
    ),
}
SIDE = 224


def build(name: str, weights: Path) -> Any:
    """Return the network with ``weights`` as a Keras model.

    Parameters
    ----------
    name : str
        A key of :data:`APPS`.
    weights : Path
        A whole model (``.keras``), or weights (``.h5``) with or without the classifier.

    Raises
    ------
    EncoderUnavailable
        The file does not fit the network.
    """
    app = APPS[name]
    loaded = _whole(weights) if weights.suffix == ".keras" else _filled(app, weights)
    return _preprocessed(app, loaded)


def _maker(app: App, *, top: bool) -> Any:
    make = getattr(keras().applications, app.maker)
    if top:
        return make(weights=None, include_top=True, input_shape=(SIDE, SIDE, 3))
    return make(weights=None, include_top=False, pooling="avg", input_shape=(SIDE, SIDE, 3))


def _filled(app: App, weights: Path) -> Any:
    errors = []
    for top in (False, True):
        model = _maker(app, top=top)
        try:
            _load(model, weights)
        except Exception as error:  # noqa: BLE001 - h5py and Keras raise many kinds; the other form is tried next
            errors.append(in_one_line(error, 120))
            continue
        return _cut(model) if top else model
    raise EncoderUnavailable(
        f"{weights} does not fit {app.maker} ({errors[0]}). It must hold its ImageNet weights, with or without the "
        f"classifier; Keras' own file is {app.url}."
    )


def _load(model: Any, weights: Path) -> None:
    """Load weights into ``model``.

    Keras has two file formats, and chooses by whether the name ends in ``.weights.h5``. If the file cannot be read in
    the format of its name, the other format is tried, with a copy under another name.
    """
    try:
        model.load_weights(str(weights))
    except Exception:
        with tempfile.TemporaryDirectory() as aside:
            other = Path(aside) / ("x.h5" if weights.name.endswith(".weights.h5") else "x.weights.h5")
            shutil.copyfile(weights, other)
            try:
                model.load_weights(str(other))
                return
            except Exception as second:  # noqa: BLE001 - the first error says more, and is raised below
                logger.debug("%s is of neither form: %s", weights, second)
        raise


def _whole(path: Path) -> Any:
    try:
        return _cut(keras().models.load_model(str(path), compile=False))
    except (OSError, ValueError, TypeError) as error:
        raise EncoderUnavailable(f"{path} is no model Keras can load ({in_one_line(error, 160)}).") from error


def _cut(model: Any) -> Any:
    """Return the model without its classifier: up to the global pooling and a layer normalisation after it."""
    layers = keras().layers
    pooled = None
    for layer in model.layers:
        if isinstance(layer, layers.GlobalAveragePooling2D) or (
            pooled is not None and isinstance(layer, layers.LayerNormalization)
        ):
            pooled = layer
    if pooled is None:
        return model
    output = pooled.output
    if len(output.shape) == 4:
        output = layers.Flatten(name="flat_features")(output)
    return keras().Model(model.inputs, output)


def _preprocessed(app: App, model: Any) -> Any:
    if app.preprocess == "inside":
        return model
    ops = keras().ops
    pixels = keras().Input((SIDE, SIDE, 3), name="pixels")
    caffe = ops.subtract(ops.flip(pixels, axis=-1), ops.convert_to_tensor(_MEANS, dtype="float32"))
    return keras().Model(pixels, model(caffe))
