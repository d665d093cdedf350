"""Owns an encoder's classifier: the layers behind its features, as arrays. No picture is read, and Keras not loaded.

The default encoder's weights have it. Of an encoder of keras.applications it is in the file that a user has laid in
with ``--weights``, if that is the whole model; Keras' own download is without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.encoders import ENCODERS, custom, keras_apps, lite0, torch_pickle, wanted, weights
from services.errors import EncoderUnavailable

CLASSES = 1000
#: Rows whose probabilities are computed at once.
BLOCK = 4096


@dataclass(frozen=True, slots=True)
class Head:
    """A classifier of ImageNet's 1,000 classes.

    Attributes
    ----------
    layers : tuple of (f4 (a, b), f4 (b,))
        Weights and biases of each dense layer. Between two layers is a hard swish (Howard 2019, arXiv:1905.02244).
    """

    layers: tuple[tuple[NDArray[np.float32], NDArray[np.float32]], ...]

    def probabilities(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probability of each class for each of m features, ``f4 (m, 1000)``."""
        blocks = [self._block(features[at : at + BLOCK]) for at in range(0, len(features), BLOCK)]
        return np.concatenate(blocks) if blocks else np.empty((0, CLASSES), np.float32)

    def _block(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        for number, (kernel, bias) in enumerate(self.layers):
            if number:
                values = (values * np.clip(values + 3, 0, 6) / 6).astype(np.float32)
            values = values @ kernel + bias
        odds = np.exp(values - values.max(axis=1, keepdims=True))
        return np.asarray(odds / odds.sum(axis=1, keepdims=True), np.float32)


def of(name: str, *, key: str, width: int, folder: str, models: Path) -> tuple[Head | None, str]:
    """The classifier of an encoder, or None and a sentence that says why there is none.

    Parameters
    ----------
    name : str
        As in a recipe.
    key : str
        Of the features (:attr:`services.encoders.encoder.Encoder.key`): the weights must be those that made them.
    width : int
        Numbers a feature.
    folder, models
        As for :func:`services.encoders.weights.present`.
    """
    if name.startswith(custom.PREFIX):
        return None, "A model of your own has no words for what it sees, so regions have no names by it."
    if name not in ENCODERS:
        return None, f"{name} is no encoder of this version, so regions have no names by it."
    title = ENCODERS[name].title
    try:
        if name not in keras_apps.APPS:
            path: Path | None = lite0.weights_file()
        else:
            path = weights.present(wanted(name), folder=folder, models=models)
        if path is None or weights.fingerprint(path) != key.split("|")[1]:
            return None, f"The weights of {title} that made this map are not here any more, so it has no words for it."
        found = _lite0(path) if name not in keras_apps.APPS else _keras(path, width)
    except (EncoderUnavailable, OSError, KeyError, ValueError) as error:
        return None, f"The classifier of {title} cannot be read ({type(error).__name__}), so it has no words."
    if found is None:
        return None, (
            f"The weights of {title} are those without a classifier, so it has no words for what it sees. "
            "With the whole model's, laid in with --weights, it would have."
        )
    return found, ""


def _lite0(path: Path) -> Head:
    tensors = torch_pickle.load(path)
    kernel, bias = tensors["_fc.weight"], tensors["_fc.bias"]
    return Head(((np.ascontiguousarray(kernel.T, np.float32), bias.astype(np.float32)),))


def _keras(path: Path, width: int) -> Head | None:
    """The dense layers that lead from the features to the classes, found by their shapes; None if there are none."""
    arrays = _arrays(path)
    biases = {place: array for place, array in arrays.items() if array.ndim == 1}

    def layer(into: int, out: int) -> tuple[NDArray[np.float32], NDArray[np.float32]] | None:
        for (group, _), array in arrays.items():
            if array.size == into * out and array.shape[-2:] == (into, out):
                bias = next((b for (of_bias, _), b in biases.items() if of_bias == group and len(b) == out), None)
                if bias is not None:
                    return array.reshape(into, out).astype(np.float32), bias.astype(np.float32)
        return None

    direct = layer(width, CLASSES)
    if direct is not None:
        return Head((direct,))
    for into in sorted({array.shape[-2] for array in arrays.values() if array.ndim > 1 and array.shape[-1] == CLASSES}):
        last, first = layer(into, CLASSES), layer(width, into)
        if last is not None and first is not None:
            return Head((first, last))
    return None


def _arrays(path: Path) -> dict[tuple[str, str], NDArray[np.float32]]:
    """The arrays of a file of weights that may belong to a classifier, by (group, name), in the order of the file."""
    import io
    import zipfile

    import h5py

    source: Path | io.BytesIO = path
    if path.suffix == ".keras":
        with zipfile.ZipFile(path) as whole:
            source = io.BytesIO(whole.read("model.weights.h5"))
    found: dict[tuple[str, str], NDArray[np.float32]] = {}
    with h5py.File(source, "r") as file:

        def keep(name: str, item: object) -> None:
            if isinstance(item, h5py.Dataset) and (item.ndim == 1 or item.shape[:-2] in ((), (1, 1))):
                group, _, own = name.rpartition("/")
                found[group, own] = item[()]

        file.visititems(keep)
    return found
