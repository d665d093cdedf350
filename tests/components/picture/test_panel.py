"""The side panel and what the server tells of a picture fit together."""

import re

from tests.callbacks import components
from tests.conftest import ROOT

MODULE = (ROOT / "assets" / "modules" / "panels" / "one.mjs").read_text(encoding="utf-8")
FETCHING = (ROOT / "assets" / "modules" / "map" / "fetching.mjs").read_text(encoding="utf-8")


def test_the_browser_fills_a_place_that_is_empty(page):
    place = page.by_id["picture"]
    assert (place["type"], bool(place["props"]["aria-label"])) == ("Aside", True)
    assert [c["props"]["id"] for c in components(place)] == ["picture", "picture-place"]
    assert page.prop("picture-place", "children") is None, "React draws there, and Dash must not"


def test_what_the_panel_reads_of_the_whole_set_is_what_the_server_tells(mapped, client):
    told = client.get(f"/overview/{mapped.id}.json").json
    overview = FETCHING.partition("@typedef {object} Overview")[2].partition("*/")[0]
    typed = set(re.findall(r"@property \{.+\} (\w+)\b", overview))
    assert typed >= {"n", "kinds", "sizes", "folders", "largest", "trust", "others"}
    assert typed <= set(told)
    assert {"name", "path", "count", "node", "row"} == set(told["largest"][0])
    assert {"value", "of", "parts"} == set(told["trust"]) and {"least", "most", "same"} <= set(told["sizes"])


def test_what_the_panel_reads_is_what_the_server_tells(mapped, client):
    told = client.get(f"/rows/{mapped.id}/0.json").json
    lines = re.search(r"export const LINES = \[(.*?)\n\];", MODULE, re.DOTALL)[1]
    read = {name.strip() for names in re.findall(r"text: \(\{ ([^}]+) \}\)", lines) for name in names.split(",")}
    assert read >= {"folder", "width", "height", "bytes", "date", "format", "trust"}
    facts = FETCHING.partition("@typedef {object} Facts")[2]
    typed = set(re.findall(r"@property \{[^}]+\} (\w+)$", facts, re.MULTILINE))
    assert read <= typed
    assert typed - {"row"} <= set(told)
    assert all(len(column) == mapped.n for name, column in told.items() if name != "start")
