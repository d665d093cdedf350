"""Owns the counts of the map that is shown: pictures, and the files that are not on it."""

from __future__ import annotations

from typing import NamedTuple

from dash import Dash, Input, Output, html

from components.ids import Ids
from components.source.sentences import plural
from components.types import MapState
from services import Services
from services.library import MapInfo


class Counts(NamedTuple):
    """What stands beside the map's name, and the label of the button that lists what is not on the map."""

    counts: str = ""
    button_hidden: bool = True
    button: str = ""
    #: The button's id where it is shown: on a phone it has no room, and the number of pictures is pressed instead.
    press: str | None = None


def layout(services: Services, map_id: str | None) -> list[html.Span | html.Button]:
    """The number of pictures, and a button where files were skipped."""
    counts = _counts(services, map_id)
    return [
        html.Span(
            counts.counts,
            id=Ids.COUNTS,
            className="counts",
            title="What is on this map",
            **{"data-press": counts.press},
        ),
        html.Button(
            counts.button or "0 skipped",
            id=Ids.SKIPPED_OPEN,
            className="counts counts-button",
            hidden=counts.button_hidden,
            title="Which files are not on the map, and why",
        ),
    ]


def line(info: MapInfo) -> str:
    """The sum of the map's counts, in full. Of a preview: how many pictures are on it so far."""
    if info.state != "ready" and info.mapped + info.skipped < info.found:
        return f"{info.found:,} found, {info.mapped:,} on the map so far"
    return info.counts


def register(app: Dash, services: Services) -> None:
    """The counts follow the map."""

    @app.callback(
        Output(Ids.COUNTS, "children"),
        Output(Ids.SKIPPED_OPEN, "hidden"),
        Output(Ids.SKIPPED_OPEN, "children"),
        Output(Ids.COUNTS, "data-press"),
        Input(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def show_counts(state: MapState | None) -> Counts:
        return _counts(services, state["id"] if state else None)


def _counts(services: Services, map_id: str | None) -> Counts:
    if not map_id:
        return Counts()
    info = services.library.maps.get(map_id)
    outdated = info.vanished + info.changed
    parts = [f"{info.skipped:,} skipped"] if info.skipped else []
    parts += [plural(info.others, "other file")] if info.others else []
    parts += [f"{outdated:,} changed or vanished"] if outdated else []
    return Counts(_pictures(info), not parts, ", ".join(parts), Ids.SKIPPED_OPEN if parts else None)


def _pictures(info: MapInfo) -> str:
    if info.state != "ready" and info.mapped + info.skipped < info.found:
        return f"{info.mapped:,} of {info.found - info.skipped:,} pictures so far"
    text = plural(info.mapped, "picture")
    return f"{text} of {info.sampled_from:,}" if info.mapped + info.skipped < info.sampled_from else text
