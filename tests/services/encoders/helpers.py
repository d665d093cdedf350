"""Owns what the tests of encoders share: an encoder opened with defaults, pixels of a file, likeness of features."""

import numpy as np

from services import decoding, encoders


def opened(name, models, **options):
    given = {"weights": "", "models": models, "precision": "f32", "threads": 2, "note": lambda _: None, **options}
    return encoders.open_encoder(name, **given)


def pixels(data, side=224):
    return decoding.decode(data, side=side, decoding="standard", max_pixels=10**8).pixels


def cosine(a, b):
    return (a * b).sum(axis=-1) / (np.linalg.norm(a, axis=-1) * np.linalg.norm(b, axis=-1))
