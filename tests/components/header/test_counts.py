"""The name of the map and its counts, which add up, in these very words."""

import json
from dataclasses import replace

import pytest

from components.header import counts
from tests.components.conftest import BAD, GOOD, state_of


def count(page, info):
    return page.call("counts.children", "map-store.data", {"map-store.data": info and state_of(info)})


@pytest.mark.parametrize(
    ("found", "kept", "left_out", "drawn_from", "text"),
    [
        (1903, 1899, 4, 1903, "1,903 found = 1,899 mapped + 4 skipped"),
        (1, 1, 0, 1, "1 found = 1 mapped + 0 skipped"),
        (1_000_000, 999_999, 1, 1_000_000, "1,000,000 found = 999,999 mapped + 1 skipped"),
        (1000, 998, 2, 27_000, "1,000 found = 998 mapped + 2 skipped, drawn from 27,000"),
    ],
)
def test_the_counts_line_word_for_word(mapped, found, kept, left_out, drawn_from, text):
    assert counts.line(replace(mapped, found=found, mapped=kept, skipped=left_out, sampled_from=drawn_from)) == text


def test_of_a_map_that_grows_the_line_says_how_many_are_on_it(mapped):
    growing = replace(mapped, state="building", found=6000, mapped=1367, skipped=0, sampled_from=6000)
    assert counts.line(growing) == "6,000 found, 1,367 on the map so far"


def test_the_counts_are_the_maps_own_and_add_up(mapped, page):
    answer = count(page, mapped)
    assert answer == {
        "map-title.children": "holiday",
        "map-title.title": "holiday",
        "counts.children": f"{GOOD + BAD} found = {GOOD} mapped + {BAD} skipped",
        "skipped-open.hidden": False,
        "skipped-open.children": f"Show the {BAD}",
    }


@pytest.mark.parametrize(
    ("left_out", "text"), [(0, "Show 3 changed or vanished"), (2, "Show 5 skipped, changed or vanished")]
)
def test_files_that_changed_or_vanished_are_not_called_skipped(mapped, page, shelf, left_out, text):
    info = {**json.loads(mapped.as_json()), "skipped": left_out, "vanished": 2, "changed": 1}
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps(info),))
    answer = count(page, mapped)
    assert (answer["skipped-open.children"], answer["skipped-open.hidden"]) == (text, False)


def test_without_a_map_nothing_is_counted(page):
    for none in (None, {"id": None, "state": "gone"}):
        answer = page.call("counts.children", "map-store.data", {"map-store.data": none})
        assert answer == {
            "map-title.children": "",
            "map-title.title": "",
            "counts.children": "",
            "skipped-open.hidden": True,
            "skipped-open.children": "",
        }


def test_where_nothing_was_skipped_there_is_nothing_to_open(mapped, page, shelf):
    info = json.loads(mapped.as_json())
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps({**info, "found": GOOD, "skipped": 0}),))
    assert count(page, mapped)["skipped-open.hidden"] is True
