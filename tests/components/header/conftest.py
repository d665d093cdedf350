"""What the tests of the header share: two maps to list."""

import json
from dataclasses import replace

import pytest
from plotly.utils import PlotlyJSONEncoder

from services.schema import Recipe
from tests.callbacks import components, words
from tests.components.conftest import state_of

OTHER = "cd" * 16


@pytest.fixture
def two(mapped, shelf):
    """The map, and a younger one in three dimensions by one's own model."""
    other = replace(
        mapped,
        id=OTHER,
        name="winter",
        dimensions=3,
        recipe=Recipe(encoder="custom:/models/mine.keras", dimensions=3),
        trust=None,
    )
    shelf.maps.finish(other, shelf.maps.rows(mapped.id))
    return mapped, shelf.maps.get(OTHER)


def listed(page, info=None, changed="library.n_clicks"):
    return page.call("maps.opened", changed, {"map-store.data": info and state_of(info)})


def choose(page, output, kind, info, at="card", clicks=1):
    """What comes of an item of a map's menu: of the one on its card, or behind the ``name`` in the header."""
    item = (at, info.id)
    return page.call(output, (f"{kind}.n_clicks", item), {f"{kind}.n_clicks": {item: clicks}})


def of_menu(node):
    """The items of a menu: (words, address or what tells the item apart)."""
    items = [c["props"] | {"words": words(c)} for c in components(node) if c["type"] == "MenuItem"]
    return [(item["words"], item.get("href") or item.get("id") or item["data-press"]) for item in items]


def plain(made):
    """What a function of the page made, as the browser gets it."""
    return json.loads(json.dumps(made, cls=PlotlyJSONEncoder))
