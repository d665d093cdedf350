"""The card of a map: its facts, its picture, and what can be done with it."""

from tests.callbacks import components, words
from tests.components.header.conftest import listed


def test_a_card_says_what_was_mapped_and_how(two, page):
    younger, older = (words(card) for card in listed(page)["maps-list.children"])
    mapped = two[0]
    assert f"12 pictures · trust {mapped.trust:.3f} · {mapped.created[:10]}" in older
    assert "efficientnet-lite0 · tsne 2-D" in older
    assert mapped.source in older
    assert "mine.keras · tsne 3-D" in younger
    assert "trust" not in younger


def test_a_card_shows_a_picture_and_leads_to_its_map(two, page, client):
    for card, info in zip(listed(page)["maps-list.children"], reversed(two), strict=True):
        images = [c["props"] for c in components(card) if c["type"] == "Img"]
        links = {c["props"]["href"] for c in components(card) if c["type"] == "Link"}
        assert links == {f"/map/{info.id}"}
        assert client.get(f"/map/{info.id}").status_code == 200
        assert client.get(images[0]["src"]).mimetype == "image/jpeg"


def test_the_map_that_is_shown_is_marked(two, page):
    texts = [words(card) for card in listed(page, two[0])["maps-list.children"]]
    assert ["Shown now" in text for text in texts] == [False, True]


def test_the_question_before_deleting_says_that_the_pictures_stay(mapped, page):
    items = [c for c in components(listed(page)["maps-list.children"]) if c["type"] == "MenuItem"]
    assert [words(item) for item in items] == ["Delete holiday The pictures stay where they are."]
    assert items[0]["props"]["id"] == {"kind": "delete", "map": mapped.id}


def test_every_link_and_button_of_a_card_has_a_name(mapped, page):
    cards = listed(page)["maps-list.children"]
    pictures = [c["props"]["alt"] for c in components(cards) if c["type"] == "Img"]
    assert pictures == ["Open holiday"]
    assert all(words(c).strip() for c in components(cards) if c["type"] in ("Button", "MenuItem"))
