"""Owns the list of maps: reopen, rename, delete, and make another by the same recipe."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dash_mantine_components as dmc
from dash import ALL, Dash, Input, Output, State, ctx, dcc, html, no_update

from components.icons import icon
from components.ids import Ids
from components.notices import notice
from components.source import recipe
from services import Services
from services.library import MapInfo
from services.schema import Recipe, visible


def drawer() -> dmc.Drawer:
    """The drawer, filled when it opens."""
    return dmc.Drawer(
        id=Ids.MAPS, title="Maps", position="right", size="md", padding="lg", children=html.Div(id=Ids.MAPS_LIST)
    )


def register(app: Dash, services: Services) -> None:
    """The list is read anew whenever it opens or something in it changed."""
    library = services.library

    @app.callback(
        Output(Ids.MAPS, "opened"),
        Output(Ids.MAPS_LIST, "children"),
        Input(Ids.LIBRARY, "n_clicks"),
        Input(Ids.LISTED, "data"),
        Input(Ids.URL, "pathname"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def show(_clicks: int | None, _changed: Any, _path: str, state: dict[str, Any] | None) -> Any:
        if ctx.triggered_id == Ids.URL:
            return False, no_update
        here = (state or {}).get("id")
        maps = [info for info in library.maps.all() if info.state == "ready"]
        # A name typed just before the drawer was closed changes the list, and must not open the drawer again.
        opened = True if ctx.triggered_id == Ids.LIBRARY else no_update
        return opened, [_card(info, open_=info.id == here) for info in maps] or html.P(
            "No maps yet.", className="quiet"
        )

    @app.callback(
        Output(Ids.LISTED, "data"),
        Output(Ids.URL, "pathname", allow_duplicate=True),
        Output(Ids.NOTICES, "sendNotifications", allow_duplicate=True),
        Input({"kind": "rename", "map": ALL}, "n_submit"),
        Input({"kind": "rename", "map": ALL}, "n_blur"),
        Input({"kind": "delete", "map": ALL}, "n_clicks"),
        State({"kind": "rename", "map": ALL}, "value"),
        State({"kind": "rename", "map": ALL}, "id"),
        State(Ids.LISTED, "data"),
        State(Ids.URL, "pathname"),
        prevent_initial_call=True,
    )
    def change(
        _submits: list[Any],
        _blurs: list[Any],
        _deletes: list[Any],
        names: list[str],
        ids: list[dict[str, str]],
        count: int | None,
        path: str,
    ) -> Any:
        asked = ctx.triggered_id
        if not isinstance(asked, dict) or not any(t["value"] for t in ctx.triggered):
            return no_update, no_update, no_update
        info = library.maps.get(asked["map"])
        if asked["kind"] == "delete":
            library.cleanup.delete(info.id)
            away = "/" if path == f"/map/{info.id}" else no_update
            return (
                (count or 0) + 1,
                away,
                [notice(f"{info.name} was deleted. Its pictures are where they were.", kind="done")],
            )
        name = next(n for n, i in zip(names, ids, strict=True) if i["map"] == info.id)
        if not name or name.strip() == info.name:
            return no_update, no_update, no_update
        library.maps.rename(info.id, name)
        return (count or 0) + 1, no_update, no_update

    _register_again(app, services)


def _register_again(app: Dash, services: Services) -> None:
    @app.callback(
        Output(Ids.MAPS, "opened", allow_duplicate=True),
        Output(Ids.FOLDER, "value", allow_duplicate=True),
        *[Output(control, "value", allow_duplicate=True) for control in recipe.CONTROLS],
        Input({"kind": "again", "map": ALL}, "n_clicks"),
        prevent_initial_call=True,
    )
    def again(clicks: list[int | None]) -> Any:
        """Fill in a map's folder and recipe, that which it was on its way to, to start from; uploaded pictures lie in
        no folder of the user's.
        """
        if not any(clicks) or not isinstance(ctx.triggered_id, dict):
            return [no_update] * (2 + len(recipe.CONTROLS))
        info = services.library.maps.get(ctx.triggered_id["map"])
        ours = Path(info.source).is_relative_to(services.library.folder)
        return [
            False,
            no_update if ours else info.source,
            *recipe.values(Recipe.from_json(info.goal) if info.goal else info.recipe),
        ]


def _card(info: MapInfo, *, open_: bool) -> html.Div:
    trust = [f"trust {info.trust:.3f}"] if info.trust is not None else []
    facts = [f"{info.mapped:,} pictures", *trust, info.created[:16].replace("T", " ")]
    return html.Div(
        className="map-card open" if open_ else "map-card",
        children=[
            dcc.Link(
                html.Img(src=f"/thumb/{info.id}/0", alt=f"Open {info.name}", className="map-card-image"),
                href=f"/map/{info.id}",
            ),
            html.Div(
                className="map-card-text",
                children=[
                    dmc.TextInput(
                        id={"kind": "rename", "map": info.id},
                        value=info.name,
                        # Else Enter comes before the last letters typed.
                        debounce=True,
                        variant="unstyled",
                        size="sm",
                        className="map-card-name",
                        **{"aria-label": "Name of the map; press Enter to rename"},
                    ),
                    html.P(" · ".join(facts), className="quiet"),
                    html.P([info.how, " ", _again(info)], className="quiet"),
                    html.P(visible(info.source), className="quiet path", title=visible(info.source)),
                    html.Div(
                        className="map-card-tools",
                        children=[
                            html.Span("Shown now", className="quiet shown-now")
                            if open_
                            else dcc.Link("Open", href=f"/map/{info.id}", className="link-button"),
                            html.Button(
                                [icon("edit", size=14), "Rename"], className="link-button", **{"data-rename": info.id}
                            ),
                            _delete(info),
                        ],
                    ),
                ],
            ),
        ],
    )


def _again(info: MapInfo) -> html.Button:
    told = "Fill in this map's folder and recipe on the left"
    return html.Button("Use again", id={"kind": "again", "map": info.id}, className="text-button", title=told)


def _delete(info: MapInfo) -> dmc.Menu:
    """Asks in place: one click opens the question, the second deletes."""
    return dmc.Menu(
        children=[
            dmc.MenuTarget(html.Button([icon("trash", size=14), "Delete"], className="link-button")),
            dmc.MenuDropdown(
                dmc.MenuItem(
                    [
                        html.Span(f"Delete {info.name}", className="delete-name"),
                        html.Span("The pictures stay where they are.", className="delete-why"),
                    ],
                    id={"kind": "delete", "map": info.id},
                    color="red",
                    leftSection=icon("trash", size=14),
                )
            ),
        ],
        withArrow=True,
        # Above: below lies the next card.
        position="top-start",
    )
