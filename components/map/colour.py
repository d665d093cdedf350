"""Owns what the points are coloured by: the choice, and the palette that the browser paints with."""

from __future__ import annotations

import contextlib
from typing import TypedDict

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, html, no_update, set_props

from components.ids import Ids
from components.map import figure
from components.types import MapState, StartedState, Unchanged
from services import Services
from services.errors import NotFound
from services.facts import COLOURS, GROUPS, NEW, Mode, modes
from services.views.points import ends


class Choice(TypedDict):
    """One choice of a select."""

    value: str
    label: str


class Group(TypedDict):
    """Choices of a select under a heading."""

    group: str
    items: list[Choice]


class Recolouring(TypedDict):
    """The content of ``colours-store``: assets/modules/map/paint.mjs fetches the codes in these parts, and paints."""

    map: str
    mode: str
    usual: str
    colours: figure.Palette
    parts: list[int]


def usual(services: Services, map_id: str | None) -> str:
    """The colour mode of a map that is opened without a word about it.

    A map that is being made has no regions yet: it is shown by folder until it is finished.
    """
    if map_id is None or services.library.maps.get(map_id).state != "ready":
        return figure.FOLDER
    regions = services.views.regions.stored(map_id)
    return figure.REGION if regions is not None and regions.levels else figure.FOLDER


def carried(services: Services, mode: str, *, before: str | None, after: str) -> str:
    """How a map is coloured that is opened from another, ``before``: a mode that nobody chose gives way."""
    return usual(services, after) if mode == _usual_before(services, before) else mode


def select(services: Services, map_id: str | None) -> dmc.Select:
    """The choice among the colour modes that say something of the map."""
    return dmc.Select(
        id=Ids.COLOR_BY,
        data=_choices(_offered(services, map_id)),
        value=usual(services, map_id),
        allowDeselect=False,
        size="sm",
        className="colour-select",
        leftSection=html.Span("Colour"),
        leftSectionWidth="4rem",
        comboboxProps={"withinPortal": True},
        maxDropdownHeight=480,
        **{"aria-label": "Colour by"},
    )


def register(app: Dash, services: Services) -> None:
    """A new colour reaches the browser as a palette, not as a figure: the view and the selection stay."""
    _register_recolour(app, services)

    @app.callback(
        Output(Ids.COLOR_BY, "data"),
        Output(Ids.COLOR_BY, "value"),
        Input(Ids.MAP_STATE, "data"),
        State(Ids.COLOR_BY, "value"),
        State(Ids.FIGURED, "data"),
        State(Ids.STARTED, "data"),
        prevent_initial_call=True,
    )
    def offer_modes(
        state: MapState | None, mode: str, drawn: str | None, started: StartedState | None
    ) -> tuple[list[Group], str | Unchanged]:
        return _offer(services, state, mode, before=_usual_before(services, drawn), started=started)

    # On its own: Dash would drop the answer when it is told of the map before that came.
    @app.callback(
        Output(Ids.COLOR_BY, "data", allow_duplicate=True),
        Output(Ids.COLOR_BY, "value", allow_duplicate=True),
        Input(Ids.SETTLED, "data"),
        Input(Ids.COMPLETED, "data"),
        State(Ids.MAP_STATE, "data"),
        State(Ids.COLOR_BY, "value"),
        State(Ids.FIGURED, "data"),
        State(Ids.STARTED, "data"),
        prevent_initial_call=True,
    )
    def offer_what_was_found(
        settled: str | None,
        _completed: str | None,
        state: MapState | None,
        mode: str,
        drawn: str | None,
        started: StartedState | None,
    ) -> tuple[list[Group], str | Unchanged]:
        by_settling = ctx.triggered_id == Ids.SETTLED
        finished = by_settling and settled is not None and state is not None and settled == state["id"]
        before = figure.FOLDER if finished else _usual_before(services, drawn)
        return _offer(services, state, mode, before=before, started=started if by_settling else None)


