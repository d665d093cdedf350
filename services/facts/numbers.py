"""Owns the colour mode, the facet and the line of a fact that is a number: the same bins are steps of the ramp, bars
of the histogram and what a filter keeps.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from services.facts import bins, ramp
from services.facts.asked import Paintable
from services.facts.facet import Facet
from services.facts.fact import Mode
from services.facts.palette import OTHER, Axis, Colouring
from services.facts.values import facet
from services.facts.written import Nothing, Writer, between, ends, number

#: What rows are called whose value is not known.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Number:
    """A fact that is a number.

    Attributes
    ----------
    name, title, help, group : str
        As of its :class:`services.facts.fact.Mode`.
    read : callable
        Its value of every row of a map, ``f8 (n,)`` or ``f4``, NaN where it is not known.
    scale : str
        Of :func:`services.facts.bins.cut`.
    write : callable
        Writes a value.
    caption : callable, optional
        What the values of a map mean, where the help does not say it all.
    nothing : Nothing, optional
        What is as good as nothing, and what it is called.
    needs, of_files
        As of its mode.
    """

    name: str
    title: str
    help: str
    group: str
    read: Callable[[Paintable], NDArray[np.floating]]
    scale: str = bins.LINEAR
    write: Writer = number
    caption: Callable[[Paintable], str] | None = None
    needs: tuple[str, ...] = ()
    of_files: bool = False
    nothing: Nothing | None = None

    def paint(self, rows: Paintable) -> Colouring:
        """A code for each bin, low to high, and one more for what is not known."""
        values = self.read(rows)
        caption = self.caption(rows) if self.caption else ""
        found = bins.cut(values, self.scale, none=self.nothing.below if self.nothing else -np.inf)
        if found is None:
            return Colouring(np.zeros(len(values), np.uint8), (OTHER,), ((UNKNOWN, OTHER, len(values)),), caption)
        codes, axis = found.codes(values), Axis(found, *ends(found, self.write, self.nothing))
        counts = np.bincount(codes, minlength=found.count + 1).tolist()
        palette = ramp.steps(found.count)
        names = map(between, axis.first, axis.last)
        legend = list(zip(names, palette, counts, strict=False))
        if counts[found.count]:
            palette = (*palette, OTHER)
            legend.append((UNKNOWN, OTHER, counts[found.count]))
        return Colouring(codes, palette, tuple(legend), caption, axis)

    @property
    def mode(self) -> Mode:
        """Its colour mode."""
        return Mode(
            self.name,
            self.title,
            self.help,
            self.paint,
            group=self.group,
            needs=self.needs,
            of_files=self.of_files,
        )

    @property
    def facet(self) -> Facet:
        """Its facet."""
        return facet(self.mode, kind="numbers")
