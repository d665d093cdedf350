"""The browser's half: who may import whom, how large a module may be, and that no module writes what another owns."""

import posixpath
import re

import pytest

from components.scripts import ASSETS, ENTRY, first_screen, imports
from tools import modules, node
from tools.house import ROOT, floors

PATHS = modules.paths()
#: Modules that are loaded when somebody needs them, and by whom.
LATER = {
    "modules/map/arrange.mjs": "modules/map/tools.mjs",
    "modules/explore/all.mjs": "main.mjs",
    "modules/gather/all.mjs": "main.mjs",
    "modules/map/forming.mjs": "modules/map/loading.mjs",
    "modules/map/print.mjs": "modules/map/plotly.mjs",
    "modules/panels/keys.mjs": "modules/panels/frame.mjs",
    "modules/gallery/all.mjs": "main.mjs",
    "modules/gallery/large.mjs": "main.mjs",
    "modules/panels/alike.mjs": "modules/panels/picture.mjs",
    "modules/panels/copies.mjs": "modules/panels/picture.mjs",
    "modules/panels/many.mjs": "modules/panels/picture.mjs",
    "modules/panels/set.mjs": "modules/panels/picture.mjs",
    "modules/source/all.mjs": "modules/panels/sheet.mjs",
    "modules/upload/queue.mjs": "modules/upload/zone.mjs",
}
#: Modules that lower ones ask for when a hand does something: they are here by then, by ``gather/all``.
AGAIN = {
    ("modules/gather/undoing.mjs", "modules/map/keys.mjs"),
    ("modules/gather/hands.mjs", "modules/explore/chips.mjs"),
    ("modules/gather/similar.mjs", "modules/panels/many.mjs"),
    *(
        ("modules/gather/kept.mjs", f"modules/{by}.mjs")
        for by in ("panels/share", "panels/many", "explore/sets", "explore/link")
    ),
}


def text(path):
    return (ASSETS / path).read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PATHS)
def test_a_module_imports_from_its_own_folder_and_lower_ones(path):
    own = modules.FOLDERS.index(modules.folder_of(path))
    assert all(modules.FOLDERS.index(modules.folder_of(below)) <= own for below in imports(path))


def test_imports_never_go_in_a_circle():
    found = floors(modules.graph())
    assert all(found[below] < found[path] for path, paths in modules.graph().items() for below in paths)


@pytest.mark.parametrize("path", PATHS)
def test_a_module_is_imported_by_one_plain_path_and_the_entry_by_nobody(path):
    code = modules.code(path)
    named = re.findall(r'(?:\bfrom|\bimport)\s*\(?\s*["\'`]([^"\'`]*)', code)
    known = imports(path)
    assert len(named) == len(known) + len(modules.later(path)), "every import is of a kind that the page preloads"
    assert all(name.startswith(".") and name.endswith(".mjs") and "?" not in name for name in named)
    assert set(known) <= set(PATHS) - {ENTRY}


def test_what_is_loaded_later_is_what_we_mean():
    assert set(PATHS) - {ENTRY} == set(LATER) | {below for path in PATHS for below in imports(path)}
    found = {
        (posixpath.normpath(posixpath.join(posixpath.dirname(path), name)), path)
        for path in PATHS
        for name in modules.later(path)
    }
    assert found == {*LATER.items(), *AGAIN}
    assert not set(LATER) & set(first_screen()), "or it would be loaded at once"


@pytest.mark.parametrize("path", PATHS)
def test_a_module_is_short_and_says_what_it_owns(path):
    lines = modules.lines(path)
    assert len(lines) <= modules.LINES
    assert max(map(len, lines)) <= modules.COLUMNS
    assert re.match(r"/\* Owns .", lines[0])


@pytest.mark.parametrize("path", PATHS)
def test_anything_goes_only_at_the_border_to_plotly(path):
    types = [found for found in re.findall(r"\{[^{}]*\}", text(path)) if re.search(r"\bany\b|^\{\*\}$", found)]
    assert not re.search(r"@ts-(?:ignore|nocheck|expect-error)", text(path))
    assert bool(types) == (path == "modules/map/plotly.mjs"), types


@pytest.mark.parametrize("path", PATHS)
def test_nothing_is_put_on_window_but_our_own_name(path):
    written = set(re.findall(r"\b(?:window|globalThis|self)\.([\w.]+)\s*=(?!=)", text(path)))
    allowed = {ENTRY: {"imagescape"}, "modules/page.mjs": {"dash_clientside.imagescape"}}
    assert written == allowed.get(path, set())


@pytest.mark.parametrize("path", PATHS)
def test_react_is_taken_in_one_module_and_plotly_touched_in_one(path):
    code = modules.code(path)
    assert bool(re.search(r"\bReact(?:DOM)?\b", code)) == (path == "modules/panels/react.mjs")
    insides = re.findall(r"\.(_full\w+|_context|_scene|_gl\w*|scatter2d)\b|window\.Plotly", code)
    assert bool(insides) == (path == "modules/map/plotly.mjs")


def test_the_limits_are_those_that_contributing_states():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert f"at most {modules.LINES} lines of at most {modules.COLUMNS} columns" in page


def test_the_docs_have_the_modules_as_they_are():
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    written = page.partition(modules.BEGIN)[2].partition(modules.END)[0]
    assert written == modules.drawing() + "\n", "python -m tools.modules --write"


#: A module that writes what another owns, and what the linter names.
FOREIGN = {
    "a part of the state": ('import { state } from "../state/store.mjs";\nstate().view.map = "x";', "state().view.map"),
    "what was read out of it": (
        'import { state } from "../state/store.mjs";\nconst { view } = state();\nview.rows++;',
        "view.rows",
    ),
    "one point": ('import { state } from "../state/store.mjs";\nstate().points.x[3] = 1;', "state().points.x[3]"),
    "all points": ('import { state } from "../state/store.mjs";\nstate().points.x.fill(0);', "state().points.x"),
    "an imported list": ('import { KEYS } from "./keys.mjs";\nKEYS.push({});', "KEYS"),
    "a member of an import": ('import * as grid from "./grid.mjs";\ndelete grid.cells.a;', "grid.cells.a"),
    "what a function gives": (
        'import { grid } from "./figure.mjs";\nconst cells = grid();\ncells.side = 1;',
        "cells.side",
    ),
    "by a pattern": ('import { KEYS } from "./keys.mjs";\n[KEYS[0]] = [1];', "KEYS[0]"),
    "by Object.assign": ('import { KEYS } from "./keys.mjs";\nObject.assign(KEYS[0], { on: "map" });', "KEYS[0]"),
    "a global": ("window.mine = 1;", "window.mine"),
}
OWN = """import { state } from "../state/store.mjs";
const rows = [...state().selection.rows], own = {};
rows.push(1);
own.a = rows;"""


def linted(source):
    arguments = ("--stdin", "--stdin-filename", "assets/modules/map/made-up.mjs", "--format", "json")
    script, *options = node.COMMANDS["lint"][:-1]
    return node.node(script, *options, *arguments, stdin=source).stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", FOREIGN)
def test_the_linter_refuses_what_writes_another_modules_state(name):
    source, named = FOREIGN[name]
    found = linted(source)
    assert '"ruleId":"house/foreign-writes"' in found
    assert f"{named} is " in found


@pytest.mark.slow
def test_the_linter_lets_a_module_write_what_is_its_own():
    assert "foreign-writes" not in linted(OWN)
