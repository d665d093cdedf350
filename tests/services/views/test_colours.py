"""Colourings: computed once for a finished map, kept apart, and computed anew where what is kept cannot be used."""

import ast
import sys
from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from flask import Flask
from flask_caching import Cache

from services.errors import BadRequest, NotFound
from services.facts import COLOURS, colour
from services.views import Views, colours
from tests.conftest import ROOT, picture
from tests.helpers_maps import begun, beside, stored
from tests.services.views.conftest import files


def test_the_colouring_of_a_finished_map_is_computed_once(library, views, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "home", files(4))
    first = views.colouring(info.id, "folder")
    assert [label for label, _, _ in first.legend] == ["blue", "red"]
    monkeypatch.setattr(colours, "colour", lambda *_: pytest.fail("computed again"))
    again = views.colouring(info.id, "folder")
    assert (again.codes == first.codes).all()
    assert again.legend == first.legend


def test_modes_and_maps_are_kept_apart(library, views, tmp_path):
    one = stored(library, tmp_path / "one", files(4))
    two = stored(library, tmp_path / "two", {"x/1.jpg": picture(1)})
    assert len(views.colouring(one.id, "folder").legend) == 2
    assert views.colouring(one.id, "plain").legend == ()
    assert len(views.colouring(two.id, "folder").legend) == 1
    assert len(views.colouring(one.id, "folder").legend) == 2


def test_the_colouring_of_a_map_in_the_making_is_not_kept(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(2))
    assert views.colouring(info.id, "trust").legend[-1][0] == "not measured"
    library.maps.finish(info, replace(rows, trust=np.ones(2, np.float32), positions=np.zeros((2, 2), np.float32)))
    assert views.colouring(info.id, "trust").legend[0][2] == 2


def test_another_edition_of_the_colours_is_computed_anew(library, views, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "home", files(2))
    views.colouring(info.id, "plain")
    monkeypatch.setattr(colours, "EDITION", colours.EDITION + 1)
    asked = []
    real = colours.colour
    monkeypatch.setattr(colours, "colour", lambda rows, mode: asked.append(mode) or real(rows, mode))
    views.colouring(info.id, "plain")
    assert asked == ["plain"]


@pytest.mark.parametrize("mode", COLOURS)
def test_single_columns_give_the_colours_that_whole_rows_do(library, views, tmp_path, mode):
    names = ["a/1.jpg", "a/b/2.jpg", "top.jpg", "caf\udce9/3.jpg", "a/b/4.jpg"]
    info = stored(
        library, tmp_path / "home", {name: picture(i) for i, name in enumerate(names)}, trust=[0.1, np.nan, 0.6, 0.9, 1]
    )
    read, held = views.colouring(info.id, mode), colour(library.maps.rows(info.id), mode)
    assert (read.codes == held.codes).all()
    assert (read.palette, read.legend) == (held.palette, held.legend)


def test_an_unknown_mode_or_map_is_said(library, views, tmp_path):
    info = stored(library, tmp_path / "home", files(2))
    with pytest.raises(BadRequest, match="'rainbow'"):
        views.colouring(info.id, "rainbow")
    with pytest.raises(NotFound):
        views.colouring("0" * 32, "plain")


def memoised():
    """Every function of ours that flask-caching keeps the answers of."""
    for path in [*(ROOT / "services").rglob("*.py"), *(ROOT / "components").rglob("*.py"), ROOT / "app.py"]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "memoize" in ast.unparse(d) or ".cached" in ast.unparse(d) for d in node.decorator_list
            ):
                yield path.name, node


def test_memoised_functions_take_strings_only():
    for name, function in memoised():
        taken = [
            a for a in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs) if a.arg != "self"
        ]
        assert all(a.annotation is not None and ast.unparse(a.annotation) == "str" for a in taken), (
            f"{name}: {function.name}"
        )
    colouring = ast.parse((ROOT / "services" / "views" / "colours.py").read_text(encoding="utf-8"))
    (kept,) = (node for node in ast.walk(colouring) if isinstance(node, ast.FunctionDef) and node.name == "colouring")
    assert [ast.unparse(a.annotation) for a in kept.args.args[1:]] == ["str", "str"]


def test_what_is_kept_goes_by_a_string_and_is_never_none(library, cache, tmp_path, monkeypatch):
    kept = []
    real = cache.set
    monkeypatch.setattr(cache, "set", lambda key, value, **how: kept.append((key, value)) or real(key, value, **how))
    info = stored(library, tmp_path / "home", files(2))
    for mode in ("plain", "folder", "trust"):
        Views(library, cache).colouring(info.id, mode)
    assert len({key for key, _ in kept}) == 3
    assert all(isinstance(key, str) and info.id in key and value is not None for key, value in kept)


@pytest.fixture
def on_disk(library):
    """The cache as the application has it: pickles in the library's folder."""
    config = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(library.cache), "CACHE_DEFAULT_TIMEOUT": 0}
    return Cache(Flask("t"), config=config)


def test_what_an_older_version_pickled_under_another_module_is_computed_anew(library, on_disk, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "home", files(4))
    old = ModuleType("services.colours.palette")
    old.Colouring = type("Colouring", (), {"__module__": old.__name__})
    key = f"colour|{colours.EDITION}|{info.id}|folder"
    with monkeypatch.context() as before:
        before.setitem(sys.modules, "services.colours", ModuleType("services.colours"))
        before.setitem(sys.modules, old.__name__, old)
        on_disk.set(key, old.Colouring())
        assert isinstance(on_disk.get(key), old.Colouring)
    with pytest.raises(ModuleNotFoundError):
        on_disk.get(key)
    views = Views(library, on_disk)
    assert [label for label, _, _ in views.colouring(info.id, "folder").legend] == ["blue", "red"]
    monkeypatch.setattr(colours, "colour", lambda *_: pytest.fail("computed again"))
    assert views.colouring(info.id, "folder").codes.tolist() == [0, 1, 0, 1], "what is there now is kept"


def test_modes_that_say_something_of_a_map_are_offered(library, views, settings, tmp_path):
    info = stored(library, tmp_path / "home", {f"{p}.jpg": picture(i) for i, p in enumerate(["a/1", "b/2", "a/3"])})
    assert [mode.name for mode in views.colours.offered(info.id)] == ["plain", "folder", "bytes"]
    beside(library, settings, info)
    offered = [mode.name for mode in views.colours.offered(info.id)]
    assert {"brightness", "contrast", "sharpness", "colourfulness"} <= set(offered)
    assert not {"new", "trust", "format", "camera", "size", "shape"} & set(offered)


def test_a_colouring_says_which_edition_it_is(library, views, settings, tmp_path):
    info = stored(library, tmp_path / "home", files(3))
    assert views.colouring(info.id, "folder").edition == str(colours.EDITION)
    before = views.colouring(info.id, "brightness")
    beside(library, settings, info)
    now = views.colouring(info.id, "brightness")
    assert (before.edition, now.edition != before.edition) == (f"{colours.EDITION}-0", True)
    assert (len(before.palette), len(now.palette) > 1) == (1, True)
