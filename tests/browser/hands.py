"""Owns what a person does on the page, for tests: pointing, zooming, selecting, choosing a colour; and waiting for what
comes of it, by what is seen and never by the clock.
"""

import io
import time

import numpy as np
import psutil
from PIL import Image
from playwright.sync_api import TimeoutError as Timeout

from services.library.job import UNFINISHED

RANGE = (
    "() => { const x = document.querySelector('#map .js-plotly-plot')._fullLayout.xaxis.range; return [x[0], x[1]]; }"
)
#: The part of the map in view, and where on the page it is drawn.
FRAME = """async () => { const f = (await import("/assets/modules/map/plotly.mjs")).frame();
  return f && [f.left, f.top, f.width, f.height, f.x0, f.x1, f.y0, f.y1]; }"""
#: Do an action of the page's state: its name, and what it is told.
ACT = "async ([name, detail]) => (await import('/assets/modules/state/store.mjs')).act(name, detail)"
#: Expressions of the page's modules, to be awaited: whether a hand turns the wheel, and the part of the map it chose.
TURNING = "import('/assets/modules/map/zoom.mjs').then((zoom) => zoom.turning())"
CHOSEN = "import('/assets/modules/state/view.mjs').then(({ chosenView }) => chosenView(window.imagescape.state().view))"
IN_SIGHT = """row => { const p = window.imagescape.pointAt(row);
  const f = document.getElementById("map-frame").getBoundingClientRect();
  return p && p.x > f.left + 20 && p.x < f.right - 20 && p.y > f.top + 20 && p.y < f.bottom - 20; }"""
#: Pictures give way to dots, if there are any; names of regions, which catch the pointer too, are taken away.
DOTS = """async () => { const { act, state } = await import("/assets/modules/state/store.mjs");
  if (state().regions.levels.length) act("bringRegions", { levels: [] });
  if (state().view.marks === "pictures") act("markAs", { marks: "dots" }); }"""
#: The rows that the filter keeps; null where nothing is filtered.
KEPT = """() => { const { kept } = window.imagescape.state().filter;
  return kept && [...kept.keys()].filter((row) => kept[row]); }"""
#: Whether all pictures that have room on the map are drawn, and it rests.
PICTURED = """async () => {
  const { drawnPictures, shownPictures } = await import("/assets/modules/map/pictures.mjs"), shown = shownPictures();
  return shown.rows.length > 0 && shown.rows.every((row) => drawnPictures().has(row)) && shown.still; }"""
MODE = "() => document.getElementById('map-frame').dataset.tool"
#: A job's map is finished and drawn. The name comes before the points do: until then those of the map before are seen.
DONE = """name => document.getElementById('map-title')?.textContent === name
  && document.getElementById('progress').hidden
  && window.imagescape.ready && ["/", "/map/" + window.imagescape.map].includes(location.pathname)"""


#: The lines of a facet as they are seen: [name, count].
LINES = """facet => [...document.querySelectorAll(`[data-facet="${facet}"] [data-value]`)].map((line) =>
  [line.querySelector(".value-name").textContent, line.querySelector(".value-count").firstChild.data])"""


def text(page, id_):
    return page.locator(f"#{id_}").text_content()


