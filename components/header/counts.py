"""Owns the name of the map that is shown, and its counts, which add up."""

from __future__ import annotations

from typing import NamedTuple

from dash import Dash, Input, Output, html

from components.ids import Ids
from components.types import MapState
from services import Services
from services.library import MapInfo


class Headline(NamedTuple):
    """What the headline says: the map's name, its counts, and the label of the button that lists the skipped files."""

    name: str
    counts: str
    button_hidden: bool
    button: str


def layout(services: Services, map_id: str | None) -> list[html.H1 | html.Div]:
    """The name, and the counts with a button where files were skipped."""
    headline = _headline(services, map_id)
    return [
        html.H1(headline.name, id=Ids.TITLE, className="map-title", title=headline.name),
        html.Div(
            className="counts-line",
            children=[
                html.Span(headline.counts, id=Ids.COUNTS, className="counts"),
                html.Button(
                    headline.button or "Show skipped",
                    id=Ids.SKIPPED_OPEN,
                    className="text-button",
                    hidden=headline.button_hidden,
                ),
            ],
        ),
    ]


def line(info: MapInfo) -> str:
    """The map's counts. Of a preview: how many pictures are on it so far."""
    if info.state != "ready" and info.mapped + info.skipped < info.found:
        return f"{info.found:,} found, {info.mapped:,} on the map so far"
    return info.counts


def register(app: Dash, services: Services) -> None:
    """The headline follows the map."""

    @app.callback(
        Output(Ids.TITLE, "children"),
        Output(Ids.TITLE, "title"),
        Output(Ids.COUNTS, "children"),
        Output(Ids.SKIPPED_OPEN, "hidden"),
        Output(Ids.SKIPPED_OPEN, "children"),
        Input(Ids.MAP_STATE, "data"),
    )
    def show_headline(state: MapState | None) -> tuple[str, str, str, bool, str]:
        headline = _headline(services, state["id"] if state else None)
        return headline.name, *headline


def _headline(services: Services, map_id: str | None) -> Headline:
    if not map_id:
        return Headline("", "", True, "")
    info = services.library.maps.get(map_id)
    outdated = info.vanished + info.changed
    what = "skipped, changed or vanished" if info.skipped else "changed or vanished"
    button = f"Show {info.skipped + outdated:,} {what}" if outdated else f"Show the {info.skipped:,}"
    return Headline(info.name, line(info), info.skipped + outdated == 0, button)
