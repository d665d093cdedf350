"""Undo and redo by hand: buttons and keys, each step by its name, Esc a layer at a time, and two windows."""

from tests.browser.hands import ACT, RANGE, box, middle, still, text, until_seen, zoom

GOAL = """() => { const { followed, goal } = window.imagescape.state().view;
  return followed ? null : structuredClone(goal); }"""
UNDO = "() => document.getElementById('undo').ariaLabel"


def drag(page, dx, dy):
    x, y = middle(page)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=5)
    page.mouse.up()
    return still(page, GOAL)


def test_a_part_of_the_map_that_undo_brings_back_is_not_changed_by_what_a_hand_does_next(photos_page):
    page = photos_page
    page.keyboard.press("p")
    zoom(page, 2)
    first = still(page, GOAL)
    page.wait_for_timeout(1100)  # two movements, and not one
    assert drag(page, 90, 40) != first
    for dx, dy in ((-60, 30), (30, -80)):
        page.keyboard.press("Control+z")
        assert until_seen(page, lambda: page.evaluate(GOAL) == first)
        still(page)
        # Plotly keeps what it is given, and changes it as a hand drags.
        drag(page, dx, dy)
    page.keyboard.press("Control+z")
    assert until_seen(page, lambda: page.evaluate(GOAL) == first)
    seen = still(page, RANGE)
    assert abs(seen[0] - first["xaxis.range"][0]) < 1e-6 * abs(seen[1] - seen[0])


def test_each_step_is_named_on_its_button_and_buttons_do_what_they_say(photos_page):
    page = photos_page
    box(page)
    n = len(page.evaluate("() => window.imagescape.selected"))
    page.wait_for_function(f"() => ({UNDO})() === 'Undo: box of {n} (Ctrl+Z)'")
    page.locator("#undo").click()
    page.wait_for_function("() => window.imagescape.selected.length === 0")
    assert page.locator("#undo").get_attribute("aria-disabled") == "true"
    assert page.locator("#redo").get_attribute("aria-label") == f"Do again: box of {n} (Ctrl+Shift+Z)"
    page.locator("#redo").click()
    page.wait_for_function("n => window.imagescape.selected.length === n", arg=n)


def test_escape_goes_back_a_layer_at_a_time_and_undo_brings_each_back(photos_page):
    page = photos_page
    box(page)
    n = len(page.evaluate("() => window.imagescape.selected"))
    page.evaluate(ACT, ["pin", {"row": 4}])
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.state().focus.pinned === null")
    assert len(page.evaluate("() => window.imagescape.selected")) == n, "the picture first, and nothing else"
    page.keyboard.press("Escape")
    page.wait_for_function("() => window.imagescape.selected.length === 0")
    assert f"{n} selected no more" in text(page, "map-hint")
    page.keyboard.press("Control+z")
    page.wait_for_function("n => window.imagescape.selected.length === n", arg=n)
    page.keyboard.press("Control+z")
    page.wait_for_function("() => window.imagescape.state().focus.pinned === 4")


def test_what_another_window_has_changed_since_is_not_undone_and_told(own_photos_page, visit):
    page = own_photos_page
    page.evaluate(ACT, ["select", {"rows": [1, 2, 3], "how": "only"}])
    page.locator("#selection-name-box").fill("cats")
    page.locator("#selection-keep").click()
    page.wait_for_function("() => window.imagescape.state().facets.sets.length === 1")
    other = visit(page.url, new=True)
    other.wait_for_function("() => window.imagescape.state().facets.sets.length === 1")
    other.evaluate("""async () => { const { renameKept } = await import("/assets/modules/gather/kept.mjs");
      await renameKept(window.imagescape.state().facets.sets[0].id, "dogs"); }""")
    other.wait_for_function("() => window.imagescape.state().facets.sets[0].name === 'dogs'")
    # The other window's is refused: its list is older than this.
    page.keyboard.press("Control+z")
    page.wait_for_function("() => document.getElementById('map-hint').textContent.startsWith('Not undone')")
    page.wait_for_function("() => window.imagescape.state().facets.sets[0].name === 'dogs'")
    assert not page.evaluate("() => window.imagescape.state().history.past.some(({ kind }) => kind === 'kept')")
    # A refusal is an answer of the server, which the console tells of.
    page.problems[:] = [problem for problem in page.problems if "409" not in problem]


def test_the_address_shows_the_selection(photos_page, visit):
    page = photos_page
    rows = list(range(0, 100, 3))
    page.evaluate(ACT, ["select", {"rows": rows, "how": "only"}])
    until_seen(page, lambda: "select=" in page.url)
    other = visit(page.url, new=True)
    other.wait_for_function("n => window.imagescape.selected.length === n", arg=len(rows))
    assert other.evaluate("() => window.imagescape.selected") == rows
