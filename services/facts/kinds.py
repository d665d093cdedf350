"""Owns the colour mode and the facet of a fact that has one of some names, such as the format of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from services.facts.asked import Paintable
from services.facts.facet import Facet, Values
from services.facts.fact import Mode
from services.facts.numbers import UNKNOWN
from services.facts.palette import CATEGORIES, OTHER, Colouring


class Named(NamedTuple):
    """The names of n rows: each once, the most frequent first; the place among them of each row's, ``i4 (n,)``.

    Rows without a name have the last place if any has none, which is called :data:`services.facts.numbers.UNKNOWN`.
    """

    names: list[str]
    rows: NDArray[np.int32]
    counts: list[int]
    known: int


@dataclass(frozen=True, slots=True)
class Kinds:
    """A fact that has one of some names.

    Attributes
    ----------
    name, title, help, group : str
        As of its :class:`services.facts.fact.Mode`.
    many : str
        What several of them are called.
    read : callable
        Names, each once or more often, empty for what is not known; and the place among them of each row's.
    shades : mapping, optional
        The colour of each name. Else the most frequent names have a colour each, in the order of names, so that it
        hardly changes while a map grows.
    needs
        As of its mode.
    """

    name: str
    title: str
    help: str
    group: str
    many: str
    read: Callable[[Paintable], tuple[list[str], NDArray[np.integer]]]
    shades: Mapping[str, str] | None = None
    needs: tuple[str, ...] = ()

    def paint(self, rows: Paintable) -> Colouring:
        """A code for each name that has a colour; the others share grey, which is the last."""
        named = arranged(*self.read(rows))
        shades = self._shades(named)
        palette = [*dict.fromkeys(shades)]
        codes = np.array([palette.index(shade) for shade in shades] or [0], np.uint8)[named.rows]
        lines = list(zip(named.names, shades, named.counts, strict=True))
        legend = [line for line in lines if line[1] != OTHER]
        rest = [line for line in lines if line[1] == OTHER]
        if rest:
            legend.append((self._rest([name for name, *_ in rest], named), OTHER, sum(count for *_, count in rest)))
        return Colouring(codes, tuple(palette) or (OTHER,), tuple(legend))

    def values(self, columns: Paintable, _colouring: Callable[[str], Colouring]) -> Values:
        """Every name, the most frequent first, and in the end what is not known."""
        named = arranged(*self.read(columns))
        shades = self._shades(named)
        palette, k = [*dict.fromkeys(shades)], len(named.names)
        first = np.full(k, -1)
        # Of a place that is written more than once, numpy keeps the last value: here that of the lowest row.
        first[named.rows[::-1]] = np.arange(len(named.rows))[::-1]
        return Values(
            name=named.names,
            parent=[-1] * k,
            last=list(range(1, k + 1)),
            own=named.counts,
            count=named.counts,
            code=[palette.index(shade) for shade in shades],
            row=first.tolist(),
            colours=palette,
            rows=named.rows,
        )

    def _shades(self, named: Named) -> list[str]:
        if self.shades is not None:
            return [self.shades.get(name, OTHER) for name in named.names]
        chosen = sorted(named.names[: named.known][: len(CATEGORIES)])
        of = dict(zip(chosen, CATEGORIES, strict=False))
        return [of.get(name, OTHER) if place < named.known else OTHER for place, name in enumerate(named.names)]

    def _rest(self, names: list[str], named: Named) -> str:
        """What the grey is called."""
        others = len(names) - (len(named.names) > named.known)
        if others == len(names):
            return names[0] if others == 1 else f"{others:,} other {self.many}"
        return f"{others:,} other {self.many}, and {UNKNOWN}" if others else UNKNOWN

    @property
    def mode(self) -> Mode:
        """Its colour mode."""
        return Mode(self.name, self.title, self.help, self.paint, group=self.group, needs=self.needs)

    @property
    def facet(self) -> Facet:
        """Its facet."""
        return Facet(self.name, self.title, "values", self.name, self.values)


def arranged(names: list[str], codes: NDArray[np.integer]) -> Named:
    """The names in the order of how many rows have them, then of names; those that no row has are left out."""
    counts = np.bincount(codes, minlength=len(names)).tolist()
    total: dict[str, int] = {}
    for name, count in zip(names, counts, strict=True):
        if count:
            total[name] = total.get(name, 0) + count
    order = sorted((name for name in total if name), key=lambda name: (-total[name], name))
    known = len(order)
    order += [""] if "" in total else []
    places = {name: place for place, name in enumerate(order)}
    rows = np.array([places.get(name, 0) for name in names] or [0], np.int32)[codes]
    shown = [*order[:known], *[UNKNOWN for _ in order[known:]]]
    return Named(shown, rows, [total[name] for name in order], known)
