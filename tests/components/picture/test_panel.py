"""The side panel and the script that fills it name the same things."""

import re

from components.picture import panel
from services.views.rows import PART
from tests.callbacks import components, words
from tests.conftest import ROOT

SCRIPT = (ROOT / "assets" / "30-preview.js").read_text(encoding="utf-8")


def test_every_fact_has_its_place_and_every_place_is_filled(page):
    filled = set(re.findall(r'set\("([a-z-]+)"', SCRIPT))
    places = {
        c["props"]["id"]
        for c in components(page.by_id["preview"])
        if c["type"] in ("Dd", "H2", "P") and "id" in c["props"]
    }
    assert filled == places


def test_every_fact_is_labelled(page):
    facts = next(c for c in components(page.by_id["preview"]) if c["type"] == "Dl")["props"]["children"]
    assert [c["type"] for c in facts] == ["Dt", "Dd"] * len(panel.FIELDS)
    assert words(facts).split() == ["Folder", "Size", "File", "size", "Date", "Format", "Row", "Trust"]


def test_what_the_script_reads_is_what_the_server_tells(mapped, client):
    facts = client.get(f"/rows/{mapped.id}/0.json").json
    read = set(re.findall(r"facts\.([a-z]+)", SCRIPT)) - {"row"}
    assert read <= set(facts)
    assert all(len(column) == mapped.n for name, column in facts.items() if name != "start")


def test_the_script_asks_for_parts_of_the_servers_size():
    assert f"PART = {PART}," in SCRIPT


def test_the_panel_opens_empty_and_says_how_to_fill_it(page):
    assert page.prop("preview", "data-state") == "empty"
    assert page.prop("preview-image", "alt") == ""
    assert page.prop("preview-image", "src") is None
    assert "Move the pointer over the map" in words(page.by_id["preview"])


def test_the_picture_opens_in_a_tab_that_knows_nothing_of_this_one(page):
    assert page.prop("preview-open", "target") == "_blank"
    assert page.prop("preview-open", "rel") == "noopener"


def test_changes_of_the_note_are_announced(page):
    assert page.prop("preview-note", "role") == "status"
