"""A map that forms in view: its progress, and what a hand does to it meanwhile."""

import os
import shutil
from itertools import groupby

import pytest

from services.library import Library
from tests.browser.hands import (
    CHOSEN,
    TURNING,
    Held,
    build,
    hover,
    job_at,
    job_forming,
    job_of,
    middle,
    still,
    text,
    turn,
    until,
    until_true,
    wait_done,
)

#: Notes what the card of the job says, once for each time that it says something else: [stage, share, everything].
NOTES = """() => {
  window.notes = [];
  let last = "";
  new MutationObserver(() => {
    const card = document.getElementById("progress");
    if (!card || card.hidden) return;
    const share = Number(document.getElementById("progress-bar").getAttribute("aria-valuenow"));
    const now = card.innerText + share;
    if (now !== last) window.notes.push([document.getElementById("progress-stage").textContent, share, now]);
    last = now;
  }).observe(document.documentElement, { childList: true, subtree: true, attributes: true, characterData: true });
}"""
#: How wide the view is, in units of the distance of the points from their middle: a layout grows in its own units.
WIDTH = """async () => { const c = window.imagescape.state().points, n = c.n;
  const f = (await import("/assets/modules/map/plotly.mjs")).frame();
  const mean = (v) => v.reduce((a, b) => a + b, 0) / n, a = mean(c.x), b = mean(c.y);
  const far = Math.sqrt(mean(c.x.map((x, i) => (x - a) ** 2 + (c.y[i] - b) ** 2)));
  return Math.abs(f.x1 - f.x0) / far; }"""
#: How many points are not in sight.
OUTSIDE = """() => { const api = window.imagescape;
  const f = document.getElementById('map-frame').getBoundingClientRect();
  const out = (p) => p.x < f.left || p.x > f.right || p.y < f.top || p.y > f.bottom;
  return Array.from({length: api.rows}, (_, i) => api.pointAt(i)).filter(out).length; }"""
FORMS = "() => location.pathname.startsWith('/map/') && window.imagescape.ready"


@pytest.fixture
def inbox(digits, cifar2000, tmp_path):
    """2,367 pictures, of which ``known_library`` has the features of 1,767."""
    home = shutil.copytree(digits, tmp_path / "inbox", copy_function=os.link)
    for folder in sorted(cifar2000.iterdir()):
        (home / folder.name).mkdir()
        for file in sorted(folder.iterdir())[:60]:
            os.link(file, home / folder.name / file.name)
    return home


def test_progress_moves_and_the_map_grows_in_view(serve, visit, inbox, known_library):
    page = visit(serve(known_library).url)
    page.evaluate(NOTES)
    build(page, inbox)
    page.wait_for_function(FORMS)
    with Held(until(lambda: job_of(Library(known_library), inbox))):
        assert not page.locator("#progress").is_hidden(), "the map is there before its job is done"
        assert 1000 <= page.evaluate("() => window.imagescape.rows") <= 2367
        hover(page, 5)
    # The card asks twice a second: while it does, the worker stands still.
    with Held(job_at(Library(known_library), inbox, "project", 10)):
        page.wait_for_function("() => document.getElementById('progress-stage').textContent.startsWith('Laying out')")
    wait_done(page, "inbox")
    # What came before may be another job's.
    notes = [note for note in page.evaluate("() => window.notes") if "inbox" in note[2]]
    steps = [(stage, [share for _, share, _ in group]) for stage, group in groupby(notes, key=lambda note: note[0])]
    print(f"{len(notes)} changes of the card: {steps}")
    assert all(shares == sorted(shares) for _, shares in steps), "the bar of a step never goes back"
    names = [stage for stage, _ in steps]
    embedding, layout = names.index("Reading and embedding pictures"), names.index("Laying out the map")
    assert embedding < layout
    assert len(set(steps[embedding][1])) >= 4, "embedding is seen to move"
    assert any(0 < share < 100 for share in steps[layout][1]), "so is the layout"
    assert text(page, "counts") == "2,367 pictures"
    assert not page.locator("#skipped-open").is_visible(), "none was skipped"


@pytest.mark.long
def test_a_wheel_that_turns_while_the_map_forms_keeps_its_view_and_trust_is_known_in_the_end(
    serve, visit, digits, known_library
):
    page = visit(serve(known_library).url)
    build(page, digits)
    # The worker stands still while the test looks, and goes on for one layout before each turn of the wheel: so a map
    # forms under a hand on any machine, however long it takes for either.
    library = Library(known_library)
    worker = Held(job_forming(library, digits, 1767))
    page.wait_for_function(f"() => ({FORMS})() && window.imagescape.rows === 1767")
    hover(page, 5)
    page.wait_for_function("() => document.getElementById('preview-trust').textContent === 'not measured yet'")
    page.mouse.move(*middle(page))
    whole = page.evaluate(WIDTH)
    while page.evaluate(WIDTH) > 0.7 * whole:
        serial = worker.lay_out_once(library, page.evaluate("() => window.imagescape.map"))
        page.wait_for_function("serial => window.imagescape.state().points.serial >= serial", arg=serial)
        turn(page)
    until_true(page, f"async () => !(await {TURNING}) && (await {CHOSEN})")
    still(page)
    assert page.evaluate("() => window.imagescape.state().view.live"), "it still forms"
    near = page.evaluate(WIDTH)
    assert near < 0.75 * whole
    worker.let_go()
    wait_done(page, "digits")
    page.wait_for_function("() => window.imagescape.state().view.live === false")
    still(page)
    assert page.evaluate(WIDTH) == pytest.approx(near, rel=0.05)
    page.wait_for_function("() => location.search.includes('view=')")
    page.keyboard.press("r")
    page.wait_for_function("() => !location.search.includes('view=')")
    still(page)
    assert page.evaluate(OUTSIDE) == 0, "all is shown"
    hover(page, 5)
    page.wait_for_function("() => document.getElementById('preview-trust').textContent.includes('%')")


@pytest.mark.long
def test_a_map_recoloured_while_it_forms_keeps_its_points_in_sight(serve, visit, digits, known_library):
    page = visit(serve(known_library).url)
    build(page, digits)
    with Held(job_forming(Library(known_library), digits, 1767)):
        page.wait_for_function(f"() => ({FORMS})() && window.imagescape.rows === 1767")
        page.locator("#color-by").click()
        page.get_by_role("option", name="Trust").click()
        page.wait_for_function("() => window.imagescape.state().view.mode === 'trust'")
        assert page.evaluate("() => window.imagescape.state().view.live"), "it still forms"
    wait_done(page, "digits")
    page.wait_for_function("() => window.imagescape.state().view.live === false")
    # Coloured by a trust that was known only at the end.
    page.wait_for_function("() => new Set(window.imagescape.state().points.codes).size > 3")
    still(page)
    assert page.evaluate(OUTSIDE) == 0
