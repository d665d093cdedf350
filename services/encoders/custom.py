"""Owns the user's own model: ``custom:<file.keras>``, any square input, RGB 0..255 in, one output."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services.encoders.framework import keras
from services.errors import BadRequest, EncoderUnavailable, in_one_line

PREFIX = "custom:"
#: Side in pixels if the model leaves it open.
SIDE = 224


def path_of(name: str) -> Path:
    """Return the absolute path of the file in ``custom:<file>``.

    Raises
    ------
    BadRequest
        The path is missing, has an ending that Keras does not load, or leads to no file.
    """
    text = name.removeprefix(PREFIX).strip()
    path = Path(text).expanduser()
    if not text or path.suffix not in (".keras", ".h5"):
        raise BadRequest(
            f"{name!r} names no model. Write custom:/path/to/model.keras (or .h5); Keras 3 loads no SavedModel folders."
        )
    if not path.is_file():
        raise BadRequest(f"There is no model file {path}. Check the path.")
    return path.absolute()


def load(path: Path) -> tuple[Any, int, int]:
    """Load a user's model. Return a Keras model, its side in pixels and the length of its features.

    A map of features is pooled by its mean. The model must do its own preprocessing, from RGB 0..255.

    Raises
    ------
    EncoderUnavailable
        The model cannot be loaded safely, does not take square RGB pictures, or has several inputs or outputs.
    """
    try:
        # safe_mode refuses lambda layers: a model file must not run code.
        model = keras().models.load_model(str(path), compile=False, safe_mode=True)
    except Exception as error:
        raise EncoderUnavailable(
            f"{path} cannot be loaded ({in_one_line(error, 200)}). Save it with model.save('x.keras')."
        ) from error
    if len(model.inputs) != 1 or len(model.outputs) != 1:
        raise EncoderUnavailable(
            f"{path} has {len(model.inputs)} inputs and {len(model.outputs)} outputs; an encoder has one of each."
        )
    shape = tuple(model.inputs[0].shape)
    if len(shape) != 4 or shape[3] != 3 or (shape[1] or SIDE) != (shape[2] or SIDE):
        raise EncoderUnavailable(f"{path} takes {shape}; an encoder takes (None, side, side, 3), RGB from 0 to 255.")
    side = int(shape[1] or SIDE)
    pixels = keras().Input((side, side, 3), name="pixels")
    output = model(pixels)
    if len(output.shape) == 4:
        output = keras().layers.GlobalAveragePooling2D(name="pool_features")(output)
    elif len(output.shape) != 2:
        output = keras().layers.Flatten(name="flat_features")(output)
    return keras().Model(pixels, output), side, int(output.shape[-1])
