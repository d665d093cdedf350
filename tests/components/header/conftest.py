"""What the tests of the header share: two maps to list."""

from dataclasses import replace

import pytest

from services.schema import Recipe
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
