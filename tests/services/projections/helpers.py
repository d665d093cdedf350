"""Made-up features and calls that the tests of projections share."""

import numpy as np

from services import projections
from services.features import Features
from services.schema import Recipe

#: Arguments of a projection that is never stopped and reports nothing.
GO = {"threads": 2, "tick": lambda *_: True, "stage": lambda _: None}


def features(n, d=64, groups=4, seed=0):
    """Points around the centres of a few groups, far apart: ``f4 (n, d)``; row i is of group i % groups."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(groups, d)) * 4
    return (centres[np.arange(n) % groups] + rng.normal(size=(n, d))).astype(np.float32)


def sheets(n, d=48, groups=12, seed=0):
    """Points on a few sheets of four dimensions, none below zero: ``f4 (n, d)`` and the sheet of each."""
    rng = np.random.default_rng(seed)
    group = rng.integers(groups, size=n)
    sheet = rng.normal(size=(groups, 4, d)) / 2
    along = rng.normal(size=(n, 4))
    vectors = (
        rng.normal(scale=1.5, size=(groups, d))[group]
        + np.einsum("nk,nkd->nd", along, sheet[group])
        + rng.normal(scale=0.2, size=(n, d))
    )
    return np.maximum(vectors, 0).astype(np.float32), group


def in_file(vectors, path):
    """The same features in a file."""
    path.write_bytes(np.ascontiguousarray(vectors, dtype="<f4").tobytes())
    return Features.in_file(path.open("rb", buffering=0), n=len(vectors), width=vectors.shape[1])


def project(vectors, *, tick=lambda *_: True, stage=lambda _: None, **recipe):
    return projections.project(vectors, recipe=Recipe(**recipe), threads=2, tick=tick, stage=stage)


def run(vectors, *, tick=lambda *_: True, stage=lambda _: None, **recipe):
    """The same with fewer iterations and a lower perplexity, for few points."""
    return project(vectors, tick=tick, stage=stage, **{"iterations": 300, "perplexity": 10.0, **recipe})
