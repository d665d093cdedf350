"""The name of the map, the menu behind it, and the name of one that is being made."""

from dataclasses import replace

import pytest

from components.header import name
from services.schema import Recipe
from tests.callbacks import components, words
from tests.components.conftest import state_of
from tests.components.header.conftest import OTHER, of_menu, plain


def show(page, info, job=None, started=None, changed="map-store.data"):
    values = {"map-store.data": info and state_of(info), "job-store.data": job, "started-store.data": started}
    return page.call("map-title.children", changed, values)


def held(job, **facts):
    """What ``job-store`` holds of a job."""
    return {"id": job.id, "state": job.state, "map": job.map_id, **facts}


@pytest.fixture
def asked(shelf):
    """A job that this tab has asked for."""
    return shelf.jobs.add("/pictures/summer", recipe=Recipe(), name="summer")


def test_the_name_is_the_maps_and_is_told_whole_where_it_is_cut(mapped, page):
    answer = show(page, mapped)
    assert (answer["map-title.children"], answer["map-name.title"], answer["making.hidden"]) == (
        "holiday",
        "holiday",
        True,
    )


def test_without_a_map_there_is_no_name_and_no_menu(page):
    for none in (None, {"id": None, "state": "gone"}):
        answer = page.call("map-title.children", "map-store.data", {"map-store.data": none})
        assert (answer["map-title.children"], answer["map-name-menu.children"]) == ("", [])
        assert (answer["making.hidden"], answer["map-name.title"]) == (True, "")


def test_a_map_that_was_deleted_meanwhile_has_no_name(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    assert show(page, mapped)["map-title.children"] == ""


def test_a_new_name_is_shown(mapped, page, shelf):
    shelf.maps.rename(mapped.id, "autumn")
    answer = show(page, mapped, changed="listed-store.data")
    assert (answer["map-title.children"], answer["map-name.title"]) == ("autumn", "autumn")


def test_the_menu_has_what_can_be_done_with_the_map(mapped, page):
    first, *rest = of_menu(show(page, mapped)["map-name-menu.children"])
    assert first == ("What is not on the map", "skipped-open"), "a phone has no room for that button"
    assert rest == [
        (text, (what, mapped.id))
        for text, what in (
            ("Rename", "rename"),
            ("How it was made", "how"),
            ("Use the recipe again", "again"),
            ("Delete", "delete"),
        )
    ]


def test_only_deleting_looks_dangerous(mapped):
    items = [c["props"] for c in components(plain(name.actions(mapped))) if c["type"] == "MenuItem"]
    assert [item["data-change"] for item in items if item.get("color") == "red"] == ["delete"]


def test_a_map_that_is_being_made_can_be_neither_renamed_nor_deleted(mapped, page, shelf):
    with shelf.db.write() as db:
        db.execute("UPDATE maps SET state = 'building'")
    answer = show(page, mapped)
    assert (answer["making.hidden"], words(answer["making.children"])) == (False, "being made")
    assert of_menu(answer["map-name-menu.children"]) == []
    assert words(answer["map-name-menu.children"]) == "This map is still being made."


def test_the_menu_leads_to_other_maps_of_the_same_pictures(two, page, shelf):
    mapped, other = two
    elsewhere = replace(mapped, id="ef" * 16, name="elsewhere", source="/pictures/elsewhere")
    shelf.maps.finish(elsewhere, shelf.maps.rows(mapped.id))
    *_, (text, address) = of_menu(show(page, mapped)["map-name-menu.children"])
    assert (text, address) == ("winter: mine.keras, 3-D, at most 750 steps", f"/map/{OTHER}")
    assert "Other maps of these pictures" in words(show(page, other)["map-name-menu.children"])
    assert "This one: mine.keras, 3-D" in words(show(page, other)["map-name-menu.children"])
    assert "Other maps" not in words(show(page, elsewhere)["map-name-menu.children"])


def test_a_link_to_another_map_goes_there_without_loading_the_page_anew(two, page):
    menu = show(page, two[0])["map-name-menu.children"]
    links = [c["props"] for c in components(menu) if c["type"] == "MenuItem" and "href" in c["props"]]
    assert [link["refresh"] for link in links] == [False]


def test_of_many_maps_the_menu_has_some_and_says_where_the_others_are(mapped):
    sisters = [replace(mapped, id=f"{i:032x}", recipe=Recipe(seed=i)) for i in range(1, 4 + name.MOST)]
    menu = plain(name.menu(mapped, [mapped, *sisters]))
    links = [address for _, address in of_menu(menu) if str(address).startswith("/map/")]
    assert links == [f"/map/{i:032x}" for i in range(1, 1 + name.MOST)]
    assert words(menu).endswith("and 3 more under Maps")
    assert "more under Maps" not in words(plain(name.menu(mapped, [mapped, *sisters[:8]])))


def test_the_map_that_was_asked_for_is_named_though_another_is_seen_meanwhile(mapped, page, asked):
    answer = show(page, mapped, held(asked), {"id": asked.id}, changed="job-store.data")
    assert (answer["map-title.children"], answer["making.hidden"]) == ("summer", False)
    assert words(answer["making.children"]) == "being made meanwhile you see holiday"
    assert answer["map-name.title"] == "summer is being made; meanwhile you see holiday"
    seen = answer["making.children"][1]["props"]
    assert seen["className"] == "meanwhile", "the counts beside it are not this map's"
    _, *rest = of_menu(answer["map-name-menu.children"])
    assert {map_id for _, (_, map_id) in rest} == {mapped.id}, "the menu is of what is seen"


def test_of_two_of_one_name_what_is_seen_meanwhile_is_told_apart(two, page, asked, shelf):
    other = two[1]
    shelf.maps.rename(other.id, "summer")
    answer = show(page, other, held(asked), {"id": asked.id}, changed="job-store.data")
    assert words(answer["making.children"]).endswith("meanwhile you see summer (mine.keras, 3-D, at most 750 steps)")


def test_where_no_map_is_seen_the_one_that_was_asked_for_is_named_alone(page, asked):
    answer = show(page, None, held(asked), {"id": asked.id}, changed="job-store.data")
    told = words(answer["making.children"])
    assert (answer["map-title.children"], told, answer["map-name.title"]) == ("summer", "being made", "summer")
    assert not answer["making.hidden"]


@pytest.mark.parametrize(
    ("facts", "mine"),
    [
        ({}, False),
        ({"state": "done"}, True),
        ({"state": "failed"}, True),
        ({"state": "stopped"}, True),
        ({"map": "ab" * 16}, True),
    ],
    ids=["of another tab", "done", "failed", "stopped", "has something to show"],
)
def test_the_name_is_that_of_the_map_that_is_seen_otherwise(mapped, page, asked, facts, mine):
    started = {"id": asked.id if mine else "another"}
    answer = show(page, mapped, held(asked, **facts), started, changed="job-store.data")
    assert (answer["map-title.children"], answer["making.hidden"]) == ("holiday", True)
    assert show(page, mapped, held(asked, **facts), changed="job-store.data") == answer


def test_the_page_comes_with_the_name_of_its_map(mapped, client):
    from tests.callbacks import Page

    opened = Page(client, referrer="http://localhost/")
    assert (opened.prop("map-title", "children"), opened.prop("making", "hidden")) == ("holiday", True)
    assert len(of_menu(opened.by_id["map-name-menu"])) == 5
    title = next(c for c in components(opened.layout) if c["type"] == "H1" and "holiday" in words(c))
    assert "map-name" in str(title), "the name is the page's heading"
