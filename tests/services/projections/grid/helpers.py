"""A made-up map and the measures of a grid that its tests share."""

import numpy as np

from services.neighbours import nearest


def sheet(n, seed=0, wide=24):
    """Points of a plane, features that change smoothly over it and a little by chance, and the table of neighbours."""
    rng = np.random.default_rng(seed)
    plane = rng.uniform(-50, 50, size=(n, 2)).astype(np.float32)
    waves = rng.normal(scale=0.05, size=(2, wide))
    features = np.sin(plane @ waves + rng.uniform(0, 6, size=wide)) + rng.normal(scale=0.1, size=(n, wide))
    features = features.astype(np.float32)
    return plane, features, nearest.search(features, k=min(15, n - 1))[0]


def is_whole(cells, n):
    """Whether every row is in one cell, and only the end of the last line is empty."""
    rows = cells.ravel()
    return sorted(rows[:n].tolist()) == list(range(n)) and (rows[n:] == -1).all() and len(rows) - n < cells.shape[1]


def beside(cells, neighbours):
    """How many pairs of cells that touch hold neighbours, each pair counted from both of its pictures."""
    held = [set(row.tolist()) - {-1} for row in neighbours]
    lines, columns = cells.shape
    total = 0
    for line in range(lines):
        for column in range(columns):
            row = cells[line, column]
            around = cells[max(line - 1, 0) : line + 2, max(column - 1, 0) : column + 2].ravel()
            total += sum(other in held[row] for other in around if row >= 0 and other >= 0 and other != row)
    return total


def roughness(cells, vectors):
    """The mean squared distance between pictures in cells that touch by a side."""
    pairs = [(cells[:, :-1], cells[:, 1:]), (cells[:-1], cells[1:])]
    gaps = [vectors[a[(a >= 0) & (b >= 0)]] - vectors[b[(a >= 0) & (b >= 0)]] for a, b in pairs]
    return float((np.concatenate(gaps) ** 2).sum(axis=1).mean())
