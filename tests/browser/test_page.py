"""The controls of the page in a real Chromium, on a map that they only read."""

import pytest

from services.library import Library
from tests.browser.conftest import AS_NEW, READY
from tests.browser.hands import frames, hover, open_recipe, open_sheet, still, text

ERROR = "document.querySelector('.mantine-InputWrapper-error')"


def test_a_page_that_was_only_opened_serves_the_next_test_too(photos_page):
    assert photos_page.evaluate(AS_NEW), "each test would open it anew, which takes the most of the time of them all"


def test_a_click_lets_the_arrow_keys_walk_with_the_pin(photos_page):
    page = photos_page
    point = hover(page, 12)
    page.mouse.click(point["x"], point["y"])
    page.wait_for_function("() => document.getElementById('preview').dataset.state === 'pinned'")
    name = text(page, "preview-name")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("name => document.getElementById('preview-name').textContent !== name", arg=name)
    assert page.locator("#preview").get_attribute("data-state") == "pinned"


def test_the_recipe_that_was_used_is_told_below_the_map_for_paper(photos_page):
    # A layout ends when it has settled: how many steps that took is the map's own.
    info = Library(photos_page.server.library).maps.get(photos_page.map_id)
    recipe = f"efficientnet-lite0 · cosine · tsne 2-D · perplexity 20 · {info.iterations} steps · seed 8"
    made = f"trust {info.trust:.2f} · made {info.created[:10]} · {info.source}"
    told = f"photos · 100 found = 100 mapped + 0 skipped · {recipe} · {made}"
    assert text(photos_page, "map-about") == told
    assert not photos_page.locator("#map-about").is_visible()
    photos_page.emulate_media(media="print")
    assert photos_page.locator("#map-about").is_visible()
    photos_page.emulate_media(media="null")


def test_a_wrong_folder_is_told_in_the_box(photos_page):
    page = photos_page
    open_sheet(page)
    page.locator("#folder").fill("/no/such/folder")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => {ERROR}?.textContent.startsWith('There is no folder')")


def test_a_number_out_of_range_is_told_and_becomes_no_other(photos_page):
    page = photos_page
    open_recipe(page)
    page.locator("#folder").fill(str(page.server.library))
    page.locator("#perplexity").fill("0")
    page.locator("#build").scroll_into_view_if_needed()
    page.locator("#build").click()
    page.wait_for_function(f"() => {ERROR}?.textContent.startsWith('Perplexity must be a number from 1 to 500')")
    assert page.locator("#perplexity").input_value() == "0"
    still(page, "() => document.getElementById('new-map').scrollTop")
    box = page.locator(".mantine-InputWrapper-error").bounding_box()
    assert page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.mantine-InputWrapper-error'))",
        [box["x"] + 5, box["y"] + 5],
    ), "in sight"


#: Whether the field that has the keys is seen: nothing lies over its middle, which is in the window.
FIELD_IN_SIGHT = """() => { let field = document.activeElement;
  while (field.getBoundingClientRect().height < 8) field = field.parentElement;
  const box = field.getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return Boolean(seen) && (field.contains(seen) || seen.contains(field)) && !seen.closest(".sheet-foot"); }"""


@pytest.mark.parametrize(("width", "height"), [(1600, 900), (1067, 600)])
def test_each_field_that_the_keys_reach_is_in_sight(visit, photos_server, lite0_library, width, height):
    page = visit(f"{photos_server.url}/map/{lite0_library[1].id}", width=width, height=height)
    open_recipe(page)
    page.locator("#encoder").focus()
    seen = {}
    while "seed" not in seen:
        seen[page.evaluate("() => document.activeElement.id")] = page.evaluate(FIELD_IN_SIGHT)
        page.keyboard.press("Tab")
    assert {"encoder", "sample", "perplexity", "projection", "iterations", "seed"} <= set(seen)
    assert all(seen.values()), seen


def reached(page, *, steps):
    """The ids of what the Tab key comes to, one after another."""
    found = set()
    for _ in range(steps):
        page.keyboard.press("Tab")
        found.add(page.evaluate("() => document.activeElement.id || document.activeElement.closest('[id]')?.id"))
    return found


def test_every_control_can_be_reached_and_seen_by_the_keyboard(photos_page):
    page = photos_page
    page.wait_for_selector("#set h2")
    header = {"map-name", "map-trust", "find", "new-map-open", "library", "share", "exports", "theme", "keys"}
    tools = {"side", "tool-lasso", "tool-reset", "zoom-out", "zoom-in", "marks-dots", "color-by", "side-right"}
    wanted = header | tools | {"facets", "explore", "map-frame", "set", "picture"}
    there = reached(page, steps=60)
    assert wanted <= there, wanted - there
    page.locator("#tool-lasso").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_every_control_of_the_sheet_can_be_reached_by_the_keyboard_and_none_behind_it(photos_page):
    page = photos_page
    open_recipe(page)
    files = {"folder", "browse", "sources", "upload-files-button", "upload-folder-button"}
    recipe = {"encoder", "sample", "perplexity", "projection", "iterations", "seed"}
    wanted = files | recipe | {"recipe-article", "recipe-defaults", "new-map-close", "new-map-cancel", "build"}
    there = reached(page, steps=30)
    assert wanted <= there, wanted - there
    assert not there & {"map-name", "library", "tool-lasso", "map-frame", "facets"}


def test_nothing_is_cut_off(serve, visit, copied_library):
    folder, map_id = copied_library
    Library(folder).maps.rename(
        map_id, "A very long name of a map that somebody gave because they could, and then some more of it"
    )
    page = visit(f"{serve(folder).url}/map/{map_id}", width=1200, height=800)
    for width in (1200, 1600):
        page.set_viewport_size({"width": width, "height": 800})
        frames(page, 4)
        wide = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
        assert wide[0] <= wide[1]
        for id_ in ("map-name", "counts", "map-trust", "find", "new-map-open", "library", "exports", "theme", "keys"):
            box = page.locator(f"#{id_}").bounding_box()
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
        open_sheet(page)
        box = page.locator("#build").bounding_box()
        assert box["x"] + box["width"] <= width and box["y"] + box["height"] <= 800
        page.keyboard.press("Escape")


def test_nothing_is_asked_of_any_other_machine(photos_server, visit, lite0_library):
    asked = []
    page = visit("about:blank", wait=False, new=True)
    page.on("request", lambda r: asked.append(r.url))
    page.goto(f"{photos_server.url}/map/{lite0_library[1].id}")
    page.wait_for_function(READY)
    hover(page, 2)
    page.locator("#library").click()
    page.wait_for_function(
        """() => { const all = [...document.querySelectorAll('[role=dialog] img')];
          return all.length && all.every((i) => i.complete); }"""
    )
    page.keyboard.press("Escape")
    page.locator("[role=dialog]").wait_for(state="hidden")
    open_sheet(page)
    page.wait_for_selector("#sources button")
    foreign = [url for url in asked if not url.startswith((photos_server.url, "data:", "blob:"))]
    assert asked
    assert not foreign
