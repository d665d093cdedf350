"""Owns everything that decides a feature, or whether a file has one: as options of the decoders and as cache keys."""

from __future__ import annotations

from services.decoding.image import DECODE_VERSION
from services.decoding.process import Options
from services.encoders import Encoder
from services.library import feature_keys
from services.schema import FIRST_PIXELS, Recipe
from services.settings import Settings
from services.versions import version

#: Packages whose version can change a feature; part of every key, so that no feature is published under another
#: version than the one that computed it.
MATTERS = (
    *("imagecodecs", "keras", "numpy", "openvino", "pillow", "pillow-heif", "simplejpeg", "tensorflow", "tifffile"),
)
#: The runtime that a key names.
KERAS = "keras"
#: Those of them that maps told already when keys of features had no versions yet.
TOLD_BEFORE = ("numpy", "pillow", "openvino", "tensorflow", "keras")


def decode_options(recipe: Recipe, settings: Settings, side: int) -> Options:
    """The options of decoders, here and on remote workers. ``side`` is the encoder's, in pixels."""
    return Options(
        side,
        recipe.decoding,
        settings.max_pixels,
        settings.max_file_mb * 1_000_000,
        memory=settings.decode_memory_mb * 1_000_000,
    )


def decode_key(recipe: Recipe, settings: Settings, side: int) -> str:
    """Return what decides the pixels of a file, and whether it is skipped. ``side`` is the encoder's, in pixels."""
    # With little memory some libraries call a picture damaged.
    limits = f"{settings.max_pixels}|{settings.max_file_mb}|{settings.decode_seconds}|{settings.decode_memory_mb}"
    return f"{DECODE_VERSION}|{recipe.decoding}|{side}|{limits}"


def feature_key(encoder: Encoder, recipe: Recipe, *, pixels: int = FIRST_PIXELS, runtime: str | None = None) -> str:
    """Return what decides a feature besides the content hash: encoder, weights, precision, decoding, versions.

    ``pixels`` is the edition of the picture's pixels (:class:`services.schema.Facts`). ``runtime`` is what runs the
    model; that of the encoder if left out. Until the model is loaded it counts as OpenVINO, which is not named: Keras,
    on a GPU or where the converted model cannot be trusted, gives numbers that differ in their last bits.
    """
    made_by = ",".join(f"{package}={version(package)}" for package in MATTERS)
    if (encoder.runtime if runtime is None else runtime) == KERAS:
        made_by += f",runtime={KERAS}"
    return feature_keys.of_pixels(feature_keys.key(encoder.key, recipe.decoding, made_by), pixels)


def told_before() -> dict[str, str]:
    """Return the versions that older maps told and that matter here."""
    return {package: version(package) for package in TOLD_BEFORE}
