"""Owns the types of what callbacks exchange with the browser: components, contents of stores, values of controls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NotRequired, Required, TypeAlias, TypedDict

from dash import NoUpdate
from dash.development.base_component import Component

#: One thing that an element can contain.
Element: TypeAlias = Component | str | None
#: All that an element contains.
Children: TypeAlias = Element | Sequence[Element]
#: What a control of the page holds.
Value: TypeAlias = str | int | float | None
#: How often a button was pressed; None before the first time.
Clicks: TypeAlias = int | None
#: The CSS of an element: ``{}`` shows it, :data:`HIDDEN` does not.
Style: TypeAlias = dict[str, str]
#: What an output receives: nothing new.
Unchanged: TypeAlias = NoUpdate

HIDDEN: Style = {"display": "none"}


class MapState(TypedDict, total=False):
    """The content of ``map-store``: the map that the page shows."""

    id: Required[str | None]
    #: ``building``, ``ready``, ``none`` (the library has no map) or ``gone`` (the address names one that is not there).
    state: Required[str]
    name: str
    #: Rows; only while the map is being made.
    n: int


class StartedState(TypedDict):
    """The content of ``started-store``: the job that this tab started last."""

    id: str


class JobState(TypedDict):
    """The content of ``job-store``: the job that the page follows."""

    id: str
    state: str
    map: str | None
    #: Roughly how many pictures the map has; only while they are being embedded.
    n: NotRequired[int]


class Changing(TypedDict):
    """The content of ``changing-store``: what an item of a map's menu stands for (``rename``, ``how``, ``again`` or
    ``delete``), and of which map.
    """

    what: str
    map: str
    #: Milliseconds: pressing the same item twice is two changes.
    at: int


class SkippedOf(TypedDict):
    """The content of ``skipped-store``: the map whose skipped files are listed, and which press asked for them."""

    map: str
    presses: int


class Asked(TypedDict):
    """The content of ``asked-store``: what a button of the job's card stands for, ``stop`` or ``close``."""

    what: str
    job: str
    #: When, in milliseconds: asking twice is two changes of the store.
    at: int


class Uploaded(TypedDict):
    """The content of ``upload-store``: a finished upload. ``source`` is its folder."""

    source: str
    name: NotRequired[str]


#: The content of ``adopted-store``: map ``to`` has the points of map ``from``, which the browser shows.
Adopted = TypedDict("Adopted", {"from": str, "to": str})
