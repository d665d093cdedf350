"""The header: the way home, what map is shown and how far to trust it, and the tools."""

from tests.callbacks import components, words


def test_the_brand_leads_to_the_front_page(page):
    header = page.by_id["screen"]["props"]["children"][0]
    brand = next(c for c in components(header) if c["props"].get("className") == "brand")
    assert (words(brand), brand["props"]["href"]) == ("Imagescape", "/")


def test_the_header_has_name_counts_and_trust_then_the_tools(page):
    header = page.by_id["screen"]["props"]["children"][0]
    ids = [c["props"]["id"] for c in components(header) if isinstance(c["props"].get("id"), str)]
    wanted = ["map-title", "counts", "skipped-open", "map-trust", "exports", "library", "theme"]
    assert [id for id in ids if id in wanted] == wanted
