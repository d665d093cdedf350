"""Owns the counts that add up, and the drawer that lists what was skipped and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import dash_mantine_components as dmc
from dash import Dash, Input, Output, ctx, html, no_update

from components.ids import Ids
from services import Services
from services.library import MapInfo
from services.schema import Skipped, visible

#: Files listed in the drawer; the library has all of them.
MOST = 1000
#: Details of a reason that are named; the list below names all.
DETAILS = 8


def headline(services: Services, map_id: str | None) -> list[Any]:
    """The map's name and the counts line; the skipped are a button when there are any."""
    name, told, hidden, label = _told(services, map_id)
    return [
        html.H1(name, id=Ids.TITLE, className="map-title", title=name),
        html.Div(
            className="counts-line",
            children=[
                html.Span(told, id=Ids.COUNTS, className="counts"),
                html.Button(label or "Show skipped", id=Ids.SKIPPED_OPEN, className="text-button", hidden=hidden),
            ],
        ),
    ]


def _told(services: Services, map_id: str | None) -> tuple[str, str, bool, str]:
    if not map_id:
        return "", "", True, ""
    info = services.library.maps.get(map_id)
    strays = info.vanished + info.changed
    what = "skipped, changed or vanished" if info.skipped else "changed or vanished"
    return (
        info.name,
        line(info),
        info.skipped + strays == 0,
        f"Show {info.skipped + strays:,} {what}" if strays else f"Show the {info.skipped:,}",
    )


def drawer() -> dmc.Drawer:
    """The drawer, filled when it opens."""
    return dmc.Drawer(
        id=Ids.SKIPPED,
        title="Skipped files",
        position="right",
        size="lg",
        padding="lg",
        children=html.Div(id=Ids.SKIPPED_LIST),
    )


def line(info: MapInfo) -> str:
    """The map's counts; of one that grows how many are on it."""
    if info.state != "ready" and info.mapped + info.skipped < info.found:
        return f"{info.found:,} found, {info.mapped:,} on the map so far"
    return info.counts


def register(app: Dash, services: Services) -> None:
    """The counts follow the map; the drawer reads its list when opened."""

    @app.callback(
        Output(Ids.TITLE, "children"),
        Output(Ids.TITLE, "title"),
        Output(Ids.COUNTS, "children"),
        Output(Ids.SKIPPED_OPEN, "hidden"),
        Output(Ids.SKIPPED_OPEN, "children"),
        Input(Ids.MAP_STATE, "data"),
    )
    def count(state: dict[str, Any] | None) -> Any:
        name, *told = _told(services, (state or {}).get("id"))
        return name, name, *told

    @app.callback(
        Output(Ids.SKIPPED, "opened"),
        Output(Ids.SKIPPED, "title"),
        Output(Ids.SKIPPED_LIST, "children"),
        Input(Ids.SKIPPED_OPEN, "n_clicks"),
        Input(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def open_drawer(_clicks: int | None, state: dict[str, Any] | None) -> Any:
        if ctx.triggered_id != Ids.SKIPPED_OPEN or not state or not state.get("id"):
            return False, no_update, no_update
        info = services.library.maps.get(state["id"])
        return True, title(info), _list(services, info)


def title(info: MapInfo) -> str:
    """What the drawer lists: files that are not on the map, and files whose pictures are, as they were."""
    if not info.vanished + info.changed:
        return "Skipped files"
    return "Skipped and changed files" if info.skipped else "Changed files"


def summary(reasons: Iterable[str]) -> list[tuple[str, int]]:
    """Reasons by how often, what differs from file to file (an ending, a size) gathered behind the reason it belongs
    to.
    """
    counted: Counter[str] = Counter()
    details: dict[str, Counter[str]] = defaultdict(Counter)
    for reason in reasons:
        kind, _, detail = reason.partition(" (")
        if kind.startswith("too large"):
            kind = "too large"
        counted[kind] += 1
        if detail:
            details[kind][detail.removesuffix(")")] += 1
    lines = []
    for kind, count in counted.most_common():
        common = [
            f"{word}: {many:,}" if len(details[kind]) > 1 else word for word, many in details[kind].most_common(DETAILS)
        ]
        more = len(details[kind]) - len(common)
        told = f" ({', '.join(common)}{f' and {more} more' if more else ''})" if common else ""
        lines.append((kind + told, count))
    return lines


def _list(services: Services, info: MapInfo) -> Any:
    files = services.library.maps.skipped(info.id)
    reasons = summary(s.reason for s in files)
    counted = html.Ul([html.Li([html.Strong(f"{count:,} "), reason]) for reason, count in reasons], className="reasons")
    return [
        html.P(line(info), className="quiet"),
        # Files of points that are on the map as they were, though the folder has them otherwise.
        *_table(
            services.library.outdated.of(info.id),
            ("On the map as it was", "What became of its file"),
            className="strays",
        ),
        *([counted] if files else []),
        *_table(files, ("File", "Why it is not on the map")),
    ]


def _table(files: Sequence[Skipped], heads: tuple[str, str], **more: str) -> list[Any]:
    """Files and what is said of each, the first :data:`MOST` of them; nothing for none."""
    if not files:
        return []
    rows = [dmc.TableTr([dmc.TableTd(visible(s.path), className="path"), dmc.TableTd(s.reason)]) for s in files[:MOST]]
    head = dmc.TableThead(dmc.TableTr([dmc.TableTh(text) for text in heads]))
    rest = [html.P(f"and {len(files) - MOST:,} more", className="quiet")] if len(files) > MOST else []
    return [dmc.Table([head, dmc.TableTbody(rows)], striped=True, verticalSpacing="xs", layout="fixed", **more), *rest]
