"""Owns the ground of a map: how densely its points lie, and the basins that its valleys part.

The density is a histogram on a grid, smoothed by a Gaussian. From every cell the steepest way up leads to a peak; the
cells whose ways lead to one peak are its basin (a watershed, Vincent and Soille 1991, doi:10.1109/34.87344, by steepest
ascent). The code is the same for a plane and for space.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Cells along each axis, by dimensions; both grids have 262,144 cells.
CELLS = {2: 512, 3: 64}
#: The grid ends at this quantile of the coordinates on either side, and a bit farther. The points beyond it, of which a
#: layout by PCA can have a few very far out, count as if they lay at its edge.
OUTSIDE = 0.001
#: Width of the edge, in shares of the grid; at least the distance the points would have if they were spread evenly.
EDGE = 0.03
#: Standard deviation, in cells of a plane, of the Gaussian that tells which ground is used at all; of few points so
#: many times the distance they would have if they were spread evenly.
USED, APART = 6.0, 0.5
#: Peaks of white noise that was smoothed by a Gaussian of standard deviation 1, in a unit of area or volume: the
#: constants follow from the Gaussian's power spectrum (in two dimensions Longuet-Higgins 1957,
#: doi:10.1098/rsta.1957.0002; in three Bardeen 1986, doi:10.1086/164143). They say how wide the Gaussian must be for so
#: many peaks.
PEAKS = {2: 0.0459, 3: 0.0122}
#: Least standard deviation in cells. Below it a basin would be a few points that happen to share a cell.
LEAST = 1.0
#: The saddles between basins are taken from a density that is so many times as broad: less of it is chance.
BROADER = 2.0


@dataclass(frozen=True, slots=True)
class Ground:
    """The ground of a map of n rows, with k basins.

    Attributes
    ----------
    low, step : f8 (2 or 3,), float
        Where the grid begins, and the side of a cell, in the units of the map.
    density, broad : f8 (cells, cells[, cells])
        Points in a cell, smoothed, and smoothed :data:`BROADER` times as much.
    basin : i4 (cells, cells[, cells])
        The basin of every cell. Where no basin reaches, it is that of the nearest that has one.
    cells : i8 (n,)
        The place of each row's cell in the flattened grid.
    """

    low: NDArray[np.float64]
    step: float
    density: NDArray[np.float64]
    broad: NDArray[np.float64]
    basin: NDArray[np.int32]
    cells: NDArray[np.int64]

    @property
    def k(self) -> int:
        """Number of basins."""
        return int(self.basin.max()) + 1

    @property
    def of_rows(self) -> NDArray[np.int32]:
        """The basin of each row, ``i4 (n,)``."""
        return self.basin.ravel()[self.cells]

    def place(self, cell: int) -> tuple[float, ...]:
        """The middle of a cell of the flattened grid, in the units of the map."""
        at = np.array(np.unravel_index(cell, self.basin.shape), np.float64)
        return tuple(float(value) for value in self.low + (at + 0.5) * self.step)


def survey(positions: NDArray[np.float32], *, basins: int) -> Ground:
    """The ground of a map.

    Parameters
    ----------
    positions : f4 (n, 2 or 3)
        Finite.
    basins : int
        About so many peaks would chance alone make of evenly spread points; a real map has some fewer.
    """
    from scipy import ndimage

    dimensions = positions.shape[1]
    shape = (CELLS[dimensions],) * dimensions
    low, step, cells = _gridded(positions.astype(np.float64), shape[0])
    counts = np.bincount(cells, minlength=int(np.prod(shape))).reshape(shape).astype(np.float64)

    def smoothed(width: float) -> NDArray[np.float64]:
        return np.asarray(ndimage.gaussian_filter(counts, width, mode="constant"))

    apart = shape[0] / len(positions) ** (1 / dimensions)
    used = smoothed(max(USED * shape[0] / CELLS[2], APART * apart))
    area = int((used > np.quantile(used.ravel()[cells], 0.02)).sum())
    width = max(LEAST, (PEAKS[dimensions] * area / basins) ** (1 / dimensions))
    density = smoothed(width)
    peaks = _ascended(density)
    own = np.unique(peaks[cells])
    number = np.full(counts.size, -1, np.int32)
    number[own] = np.arange(len(own))
    basin = number[peaks].reshape(shape)
    nearest = ndimage.distance_transform_edt(basin < 0, return_distances=False, return_indices=True)
    return Ground(low, step, density, smoothed(BROADER * width), basin[tuple(nearest)], cells)


def borders(ground: Ground) -> dict[tuple[int, int], float]:
    """The pairs of basins that touch, the lower number first, with the height of the saddle between them."""
    number, height, k = ground.basin, ground.broad, ground.k
    keys, saddles = [], []
    for axis in range(number.ndim):
        one, other = (np.take(number, range(at, number.shape[axis] - 1 + at), axis) for at in (0, 1))
        lower = np.minimum(*(np.take(height, range(at, number.shape[axis] - 1 + at), axis) for at in (0, 1)))
        touch = one != other
        pair = np.minimum(one, other)[touch].astype(np.int64) * k + np.maximum(one, other)[touch]
        keys.append(pair)
        saddles.append(lower[touch])
    key, saddle = np.concatenate(keys), np.concatenate(saddles)
    order = np.argsort(key, kind="stable")
    pairs, first = np.unique(key[order], return_index=True)
    highest = np.maximum.reduceat(saddle[order], first) if len(pairs) else saddle
    return {(int(pair // k), int(pair % k)): float(top) for pair, top in zip(pairs, highest, strict=True)}


def _gridded(positions: NDArray[np.float64], side: int) -> tuple[NDArray[np.float64], float, NDArray[np.int64]]:
    """Where the grid begins, the side of a cell, and the cell of each row."""
    ends = np.quantile(positions, (OUTSIDE, 1 - OUTSIDE), axis=0, method="nearest")
    # A map whose points all lie in one place still has a grid.
    edge = max(EDGE, len(positions) ** (-1 / positions.shape[1]))
    span = float((ends[1] - ends[0]).max() * (1 + 2 * edge)) or 1.0
    low, step = ends.mean(axis=0) - span / 2, span / side
    at = np.clip((positions - low) / step, 0, side - 1).astype(np.int64)
    return low, step, np.ravel_multi_index(tuple(at.T), (side,) * positions.shape[1])


def _ascended(density: NDArray[np.float64]) -> NDArray[np.int64]:
    """The peak that the steepest way up from each cell leads to, as places in the flattened grid.

    Of neighbours of the same height the first counts, in the order of the steps.
    """
    shape, dimensions = density.shape, density.ndim
    padded = np.pad(density, 1, constant_values=-1.0)
    best = density.copy()
    to = np.arange(density.size).reshape(shape)
    strides = [int(np.prod(shape[axis + 1 :])) for axis in range(dimensions)]
    here = to.copy()
    for step in itertools.product((-1, 0, 1), repeat=dimensions):
        beside = padded[tuple(slice(1 + by, 1 + by + side) for by, side in zip(step, shape, strict=True))]
        higher = beside > best
        best[higher] = beside[higher]
        to[higher] = here[higher] + sum(by * stride for by, stride in zip(step, strides, strict=True))
    way = to.ravel()
    while True:
        farther = way[way]
        if np.array_equal(farther, way):
            return way
        way = farther
