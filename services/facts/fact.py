"""Owns the types of a fact: what is known of a picture, and every place that shows it.

In: rows of a map. Out: one value a row, in row order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from services.facts.asked import Paintable, Rows
from services.facts.facet import Facet
from services.facts.palette import Colouring

__all__ = ["Column", "Fact", "Line", "Mode", "Paintable", "Rows", "Values"]


#: The groups of the choice of colours, in order.
GROUPS = ("Map", "File", "Picture")
#: Gives the value of every row, in row order.
Values = Callable[[Rows], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the CSV.

    Attributes
    ----------
    name : str
        Its header.
    help : str
        What it holds; the reference prints this.
    cells : callable
        The cell of every row. It is written as ``str`` gives it.
    free_text : bool
        Whoever named the file chose the text, so a cell may look like a formula or hold bytes that are not UTF-8.
    typed : callable, optional
        The same for Parquet, as numbers or texts, None or NaN where there is none; for what the map's own file lacks.
    """

    name: str
    help: str
    cells: Values
    free_text: bool = False
    typed: Callable[[Rows], Sequence[object] | NDArray[np.generic]] | None = None


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to colour the points.

    Attributes
    ----------
    name, title, help : str
        Its name in addresses, its title and its sentence on the page.
    paint : callable
        The colouring of a map; it has a code for every row, in row order.
    only_extended : bool
        It says something only of a map to which pictures were added.
    group : str
        Where it stands in the choice of colours: one of :data:`GROUPS`.
    needs : tuple of str
        Kinds of what lies beside a map that it reads; the colouring is another when that is found anew.
    of_files : bool
        It reads what is another when the same pictures are found in another folder.
    """

    name: str
    title: str
    help: str
    paint: Callable[[Paintable], Colouring]
    only_extended: bool = False
    group: str = "Map"
    needs: tuple[str, ...] = ()
    of_files: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the side panel.

    Attributes
    ----------
    label : str
    texts : callable
        What it says of every row; where that is empty the line is left out.
    always : bool
        Whether it stands there for every picture, or only while the map is coloured by this fact.
    """

    label: str
    texts: Callable[[Rows], Sequence[str]]
    always: bool = True


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a picture. Leave out a part, and the fact does not appear there.

    Attributes
    ----------
    name : str
        Its key in :data:`services.facts.FACTS`.
    columns : tuple of Column
        Its columns of the CSV.
    json : mapping of str to callable
        Keys of the row facts that the browser asks for, and the values of each. JSON must be able to hold a value.
    mode : Mode, optional
        The colour mode that shows it. Its name is the fact's.
    line : Line, optional
        Its line of the side panel.
    facet : Facet, optional
        What the pictures can be asked by it. Its name is the fact's.
    """

    name: str
    columns: tuple[Column, ...] = ()
    json: Mapping[str, Values] = field(default_factory=dict)
    mode: Mode | None = None
    line: Line | None = None
    facet: Facet | None = None
