"""What one look needs: facts in parts as JSON, colourings computed once, keys that are strings."""

import ast
import json
from dataclasses import replace

import numpy as np
import pytest
from flask import Flask
from flask_caching import Cache

from services.errors import BadRequest, NotFound
from services.views import points
from services.views.points import Views
from tests.conftest import ROOT, picture
from tests.helpers_maps import begun, stored


@pytest.fixture
def cache():
    return Cache(Flask("t"), config={"CACHE_TYPE": "SimpleCache", "CACHE_DEFAULT_TIMEOUT": 0})


@pytest.fixture
def looks(library, cache):
    return Views(library, cache)


def files(n):
    return {f"{'red' if i % 2 else 'blue'}/{i}.jpg": picture(i) for i in range(n)}


def test_a_part_has_the_facts_of_its_rows(library, looks, tmp_path):
    names = {"a/caf\udce9.jpg": picture(1), "top <b>.png": picture(2, size=(30, 20), kind="PNG")}
    info = stored(library, tmp_path / "home", names, trust=[0.12345, np.nan])
    text = looks.part(info.id, 0)
    told = json.loads(text)
    assert list(told) == ["start", "name", "folder", "path", "width", "height", "bytes", "format", "date", "trust"]
    assert told["start"] == 0
    assert told["name"] == ["caf\\xe9.jpg", "top <b>.png"]
    assert told["folder"] == ["a", ""]
    assert told["path"] == [f"{tmp_path}/home/a/caf\\xe9.jpg", f"{tmp_path}/home/top <b>.png"]
    assert (told["width"], told["height"], told["format"]) == ([48, 30], [40, 20], ["JPEG", "PNG"])
    assert told["trust"] == [0.12345, None]
    assert all(date.endswith(" (file)") for date in told["date"])
    assert text.encode()


def test_when_it_was_taken_is_told_apart_from_when_the_file_changed(library, looks, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(2))
    library.maps.finish(info, replace(rows, taken=["2020-06-07T08:09:10", ""], positions=np.zeros((2, 2), np.float32)))
    first, second = json.loads(looks.part(info.id, 0))["date"]
    assert first == "2020-06-07 08:09 (taken)"
    assert second.endswith("(file)")


def test_parts_join_to_all_rows(library, looks, tmp_path, monkeypatch):
    monkeypatch.setattr(points, "PART", 4)
    info = stored(library, tmp_path / "home", files(10))
    parts = [json.loads(looks.part(info.id, i)) for i in range(3)]
    assert [p["start"] for p in parts] == [0, 4, 8]
    assert [n for p in parts for n in p["name"]] == [f"{i}.jpg" for i in range(10)]
    for wrong in (3, -1, 10**9):
        with pytest.raises(NotFound, match=f"there is no part {wrong}"):
            looks.part(info.id, wrong)
    with pytest.raises(NotFound):
        looks.part("0" * 32, 0)


def test_a_map_in_the_making_has_facts_too(library, looks, tmp_path):
    info, _ = begun(library, tmp_path / "home", files(3))
    assert json.loads(looks.part(info.id, 0))["trust"] == [None] * 3


def test_the_colouring_of_a_finished_map_is_computed_once(library, looks, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "home", files(4))
    first = looks.colouring(info.id, "folder")
    assert [label for label, _, _ in first.legend] == ["blue", "red"]
    monkeypatch.setattr(library.maps, "rows", lambda *_: pytest.fail("read again"))
    again = looks.colouring(info.id, "folder")
    assert (again.codes == first.codes).all()
    assert again.legend == first.legend


def test_modes_and_maps_are_kept_apart(library, looks, tmp_path):
    one = stored(library, tmp_path / "one", files(4))
    two = stored(library, tmp_path / "two", {"x/1.jpg": picture(1)})
    assert len(looks.colouring(one.id, "folder").legend) == 2
    assert looks.colouring(one.id, "plain").legend == ()
    assert len(looks.colouring(two.id, "folder").legend) == 1
    assert len(looks.colouring(one.id, "folder").legend) == 2


def test_the_colouring_of_a_map_in_the_making_is_not_kept(library, looks, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(2))
    assert looks.colouring(info.id, "trust").legend[-1][0] == "not measured"
    library.maps.finish(info, replace(rows, trust=np.ones(2, np.float32), positions=np.zeros((2, 2), np.float32)))
    assert looks.colouring(info.id, "trust").legend[0][2] == 2


def test_another_edition_of_the_colours_is_computed_anew(library, looks, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "home", files(2))
    looks.colouring(info.id, "plain")
    monkeypatch.setattr(points, "EDITION", points.EDITION + 1)
    asked = []
    real = library.maps.rows
    monkeypatch.setattr(library.maps, "rows", lambda map_id: asked.append(map_id) or real(map_id))
    looks.colouring(info.id, "plain")
    assert asked == [info.id]


def test_an_unknown_mode_or_map_is_said(library, looks, tmp_path):
    info = stored(library, tmp_path / "home", files(2))
    with pytest.raises(BadRequest, match="'rainbow'"):
        looks.colouring(info.id, "rainbow")
    with pytest.raises(NotFound):
        looks.colouring("0" * 32, "plain")


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
    colouring = ast.parse((ROOT / "services" / "views" / "points.py").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize("n", [0, 1, 65_536, 131_072, 131_073, 1_000_000, 1_048_577, 2_000_000])
def test_parts_of_points_grow_and_end_with_the_last_row(n):
    ends = points.ends(n)
    assert ends[-1] == n
    assert ends == sorted(set(ends))
    assert len(ends) <= 3
    assert ends[0] == (n if n <= points.WHOLE else points.FIRST)


def test_points_and_codes_come_in_the_same_parts(library, looks, tmp_path, monkeypatch):
    monkeypatch.setattr(points, "WHOLE", 3)
    monkeypatch.setattr(points, "FIRST", 2)
    monkeypatch.setattr(points, "GROWTH", 3)
    info = stored(library, tmp_path / "home", files(10))
    rows, codes = library.maps.rows(info.id), looks.colouring(info.id, "folder").codes
    assert points.ends(10) == [2, 6, 10]
    for number, (start, stop) in enumerate(((0, 2), (2, 6), (6, 10))):
        body = looks.points(info.id, number)
        assert np.frombuffer(body[:16], "<i4").tolist() == [10, 2, start, stop - start]
        assert (rows.positions[start:stop] == np.frombuffer(body[16:], "<f4").reshape(2, -1).T).all()
        assert looks.codes(info.id, "folder", number) == codes[start:stop].tobytes()
    for wrong in (3, -1, 10**9):
        for ask in (lambda n: looks.points(info.id, n), lambda n: looks.codes(info.id, "folder", n)):
            with pytest.raises(NotFound, match=f"there is no part {wrong}"):
                ask(wrong)


def test_points_of_a_map_in_the_making_are_where_its_layout_is(library, looks, tmp_path):
    info, _ = begun(library, tmp_path / "home", files(3))
    assert looks.points(info.id, 0) == b""
    layout = np.arange(6, dtype=np.float32).reshape(3, 2)
    library.live.save(info.id, layout)
    assert (layout == np.frombuffer(looks.points(info.id, 0)[16:], "<f4").reshape(2, 3).T).all()
