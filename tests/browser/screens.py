"""Owns the ways to each screen of the page, on a library of real pictures: for tests, and for whoever looks at them."""

import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from services.library import Library
from services.schema import Reason, Recipe
from tests.browser.hands import hover, still, until_true, wait_for_facet
from tests.helpers_maps import settled, stored

#: Rows of pictures of every shape, at the end of each map.
SHAPES = ("portrait", "panorama", "sixteen", "transparent")
#: CSS pixels of a window: at 150 and 200 % a browser has so many less.
SIZES = {
    "1600": (1600, 900),
    "1200": (1200, 800),
    "390": (390, 844),
    "150%": (1067, 600),
    "200%": (800, 450),
}
FOLDERS = ("animals/pets", "animals/wild", "vehicles/road", "vehicles/other places")
LONG = "a folder whose name is so long that no panel of any width has room for the whole of it at once, 2026"


@dataclass(frozen=True)
class Maps:
    """Ids of the maps in a library, and the folder of their pictures."""

    flat: str
    solid: str
    folder: str
    rows: int


def shape(kind):
    """Bytes of a picture: portrait, panorama, 16 pixels, or a black drawing on nothing."""
    size = {"portrait": (420, 1080), "panorama": (2400, 420), "sixteen": (16, 16), "transparent": (300, 300)}[kind]
    mode = "RGBA" if kind == "transparent" else "RGB"
    made = Image.new(mode, size, (0, 0, 0, 0) if kind == "transparent" else (210, 180, 140))
    pen = ImageDraw.Draw(made)
    width, height = size
    pen.ellipse((width * 0.1, height * 0.1, width * 0.9, height * 0.9), outline=(0, 0, 0), width=max(1, width // 40))
    pen.line((0, 0, width, height), fill=(0, 0, 0), width=max(1, width // 60))
    out = io.BytesIO()
    made.save(out, "PNG")
    return out.getvalue()


def fill(library: Library, home, photos, cifar) -> Maps:
    """A map on the plane and one in space, of real pictures in nested folders, with files that were skipped."""
    files = {}
    for number, folder in enumerate(sorted(cifar.iterdir())):
        for file in sorted(folder.iterdir())[:30]:
            files[f"{FOLDERS[number % 4]}/{folder.name}/{file.name}"] = file.read_bytes()
    for file in sorted(photos.iterdir())[:20]:
        files[f"{LONG}/{file.name}"] = file.read_bytes()
    files |= {f"shapes/{kind}.png": shape(kind) for kind in SHAPES}
    names = list(files)
    dice = np.random.default_rng(4)
    groups = sorted({name.rpartition("/")[0] for name in names})
    middle = {group: 40 * np.array([np.cos(i), np.sin(i), np.cos(2 * i)]) for i, group in enumerate(groups)}
    spots = np.array([middle[name.rpartition("/")[0]] + dice.normal(size=3) * 6 for name in names])
    trust = np.where(np.arange(len(names)) % 3 == 0, np.nan, dice.uniform(0.5, 1, len(names)))
    skipped = [
        ("@eaDir", "a folder that a Synology keeps for itself (@eaDir)", Reason.SYSTEM),
        ("notes.txt", "not a picture by its ending (.txt)", Reason.OTHER),
        ("page-17.jpg", "the file is empty", Reason.DAMAGED),
    ]
    made = {
        dimensions: stored(
            library, home, files, positions=spots[:, :dimensions], trust=trust, skipped=skipped,
            dimensions=dimensions, recipe=Recipe(dimensions=dimensions, perplexity=20.0), name="claims 2026",
        )
        for dimensions in (3, 2)
    }  # fmt: skip
    for info in made.values():
        settled(library, info)
    return Maps(made[2].id, made[3].id, str(home), len(names))


def _settle(page):
    page.mouse.move(2, 2)
    page.evaluate("async () => { for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame); }")
    page.wait_for_function("() => [...document.images].every((image) => image.complete || !image.checkVisibility())")


def _open_sheet(page, text=None):
    page.evaluate("() => document.getElementById('new-map-open').click()")
    page.wait_for_selector("#new-map:modal")
    page.wait_for_selector("#found > *")
    if text is not None:
        page.locator("#folder").fill(text)


def _typed(page, maps):
    _open_sheet(page, maps.folder)
    page.wait_for_function("() => document.querySelectorAll('img.example').length === 12")
    page.wait_for_function("() => document.getElementById('found-count')?.getAttribute('aria-busy') === 'false'")


def _wrong(page, maps):
    _open_sheet(page, maps.folder + "-that-is-not-there")
    page.wait_for_selector("#found-problem")


def _counting(page, maps):
    told = {
        "source": maps.folder, "name": "x", "pictures": 18204, "others": 952, "skipped": 3, "folders": 161,
        "kinds": [["JPEG", 16990], ["PNG", 1101], ["HEIC", 113]], "bytes": 10**9, "seconds": 1, "examples": [],
        "counted": False, "done": False, "address": False, "token": "x", "estimate": None, "problem": "",
    }  # fmt: skip
    page.route("**/found?*", lambda route: route.fulfill(json=told))
    _open_sheet(page, maps.folder)
    page.wait_for_selector("#found-count[aria-busy=true]")


def _encoder(page, maps):
    _open_sheet(page, maps.folder)
    page.locator("#new-map summary").first.click()
    page.locator("#encoder").click()
    # Not by the pointer: the list moves as the sheet fills, Playwright scrolls, and out of sight the list is hidden.
    page.get_by_role("option", name="ConvNeXt").dispatch_event("click")
    page.locator("#encoder-facts summary").click()
    page.locator("#encoder-facts").scroll_into_view_if_needed()


def _many(page, maps):
    # Not by a box: on a phone the tools' row has no room for that tool.
    page.evaluate("""async () => { const { act } = await import("/assets/modules/state/store.mjs");
      act("select", { rows: Array.from({ length: 60 }, (_, row) => 3 * row), how: "only" }); }""")
    page.wait_for_selector("#many")


def _filtered(page, maps):
    wait_for_facet(page, "folder")
    page.evaluate("""async () => { const { act } = await import("/assets/modules/state/store.mjs");
      act("keep", { facet: "folder", value: 1, how: "only" });
      act("keep", { facet: "folder", value: 4, how: "add" }); }""")
    page.wait_for_selector("#filter-count")


def _press(id_, seen):
    def go(page, maps):
        page.evaluate("id => document.getElementById(id).click()", id_)
        page.wait_for_selector(seen)
        still(
            page, f"() => {{ const b = document.querySelector({seen!r}).getBoundingClientRect(); return [b.x, b.y]; }}"
        )

    return go


def _shape(kind):
    def go(page, maps):
        row = maps.rows - len(SHAPES) + SHAPES.index(kind)
        page.evaluate("async (row) => (await import('/assets/modules/state/store.mjs')).act('pin', { row })", row)
        until_true(
            page,
            """row => { const image = document.getElementById('preview-image');
              return image.dataset.row === String(row) && image.dataset.full === 'true'; }""",
            row,
        )

    return go


#: Whether each cell of the gallery that is there has its picture, and its name where names are shown.
CELLS = """() => { const cells = [...document.querySelectorAll(".cell:not([hidden])")];
  return cells.length > 0 && cells.every((cell) => cell.querySelector("img")
    && (!window.imagescape.state().gallery.captions || cell.querySelector(".cell-name").textContent)); }"""
#: Take actions, one after another: [[name, detail], ...].
ACT = """async (all) => { const { act } = await import("/assets/modules/state/store.mjs");
  for (const [name, detail] of all) act(name, detail); }"""


def _gallery(*more):
    def go(page, maps):
        page.evaluate(ACT, [["openGallery", {}], *more])
        page.wait_for_function(CELLS)

    return go


def _large(*rows):
    def go(page, maps):
        page.evaluate(ACT, [["showLarge", {"rows": list(rows)}]])
        page.wait_for_function("n => document.querySelectorAll('.pane-image').length === n", arg=len(rows))
        page.wait_for_selector("#large .preview-facts dd")

    return go


def _kept(page, maps):
    """Two kept selections, of which one is filtered by: as the server tells of them, which is only read here."""
    page.evaluate("""async () => { const { act, state } = await import("/assets/modules/state/store.mjs");
      const { setOf } = await import("/assets/modules/state/rowset.mjs"), n = state().points.n;
      await (await import("/assets/modules/gather/kept.mjs")).listed(); // else what the server tells takes these away
      const kept = [["a", "Suspicious", 40], ["b", "To be asked about at the branch in the north of the country", 7]];
      act("bringKept", { kept: kept.map(([id, name, m]) => ({ id, name, n: m, edition: 1,
        bits: setOf(Array.from({ length: m }, (_, at) => 5 * at), n) })) });
      act("keepSet", { id: "a", how: "only" }); }""")
    page.wait_for_selector("[data-set]", state="attached")


def _pinned(page, maps):
    page.evaluate(ACT, [["pin", {"row": 3}]])
    page.wait_for_selector("#similar .thumb")


def _one(page, maps):
    hover(page, 7)
    page.wait_for_function("() => document.getElementById('preview-image').dataset.full === 'true'")


def _print(page, maps):
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    page.wait_for_selector("#print-map")


Way = Callable[[object, Maps], None]
#: Each screen: which map it is of, and the way there from the page of that map.
SCREENS: dict[str, tuple[str, Way]] = {
    "set": ("flat", lambda page, maps: None),
    "one": ("flat", _one),
    **{kind: ("flat", _shape(kind)) for kind in SHAPES},
    "many": ("flat", _many),
    "filtered": ("flat", _filtered),
    "pinned": ("flat", _pinned),
    "kept": ("flat", _kept),
    "gallery": ("flat", _gallery(["select", {"rows": [3 * row for row in range(60)], "how": "only"}])),
    "grouped": ("flat", _gallery(["arrangeGallery", {"group": "folder", "captions": True, "size": 88}])),
    "large": ("flat", _large(5)),
    "compared": ("flat", _large(5, 9, 12)),
    "sheet": ("flat", lambda page, maps: _open_sheet(page)),
    "typed": ("flat", _typed),
    "wrong": ("flat", _wrong),
    "counting": ("flat", _counting),
    "encoder": ("flat", _encoder),
    "maps": ("flat", _press("library", ".map-card")),
    "name": ("flat", _press("map-name", "#map-name-menu .mantine-Menu-item")),
    "skipped": ("flat", _press("skipped-open", "#skipped-list table")),
    "keys": ("flat", _press("keys", "#keys-sheet")),
    "3-D": ("solid", lambda page, maps: None),
    "print": ("flat", _print),
}


def address(url, name, maps):
    """Where the way to a screen begins."""
    return f"{url}/map/{getattr(maps, SCREENS[name][0])}"


def go(page, url, name, maps, *, there=False):
    """Bring a page to a screen; one that is ``there`` has been opened at its address."""
    _, way = SCREENS[name]
    if not there:
        page.goto(address(url, name, maps))
    page.wait_for_function("() => window.imagescape?.ready")
    page.wait_for_selector("#set h2", state="attached")
    still(page)
    way(page, maps)
    if name not in ("one",):
        _settle(page)
