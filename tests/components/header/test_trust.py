"""The badge: how far to trust the map as a whole."""

import json

import pytest

from components.header import trust as badge
from tests.components.conftest import state_of


@pytest.mark.parametrize(
    ("trust", "text"),
    [
        (1.0, "good"),
        (0.9, "good"),
        (0.8999, "fair"),
        (0.8, "fair"),
        (0.79, "low: look twice"),
        (0.0, "low: look twice"),
    ],
)
def test_trust_is_judged_in_words(trust, text):
    assert badge.verdict(trust) == text


def test_the_maps_trust_stands_beside_its_counts(mapped, page):
    answer = page.call("map-trust.children", "map-store.data", {"map-store.data": state_of(mapped)})
    assert answer == {
        "map-trust.children": f"Trust {mapped.trust:.3f} · {badge.verdict(mapped.trust)}",
        "map-trust.hidden": False,
        "map-trust.className": "trust" if mapped.trust >= badge.FAIR else "trust low",
    }
    for none in (None, {"id": None, "state": "none"}):
        answer = page.call("map-trust.children", "map-store.data", {"map-store.data": none})
        assert answer == {"map-trust.children": "", "map-trust.hidden": True, "map-trust.className": "trust"}


@pytest.mark.parametrize(("trust", "name"), [(0.79, "trust low"), (0.8, "trust"), (0.95, "trust")])
def test_a_low_trust_looks_otherwise(mapped, page, shelf, trust, name):
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps({**json.loads(mapped.as_json()), "trust": trust}),))
    assert (
        page.call("map-trust.children", "map-store.data", {"map-store.data": state_of(mapped)})["map-trust.className"]
        == name
    )


def test_trust_that_was_not_measured_is_not_shown(mapped, page, shelf):
    info = json.loads(mapped.as_json())
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps({**info, "trust": None}),))
    answer = page.call("map-trust.children", "map-store.data", {"map-store.data": state_of(mapped)})
    assert answer["map-trust.hidden"] is True
