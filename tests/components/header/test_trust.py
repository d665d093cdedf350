"""The badge: how far to trust the map as a whole."""

import json

import pytest

from components.header import trust as badge
from tests.callbacks import components, words
from tests.components.conftest import state_of


@pytest.mark.parametrize(
    ("trust", "text"),
    [
        (1.0, "good"),
        (0.9, "good"),
        (0.8999, "fair"),
        (0.8, "fair"),
        (0.79, "look twice"),
        (0.0, "look twice"),
    ],
)
def test_trust_is_judged_in_words(trust, text):
    assert badge.verdict(trust) == text


def show(page, info):
    return page.call("map-trust.children", "map-store.data", {"map-store.data": info and state_of(info)})


def read(answer):
    """What the badge says, as one reads it: some of its words give way where there is no room."""
    return " ".join(words(answer["map-trust.children"]).split()).replace(" :", ":")


def say(shelf, mapped, trust):
    """Make the library say another trust of the map."""
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps({**json.loads(mapped.as_json()), "trust": trust}),))


def test_the_maps_trust_stands_beside_its_counts(mapped, page):
    answer = show(page, mapped)
    assert (answer["map-trust.hidden"], answer["map-trust.className"]) == (
        False,
        "trust" if mapped.trust >= badge.FAIR else "trust low",
    )
    assert read(answer).startswith(f"Trust {mapped.trust:.2f}")
    for none in (None, {"id": None, "state": "none"}):
        answer = page.call("map-trust.children", "map-store.data", {"map-store.data": none})
        assert answer == {"map-trust.children": "", "map-trust.hidden": True, "map-trust.className": "trust"}


@pytest.mark.parametrize(
    ("trust", "text"),
    [(0.954, "Trust 0.95"), (0.85, "Trust 0.85"), (0.7949, "Trust 0.79: look twice")],
)
def test_only_a_low_trust_is_judged_on_the_page_and_the_tooltip_judges_all(mapped, page, shelf, trust, text):
    say(shelf, mapped, trust)
    assert read(show(page, mapped)) == text
    assert f"From {badge.GOOD} good, from {badge.FAIR} fair" in badge.EXPLANATION
    tooltips = [c for c in components(page.layout) if c["type"] == "Tooltip"]
    (own,) = [c for c in tooltips if c["props"]["children"]["props"].get("id") == "map-trust"]
    assert own["props"]["label"] == badge.EXPLANATION


@pytest.mark.parametrize(("trust", "name"), [(0.79, "trust low"), (0.8, "trust"), (0.95, "trust")])
def test_a_low_trust_looks_otherwise(mapped, page, shelf, trust, name):
    say(shelf, mapped, trust)
    assert show(page, mapped)["map-trust.className"] == name


def test_trust_that_was_not_measured_is_not_shown(mapped, page, shelf):
    say(shelf, mapped, None)
    assert show(page, mapped)["map-trust.hidden"] is True
