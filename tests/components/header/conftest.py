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


def listed(page, info=None):
    return page.call("maps.opened@", "library.n_clicks", {"map-store.data": info and state_of(info)})


def choose(page, output, what, info):
    """What comes of an item of a map's menu."""
    return page.call(output, "changing-store.data", {"changing-store.data": {"what": what, "map": info.id}})


def of_menu(node):
    """The items of a menu: (words, address or what it stands for)."""
    items = [c["props"] | {"words": words(c)} for c in components(node) if c["type"] == "MenuItem"]
    return [(item["words"], item.get("href") or item.get("data-press") or _asked(item)) for item in items]


def _asked(item):
    return item["data-change"], item["data-map"]


def plain(made):
    """What a function of the page made, as the browser gets it."""
    return json.loads(json.dumps(made, cls=PlotlyJSONEncoder))
