"""Owns the name of the map that is shown, the menu behind it, and the word that a map is being made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import dash_mantine_components as dmc
from dash import Dash, Input, Output, State, html

from components.header import differs
from components.icons import icon
from components.ids import Ids
from components.types import Children, Element, JobState, MapState, StartedState
from services import Services
from services.errors import NotFound
from services.library import UNFINISHED, MapInfo

#: Sisters of a map that the menu lists; *Maps* has all.
MOST = 8
MAKING = "being made"


class Headline(NamedTuple):
    """The name, the word that a map of that name is being made, what the tooltip says, and the content of the menu."""

    name: str = ""
    making: Children = ""
    making_hidden: bool = True
    title: str = ""
    menu: Sequence[Element] = ()


def layout(services: Services, map_id: str | None) -> html.Div:
    """The name, which opens the menu."""
    headline = _of_map(services, map_id)
    button = html.Button(
        [html.Span(headline.name, id=Ids.TITLE, className="map-title"), icon("down", size=14)],
        id=Ids.NAME,
        className="name-button",
        title=headline.title,
    )
    menu = dmc.Menu(
        [dmc.MenuTarget(html.H1(button)), dmc.MenuDropdown(list(headline.menu), id=Ids.NAME_MENU)],
        position="bottom-start",
        width=300,
        shadow="md",
        withinPortal=False,
    )
    return html.Div(
        [
            menu,
            html.Span(headline.making, id=Ids.MAKING, className="making-place", hidden=headline.making_hidden),
        ],
        className="name",
    )


def register(app: Dash, services: Services) -> None:
    """The name follows the map; while the map that this tab asked for has nothing to show yet, it is that map's."""

    @app.callback(
        Output(Ids.TITLE, "children"),
        Output(Ids.MAKING, "children"),
        Output(Ids.MAKING, "hidden"),
        Output(Ids.NAME, "title"),
        Output(Ids.NAME_MENU, "children"),
        Input(Ids.MAP_STATE, "data"),
        Input(Ids.JOB, "data"),
        Input(Ids.LISTED, "data"),
        State(Ids.STARTED, "data"),
        prevent_initial_call=True,
    )
    def show_name(
        state: MapState | None, job: JobState | None, _changes: int | None, started: StartedState | None
    ) -> Headline:
        shown = _of_map(services, state["id"] if state else None)
        if not job or job["state"] not in UNFINISHED or job["map"] or not started or started["id"] != job["id"]:
            return shown
        made = services.library.jobs.get(job["id"]).name
        if not shown.name:
            return Headline(made, _making(), making_hidden=False, title=made)
        # What stands beside the name is of the map that is seen meanwhile, and must not be taken for this one's.
        seen = shown.name
        if seen == made and state and state["id"]:
            seen = _told_apart(services.library.maps.get(state["id"]), services.library.maps.all())
        told = f"meanwhile you see {seen}"
        return Headline(made, _making(told), False, f"{made} is {MAKING}; {told}", shown.menu)


def _told_apart(info: MapInfo, maps: list[MapInfo]) -> str:
    """The name of a map with what tells it from another of that name."""
    apart = ", ".join(filter(None, [differs.place(info, maps), differs.apart(info, maps)]))
    return f"{info.name} ({apart or f'made {differs.made(info)}'})"


def _making(meanwhile: str = "") -> list[Element]:
    """The word that a map is being made, and what is seen until it has something to show."""
    told = [html.Span(meanwhile, className="meanwhile", title=meanwhile)] if meanwhile else []
    return [html.Span(MAKING, className="making"), *told]


def _of_map(services: Services, map_id: str | None) -> Headline:
    try:
        info = services.library.maps.get(map_id) if map_id else None
    except NotFound:
        info = None
    if info is None:
        return Headline()
    items = menu(info, services.library.maps.all())
    return Headline(info.name, _making(), info.state == "ready", title=info.name, menu=items)


def menu(info: MapInfo, maps: list[MapInfo]) -> list[Element]:
    """What can be done with a map, and its sisters."""
    if info.state != "ready":
        return [dmc.MenuLabel("This map is still being made.")]
    return [*_skipped(info), *actions(info), *_sisters(info, maps)]


def _skipped(info: MapInfo) -> list[Element]:
    """What is not on the map: on a phone the header has no room for the button that lists it."""
    if not info.skipped + info.others + info.vanished + info.changed:
        return []
    return [
        dmc.MenuItem("What is not on the map", leftSection=icon("info", size=16), **{"data-press": Ids.SKIPPED_OPEN})
    ]


def actions(info: MapInfo) -> list[Element]:
    """What can be done with a map. What was pressed comes by ``changing-store``, and not from the items themselves: a
    callback that listens to items is called anew whenever they are drawn, and then forgets what was pressed before.
    """

    def item(what: str, text: str, image: str, **style: str) -> dmc.MenuItem:
        asked = {"data-change": what, "data-map": info.id}
        return dmc.MenuItem(text, leftSection=icon(image, size=16), **asked, **style)

    return [
        item("rename", "Rename", "edit"),
        item("how", "How it was made", "info"),
        item("again", "Use the recipe again", "again"),
        dmc.MenuDivider(),
        item("delete", "Delete", "trash", color="red"),
    ]


def _sisters(info: MapInfo, maps: list[MapInfo]) -> list[Element]:
    found = differs.sisters(info, maps)
    if not found:
        return []

    def label(other: MapInfo) -> str:
        """What tells a sister apart; first of all its name, where it has one of its own."""
        apart = differs.apart(other, maps)
        return apart if other.name == info.name else f"{other.name}: {apart}"

    links = [dmc.MenuItem(label(other), href=f"/map/{other.id}", refresh=False) for other in found[:MOST]]
    rest = [html.P(f"and {len(found) - MOST:,} more under Maps", className="menu-rest")] if len(found) > MOST else []
    this = dmc.MenuLabel(f"This one: {differs.apart(info, maps)}")
    return [dmc.MenuDivider(), this, dmc.MenuLabel("Other maps of these pictures"), *links, *rest]
