"""The tools above the map, and the bar of a selection."""

from services.exports import EXPORTS
from tests.callbacks import components


def test_a_selection_leaves_in_every_form_the_exports_know(page):
    buttons = {
        c["props"]["data-export"] for c in components(page.by_id["selection-bar"]) if "data-export" in c["props"]
    }
    assert buttons == set(EXPORTS)
    assert page.prop("selection-bar", "hidden") is True