def until(what, seconds=180):
    """The first answer of ``what`` that is true, asked again and again; the seconds are there to end a broken test."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = what()
        if answer:
            return answer
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def until_seen(page, what):
    """The same for what is asked of a page; the page goes on meanwhile."""
    for _ in range(200):
        answer = what()
        if answer:
            return answer
        frames(page, 5)
    raise AssertionError("it was not seen")


def until_true(page, asked, arg=None):
    """The same for an async function of JavaScript, which ``wait_for_function`` takes for true before it answers."""
    return until_seen(page, lambda: page.evaluate(asked, arg))


def frames(page, count):
    """Let the page draw so many frames; a busy machine takes longer for them."""
    page.evaluate("async n => { while (n--) await new Promise(requestAnimationFrame); }", count)


def still(page, of=FRAME, count=10):
    """What ``of`` gives once it has been the same for so many frames."""
    return page.evaluate(
        f"""async (wanted) => {{
          const read = {of};
          let last, same = 0;
          for (let all = 0; all < 3000 && same < wanted; all++) {{
            await new Promise(requestAnimationFrame);
            const now = JSON.stringify((await read()) ?? null);
            same = now === last ? same + 1 : 0;
            last = now;
          }}
          return JSON.parse(last);
        }}""",
        count,
    )


def seen_of_the_map(page):
    """``u1 (height, width, 3)``: the map as it is on the screen."""
    return np.asarray(Image.open(io.BytesIO(page.locator("#map").screenshot())).convert("RGB"))


def coloured(page):
    """Pixels of the map that are not its ground."""
    shot = seen_of_the_map(page).astype(int)
    return int((shot.max(axis=2) - shot.min(axis=2) > 40).sum())


def place(page, row):
    """Where a row's point is drawn, ``{"x", "y"}`` in pixels of the page, as soon as it is: a map that forms may be
    drawn anew at any moment until it is finished, and has no points for that moment.
    """
    return page.wait_for_function("row => window.imagescape.pointAt(row)", arg=row).json_value()


def hover(page, row):
    """Move the pointer onto a row's point, as a hand would: from a little beside it, and again if the map moves
    meanwhile. Points lie below pictures and names: they are taken away first.
    """
    for _ in range(10):
        page.evaluate(DOTS)
        point = place(page, row)
        page.mouse.move(point["x"] + 3, point["y"] + 3)
        page.mouse.move(point["x"], point["y"])
        try:
            page.wait_for_function("row => window.imagescape.hovered === row", arg=row, timeout=1000)
        except Timeout:
            continue
        now = place(page, row)
        if abs(now["x"] - point["x"]) + abs(now["y"] - point["y"]) < 2:
            return point
    raise AssertionError(f"row {row} is not hovered, but {page.evaluate('() => window.imagescape.hovered')}")


def middle(page):
    """Of the map, on the page."""
    frame = page.locator("#map-frame").bounding_box()
    return frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2


def turn(page, by=-240):
    """Turn the wheel once, and wait for the view to follow."""
    before = page.evaluate(RANGE)
    page.mouse.wheel(0, by)
    page.wait_for_function(
        f"([a, b]) => {{ const now = ({RANGE})(); return now[0] !== a || now[1] !== b; }}", arg=before
    )


def zoom(page, steps=3):
    """Into the middle of the map; the range of x that is seen then."""
    still(page)
    page.mouse.move(*middle(page))
    before = page.evaluate(RANGE)
    for _ in range(steps):
        turn(page)
    until_true(page, f"async () => !(await {TURNING}) && location.search.includes('view=')")
    still(page)
    after = page.evaluate(RANGE)
    assert after[1] - after[0] < before[1] - before[0]
    return after


def choose_colour(page, label, *, mode):
    page.locator("#color-by").click()
    page.get_by_role("option", name=label).click()
    page.wait_for_function(
        """mode => window.imagescape.state().view.painted === mode
          && (new URLSearchParams(location.search).get('color') || window.imagescape.state().view.usual) === mode""",
        arg=mode,
    )
    still(page)


def use_lasso(page):
    page.keyboard.press("l")
    page.wait_for_function(f"() => ({MODE})() === 'lasso'")


def lasso(page, share=0.9):
    """Around the middle of the map, by hand."""
    frame = page.locator("#map-frame").bounding_box()
    cx, cy = middle(page)
    rx, ry = frame["width"] * share / 2, frame["height"] * share / 2
    corners = [(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]
    page.mouse.move(cx - rx, cy - ry)
    page.mouse.down()
    for dx, dy in corners[1:]:
        page.mouse.move(cx + dx * rx, cy + dy * ry, steps=6)
    page.mouse.up()
    page.wait_for_function("() => window.imagescape.selected.length > 0")


def box(page, rim=60):
    """Around all but the rim of the map, so many pixels, with the box tool."""
    page.locator("#tool-box").click()
    frame = page.locator("#map-frame").bounding_box()
    page.mouse.move(frame["x"] + rim, frame["y"] + rim)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] - rim, frame["y"] + frame["height"] - rim, steps=8)
    page.mouse.up()
    page.wait_for_function("() => window.imagescape.selected.length > 0")


def lose_context(page):
    """Take the map's drawing context away, and wait for the map to be drawn with another."""
    page.evaluate("""() => { window.lost = [...document.querySelectorAll('#map canvas')];
      for (const c of window.lost) c.getContext('webgl')?.getExtension('WEBGL_lose_context')?.loseContext(); }""")
    page.wait_for_function("""() => { const api = window.imagescape;
      return window.lost.every((c) => !c.isConnected) && document.querySelector('#map canvas.gl-canvas')
        && api.ready && api.drawn === api.rows; }""")
    still(page)


