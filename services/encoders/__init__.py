"""Owns the encoders. ``ENCODERS`` holds those with a name; ``custom:<file.keras>`` opens a user's own model.

In: RGB pixels, ``u1 (b, s, s, 3)``. Out: features, ``f4 (b, d)``. Keras defines and loads a model and is the reference.
On a CPU, OpenVINO runs it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from services.encoders import custom, keras_apps, lite0
from services.encoders import weights as files
from services.encoders.encoder import Encoder
from services.errors import BadRequest

__all__ = ["ENCODERS", "Encoder", "Entry", "check", "full_name", "open_encoder", "wanted"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What the page and the docs say of an encoder.

    ``side`` is in pixels; ``width`` is the length of a feature. ``work`` is what a picture takes: giga multiply-adds of
    the convolutions and dense layers of the Keras model, without the classifier. The papers have about the same: He
    2015 3.8 (ResNet50), Howard 2019 0.22 (MobileNetV3), Tan 2021 0.7 (EfficientNetV2), Liu 2022 4.5 (ConvNeXt).
    """

    name: str
    title: str
    help: str
    side: int
    width: int
    licence: str
    work: float


ENCODERS: dict[str, Entry] = {
    "efficientnet-lite0": Entry(
        "efficientnet-lite0",
        "EfficientNet-Lite0",
        "Fast, comes with Imagescape, needs no download.",
        224,
        1280,
        "Apache-2.0",
        0.38,
    ),
    "resnet50": Entry("resnet50", "ResNet50", "The article's; 95 MB to download once.", 224, 2048, "MIT", 3.86),
    "mobilenet-v3-large": Entry(
        "mobilenet-v3-large", "MobileNetV3 Large", "Fastest of those to download, 12 MB.", 224, 960, "Apache-2.0", 0.21
    ),
    "efficientnet-v2-b0": Entry(
        "efficientnet-v2-b0", "EfficientNetV2 B0", "A step finer than Lite0, 24 MB.", 224, 1280, "Apache-2.0", 0.72
    ),
    "convnext-tiny": Entry(
        "convnext-tiny", "ConvNeXt Tiny", "The finest here and the slowest, 111 MB.", 224, 768, "Apache-2.0", 4.45
    ),
}


def check(name: str) -> None:
    """Check that a name is an encoder's.

    Raises
    ------
    BadRequest
        It is neither a key of :data:`ENCODERS` nor ``custom:`` with the path of a model file.
    """
    if name.startswith(custom.PREFIX):
        custom.path_of(name)
    elif name not in ENCODERS:
        raise BadRequest(f"{name!r} is no encoder. Choose one of {', '.join(ENCODERS)}, or custom:<file.keras>.")


def full_name(name: str) -> str:
    """Return the name of an encoder as a map keeps it: that of a model of one's own has its absolute path.

    So a map can be continued from another folder, and a model has one name wherever it is called from.

    Raises
    ------
    BadRequest
        As of :func:`check`.
    """
    if name.startswith(custom.PREFIX):
        return f"{custom.PREFIX}{custom.path_of(name)}"
    check(name)
    return name


def wanted(name: str) -> files.Wanted:
    """Return what an encoder of keras.applications needs; ``name`` is a key of ``keras_apps.APPS``."""
    app = keras_apps.APPS[name]
    return files.Wanted(name, ENCODERS[name].title, app.file, app.url, app.md5, app.size)


def open_encoder(
    name: str, *, weights: str, models: Path, precision: str, threads: int, note: Callable[[str], None]
) -> Encoder:
    """Return an encoder. Its model is loaded when the first picture comes.

    Parameters
    ----------
    name : str
        A key of :data:`ENCODERS`, or ``custom:<file.keras>``.
    weights : str
        Folder into which the user has put weights, or empty.
    models : Path
        Folder for converted models, which also has a folder for weights (:func:`services.encoders.weights.place`).
    precision : str
        ``f32``, or ``bf16`` for speed at a loss in near-identical pictures.
    threads : int
        Threads for inference.
    note : callable
        Called with a sentence about what takes time.

    Raises
    ------
    BadRequest
        ``name`` is no encoder.
    EncoderUnavailable
        The weights are missing, or a custom model cannot be used.
    """
    check(name)
    make = partial(Encoder, name, models=models, precision=precision, threads=threads, note=note)
    if name.startswith(custom.PREFIX):
        path = custom.path_of(name)
        note("Loading your model")
        model, side, width = custom.load(path)
        return make(side=side, width=width, weights=files.fingerprint(path), build=lambda: model)
    entry = ENCODERS[name]
    build: Callable[[], Any]
    if name in keras_apps.APPS:
        found = files.find(wanted(name), folder=weights, models=models, note=note)
        build = partial(keras_apps.build, name, found)
    else:
        found, build = lite0.weights_file(), lite0.build
    return make(side=entry.side, width=entry.width, weights=files.fingerprint(found), build=build, apart=True)
