"""Owns the places of the page: header, facets on the left, map in the middle, picture on the right, and the sheets."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from components.explore import place
from components.header import bar, change, maps, skipped
from components.ids import Ids
from components.map import plot
from components.picture import panel
from components.source import progress, sheet, welcome
from components.theme import THEME
from components.types import MapState
from services import Services

#: What callbacks pass to one another. The browser forgets it with the tab.
STORES = (
    Ids.STARTED,
    Ids.UPLOADED,
    Ids.JOB,
    Ids.ASKED,
    Ids.MAP_STATE,
    Ids.FIGURED,
    Ids.ADOPTED,
    Ids.REVIVE,
    Ids.REVIVED,
    Ids.SETTLED,
    Ids.COLOURS,
    Ids.COMPLETED,
    Ids.LISTED,
    Ids.CHANGING,
    Ids.SKIPPED_OF,
)


def layout(services: Services) -> dmc.MantineProvider:
    """The whole page, as it is when it opens."""
    state = plot.initial_state(services)
    map_id = state["id"] if state else None
    contents = {Ids.MAP_STATE: state, Ids.FIGURED: map_id}
    return dmc.MantineProvider(
        id=Ids.PROVIDER,
        theme=THEME,
        defaultColorScheme="auto",
        children=[
            dmc.NotificationContainer(id=Ids.NOTICES, position="bottom-right", limit=4),
            dcc.Location(id=Ids.URL, refresh=False),
            *[dcc.Store(id=store, data=contents.get(store)) for store in STORES],
            html.A("To the map", href=f"#{Ids.MAP_FRAME}", id=Ids.SKIP, className="skip"),
            html.Div(
                id=Ids.SCREEN,
                className="screen",
                **{"data-screen": welcome.screen(services)},
                children=_places(services, state),
            ),
            maps.drawer(),
            skipped.drawer(),
            *change.layout(),
        ],
    )


def _places(services: Services, state: MapState | None) -> list[html.Header | html.Aside | html.Main | html.Dialog]:
    return [
        bar.layout(services, state["id"] if state else None),
        place.layout(),
        html.Main(plot.layout(services, state, above=[progress.layout()]), className="centre"),
        panel.layout(),
        sheet.layout(services),
    ]