def _offer(
    services: Services, state: MapState | None, mode: str, *, before: str | None, started: StartedState | None
) -> tuple[list[Group], str | Unchanged]:
    """The modes that say something of the map. One that nobody chose, as it was the usual one ``before``, or that says
    nothing of the map, gives way to the usual one.

    Where this tab has just added pictures it gives way to theirs: the answer may come after that of
    :mod:`components.map.extend`, which says so too when the job ends.
    """
    map_id = state["id"] if state else None
    offered, wanted = _offered(services, map_id), usual(services, map_id)
    if has_added(services, started, map_id):
        wanted = NEW.name
    if mode == before or all(one.name != mode for one in offered):
        return _choices(offered), no_update if mode == wanted else wanted
    return _choices(offered), no_update


def _register_recolour(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.COLOURS, "data"),
        Input(Ids.COLOR_BY, "value"),
        Input(Ids.SETTLED, "data"),
        Input(Ids.COMPLETED, "data"),
        State(Ids.MAP_STATE, "data"),
        State(Ids.COLOURS, "data"),
        prevent_initial_call=True,
    )
    def recolour(
        mode: str, settled: str | None, completed: str | None, state: MapState | None, sent: Recolouring | None
    ) -> Recolouring | Unchanged:
        """Send the palette of another mode; or of a map that has just settled, as its trust is known only then, or of
        which something was found that the mode shows.

        Dash drops the answer to a choice when the map settles before it came: so what was ``sent`` decides whether the
        mode is shown, and not what called this.
        """
        if not state or not (map_id := state["id"]):
            return no_update
        if mode not in COLOURS:
            # A link can name any mode. The line below refuses it; the choice goes back to what the map has.
            set_props(Ids.COLOR_BY, {"value": usual(services, map_id)})
        # The figure has the default's colours, so that only another mode needs a palette.
        shown = sent["mode"] if sent and sent["map"] == map_id else usual(services, map_id)
        if mode == shown and ctx.triggered_id == Ids.SETTLED and settled != map_id:
            return no_update
        if mode == shown and ctx.triggered_id == Ids.COMPLETED and (completed != map_id or not COLOURS[mode].needs):
            return no_update
        colouring = services.views.colouring(map_id, mode)
        return {
            "map": map_id,
            "mode": mode,
            "usual": usual(services, map_id),
            "colours": figure.palette(colouring),
            "parts": ends(len(colouring.codes)),
        }

    app.clientside_callback(
        ClientsideFunction("imagescape", "recolour"), Input(Ids.COLOURS, "data"), prevent_initial_call=True
    )


def _offered(services: Services, map_id: str | None) -> list[Mode]:
    """The modes that say something of a map, and the one that it is opened with."""
    if not map_id:
        return modes(added=0)
    offered, wanted = services.views.colours.offered(map_id), usual(services, map_id)
    return [mode for mode in COLOURS.values() if mode in offered or mode.name == wanted]


def has_added(services: Services, started: StartedState | None, map_id: str | None) -> bool:
    """Whether a finished map is one to which the job that a tab started last has added pictures.

    The map is ready a moment before its job ends: what is asked then gets the same answer.
    """
    if not started or not map_id:
        return False
    with contextlib.suppress(NotFound):
        job, info = services.library.jobs.get(started["id"]), services.library.maps.get(map_id)
        return bool(job.recipe.base) and info.state == "ready" and info.recipe.base == job.recipe.base
    return False


def _usual_before(services: Services, map_id: str | None) -> str | None:
    """The usual mode of the map that was drawn before; None where it has been deleted since."""
    with contextlib.suppress(NotFound):
        return usual(services, map_id)
    return None


def _choices(offered: list[Mode]) -> list[Group]:
    groups = {group: [mode for mode in offered if mode.group == group] for group in GROUPS}
    return [
        {"group": group, "items": [{"value": mode.name, "label": mode.title} for mode in some]}
        for group, some in groups.items()
        if some
    ]
