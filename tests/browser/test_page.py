"""The controls of the page in a real Chromium, on a map that they only read."""

import pytest

from services.library import Library
from tests.browser.conftest import READY
from tests.browser.hands import IN_SIGHT, hover, text

ERROR = "document.querySelector('.mantine-InputWrapper-error')"


def test_a_click_lets_the_arrow_keys_walk_with_the_pin(photos_page):
    page = photos_page
    point = hover(page, 12)
    page.mouse.click(point["x"], point["y"])
    page.wait_for_function("() => document.getElementById('preview').dataset.state === 'pinned'")
    name = text(page, "preview-name")
    page.keyboard.press("ArrowRight")
    page.wait_for_function("name => document.getElementById('preview-name').textContent !== name", arg=name)
    assert page.locator("#preview").get_attribute("data-state") == "pinned"


def test_the_recipe_that_was_used_is_told_below_the_map(photos_page):
    # A layout ends when it has settled: how many steps that took is the map's own.
    steps = Library(photos_page.server.library).maps.get(photos_page.map_id).iterations
    assert text(photos_page, "map-about") == f"efficientnet-lite0 · tsne 2-D · perplexity 20 · {steps} steps · seed 8"


def test_a_wrong_folder_is_told_in_the_box(photos_page):
    page = photos_page
    page.locator("#folder").fill("/no/such/folder")
    page.keyboard.press("Enter")
    page.wait_for_function(f"() => {ERROR}?.textContent.startsWith('There is no folder')")


def test_a_number_out_of_range_is_told_and_becomes_no_other(photos_page):
    page = photos_page
    page.locator("#folder").fill(str(page.server.library))
    page.locator("#perplexity").fill("0")
    page.locator("#build").scroll_into_view_if_needed()
    page.locator("#build").click()
    page.wait_for_function(f"() => {ERROR}?.textContent.startsWith('Perplexity must be a number from 1 to 500')")
    assert page.locator("#perplexity").input_value() == "0"
    box = page.locator(".mantine-InputWrapper-error").bounding_box()
    assert page.evaluate(
        "([x, y]) => Boolean(document.elementFromPoint(x, y).closest('.mantine-InputWrapper-error'))",
        [box["x"] + 5, box["y"] + 5],
    ), "in sight"


def test_what_more_of_the_recipe_opens_is_in_sight(photos_page):
    page = photos_page
    page.locator(".recipe-more button[aria-expanded]").click()
    page.wait_for_function("""() => { const at = (id) => document.getElementById(id)?.getBoundingClientRect();
      const seed = at("seed");
      return seed && seed.height > 0 && seed.bottom < at("build").top; }""")


def test_every_control_can_be_reached_and_seen_by_the_keyboard(photos_page):
    page = photos_page
    reached = set()
    for _ in range(70):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => document.activeElement.id || document.activeElement.closest('[id]')?.id"))
    left = {
        "folder",
        "browse",
        "upload-files-button",
        "upload-folder-button",
        "sample",
        "encoder",
        "perplexity",
        "build",
    }
    wanted = left | {"tool-lasso", "color-by", "map-frame", "library", "theme", "exports"}
    assert wanted <= reached, wanted - reached
    page.locator("#tool-lasso").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle") != "none"


def test_the_panel_on_the_left_can_be_hidden_for_a_wider_map(photos_page):
    page = photos_page
    width = "() => document.getElementById('map-frame').getBoundingClientRect().width"
    narrow = page.evaluate(width)
    page.locator("#side").click()
    page.wait_for_function(
        f"""narrow => ({width})() > narrow + 250
          && document.querySelector('#map svg').getBoundingClientRect().width > narrow + 250""",
        arg=narrow,
    )
    assert not page.locator("#folder").is_visible()
    row = next(row for row in range(100) if page.evaluate(IN_SIGHT, row))
    hover(page, row)
    assert page.evaluate("() => window.imagescape.hovered") == row
    page.reload()
    page.wait_for_function(READY)
    assert not page.locator("#folder").is_visible(), "as it was left"
    page.locator("#library").click()
    page.get_by_role("button", name="Use again").first.click()
    page.locator("#folder").wait_for(state="visible")
    page.wait_for_function(f"narrow => ({width})() === narrow", arg=narrow)
    # The recipe of the map is filled in, its folder with it.
    page.wait_for_function("() => document.getElementById('folder').value")


@pytest.mark.parametrize("width", [1200, 1600])
def test_nothing_is_cut_off(serve, visit, copied_library, width):
    folder, map_id = copied_library
    Library(folder).maps.rename(
        map_id, "A very long name of a map that somebody gave because they could, and then some more of it"
    )
    page = visit(f"{serve(folder).url}/map/{map_id}", width=width, height=800)
    wide = page.evaluate("() => [document.documentElement.scrollWidth, innerWidth]")
    assert wide[0] <= wide[1]
    for id_ in ("counts", "exports", "library", "theme", "build"):
        box = page.locator(f"#{id_}").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width


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
    foreign = [url for url in asked if not url.startswith((photos_server.url, "data:", "blob:"))]
    assert asked
    assert not foreign
