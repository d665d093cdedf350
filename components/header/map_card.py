"""Owns the card of one map in the list of maps: its own small picture, what tells it apart, and its menu."""

from __future__ import annotations

from collections.abc import Sequence

import dash_mantine_components as dmc
from dash import dcc, html

from components.header import differs, name
from components.icons import icon
from services.facts import EDITION
from services.library import MapInfo, machine
from services.schema import visible


def layout(info: MapInfo, maps: Sequence[MapInfo], *, is_open: bool) -> html.Div:
    """The card of a map, which opens it. The card of the map that the page shows says so.

    ``maps`` are all maps: of those of the same folder the card says what tells it apart.
    """
    apart = differs.apart(info, maps)
    return html.Div(
        className="map-card open" if is_open else "map-card",
        children=[
            dcc.Link(
                href=f"/map/{info.id}",
                className="map-card-link",
                children=[
                    *_picture(info),
                    html.Span(
                        className="map-card-text",
                        children=[
                            html.Strong(info.name, className="map-card-name"),
                            *([html.Span(apart, className="map-card-apart")] if apart else []),
                            html.Span(_facts(info), className="quiet"),
                            *_same_layout(info, maps),
                            html.Span(f"made {differs.made(info)}{_elsewhere(info)}", className="quiet"),
                            html.Span(
                                visible(info.source), className="quiet map-card-path", title=visible(info.source)
                            ),
                            *([html.Span("Shown now", className="shown-now")] if is_open else []),
                        ],
                    ),
                ],
            ),
            _menu(info),
        ],
    )


def _picture(info: MapInfo) -> list[html.Img]:
    """The map itself, small: one for each scheme, of which the style shows one."""
    return [
        html.Img(
            src=f"/preview/{info.id}.png?dark={dark}&v={EDITION}",
            alt="",
            className=f"map-card-image {'dark' if dark else 'light'}-only",
            width=120,
            height=75,
        )
        for dark in (0, 1)
    ]


def _facts(info: MapInfo) -> str:
    trust = [f"trust {info.trust:.2f}"] if info.trust is not None else []
    return " · ".join([f"{info.mapped:,} pictures", *trust])


def _same_layout(info: MapInfo, maps: Sequence[MapInfo]) -> list[html.Span]:
    """A line where maps of other folders have the same layout, and which they are."""
    others = [other for other in maps if other.id != info.id and other.layout == info.layout and other.state == "ready"]
    if not others:
        return []
    names = ", ".join(f"{other.name}, in {visible(other.source)}" for other in others)
    said = others[0].name if len(others) == 1 else f"{len(others):,} others"
    return [html.Span(f"same pictures and layout as {said}", className="quiet", title=names)]


def _elsewhere(info: MapInfo) -> str:
    return " by another machine" if machine.is_other(info.machine) else ""


def _menu(info: MapInfo) -> dmc.Menu:
    button = html.Button(
        icon("more"), className="tool map-card-more", **{"aria-label": f"More of {info.name}"}, title="More"
    )
    return dmc.Menu(
        [dmc.MenuTarget(button), dmc.MenuDropdown(name.actions(info))],
        position="bottom-end",
        shadow="md",
        width=220,
        withinPortal=False,
    )
