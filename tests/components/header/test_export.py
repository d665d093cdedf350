"""The download menu: links that follow the map, and sizes that are true."""

import io

import pytest

from components.header import export
from services.exports import EXPORTS, size_estimate
from tests.callbacks import components, words
from tests.components.conftest import state_of

#: A picture is as large for any map, and no size is said.
SIZED = [item for item in export.ITEMS if item.export.per_row]


def follow(page, state):
    return page.call("exports.disabled", "map-store.data", {"map-store.data": state})


def test_without_a_finished_map_nothing_can_leave(mapped, page, shelf):
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET state = 'building'")
    for state in (None, {"id": None, "state": "none"}, {**state_of(mapped), "state": "building"}):
        answer = follow(page, state)
        assert answer["exports.disabled"] is True
        assert {answer[f"{item.id}.href"] for item in export.ITEMS} == {"#"}
        assert [answer[f"{item.id}-help.children"] for item in export.ITEMS] == [item.help for item in export.ITEMS]
    assert page.prop("exports", "disabled") is True, "the page opened without a map"


def test_the_links_are_the_maps_own_and_answer(mapped, page, client):
    answer = follow(page, state_of(mapped))
    assert answer["exports.disabled"] is False
    assert answer["download-csv.href"] == f"/export/{mapped.id}.csv"
    assert answer["download-csv-lean.href"] == f"/export/{mapped.id}.csv?features=0"
    for item in export.ITEMS:
        download = client.get(answer[f"{item.id}.href"])
        assert download.status_code == 200
        assert download.mimetype == item.export.mime.split(";")[0]
        assert download.headers["Content-Disposition"].endswith(f'.{item.export.name}"')


def test_every_form_can_be_chosen(page):
    assert {item.export.name for item in export.ITEMS} == set(EXPORTS)
    links = [c["props"] for c in components(page.layout) if c["props"].get("className") == "menu-link"]
    assert [link["id"] for link in links] == [item.id for item in export.ITEMS]
    assert all("download" in link for link in links), "plain links that need no script"


def test_each_form_says_what_it_is_good_for_and_how_large_it_will_be(mapped, page):
    answer = follow(page, state_of(mapped))
    for item in SIZED:
        size = export.readable(size_estimate(mapped, suffix=item.export.name, features=item.features))
        assert answer[f"{item.id}-help.children"] == f"about {size}; {item.help}"
    assert answer["download-png-help.children"] == "1,600 × 900, for a report"


def test_the_csv_that_is_small_enough_has_no_features(mapped, page, client):
    whole, lean = (
        client.get(follow(page, state_of(mapped))[f"{id}.href"]).text for id in ("download-csv", "download-csv-lean")
    )
    assert whole.splitlines()[0] == lean.splitlines()[0]
    assert len(lean) < len(whole) / 4
    assert len(lean.splitlines()) == mapped.n + 1


@pytest.mark.parametrize("item", SIZED, ids=lambda item: item.id)
def test_the_size_that_is_said_is_about_the_size_that_comes(lite0_library, item):
    library, info = lite0_library
    chunks = item.export.write(library, info.id, None, {"features": item.features})
    size = sum(len(chunk) for chunk in chunks)
    assert size_estimate(info, suffix=item.export.name, features=item.features) == pytest.approx(size, rel=0.35)


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (0, "0 bytes"),
        (999, "999 bytes"),
        (1000, "1.0 kB"),
        (9_940, "9.9 kB"),
        (27_432, "27 kB"),
        (484_600, "485 kB"),
        (1_371_000, "1.4 MB"),
        (37_000_000, "37 MB"),
        (13_710_000_000, "14 GB"),
        (9_994_000_000_000, "9,994 GB"),
    ],
)
def test_bytes_are_said_in_the_unit_that_people_use(size, text):
    assert export.readable(size) == text


def test_a_picture_of_the_map_is_one(mapped, page, client):
    from PIL import Image

    picture = Image.open(io.BytesIO(client.get(follow(page, state_of(mapped))["download-png.href"]).data))
    assert picture.size == (1600, 900)
    assert "1,600 × 900" in words(page.by_id["download-png"])
