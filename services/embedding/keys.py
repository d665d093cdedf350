"""Owns the keys of the feature cache: everything that decides a feature, or whether a file has one."""

from __future__ import annotations

from services.decoding.image import DECODE_VERSION
from services.encoders import Encoder
from services.schema import Recipe
from services.settings import Settings


def decode_key(recipe: Recipe, settings: Settings, side: int) -> str:
    """Return what decides the pixels of a file, and whether it is skipped. ``side`` is the encoder's, in pixels."""
    limits = f"{settings.max_pixels}|{settings.max_file_mb}|{settings.decode_seconds}"
    return f"{DECODE_VERSION}|{recipe.decoding}|{side}|{limits}"


def feature_key(encoder: Encoder, recipe: Recipe) -> str:
    """Return what decides a feature besides the content hash: encoder, weights, precision, decoding."""
    return f"{encoder.key}|{DECODE_VERSION}|{recipe.decoding}"
