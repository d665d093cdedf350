"""Owns everything that decides a feature, or whether a file has one: as options of the decoders and as cache keys."""

from __future__ import annotations

from services.decoding.image import DECODE_VERSION
from services.decoding.process import Options
from services.encoders import Encoder
from services.schema import Recipe
from services.settings import Settings


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
    limits = f"{settings.max_pixels}|{settings.max_file_mb}|{settings.decode_seconds}"
    return f"{DECODE_VERSION}|{recipe.decoding}|{side}|{limits}"


def feature_key(encoder: Encoder, recipe: Recipe) -> str:
    """Return what decides a feature besides the content hash: encoder, weights, precision, decoding."""
    return f"{encoder.key}|{DECODE_VERSION}|{recipe.decoding}"
