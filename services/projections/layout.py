"""Owns what a projection answers, and the layouts of so few pictures that no method is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

#: Up to so many points are placed by their distances alone: t-SNE needs a neighbour besides the nearest.
FEW = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """``positions`` is ``f4 (n, 2 or 3)``, finite; ``perplexity`` the one used, None where none was; seconds by step.

    ``waves`` is how many it was stopped after while it grew, -1 where it was not.
    """

    positions: Any
    perplexity: float | None
    iterations: int
    stopped: bool
    seconds: dict[str, float]
    waves: int = -1


def few(features: Any, dimensions: int) -> Any:
    """One, two or three points: in the middle, on a line, on a triangle with their true distances; copies side by
    side.
    """
    n = len(features)
    positions = np.zeros((n, dimensions), dtype=np.float64)
    if n > 1:
        centred = np.asarray(features, dtype=np.float64) - np.mean(features, axis=0)
        u, s, _ = np.linalg.svd(centred, full_matrices=False)
        spread = (u * s)[:, :dimensions]
        scale = np.abs(spread).max()
        if scale > 0:
            positions[:, : spread.shape[1]] = spread / scale
        angles = 2 * np.pi * np.arange(n) / n
        positions[:, :2] += 0.05 * np.column_stack([np.cos(angles), np.sin(angles)])
    return (positions - positions.mean(axis=0)).astype(np.float32)


def perplexity_for(n: int, wanted: float) -> float:
    """The perplexity that can be used with ``n`` points: at most a third of the others (van der Maaten 2008, section
    2).
    """
    return float(max(1.0, min(wanted, (n - 1) / 3)))
