"""Owns what the page tells of how a map was made, for whoever must repeat it or answer for it."""

from __future__ import annotations

from dash import html

from components.header.differs import at, encoder, made
from components.source.status import duration
from components.types import Element
from services.library import MapInfo, machine
from services.neighbours.metric import METRICS
from services.projections import PROJECTIONS
from services.schema import visible


def lines(info: MapInfo) -> list[tuple[str, str]]:
    """Each fact with its name, in the order to show them."""
    recipe = info.recipe
    projection = PROJECTIONS[recipe.projection].title if recipe.projection in PROJECTIONS else recipe.projection
    trust = "not measured" if info.trust is None else f"{info.trust:.4f}, measured on {info.trust_of}"
    versions = ", ".join(f"{name} {number}" for name, number in sorted(info.versions.items()))
    return [
        ("Folder", visible(info.source)),
        *_moved(info),
        ("Counts", info.counts),
        ("Encoder", f"{encoder(info)}, {info.width:,} numbers a picture, {recipe.precision}"),
        ("Compared", _compared(info)),
        ("Projection", f"{projection}, {info.dimensions}-D"),
        ("In short", info.how),
        ("Sample", f"{recipe.sample:,} drawn at random" if recipe.sample else "all pictures"),
        ("Trustworthiness", trust),
        ("Made", f"{made(info)}, in {duration(info.seconds.get('total', 0.0))}"),
        ("Versions", versions),
        ("Computed on", machine.words(info.machine)),
        ("Layout", info.layout),
        ("Map", info.id),
    ]


def _moved(info: MapInfo) -> list[tuple[str, str]]:
    """Where the pictures lay before, of a map that has followed them; older versions did not note when."""
    when = f", followed {at(info.followed)}" if info.followed else ""
    return [("Folder before", f"{visible(info.moved_from)}{when}")] if info.moved_from else []


def _compared(info: MapInfo) -> str:
    """How the features were compared; by which mean, as adding pictures and looking for alike ones go by the same."""
    words = METRICS[info.recipe.metric].words if info.recipe.metric in METRICS else info.recipe.metric
    if not info.centred:
        return words
    whose = "all pictures" if info.centred >= info.n else f"the first {info.centred:,} pictures"
    return f"{words}, of features less the mean of {whose}"


def layout(info: MapInfo) -> list[Element]:
    """The facts as a list, and what the map's maker was told."""
    rows = [part for name, text in lines(info) if text for part in (html.Dt(name), html.Dd(text))]
    told = [text for text in (*info.warnings, machine.warning(info.machine)) if text]
    warnings = [html.Ul([html.Li(text) for text in told], className="how-warnings")] if told else []
    return [html.Dl(rows, className="how"), *warnings]