def wait_for_facet(page, facet):
    """Until its values are here: what the state is told of a facet that is not, it does not keep."""
    page.wait_for_function("facet => window.imagescape.state().facets.of[facet]", arg=facet)


def unfold(page, facet):
    """Show the values of a facet, if its head hides them: which are shown at first depends on which came first."""
    head = page.locator(f'[data-facet="{facet}"] .facet-head button')
    if head.get_attribute("aria-expanded") == "false":
        head.click()


def open_sheet(page):
    """The sheet that starts a map. On the first-run screen it stands on the page; later a button opens it."""
    page.wait_for_function("() => window.imagescape && document.getElementById('new-map')")
    if not page.locator("#folder").is_visible():
        page.locator("#new-map-open").click()
    page.locator("#folder").wait_for(state="visible")


def open_recipe(page):
    """Unfold the controls of the recipe on the sheet."""
    open_sheet(page)
    if not page.locator("#sample").is_visible():
        page.locator(".recipe > summary").click()
    page.locator("#sample").wait_for(state="visible")


def build(page, folder):
    """Ask for the map of a folder."""
    open_sheet(page)
    page.locator("#folder").fill(str(folder))
    page.locator("#build").click()


def choose_in_menu(page, item):
    """Open the menu of the map's name, and press an item of it."""
    page.locator("#map-name").click()
    page.locator("#map-name-menu").get_by_role("menuitem", name=item).click()


def wait_done(page, name):
    page.wait_for_function(DONE, arg=name, timeout=300_000)


def job_of(library, source):
    """The latest build of a folder; None before there is one."""
    statement = "SELECT id FROM jobs WHERE source = ? AND completes = '' ORDER BY created DESC LIMIT 1"
    row = library.db.read().execute(statement, (str(source).encode(),)).fetchone()
    return library.jobs.get(row["id"]) if row else None


def job_at(library, source, stage, done=0):
    """The job of a folder once it is at a step, and has done more than so much of it.

    A step passes. Call this right after the job was asked for, and wait for the page only then.
    """
    return until(lambda: (job := _running(library, source)) and job.stage == stage and job.done > done and job)


def job_forming(library, source, rows):
    """The job of a folder once it has stored a layout of so many rows, for the page to show while it goes on.

    As :func:`job_at`, this is to be called before the page is waited for.
    """

    def formed():
        job = _running(library, source)
        layout = library.live.load(job.map_id) if job and job.stage == "project" and job.map_id else None
        return layout and len(layout[1]) == rows and job

    return until(formed)


def _running(library, source):
    """The latest job of a folder, which is not over: what a test waits for in a job that is over never happens."""
    job = job_of(library, source)
    assert not job or job.state in UNFINISHED, f"the job was {job.state} before it was looked at"
    return job


def kept_of(library, source):
    """How many pictures of a folder have been embedded and stored."""
    statement = (
        "SELECT count(DISTINCT files.hash) FROM files JOIN features ON features.hash = files.hash WHERE source = ?"
    )
    return library.db.read().execute(statement, (str(source).encode(),)).fetchone()[0]


class Held:
    """A job whose worker process stands still: what a test looks at meanwhile is not over before it looks.

    The server goes on; it takes a job from a worker only when that has ended.
    """

    def __init__(self, job):
        self._process = psutil.Process(int(job.worker.split(":")[1]))
        self.hold()

    def hold(self):
        self._process.suspend()

    def let_go(self):
        self._process.resume()

    def lay_out_once(self, library, map_id):
        """Let it go on until it has stored the next layout of the map; the serial number of that."""
        before, _ = library.live.load(map_id)
        self.let_go()
        serial = until(lambda: (now := library.live.load(map_id)[0]) > before and now)
        self.hold()
        return serial

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.let_go()
