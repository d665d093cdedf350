"""What is on the map and what is not, in few words beside its name and in full elsewhere; it adds up."""

import json
from dataclasses import replace

import pytest

from components.header import counts
from services.schema import Reason, Skipped
from tests.components.conftest import BAD, GOOD, state_of


def count(page, info):
    return page.call("counts.children", "map-store.data", {"map-store.data": info and state_of(info)})


def say(shelf, info, **facts):
    """Make the library say something else of the map."""
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET info = ?", (json.dumps({**json.loads(info.as_json()), **facts}),))


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
    assert count(page, mapped) == {
        "counts.children": f"{GOOD} pictures",
        "skipped-open.hidden": False,
        "skipped-open.children": f"{BAD} skipped",
        "counts.data-press": "skipped-open",
    }
    assert mapped.counts == f"{GOOD + BAD} found = {GOOD} mapped + {BAD} skipped"


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({"found": 1899, "mapped": 1899, "skipped": 0, "sampled_from": 1899}, "1,899 pictures"),
        ({"found": 1, "mapped": 1, "skipped": 0, "sampled_from": 1}, "1 picture"),
        ({"found": 1000, "mapped": 998, "skipped": 2, "sampled_from": 27_000}, "998 pictures of 27,000"),
        ({"found": 1000, "mapped": 998, "skipped": 2, "sampled_from": 1000}, "998 pictures"),
    ],
)
def test_few_words_beside_the_name_say_how_many_pictures(mapped, page, shelf, facts, text):
    say(shelf, mapped, **facts)
    assert count(page, mapped)["counts.children"] == text


def test_of_a_map_that_grows_they_say_how_far_it_is(mapped, page, shelf):
    say(shelf, mapped, found=6000, mapped=1367, skipped=3, sampled_from=6000)
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET state = 'building'")
    assert count(page, mapped)["counts.children"] == "1,367 of 5,997 pictures so far"


@pytest.mark.parametrize(
    ("left_out", "text"), [(0, "3 changed or vanished"), (1234, "1,234 skipped, 3 changed or vanished")]
)
def test_files_that_changed_or_vanished_are_not_called_skipped(mapped, page, shelf, left_out, text):
    say(shelf, mapped, skipped=left_out, vanished=2, changed=1)
    answer = count(page, mapped)
    assert (answer["skipped-open.children"], answer["skipped-open.hidden"]) == (text, False)


@pytest.mark.parametrize(
    ("damaged", "others", "outdated", "text"),
    [
        (2, 0, 0, "2 skipped"),
        (2, 3, 0, "2 skipped, 3 other files"),
        (0, 3, 0, "3 other files"),
        (0, 1, 0, "1 other file"),
        (0, 1, 4, "1 other file, 4 changed or vanished"),
        (2, 3, 4, "2 skipped, 3 other files, 4 changed or vanished"),
    ],
)
def test_files_that_are_no_pictures_are_not_called_skipped(mapped, page, shelf, damaged, others, outdated, text):
    reasons = [Reason.DAMAGED] * damaged + [Reason.OTHER] * others
    files = [Skipped(f"{i}.x", "why", reason) for i, reason in enumerate(reasons)]
    shelf.maps.begin(
        replace(mapped, found=GOOD + damaged, skipped=damaged, others=others, vanished=outdated),
        shelf.maps.rows(mapped.id),
        files,
    )
    assert count(page, mapped)["skipped-open.children"] == text


def test_without_a_map_nothing_is_counted(page):
    for none in (None, {"id": None, "state": "gone"}):
        answer = page.call("counts.children", "map-store.data", {"map-store.data": none})
        assert answer == {
            "counts.children": "",
            "skipped-open.hidden": True,
            "skipped-open.children": "",
            "counts.data-press": None,
        }


def test_where_nothing_was_skipped_there_is_nothing_to_open(mapped, page, shelf):
    say(shelf, mapped, found=GOOD, skipped=0)
    answer = count(page, mapped)
    assert answer["skipped-open.hidden"] is True
    assert answer["counts.data-press"] is None, "a tap on the number opens nothing either"


def test_a_button_that_is_hidden_has_a_name_as_well(page):
    assert page.prop("skipped-open", "children") == "0 skipped"
    assert page.prop("skipped-open", "hidden") is True
