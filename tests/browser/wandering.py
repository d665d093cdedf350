"""Owns random walks over the page: what a hand may do next, and what must hold after each step whatever was done.

A step is drawn by a seed, done with the mouse and the keys, and told in a line, so that a walk that fails can be read.
"""

from pathlib import Path

import numpy as np

from tests.browser.hands import frames, middle, still, unfold, until_seen

#: Functions of wandering.js.
_SCRIPT = (Path(__file__).parent / "wandering.js").read_text(encoding="utf-8")


def _asked(name: str) -> str:
    return f"given => ({_SCRIPT}).{name}(given)"


#: What undo brings back, as it stands: the part of the state that a step leaves.
SNAPSHOT = _asked("snapshot")
DEPTH = _asked("depth")
#: Whether everything that was asked for is here: colours, facts, the gallery's rows.
RESTS = _asked("rests")
#: The panel: which row it is of, what it says its name is, which picture it shows.
PANEL = _asked("panel")
#: The gallery as it is seen: its rows, and of each cell its row, place and whether it is marked as selected.
GALLERY = _asked("gallery")
#: The mean colour of what is drawn in a cell, and of the thumbnail of its row; null where it is not drawn yet.
COLOURS = _asked("colours")
COUNTS = _asked("counts")
#: The cells that are wholly in view: [row, x, y of its middle].
CELLS = _asked("cells")


