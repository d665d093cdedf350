"""Owns the drawer that lists what is not on the map, why, and the rows whose file changed or vanished since.

Files that are no pictures at all stand behind the others, whose reasons matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import dash_mantine_components as dmc
from dash import ClientsideFunction, Dash, Input, Output, State, html, no_update

from components.header import counts
from components.icons import CLOSE
from components.ids import Ids
from components.types import Children, Clicks, Element, MapState, SkippedOf, Unchanged
from services import Services
from services.library import MapInfo
from services.schema import Reason, Skipped, visible

#: Files that the drawer lists; the library has all of them.
MOST = 1000
#: What stands above the reasons that are about the moment, and where there are such, above those that are not.
TRIED_AGAIN = "Could not be mapped this time. The next build of the folder tries them again:"
LASTING = "Not mapped for what they are:"
#: Details of one reason that the summary names; the list below it has all.
DETAILS = 8


def drawer() -> dmc.Drawer:
    """The drawer, empty until it opens."""
    return dmc.Drawer(
        id=Ids.SKIPPED,
        title="Skipped files",
        position="right",
        size="lg",
        closeButtonProps=CLOSE,
        padding="lg",
        children=html.Div(id=Ids.SKIPPED_LIST),
    )


def title(info: MapInfo) -> str:
    """The drawer's title: it lists skipped files, files that are no pictures, rows whose file changed, or several."""
    listed = "Skipped" if info.skipped else "Other" if info.others else ""
    if not info.vanished + info.changed:
        return f"{listed or 'Skipped'} files"
    return f"{listed} and changed files" if listed else "Changed files"


def summary(reasons: Iterable[str]) -> list[tuple[str, int]]:
    """Each reason with how many files have it, most frequent first.

    What differs from file to file, such as an ending or a size, stands in brackets behind the reason.
    """
    totals: Counter[str] = Counter()
    details: dict[str, Counter[str]] = defaultdict(Counter)
    for reason in reasons:
        kind, _, detail = reason.partition(" (")
        if kind.startswith("too large"):
            kind = "too large"
        totals[kind] += 1
        if detail:
            details[kind][detail.removesuffix(")")] += 1
    return [(kind + _details(details[kind]), count) for kind, count in totals.most_common()]


def register(app: Dash, services: Services) -> None:
    """The button fills the drawer, which then opens if the page shows that map still; another map closes it."""
    app.clientside_callback(
        ClientsideFunction("imagescape", "showSkipped"),
        Output(Ids.SKIPPED, "opened"),
        Input(Ids.SKIPPED_OF, "data"),
        Input(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )

    @app.callback(
        Output(Ids.SKIPPED_OF, "data"),
        Output(Ids.SKIPPED, "title"),
        Output(Ids.SKIPPED_LIST, "children"),
        Input(Ids.SKIPPED_OPEN, "n_clicks"),
        State(Ids.MAP_STATE, "data"),
        prevent_initial_call=True,
    )
    def fill(
        clicks: Clicks, state: MapState | None
    ) -> tuple[SkippedOf | Unchanged, str | Unchanged, Children | Unchanged]:
        if not state or not (map_id := state["id"]):
            return no_update, no_update, no_update
        info = services.library.maps.get(map_id)
        return {"map": map_id, "presses": clicks or 0}, title(info), _content(services, info)


def _details(found: Counter[str]) -> str:
    """The details of one reason, most frequent first, in brackets; empty where there are none."""
    if not found:
        return ""
    common = [f"{text}: {count:,}" if len(found) > 1 else text for text, count in found.most_common(DETAILS)]
    more = len(found) - len(common)
    return f" ({', '.join(common)}{f' and {more} more' if more else ''})"


def _content(services: Services, info: MapInfo) -> list[Element]:
    files = services.library.maps.skipped(info.id)
    passing = [file for file in files if file.code.passing]
    lasting = [file for file in files if file.code is not Reason.OTHER and not file.code.passing]
    others = [file for file in files if file.code is Reason.OTHER]
    # Rows that stay on the map as they were, though their file has changed or vanished.
    outdated = services.library.outdated.of(info.id)
    return [
        html.P(f"{counts.line(info)}.", className="quiet"),
        *_download(info),
        *_table(outdated, ("On the map as it was", "What became of its file"), className="outdated"),
        *([html.P(TRIED_AGAIN, className="quiet")] if passing else []),
        *_reasons(passing),
        *([html.P(LASTING, className="quiet")] if passing and lasting else []),
        *_reasons(lasting),
        *_reasons(others),
        *_table([*passing, *lasting, *others], ("File", "Why it is not on the map")),
    ]


def _reasons(files: Sequence[Skipped]) -> list[Element]:
    """How many files there are of each reason; nothing where there are none."""
    found = [html.Li([html.Strong(f"{count:,} "), reason]) for reason, count in summary(file.reason for file in files)]
    return [html.Ul(found, className="reasons")] if found else []


def _download(info: MapInfo) -> list[Element]:
    """A link to the whole list, where there is one."""
    if not info.skipped + info.others:
        return []
    return [html.P(html.A("Download the list", href=f"/skipped/{info.id}.csv", download="", className="text-button"))]


def _table(files: Sequence[Skipped], heads: tuple[str, str], **style: str) -> list[Element]:
    """A table of the first :data:`MOST` files, each with its reason; nothing where there are none."""
    if not files:
        return []
    rows = [dmc.TableTr([dmc.TableTd(visible(f.path), className="path"), dmc.TableTd(f.reason)]) for f in files[:MOST]]
    head = dmc.TableThead(dmc.TableTr([dmc.TableTh(text) for text in heads]))
    rest = [html.P(f"and {len(files) - MOST:,} more", className="quiet")] if len(files) > MOST else []
    table = dmc.Table([head, dmc.TableTbody(rows)], striped=True, verticalSpacing="xs", layout="fixed", **style)
    return [table, *rest]
