"""The drawer says of each file why it is not on the map."""

from dataclasses import replace

import pytest

from components.header import skipped
from services.schema import Reason, Skipped
from tests.callbacks import components, words
from tests.components.conftest import BAD, GOOD, state_of


def open_drawer(page, info):
    return page.call("skipped-store.data", "skipped-open.n_clicks", {"map-store.data": info and state_of(info)})


def rows_of(answer):
    body = next(c for c in components(answer["skipped-list.children"]) if c["type"] == "TableTbody")
    return [tuple(words(cell) for cell in row["props"]["children"]) for row in body["props"]["children"]]


def test_the_drawer_lists_each_file_with_its_reason(mapped, page):
    answer = open_drawer(page, mapped)
    assert (answer["skipped-store.data"], answer["skipped.title"]) == (
        {"map": mapped.id, "presses": 1},
        "Skipped files",
    )
    assert rows_of(answer) == [("empty.png", "the file is empty"), ("notes.jpg", "not a picture: the content is text")]
    text = words(answer["skipped-list.children"])
    account = f"{GOOD + BAD} found = {GOOD} mapped + {BAD} skipped."
    assert text.startswith(f"{account} Download the list 1  the file is empty 1  not a picture")


@pytest.mark.parametrize(
    ("others", "text"),
    [
        (0, "13 found = 12 mapped + 1 skipped. Download the list 1  the file is empty"),
        (1, "13 found = 12 mapped + 1 skipped, and 1 other file. Download the list 1  the file is empty 1  not a"),
        (1200, "13 found = 12 mapped + 1 skipped, and 1,200 other files. Download the list 1  the file is empty 1,200"),
    ],
)
def test_files_that_are_no_pictures_are_counted_apart(mapped, page, shelf, others, text):
    files = [Skipped("empty.png", "the file is empty", Reason.DAMAGED)]
    files += [Skipped(f"{i}.txt", "not a picture by its ending (.txt)", Reason.OTHER) for i in range(others)]
    info = replace(mapped, found=GOOD + 1, skipped=1, others=others, sampled_from=GOOD + 1)
    shelf.maps.begin(info, shelf.maps.rows(mapped.id), files[::-1])
    answer = open_drawer(page, mapped)
    assert text in words(answer["skipped-list.children"])
    assert rows_of(answer)[0] == ("empty.png", "the file is empty"), "it is not buried among files that are no pictures"


def test_the_whole_list_can_be_taken_along(mapped, page, shelf):
    found = components(open_drawer(page, mapped)["skipped-list.children"])
    links = [c["props"]["href"] for c in found if c["type"] == "A"]
    assert links == [f"/skipped/{mapped.id}.csv"]
    assert not skipped._download(replace(mapped, skipped=0))
    assert skipped._download(replace(mapped, skipped=0, others=1))


def test_the_drawer_says_in_its_title_that_it_lists_changed_files_too(mapped):
    assert skipped.title(replace(mapped, changed=1)) == "Skipped and changed files"
    assert skipped.title(replace(mapped, vanished=2, skipped=0)) == "Changed files"
    assert skipped.title(replace(mapped, others=2)) == "Skipped files"
    assert skipped.title(replace(mapped, others=2, skipped=0)) == "Other files"
    assert skipped.title(replace(mapped, others=2, skipped=0, changed=1)) == "Other and changed files"


def test_where_there_is_no_map_nothing_opens(page):
    assert open_drawer(page, None) == {}


def test_a_name_that_is_not_utf8_can_be_read(mapped, page, shelf):
    shelf.maps.begin(mapped, shelf.maps.rows(mapped.id), [Skipped("caf\udce9.jpg", "the file is empty")])
    assert rows_of(open_drawer(page, mapped)) == [(r"caf\xe9.jpg", "the file is empty")]


def test_a_long_list_is_cut_and_says_how_much(mapped, page, shelf):
    many = [Skipped(f"{i:05d}.txt", "not a picture by its ending (.txt)") for i in range(skipped.MOST + 1234)]
    shelf.maps.begin(mapped, shelf.maps.rows(mapped.id), many)
    answer = open_drawer(page, mapped)
    assert len(rows_of(answer)) == skipped.MOST
    text = words(answer["skipped-list.children"])
    assert text.endswith("and 1,234 more")
    assert "2,234  not a picture by its ending (.txt)" in text, "the sums are of all"


def test_reasons_are_gathered_the_commonest_first():
    reasons = [
        "not a picture by its ending (.txt)",
        "the file is empty",
        "not a picture by its ending (.pdf)",
        "not a picture by its ending (.txt)",
        "too large: 20,000 x 20,000 pixels; the limit is 100 million",
        "too large: 300 MB; the limit is 256 MB",
    ]
    assert skipped.summary(reasons) == [
        ("not a picture by its ending (.txt: 2, .pdf: 1)", 3),
        ("too large", 2),
        ("the file is empty", 1),
    ]


def test_many_details_are_counted_and_not_all_named():
    text = skipped.summary(f"not a picture by its ending (.x{i})" for i in range(skipped.DETAILS + 3))
    assert text == [
        (
            "not a picture by its ending (" + ", ".join(f".x{i}: 1" for i in range(skipped.DETAILS)) + " and 3 more)",
            skipped.DETAILS + 3,
        )
    ]


def test_the_ending_of_a_second_download_is_shown_whole():
    assert skipped.summary(["not a picture by its ending (.jpg (1))"]) == [
        ("not a picture by its ending (.jpg (1))", 1)
    ]


def test_no_reason_is_no_line():
    assert skipped.summary([]) == []


def test_what_is_tried_again_is_told_apart_and_stands_first(mapped, page, shelf):
    files = [
        Skipped("a.jpg", "damaged: its content cannot be decoded", Reason.DAMAGED),
        Skipped("b.jpg", "cannot be read (permission denied)", Reason.UNREADABLE),
        Skipped("c.txt", "not a picture by its ending (.txt)", Reason.OTHER),
    ]
    shelf.maps.begin(mapped, shelf.maps.rows(mapped.id), files)
    answer = open_drawer(page, mapped)
    text = words(answer["skipped-list.children"])
    assert f"{skipped.TRIED_AGAIN} 1  cannot be read (permission denied) {skipped.LASTING} 1  damaged" in text
    assert [path for path, _ in rows_of(answer)] == ["b.jpg", "a.jpg", "c.txt"]
    shelf.maps.begin(mapped, shelf.maps.rows(mapped.id), files[:1])
    assert skipped.LASTING not in words(open_drawer(page, mapped)["skipped-list.children"])
