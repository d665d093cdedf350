"""The card of a map: its facts, what tells it apart, its own picture, and its menu."""

from dataclasses import replace
from io import BytesIO

from PIL import Image

from components.header import differs, map_card
from services.library import machine
from tests.callbacks import components, words
from tests.components.header.conftest import listed, of_menu, plain


def test_a_card_says_what_was_mapped_and_how(two, page):
    younger, older = (words(card) for card in listed(page)["maps-list.children"])
    mapped = two[0]
    assert f"12 pictures · trust {mapped.trust:.2f}" in older
    assert f"made {differs.made(mapped)}" in older
    assert "EfficientNet-Lite0, 2-D" in older
    assert mapped.source in older
    assert "mine.keras, 3-D" in younger
    assert "trust" not in younger, "it was not measured"


def test_a_map_without_sisters_says_nothing_of_how_it_was_made(mapped):
    card = plain(map_card.layout(mapped, [mapped, replace(mapped, id="f" * 32, source="/x")], is_open=False))
    assert "EfficientNet" not in words(card), "it stands behind How it was made"
    assert not [c for c in components(card) if c["props"].get("className") == "map-card-apart"]


def test_a_card_says_where_another_machine_computed_the_map(mapped):
    other = replace(mapped, machine={**machine.here(), "processor": "a room full of valves"})
    said = [words(plain(map_card.layout(info, [info], is_open=False))) for info in (mapped, other)]
    assert ["by another machine" in text for text in said] == [False, True]


def test_a_card_names_the_map_of_another_folder_that_has_its_layout(mapped):
    there = replace(mapped, id="f" * 32, name="phone B", source="/b")
    third = replace(mapped, id="e" * 32, name="phone C", source="/c")
    for maps, said in (
        ([mapped], None),
        ([mapped, replace(there, layout="another")], None),
        ([mapped, there], "same pictures and layout as phone B"),
        ([mapped, there, third], "same pictures and layout as 2 others"),
    ):
        card = plain(map_card.layout(mapped, maps, is_open=False))
        lines = [c["props"] for c in components(card) if str(c["props"].get("children")).startswith("same pictures")]
        assert [line["children"] for line in lines] == ([said] if said else [])
    assert lines[0]["title"] == "phone B, in /b, phone C, in /c"


def test_a_card_shows_its_map_in_both_schemes_and_leads_to_it(mapped, page, client):
    (card,) = listed(page)["maps-list.children"]
    images = [c["props"] for c in components(card) if c["type"] == "Img"]
    assert [image["className"] for image in images] == ["map-card-image light-only", "map-card-image dark-only"]
    for image in images:
        answer = client.get(image["src"])
        assert answer.mimetype == "image/png"
        width, height = Image.open(BytesIO(answer.data)).size
        assert width * image["height"] == height * image["width"], "it is not drawn out of shape"
    assert client.get(images[0]["src"]).data != client.get(images[1]["src"]).data
    links = {c["props"]["href"] for c in components(card) if c["type"] == "Link"}
    assert links == {f"/map/{mapped.id}"}
    assert client.get(f"/map/{mapped.id}").status_code == 200


def test_the_map_that_is_shown_is_marked(two, page):
    cards = listed(page, two[0])["maps-list.children"]
    assert ["Shown now" in words(card) for card in cards] == [False, True]
    assert [card["props"]["className"] for card in cards] == ["map-card", "map-card open"]


def test_a_card_has_the_menu_of_its_own_map(two, page):
    can = ("rename", "how", "again", "delete")
    for card, info in zip(listed(page)["maps-list.children"], reversed(two), strict=True):
        assert [asked for _, asked in of_menu(card)] == [(what, info.id) for what in can]


def test_every_link_and_button_of_a_card_has_a_name_and_no_two_buttons_the_same(two, page):
    cards = listed(page)["maps-list.children"]
    pictures = {c["props"]["alt"] for c in components(cards) if c["type"] == "Img"}
    assert pictures == {""}, "the link around them has the map's name"
    links = [words(c) for c in components(cards) if c["type"] == "Link"]
    assert ["winter" in links[0], "holiday" in links[1]] == [True, True]
    assert [c["props"]["aria-label"] for c in components(cards) if c["type"] == "Button"] == [
        "More of winter",
        "More of holiday",
    ]


def test_a_folder_that_poses_as_another_does_not(mapped):
    card = plain(map_card.layout(replace(mapped, source="/home/\u202egpj"), [], is_open=False))
    (path,) = [c for c in components(card) if "map-card-path" in c["props"].get("className", "")]
    assert words(path) == path["props"]["title"] == r"/home/\u202egpj"
