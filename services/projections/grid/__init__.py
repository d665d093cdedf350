"""Owns the grid of a map: every picture in a cell of its own, side by side, and alike beside alike as on the map.

The points are split into cells (:mod:`services.projections.grid.split`). Sweeps over the cells then move pictures to
where they fit better, in two ways by turns: next to pictures with similar features
(:mod:`services.projections.grid.smoothing`), and next to their own nearest neighbours
(:mod:`services.projections.grid.gain`).
"""

from __future__ import annotations

from services.projections.grid.arrangement import KIND, Arranged, arrange, vectors

__all__ = ["KIND", "Arranged", "arrange", "vectors"]
