"""Owns the download menu: plain links to ``/export``, each with the size of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import dash_mantine_components as dmc
from dash import Dash, Input, Output, html

from components.icons import icon
from components.ids import Ids
from components.types import MapState
from services import Services
from services.exports import EXPORTS, Export, size_estimate
from services.library import MapInfo


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the menu: an export, with or without features, and what the file is good for."""

    export: Export
    features: bool
    help: str

    @property
    def id(self) -> str:
        """The id of the link."""
        return f"download-{self.export.name}" + ("" if self.features else "-lean")

    @property
    def title(self) -> str:
        """What the link says."""
        return self.export.title if self.features else f"{self.export.title} without features"

    def address(self, map_id: str) -> str:
        """Where the link leads for a map."""
        return f"/export/{map_id}.{self.export.name}" + ("" if self.features else "?features=0")

    def describe(self, info: MapInfo) -> str:
        """About how large the file will be, where that depends on the map, and what it is good for."""
        if not self.export.per_row:
            return self.help
        return f"about {readable(size_estimate(info, suffix=self.export.name, features=self.features))}; {self.help}"


def _items() -> Iterator[Item]:
    for export in EXPORTS.values():
        yield Item(export, True, export.help)
        if export.without_features:
            yield Item(export, False, export.without_features)


#: What the menu says of all its items.
ALL = "All pictures of the map, whatever is filtered. Select pictures to download these alone."
#: The menu, from top to bottom.
ITEMS = tuple(_items())


class Links(NamedTuple):
    """Whether nothing can be downloaded, and of each item of the menu its address and its help."""

    disabled: bool
    addresses: list[str]
    helps: list[str]


def layout(services: Services, map_id: str | None) -> dmc.Menu:
    """The menu. Its links need no script."""
    links = _links(services, map_id)
    items = [_link(*given) for given in zip(ITEMS, links.addresses, links.helps, strict=True)]
    return dmc.Menu(
        id=Ids.EXPORTS_MENU,
        position="bottom-end",
        withArrow=True,
        shadow="md",
        width=330,
        keepMounted=True,
        withinPortal=False,
        children=[
            dmc.MenuTarget(_button(disabled=links.disabled)),
            dmc.MenuDropdown([*items, html.P(ALL, className="menu-rest")]),
        ],
    )


def register(app: Dash, services: Services) -> None:
    """The links follow the map. A map that is still being made cannot be downloaded."""

    @app.callback(
        [
            Output(Ids.EXPORTS, "disabled"),
            *[Output(item.id, "href") for item in ITEMS],
            *[Output(f"{item.id}-help", "children") for item in ITEMS],
        ],
        Input(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def show_links(state: MapState | None) -> list[bool | str]:
        links = _links(services, state["id"] if state else None)
        return [links.disabled, *links.addresses, *links.helps]


def _links(services: Services, map_id: str | None) -> Links:
    info = services.library.maps.get(map_id) if map_id else None
    if info is None or info.state != "ready":
        return Links(True, ["#"] * len(ITEMS), [item.help for item in ITEMS])
    return Links(False, [item.address(info.id) for item in ITEMS], [item.describe(info) for item in ITEMS])


def readable(size: int) -> str:
    """Bytes in the largest unit of which there is one."""
    for unit, step in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if size >= step:
            return f"{size / step:,.1f} {unit}" if size < 10 * step else f"{size / step:,.0f} {unit}"
    return f"{size} bytes"


def _button(*, disabled: bool) -> html.Button:
    return html.Button(
        [icon("download"), html.Span("Download", className="word")],
        id=Ids.EXPORTS,
        className="button",
        disabled=disabled,
        title="Download",
    )


def _link(item: Item, address: str, text: str) -> html.A:
    return html.A(
        [
            html.Span(item.title, className="item-title"),
            html.Span(text, className="item-help", id=f"{item.id}-help"),
        ],
        id=item.id,
        href=address,
        className="menu-link",
        role="menuitem",
        download="",
    )
