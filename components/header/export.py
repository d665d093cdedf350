"""Owns the way out: plain links to /export, with how large each file will be said before."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html

from components.icons import icon
from components.ids import Ids
from services import Services
from services.exports import EXPORTS, size_estimate

ITEMS = tuple(
    item
    for entry in EXPORTS.values()
    for item in (
        (f"download-{entry.name}", entry.title, entry.name, "", entry.help),
        (
            f"download-{entry.name}-lean",
            f"{entry.title} without features",
            entry.name,
            "?features=0",
            entry.without_features,
        ),
    )
    if item[4]
)


def layout() -> dmc.Menu:
    """The download menu; its links work without any script of ours."""
    items = [
        html.A(
            [html.Span(title, className="item-title"), html.Span(help_, className="item-help", id=f"{id_}-help")],
            id=id_,
            className="menu-link",
            role="menuitem",
            download="",
        )
        for id_, title, _, _, help_ in ITEMS
    ]
    return dmc.Menu(
        id=Ids.EXPORTS_MENU,
        position="bottom-end",
        withArrow=True,
        shadow="md",
        width=330,
        keepMounted=True,
        children=[
            dmc.MenuTarget(
                dmc.Button(
                    "Download",
                    id=Ids.EXPORTS,
                    variant="default",
                    leftSection=icon("download"),
                    size="sm",
                    disabled=True,
                )
            ),
            dmc.MenuDropdown(items),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """The links follow the map; a map still being made cannot leave yet."""

    @app.callback(
        [
            Output(Ids.EXPORTS, "disabled"),
            *[Output(item[0], "href") for item in ITEMS],
            *[Output(f"{item[0]}-help", "children") for item in ITEMS],
        ],
        Input(Ids.MAP_STATE, "data"),
    )
    def follow(state: dict[str, Any] | None) -> Any:
        if not state or state["state"] != "ready":
            return [True, *["#"] * len(ITEMS), *[item[4] for item in ITEMS]]
        info = services.library.maps.get(state["id"])
        links = [f"/export/{info.id}.{suffix}{query}" for _, _, suffix, query, _ in ITEMS]
        return [False, *links, *[_help(info, item) for item in ITEMS]]


def _help(info: Any, item: tuple[Any, str, str, str, str]) -> str:
    _, _, suffix, query, text = item
    if not EXPORTS[suffix].per_row:
        return text
    size = size_estimate(info, suffix=suffix, features=not query)
    return f"about {told(size)}; {text}"


def told(size: int) -> str:
    """Bytes as people say them."""
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= step:
            return f"{size / step:,.1f} {unit}" if size < 10 * step else f"{size / step:,.0f} {unit}"
    return f"{size} bytes"
