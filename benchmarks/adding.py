"""Owns the measure of adding: a few pictures transformed onto a map of many, against where a full layout has them.

``python -m benchmarks.adding FEATURES CLASSES [NEW]`` takes two files of numpy's: ``f4 (n, d)`` and n classes. The last
NEW rows (500) are placed on the map of the others. Accuracy is that of the class most common among the 5 nearest on the
map.
"""

import sys
import time

import numpy as np
from numpy.typing import NDArray

from benchmarks.report import say
from docs.measured import Row
from services import projections
from services.neighbours import nearest
from services.projections import Layout
from services.quality import trust
from services.schema import Recipe


def accuracy(
    positions: NDArray[np.float32], classes: NDArray[np.str_], rows: NDArray[np.int64], *, k: int = 5
) -> float:
    """Of ``rows``, each left out of its own vote."""
    near, _ = nearest.search(positions, k=k, rows=rows)
    _, codes = np.unique(classes, return_inverse=True)
    return float(
        np.mean([np.bincount(codes[found]).argmax() == codes[row] for row, found in zip(rows, near, strict=True)])
    )


def layout(features: NDArray[np.float32]) -> Layout:
    """A map of all ``features``."""
    return projections.project(features, recipe=Recipe(), threads=2, tick=lambda *_: True, stage=lambda _: None)


def placed(old: NDArray[np.float32], new: NDArray[np.float32], positions: NDArray[np.float32]) -> NDArray[np.float32]:
    """Positions of ``new`` on the map of ``old``."""
    return projections.transform_new(
        old, new, positions, recipe=Recipe(), threads=2, tick=lambda *_: True, stage=lambda _: None
    )


def measured(features: NDArray[np.float32], classes: NDArray[np.str_], *, new: int) -> Row:
    """The row of the data file: counts, seconds and accuracies."""
    n = len(features) - new
    rows = np.arange(n, len(features))
    old = layout(features[:n]).positions
    bits = old.tobytes()
    started = time.perf_counter()
    added = placed(features[:n], features[n:], old)
    transforming = time.perf_counter() - started
    together = np.concatenate([old, added])
    started = time.perf_counter()
    trust.measure(features, together, seed=8)
    trusting = time.perf_counter() - started
    again = placed(features[:n], features[n:], old)
    full = layout(features).positions
    return {
        "old": n,
        "new": new,
        "unmoved": old.tobytes() == bits and together[:n].tobytes() == bits,
        "repeatable": added.tobytes() == again.tobytes(),
        "transform": round(transforming, 2),
        "trust": round(trusting, 2),
        "accuracy": round(accuracy(together, classes, rows), 4),
        "accuracy_at_once": round(accuracy(full, classes, rows), 4),
    }


def row(features: NDArray[np.float32], classes: NDArray[np.str_]) -> Row:
    """As :func:`measured`, with 500 new pictures, or a tenth of fewer than 5,000."""
    return measured(features, classes, new=min(500, len(features) // 10))


def main() -> None:
    """Print it, a line each."""
    features, classes = np.load(sys.argv[1]), np.load(sys.argv[2])
    new = int(sys.argv[3]) if len(sys.argv) > 3 else 500
    for name, value in measured(features, classes, new=new).items():
        say(f"{name}: {value}")


if __name__ == "__main__":
    main()
