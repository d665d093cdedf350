"""Owns the repulsion of t-SNE in two dimensions: the forces between all n x n pairs of points, by one convolution.

Let phi(y) = sum_j 1 / (1 + |y - y_j|^2) be the potential of all n points at the place y. The repulsive force on a point
is minus half the gradient of phi there. The sum of phi over all points, less n, is the normalisation Z. So one
convolution of the points with the kernel 1 / (1 + d^2) gives both.

The convolution is done on a regular grid, by fast Fourier transforms:

1. Each point is a charge of 1. Cubic B-splines distribute it over the 4 x 4 grid nodes around it.
2. The transform of the charges is multiplied by that of the kernel and transformed back. This gives phi at each node.
3. The same splines interpolate phi at each point. Their derivatives give its gradient.

This is the smooth particle mesh Ewald method (Essmann 1995, doi:10.1063/1.470117) with t-SNE's kernel.

FIt-SNE (Linderman 2019, doi:10.1038/s41592-018-0308-4) divides the map into boxes, uses a polynomial in each box where
we use splines, and needs four convolutions an iteration. For 27,000 points on a map 150 units wide, on two cores, the
repulsion of one iteration takes 8 ms here and 90 ms with openTSNE's FIt-SNE.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

#: Distance between grid lines in units of the map, where 1 is the width of the kernel. The forces that the grid gives
#: are not exact. Their error is measured as the root mean square of the errors of all points, divided by the root mean
#: square of the exact forces. It was 3 % or less on every finished map that was measured; openTSNE's error was 5 % or
#: less. With a spacing of 0.5 it grows to 6 %, and the KL divergence of the map is 2 % larger. A smaller spacing gives
#: smaller errors, and takes more time and memory.
SPACING = 0.35
#: The number of lines of the grid along each axis is rounded up to a multiple of this, and then to the next length for
#: which a Fourier transform is fast. The map grows from iteration to iteration. As long as the grid keeps its size, the
#: transform of the kernel is used again.
GRID_STEP = 32
#: Points that span c grid cells along an axis need c + 4 lines there; this is the 4. The cells themselves have c + 1
#: lines. The splines of a point use four lines, two before it and two after it, so the outermost points need one more
#: line at either end: c + 3 in all. A point that lies exactly on the last of the c + 1 lines belongs to the next cell,
#: beyond the c cells, and so uses one more line: c + 4 in all.
MARGIN = 4
#: When a layout begins, its points may lie so close together that the kernel is close to 1 at every distance. Single
#: precision would lose the small differences between these values. A map whose points span at most this many grid cells
#: along each axis is therefore convolved with the kernel minus 1 instead.
NARROW = 6
#: Up to this many points, the 16 nodes around each point and their weights are computed once an iteration, in step 1
#: above, and kept in memory until step 3. With more points they are not kept: step 1 and step 3 each compute them, part
#: by part.
ALL_AT_ONCE = 131_072
#: Points in such a part. If the points are ordered by their place on the map, a part touches only a small piece of the
#: grid. The repulsion of a million points then takes 0.9 s in parts, and 1.3 s without parts. In random order each part
#: touches the whole grid, and the same takes 3.8 s in parts.
PART = 16_384


class _Stencil(NamedTuple):
    """Where n points lie on the grid.

    ``nodes``, ``i4 (4, 4, n)``, tells which 4 x 4 grid nodes lie around each point. The nodes of the grid are numbered
    row by row. The weights of the four lines in x and in y, and the slopes of these weights, are ``f4 (4, n)`` each.
    """

    nodes: NDArray[np.int32]
    weights_x: NDArray[np.float32]
    weights_y: NDArray[np.float32]
    slopes_x: NDArray[np.float32]
    slopes_y: NDArray[np.float32]


class Repulsion:
    """Computes repulsive forces; call it with positions.

    Parameters
    ----------
    threads : int
        For the Fourier transforms. Results do not depend on it.
    spacing : float
        Distance of grid lines; see :data:`SPACING`.
    """

    def __init__(self, *, threads: int, spacing: float = SPACING) -> None:
        self._threads = threads
        self._spacing = spacing
        #: Of the last iteration: the rows and columns of the grid, the level (what was subtracted from the kernel, 0 or
        #: 1), and the transform of the kernel for these.
        self._kernel: tuple[tuple[int, int, float], NDArray[np.float32]] | None = None

    def __call__(self, positions: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
        """Compute the repulsion of all points.

        Parameters
        ----------
        positions : f8 (n, 2)

        Returns
        -------
        (f8 (n, 2), float)
            The forces sum_j q_ij^2 (y_i - y_j) with q_ij = 1 / (1 + |y_i - y_j|^2), and the normalisation Z, the sum of
            all q_ij with i and j different.
        """
        corner = positions.min(axis=0)
        lines = np.ceil((positions.max(axis=0) - corner) / self._spacing).astype(int) + MARGIN
        # A Fourier transform acts as if the grid were repeated on all sides. The grid is at least twice as wide as the
        # map, and the kernel on it reaches half of the grid's width. So it reaches all points of the map, and none of
        # their repetitions.
        shape = _padded(lines[0]), _padded(lines[1])
        size = len(positions) if len(positions) <= ALL_AT_ONCE else PART
        parts = [slice(at, at + size) for at in range(0, len(positions), size)]
        kept = self._stencil(positions, corner, shape[1]) if len(parts) == 1 else None
        nodes = shape[0] // 2 * shape[1]
        if kept is not None:
            charges = _charges(kept, first=0, at_least=nodes)
        else:
            charges = np.zeros(nodes)
            for part in parts:
                stencil = self._stencil(positions[part], corner, shape[1])
                first = int(stencil.nodes.min())
                touched = _charges(stencil, first=first, at_least=0)
                charges[first : first + len(touched)] += touched
        # The level is subtracted from the kernel. That lowers the potential at each point by level x n, and the sum
        # over all n points by level x n x n. The return statement adds the
        # latter again.
        level = 1.0 if lines.max() <= MARGIN + NARROW else 0.0
        potential = self._convolve(charges, shape, level)
        total, forces = 0.0, np.empty((len(positions), 2))
        for part in parts:
            stencil = kept or self._stencil(positions[part], corner, shape[1])
            forces[part, 0], forces[part, 1], part_total = _interpolate(potential, stencil)
            total += part_total
        forces *= -0.5 / self._spacing
        # Each point adds 1 to the potential at its own place. That is no part of Z.
        return forces, max(total + (level * len(positions) - 1) * len(positions), 1e-12)

    def _stencil(self, positions: NDArray[np.float64], corner: NDArray[np.float64], columns: int) -> _Stencil:
        """Find the nodes around each of ``positions``, ``f8 (n, 2)``.

        Each row of the grid runs along y and has ``columns`` nodes. ``corner`` holds the smallest x and y of all
        points; it lies on the second grid line of each axis.
        """
        place = (positions - corner) / self._spacing
        cell = place.astype(np.int32)
        fraction = (place - cell).astype(np.float32)
        (weights_x, slopes_x), (weights_y, slopes_y) = splines(fraction[:, 0]), splines(fraction[:, 1])
        offsets = np.arange(4, dtype=np.int32)[:, None] * columns + np.arange(4, dtype=np.int32)
        nodes = offsets[:, :, None] + (cell[:, 0] * columns + cell[:, 1])
        return _Stencil(nodes, weights_x, weights_y, slopes_x, slopes_y)

    def _convolve(self, charges: NDArray[np.float64], shape: tuple[int, int], level: float) -> NDArray[np.float32]:
        """Return the potential at the grid nodes, ``f4 (m,)``.

        Parameters
        ----------
        charges : f8 (m,)
            At the nodes of the first half of the grid's rows. The second half is empty: a transform along its rows
            would give zeros, and is left out.
        shape : (int, int)
            Rows and columns of the whole grid.
        level : float
            Subtracted from the kernel.
        """
        from scipy import fft

        half = shape[0] // 2
        rows = fft.rfft(charges.astype(np.float32).reshape(half, shape[1]), axis=1, workers=self._threads)
        spectrum = fft.fft(rows, n=shape[0], axis=0, workers=self._threads, overwrite_x=True)
        spectrum *= self._kernel_transform(*shape, level)
        columns = fft.ifft(spectrum, axis=0, workers=self._threads, overwrite_x=True)[:half]
        potential: NDArray[np.float32] = fft.irfft(columns, n=shape[1], axis=1, workers=self._threads).ravel()
        return potential

    def _kernel_transform(self, rows: int, columns: int, level: float) -> NDArray[np.float32]:
        """Return the transform of the kernel minus ``level``, divided twice by the transform of the splines.

        The splines blur the charges on the way to the grid, and the potential on the way back. Each division undoes one
        of these.
        """
        from scipy import fft

        if self._kernel is None or self._kernel[0] != (rows, columns, level):
            x, y = (np.minimum(np.arange(m), m - np.arange(m)) * self._spacing for m in (rows, columns))
            kernel = fft.rfft2(1 / (1 + x[:, None] ** 2 + y**2) - level, workers=self._threads).real
            blur_x, blur_y = (
                2 / 3 + np.cos(2 * np.pi * np.arange(m) / size) / 3
                for m, size in ((rows, rows), (columns // 2 + 1, columns))
            )
            self._kernel = (rows, columns, level), (kernel / (blur_x[:, None] * blur_y) ** 2).astype(np.float32)
        return self._kernel[1]


def _charges(stencil: _Stencil, *, first: int, at_least: int) -> NDArray[np.float64]:
    """Return the sum of the charges at each grid node, ``f8 (m,)``.

    The result begins at node ``first`` and ends at the last node that has a charge. If it would have fewer than
    ``at_least`` numbers, zeros follow.
    """
    nodes = (stencil.nodes - first).ravel() if first else stencil.nodes.ravel()
    weights = (stencil.weights_x[:, None] * stencil.weights_y).ravel()
    return np.bincount(nodes, weights=weights, minlength=at_least).astype(np.float64, copy=False)


def _interpolate(
    potential: NDArray[np.float32], stencil: _Stencil
) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    """Interpolate the potential at each point.

    Returns
    -------
    (f4 (n,), f4 (n,), float)
        The slopes of the potential at each point, in x and in y, and the sum of the potential over all points. A slope
        is per grid line, not per unit of the map: the caller divides it by the distance between two grid lines.
    """
    near = potential[stencil.nodes]
    along_x = np.einsum("abi,bi->ai", near, stencil.weights_y)
    slope_x = np.einsum("ai,ai->i", along_x, stencil.slopes_x)
    slope_y = np.einsum("abi,ai,bi->i", near, stencil.weights_x, stencil.slopes_y)
    return slope_x, slope_y, float(np.einsum("ai,ai->i", along_x, stencil.weights_x).sum(dtype=np.float64))


def splines(fraction: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the cubic B-spline weights, and their slopes, of the four grid lines around each point.

    Parameters
    ----------
    fraction : f4 (n,)
        Where the point lies between the second line and the third, from 0 to 1.

    Returns
    -------
    (f4 (4, n), f4 (4, n))
        The weights of a point add up to 1, and its slopes to 0.
    """
    rest = 1 - fraction
    weights, slopes = np.empty((2, 4, len(fraction)), dtype=np.float32)
    # Multiplied: a third power is computed differently by processors with and without AVX-512.
    weights[0], weights[3] = rest * rest * rest / 6, fraction * fraction * fraction / 6
    weights[1] = 2 / 3 - fraction * fraction * (2 - fraction) / 2
    weights[2] = 1 - weights[0] - weights[1] - weights[3]
    slopes[0], slopes[3] = -rest * rest / 2, fraction * fraction / 2
    slopes[1] = fraction * (1.5 * fraction - 2)
    slopes[2] = -(slopes[0] + slopes[1] + slopes[3])
    return weights, slopes


def _padded(lines: int) -> int:
    """Return the number of lines along a grid axis: twice ``lines``, rounded up as :data:`GRID_STEP` describes."""
    from scipy import fft

    return int(fft.next_fast_len(-(-2 * int(lines) // GRID_STEP) * GRID_STEP, real=True))
