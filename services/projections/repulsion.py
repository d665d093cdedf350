"""Owns what pushes the points of a t-SNE map apart: all n x n repulsive forces at once, by one convolution on a grid.

The force on a point is minus half the gradient of phi(y) = sum_j 1 / (1 + |y - y_j|^2), so one convolution gives forces
and
normalisation both. Linderman 2019 (doi:10.1038/s41592-018-0308-4) interpolates in boxes, four convolutions a step; here
charges
go to a grid by cubic B-splines and come back by the splines' own derivatives, as in the smooth particle mesh Ewald
method
(Essmann 1995, doi:10.1063/1.470117). A step of 27,000 points spread over 150 takes 8 ms instead of 90 on two cores.
"""

from __future__ import annotations

from typing import Any

import numpy as np

#: Distance of grid lines in units of the map, in which 1 is the width of the kernel. Forces of a finished map are then
#: within
#: 3 % of the exact ones, where openTSNE's own are within 5 %; at 0.5 it is 6 %, and KL suffers by 2 %.
SPACING = 0.35
#: Grid sizes are rounded up to multiples of so many lines: the kernel's transform is then good for many steps.
STEP = 32
#: Grid lines kept free around the points: a spline reaches one back and two ahead.
ROOM = 4
#: A map within so many lines is so narrow that the kernel hardly falls: only by how much is then reckoned with, or
#: single precision
#: would drown it.
NARROW = 6
#: Up to so many points the 16 nodes of all are held at once, above that of so many: of points in an order that follows
#: the map a part
#: touches a small piece of the grid. A million take 0.9 s a step instead of 1.3; in random order 3.8.
WHOLE, PART = 131_072, 16_384


class Repulsion:
    """Call with ``f8 (n, 2)``: gives (``f8 (n, 2)`` sum_j q_ij^2 (y_i - y_j), the sum of all q_ij), q = 1 / (1 + d^2).

    Parameters
    ----------
    threads : int
        For the Fourier transforms; numbers do not depend on it.
    spacing : float
        Between grid lines. Lower it for smaller errors at more memory and time.
    """

    def __init__(self, *, threads: int, spacing: float = SPACING) -> None:
        self._threads = threads
        self._spacing = spacing
        self._kernel: tuple[tuple[int, int, float], Any] | None = None

    def __call__(self, positions: Any) -> tuple[Any, float]:
        """Forces on all points, and the normalisation Z."""
        from scipy import fft

        corner = positions.min(axis=0)
        lines = np.ceil((positions.max(axis=0) - corner) / self._spacing).astype(int) + ROOM
        # Twice as wide as the points: what wraps around meets no point.
        shape = (_length(lines[0]), _length(lines[1]))
        size = len(positions) if len(positions) <= WHOLE else PART
        parts = [slice(at, at + size) for at in range(0, len(positions), size)]
        held = self._weights(positions, corner, shape[1]) if len(parts) == 1 else None
        half = shape[0] // 2
        charges = np.zeros(half * shape[1]) if held is None else _charges(held, first=0, least=half * shape[1])
        for part in parts if held is None else ():
            weights = self._weights(positions[part], corner, shape[1])
            first = int(weights[0].min())
            near = _charges(weights, first=first, least=0)
            charges[first : first + len(near)] += near
        # The half that is free is neither transformed along the rows nor back.
        rows = fft.rfft(charges.astype(np.float32).reshape(half, shape[1]), axis=1, workers=self._threads)
        spectrum = fft.fft(rows, n=shape[0], axis=0, workers=self._threads, overwrite_x=True)
        level = 1.0 if lines.max() <= ROOM + NARROW else 0.0
        spectrum *= self._transform(*shape, level)
        columns = fft.ifft(spectrum, axis=0, workers=self._threads, overwrite_x=True)[:half]
        everywhere = fft.irfft(columns, n=shape[1], axis=1, workers=self._threads).ravel()
        total, forces = 0.0, np.empty((len(positions), 2))
        for part in parts:
            nodes, wx, wy, dx, dy = held or self._weights(positions[part], corner, shape[1])
            potential = everywhere[nodes]
            along_x = np.einsum("abi,bi->ai", potential, wy)
            total += float(np.einsum("ai,ai->i", along_x, wx).sum(dtype=np.float64))
            forces[part, 0] = np.einsum("ai,ai->i", along_x, dx)
            forces[part, 1] = np.einsum("abi,ai,bi->i", potential, wx, dy)
        forces *= -0.5 / self._spacing
        return forces, max(total + (level * len(positions) - 1) * len(positions), 1e-12)

    def _weights(self, positions: Any, corner: Any, wide: int) -> tuple[Any, Any, Any, Any, Any]:
        """The 16 grid nodes around each point, ``i4 (4, 4, n)`` of a grid ``wide`` nodes wide; weights and slopes along
        x and y, ``f4 (4, n)`` each.
        """
        place = (positions - corner) / self._spacing
        cell = place.astype(np.int32)
        share = (place - cell).astype(np.float32)
        (wx, dx), (wy, dy) = splines(share[:, 0]), splines(share[:, 1])
        nodes = (np.arange(4, dtype=np.int32)[:, None] * wide + np.arange(4, dtype=np.int32))[:, :, None] + (
            cell[:, 0] * wide + cell[:, 1]
        )
        return nodes, wx, wy, dx, dy

    def _transform(self, wide: int, high: int, level: float) -> Any:
        """The kernel's transform, divided by the splines' twice: once for the way to the grid, once for the way
        back.
        """
        from scipy import fft

        if self._kernel is None or self._kernel[0] != (wide, high, level):
            x, y = (np.minimum(np.arange(m), m - np.arange(m)) * self._spacing for m in (wide, high))
            kernel = fft.rfft2(1 / (1 + x[:, None] ** 2 + y**2) - level, workers=self._threads).real
            waves = [
                2 / 3 + np.cos(2 * np.pi * np.arange(m) / size) / 3 for m, size in ((wide, wide), (high // 2 + 1, high))
            ]
            self._kernel = (wide, high, level), (kernel / (waves[0][:, None] * waves[1]) ** 2).astype(np.float32)
        return self._kernel[1]


def _charges(weights: tuple[Any, Any, Any, Any, Any], *, first: int, least: int) -> Any:
    """What lies on each grid node from ``first`` on, at least so many: ``f8 (m,)``."""
    nodes, wx, wy, _, _ = weights
    return np.bincount(
        (nodes - first).ravel() if first else nodes.ravel(), weights=(wx[:, None] * wy).ravel(), minlength=least
    )


def splines(share: Any) -> tuple[Any, Any]:
    """Cubic B-spline weights and slopes of the four lines around a point that lies ``share`` of the way from the second
    to the
    third: two ``f4 (4, n)``.
    """
    rest = 1 - share
    weights, slopes = np.empty((2, 4, len(share)), dtype=np.float32)
    weights[0], weights[3] = rest**3 / 6, share**3 / 6
    weights[1] = 2 / 3 - share * share * (2 - share) / 2
    weights[2] = 1 - weights[0] - weights[1] - weights[3]
    slopes[0], slopes[3] = -rest * rest / 2, share * share / 2
    slopes[1] = share * (1.5 * share - 2)
    slopes[2] = -(slopes[0] + slopes[1] + slopes[3])
    return weights, slopes


def _length(lines: int) -> int:
    from scipy import fft

    return int(fft.next_fast_len(-(-2 * int(lines) // STEP) * STEP, real=True))
