"""The header: the way home, what map is shown and how far to trust it, the find box, and the buttons."""

from tests.callbacks import components, words


def header_of(page):
    return page.by_id["screen"]["props"]["children"][0]


def test_the_brand_leads_to_the_front_page(page):
    brand = next(c for c in components(header_of(page)) if c["props"].get("className") == "brand")
    assert (words(brand).strip(), brand["props"]["href"]) == ("Imagescape", "/")


def test_the_header_has_name_counts_and_trust_then_what_finds_then_the_buttons(page):
    ids = [c["props"]["id"] for c in components(header_of(page)) if isinstance(c["props"].get("id"), str)]
    places = ["map-title", "making", "counts", "skipped-open", "map-trust", "find-place"]
    buttons = ["new-map-open", "library", "share", "exports", "theme", "keys"]
    assert [id for id in ids if id in places + buttons] == places + buttons


def test_the_browser_fills_the_place_of_the_find_box(page):
    assert not page.prop("find-place", "children"), "React draws there, and Dash must not"
    assert (page.prop("find-place", "role"), page.prop("find-place", "aria-label")) == ("search", "Find")


def test_a_phone_has_all_the_buttons_too_some_behind_one(page):
    only = [c["props"]["id"] for c in components(header_of(page)) if "phone-only" in c["props"].get("className", "")]
    assert only == ["find-open", "more"]
    rest = next(c for c in components(header_of(page)) if c["props"].get("className") == "header-rest")
    unfolded = {c["props"]["id"] for c in components(rest) if isinstance(c["props"].get("id"), str)}
    assert {"library", "share", "exports", "theme", "keys"} <= unfolded
