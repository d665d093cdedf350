"""Owns the measure of adding: a few pictures placed on a map of many, against where a full layout of all has them.

``python -m benchmarks.adding FEATURES CLASSES [NEW]`` takes two files of numpy's: ``f4 (n, d)`` and n classes. The last
NEW rows (500) are
placed on the map of the others; accuracy is that of the class most common among the 5 nearest on the map.
"""

import sys
import time
from typing import Any

import numpy as np

from benchmarks.report import Table
from services import projections, provenance
from services.neighbours import nearest
from services.quality import trust
from services.schema import Recipe


def accuracy(positions: Any, classes: Any, rows: Any, *, k: int = 5) -> float:
    """Of ``rows``, each left out of its own vote."""
    near, _ = nearest.search(positions, k=k, queries=rows)
    _, codes = np.unique(classes, return_inverse=True)
    return float(
        np.mean([np.bincount(codes[found]).argmax() == codes[row] for row, found in zip(rows, near, strict=True)])
    )


def measured(features: Any, classes: Any, *, new: int) -> dict[str, Any]:
    """Everything that is told, by name."""
    n = len(features) - new
    rows = np.arange(n, len(features))
    how: dict[str, Any] = {"recipe": Recipe(), "threads": 2, "tick": lambda *_: True, "stage": lambda _: None}
    old = projections.project(features[:n], **how).positions
    bits = old.tobytes()
    started = time.perf_counter()
    placed = projections.place(features[:n], features[n:], old, **how)
    placing = time.perf_counter() - started
    together = np.concatenate([old, placed])
    started = time.perf_counter()
    trust.measure(features, together, seed=8)
    trusting = time.perf_counter() - started
    again = projections.place(features[:n], features[n:], old, **how)
    full = projections.project(features, **how).positions
    return {
        "old": n,
        "new": new,
        "old coordinates equal, bit for bit": old.tobytes() == bits and together[:n].tobytes() == bits,
        "placed again, equal bit for bit": placed.tobytes() == again.tobytes(),
        "seconds of placing": round(placing, 2),
        "seconds of measuring trust": round(trusting, 2),
        "kNN-5 accuracy of the new, placed": round(accuracy(together, classes, rows), 4),
        "kNN-5 accuracy of the new, full layout": round(accuracy(full, classes, rows), 4),
        "versions": provenance.versions(),
    }


def table(features: Any, classes: Any) -> Table:
    """The section of the speed page: 500 placed, or a tenth of fewer than 5,000."""
    told = measured(features, classes, new=min(500, len(features) // 10))
    told.pop("versions")
    about = (
        "The last pictures placed on a map of the others, from their features: no old point may move, and the new ones should lie among their own "
        "kind as they do where all are laid out together (the class most common among the 5 nearest). Trust is measured anew after placing."
    )
    rows = [(what, ("no", "yes")[value] if isinstance(value, bool) else f"{value:,}") for what, value in told.items()]
    return Table("Adding pictures", about, ("what", "measured"), rows)


def main() -> None:
    """Print it, a line each."""
    features, classes = np.load(sys.argv[1]), np.load(sys.argv[2])
    for name, value in measured(features, classes, new=int(sys.argv[3]) if len(sys.argv) > 3 else 500).items():
        sys.stdout.write(f"{name}: {value}\n")


if __name__ == "__main__":
    main()