class Walk:
    """A walk over a page that shows a map; ``names`` are its file names by row."""

    def __init__(self, page, names, seed):
        self.page, self.names = page, names
        self.dice = np.random.default_rng(seed)
        self.told = []
        #: What undo is to bring back, by how many steps there are behind it.
        self.states = {}

    def settle(self):
        """Wait until nothing moves and nothing is on its way."""
        until_seen(self.page, lambda: self.page.evaluate(RESTS))
        still(self.page, count=4)

    def draw(self, *options):
        """One of these."""
        return options[int(self.dice.integers(len(options)))]

    def keys_held(self):
        return self.draw([], [], ["Control"], ["Shift"], ["Alt"])

    def row(self):
        return int(self.dice.integers(len(self.names)))

    # What a hand may do.

    def point(self):
        """Move the pointer to a row's point."""
        row = self.row()
        at = self.page.evaluate("row => window.imagescape.pointAt(row)", row)
        self._to(at["x"], at["y"])
        return f"hover at row {row}"

    def click(self):
        """Click, with or without Ctrl, where a row's point is."""
        row, held = self.row(), self.draw([], ["Control"])
        at = self.page.evaluate("row => window.imagescape.pointAt(row)", row)
        if not self._on_map(at["x"], at["y"]):
            return "nothing"
        for key in held:
            self.page.keyboard.down(key)
        self.page.mouse.click(at["x"], at["y"])
        for key in held:
            self.page.keyboard.up(key)
        return f"click at row {row} {held}"

    def lasso(self):
        """Draw a box anywhere on the map, with or without keys."""
        frame = self.page.locator("#map-frame").bounding_box()
        if frame["height"] < 60:
            return "nothing"
        x, y = (float(v) for v in self.dice.uniform(0.05, 0.6, 2))
        w, h = (float(v) for v in self.dice.uniform(0.05, 0.35, 2))
        held = self.draw([], ["Shift"], ["Alt"])
        self.page.keyboard.press("b")
        for key in held:
            self.page.keyboard.down(key)
        self._drag(frame, x, y, x + w, y + h)
        for key in held:
            self.page.keyboard.up(key)
        self.page.keyboard.press("p")
        return f"box {x:.2f} {y:.2f} {w:.2f} {h:.2f} {held}"

    def move(self):
        """Drag the map."""
        frame = self.page.locator("#map-frame").bounding_box()
        if frame["height"] < 60:
            return "nothing"
        self._drag(frame, 0.5, 0.5, *(float(v) for v in self.dice.uniform(0.3, 0.7, 2)))
        return "drag the map"

    def wheel(self):
        """Zoom."""
        by = self.draw(-240, -240, 240)
        self.page.mouse.move(*middle(self.page))
        self.page.mouse.wheel(0, by)
        return f"wheel {by}"

    def key(self):
        """A key of the map."""
        key = self.draw("r", "+", "-", "Escape", "Escape", "g", "Control+a", "Control+i")
        self.page.keyboard.press(key)
        return f"key {key}"

    def filter(self):
        """Click a value of the folders, with or without keys."""
        unfold(self.page, "folder")
        lines = self.page.locator('[data-facet="folder"] [data-value]')
        lines.first.wait_for()
        at = int(self.dice.integers(lines.count()))
        held = self.draw([], ["Control"], ["Alt"])
        lines.nth(at).click(modifiers=held)
        return f"folder {at} {held}"

    def clear_filter(self):
        """Clear the filter, or hide what is out of it."""
        if not self.page.locator("#filter-clear").count():
            return "nothing"
        if self.dice.random() < 0.3:
            self.page.locator("#chips .chips-hide input").click()
            return "hide or show the others"
        self.page.locator("#filter-clear").click()
        return "clear the filter"

    def find(self):
        """Look for a part of a name, or for nothing again."""
        text = self.draw("", self.names[self.row()][1:4])
        box = self.page.locator("#find")
        before = self.page.evaluate("() => window.imagescape.state().filter.found?.words ?? ''")
        box.fill(text)
        if text.strip() != before:
            self.page.wait_for_function(
                "text => (window.imagescape.state().filter.found?.words ?? '') === text", arg=text.strip()
            )
        self.page.evaluate("() => document.activeElement.blur()")
        return f"find {text!r}"

    def marks(self):
        """Pictures or dots."""
        id = self.draw("marks-pictures", "marks-dots")
        button = self.page.locator(f"#{id}")
        if not button.is_visible():
            return "nothing"
        button.click()
        return id

    def alike(self):
        """Select the most alike, if they are told."""
        # Of a picture that is only hovered the strip goes as the pointer comes.
        if self.page.evaluate("() => window.imagescape.state().focus.pinned === null"):
            return "nothing"
        button = self.page.locator("#similar-select:not([disabled])")
        button.wait_for()
        button.click()
        return "select the most alike"

    def gallery(self):
        """Open the gallery, or arrange it."""
        if not self.page.evaluate("() => window.imagescape.state().gallery.open"):
            self.page.keyboard.press("g")
            self.page.locator("#gallery-order").wait_for()
            return "open the gallery"
        change = self.draw(
            {"order": self.draw("map", "name", "size", "trust", "date")},
            {"reverse": self.draw(True, False)},
            {"group": self.draw("", "folder", "day")},
            {"size": self.draw(56, 88, 128)},
            {"captions": self.draw(True, False)},
        )
        self.page.evaluate(
            "async change => (await import('/assets/modules/state/store.mjs')).act('arrangeGallery', change)", change
        )
        return f"arrange {change}"

    def cell(self):
        """Point at a cell of the gallery, or click it, with or without keys; or scroll."""
        cells = self.page.locator(".cell:not([hidden])")
        if not cells.count():
            return "nothing"
        if self.dice.random() < 0.25:
            by = int(self.dice.integers(-900, 1400))
            self.page.locator("#gallery-box").hover()
            self.page.mouse.wheel(0, by)
            return f"scroll the gallery by {by}"
        seen = self.page.evaluate(CELLS)
        if not seen:
            return "nothing"
        row, x, y = seen[int(self.dice.integers(len(seen)))]
        if self.dice.random() < 0.3:
            self._to(x, y)
            self.page.wait_for_function("row => window.imagescape.hovered === row", arg=row)
            return f"hover the cell of row {row}"
        held = self.draw([], ["Control"], ["Shift"])
        for key in held:
            self.page.keyboard.down(key)
        self.page.mouse.click(x, y)
        for key in held:
            self.page.keyboard.up(key)
        return f"click the cell of row {row} {held}"

    def large(self):
        """Show a picture large, go to the next, and close it."""
        self.page.evaluate(
            "async row => (await import('/assets/modules/state/store.mjs')).act('showLarge', { rows: [row] })",
            self.row(),
        )
        self.page.locator("#large:modal").wait_for()
        self.page.keyboard.press("ArrowRight")
        frames(self.page, 3)
        self.page.keyboard.press("Escape")
        self.page.locator("#large").wait_for(state="hidden")
        return "large and back"

    def undo(self):
        """Go back some steps, or forth; each time the state must be what it was."""
        for _ in range(int(self.dice.integers(1, 4))):
            way = self.draw("undo", "undo", "redo")
            past, future = self.page.evaluate(DEPTH)
            if not (past if way == "undo" else future):
                continue
            self.page.keyboard.press("Control+z" if way == "undo" else "Control+Shift+z")
            depth = past + (-1 if way == "undo" else 1)
            until_seen(self.page, lambda depth=depth: self.page.evaluate(DEPTH)[0] == depth)
            self.settle()
            if depth in self.states:
                now = self.page.evaluate(SNAPSHOT)
                assert now == self.states[depth], f"{way} to {depth}\n{now}\n{self.states[depth]}\n{self.log()}"
        return "undo and redo"

    # How.

    def _to(self, x, y):
        self.page.mouse.move(x + 2, y + 2)
        self.page.mouse.move(x, y)

    def _on_map(self, x, y):
        return self.page.evaluate("([x, y]) => Boolean(document.elementFromPoint(x, y)?.closest('#map-frame'))", [x, y])

    def _drag(self, frame, x0, y0, x1, y1):
        def at(x, y):
            return frame["x"] + x * frame["width"], frame["y"] + y * frame["height"]

        self.page.mouse.move(*at(x0, y0))
        self.page.mouse.down()
        self.page.mouse.move(*at(x1, y1), steps=5)
        self.page.mouse.up()

    # A walk.

    def step(self):
        """Do one thing, and look whether all holds."""
        doing = self.draw(
            *(self.point, self.point, self.click, self.click, self.lasso, self.lasso, self.move, self.wheel, self.key),
            *(self.filter, self.clear_filter, self.find, self.marks, self.alike, self.gallery, self.gallery),
            *(self.cell, self.cell, self.cell, self.large, self.undo, self.undo),
        )
        self.told.append(doing())
        self.settle()
        depth = self.page.evaluate(DEPTH)[0]
        # Steps that one movement made at once are not looked at between them; those behind a new one are no more.
        self.states = {at: state for at, state in self.states.items() if at < depth or doing == self.undo}
        self.states[depth] = self.page.evaluate(SNAPSHOT)
        self.check()

    def log(self):
        return "\n".join(f"{at}: {text}" for at, text in enumerate(self.told))

    def check(self):
        """Panel, gallery and counts agree with the stored rows."""
        self._check_panel()
        self._check_counts()
        self._check_gallery()

    def _check_panel(self):
        def agrees():
            panel = self.page.evaluate(PANEL)
            if panel["shown"] is None:
                return panel["face"] != "one"
            right = panel["row"] == panel["shown"] and panel["at"] == str(panel["shown"])
            return panel["face"] == "one" and right and panel["name"] == self.names[panel["shown"]]

        assert until_seen(self.page, agrees), f"{self.page.evaluate(PANEL)}\n{self.log()}"

    def _check_counts(self):
        counts = self.page.evaluate(COUNTS)
        assert counts["selected"] == counts["count"], self.log()
        assert counts["bar"] == (counts["count"] > 0), self.log()
        assert not counts["count"] or counts["said"] == f"{counts['count']:,} selected", self.log()
        assert counts["wrong"] == 0, f"{counts}\n{self.log()}"
        assert counts["kept"] is None or counts["kept"] == counts["keeps"], f"{counts}\n{self.log()}"

    def _check_gallery(self):
        seen = self.page.evaluate(GALLERY)
        if not seen["open"]:
            assert not seen["cells"], self.log()
            return
        state = self.page.evaluate(SNAPSHOT)
        rows = {
            "selection": state["selected"],
            "kept": self.page.evaluate(
                "() => [...window.imagescape.state().filter.kept].flatMap((k, row) => k ? [row] : [])"
            )
            if seen["shown"] == "kept"
            else None,
            "alike": self.page.evaluate("() => window.imagescape.results"),
            "all": list(range(len(self.names))),
        }[seen["shown"]]
        assert sorted(seen["rows"]) == sorted(rows), self.log()
        assert [row for row, *_ in seen["cells"]] == [seen["rows"][at] for _, at, *_ in seen["cells"]], self.log()
        assert all(marked == selected for *_, marked, selected, _ in seen["cells"]), self.log()
        assert sum(to - start for start, to in seen["groups"]) == len(rows), self.log()
        if seen["captions"]:
            until_seen(
                self.page,
                lambda: all(name == self.names[row] for row, *_, name in self.page.evaluate(GALLERY)["cells"]),
            )
        if seen["cells"]:
            row = seen["cells"][int(self.dice.integers(len(seen["cells"])))][0]
            drawn, true = until_seen(self.page, lambda: self.page.evaluate(COLOURS, row))
            assert np.abs(np.subtract(drawn, true)).max() < 12, f"row {row}: {drawn} {true}\n{self.log()}"


def same_view(one, other):
    """Whether two states are the same, as far as an address says the part of the map: by six digits."""
    a, b = ({**state, "view": {**state["view"], "goal": None}} for state in (one, other))
    goals = [state["view"]["goal"] for state in (one, other)]
    if None in goals:
        return a == b and goals[0] == goals[1]
    ends = [[*goal["xaxis.range"], *goal["yaxis.range"]] for goal in goals]
    wide = abs(ends[0][1] - ends[0][0])
    return a == b and max(abs(x - y) for x, y in zip(*ends, strict=True)) < 1e-4 * wide
