"""Names as they are looked for: what people would call the same is the same, and each row is found by its own."""

import numpy as np
import pytest

from services.errors import LibraryUnusable, NotFound
from services.library import folded, names
from services.schema import shown, visible
from tests.helpers_maps import begun, files, stored

PATHS = [
    "Paris/Cafés/IMG_0001.JPG",
    "paris/cafe\u0301/img_2.jpg",
    "caf\udce9/\udcff.jpg",
    "🛰️/Straße ﬁnal.jpg",
    "abc\u202egpj.png",
    "a\nb/new\tline.gif",
    "İstanbul/ΣΊΣΥΦΟΣ.png",
    "../beside/x.jpg",
    "plain.jpg",
]


@pytest.mark.parametrize(
    ("name", "looked_for"),
    [
        ("CAFÉ", "café"),
        ("cafe\u0301", "CAFÉ"),
        ("Straße", "STRASSE"),
        ("ﬁnal", "final"),
        ("İstanbul", "istanbul"),
        ("ΣΊΣΥΦΟΣ", "σισυφος"),
        ("한글", "한글"),
        ("abc\u202egpj", "abc\\u202egpj"),
        ("a\nb", "A\\nB"),
        ("caf\udce9", "caf\\xe9"),
    ],
)
def test_what_people_would_call_the_same_is_the_same(name, looked_for):
    assert folded(name) == folded(looked_for)


@pytest.mark.parametrize("one", ["cafe", "hindi कि", "x"])
def test_what_differs_in_a_letter_is_not_the_same(one):
    assert folded(one) != folded(one[:-1])
    assert folded(folded(one)) == folded(one)


@pytest.fixture
def odd(library, home):
    return stored(library, home / "in", files(*PATHS))


WORDS = [
    "a",
    "cafe",
    "img",
    ".jpg",
    "gpj",
    "\\u202e",
    "\\xe9",
    "strasse",
    "../",
    "x",
    "paris/caf",
    "σισ",
    "\\n",
    "%",
    "none",
]


@pytest.mark.parametrize("words", [[word] for word in WORDS] + [["cafe", "img"], ["a", "paris", "1"]])
def test_each_row_is_found_by_its_own_name(library, odd, words):
    words = [folded(word) for word in words]
    whole = [folded(visible(shown(path))) for path in PATHS]
    own = [path.rpartition("/")[2] for path in whole]
    found = library.names.having(odd.id, words)
    expected = [row for row, path in enumerate(whole) if all(word in path for word in words)]
    assert (found.rows.tolist(), found.n) == (expected, len(PATHS))
    assert found.in_name.tolist() == [[word in own[row] for row in expected] for word in words]


def test_names_of_ascii_alone_need_no_second_look(library, home, monkeypatch):
    info = stored(library, home, files("A/One.jpg", "b/TWO.JPG"))
    monkeypatch.setattr(names, "folded", lambda _: pytest.fail("looked at one by one"))
    assert library.names.having(info.id, ["two"]).rows.tolist() == [1]


def test_names_are_folded_once_and_again_when_a_map_has_grown(library, home, monkeypatch):
    from dataclasses import replace

    info, rows = begun(library, home, files("a.jpg", "b.jpg"))
    read = []
    real = names._folded_column
    monkeypatch.setattr(names, "_folded_column", lambda columns, name: read.append(name) or real(columns, name))
    for _ in range(2):
        assert library.names.having(info.id, ["jpg"]).n == 2
    assert read == ["path", "name"]
    library.maps.finish(info, replace(rows, positions=np.zeros((2, 2), np.float32)))
    library.names.having(info.id, ["jpg"])
    assert read == ["path", "name"] * 2


def test_only_the_last_maps_are_held(library, home, monkeypatch):
    monkeypatch.setattr(names, "HELD", 2)
    maps = [stored(library, home / str(i), files(f"{i}.jpg")) for i in range(3)]
    for info in (maps[0], maps[1], maps[0], maps[2]):
        library.names.having(info.id, ["jpg"])
    assert [map_id for map_id, _ in library.names._held] == [maps[0].id, maps[2].id]


def test_skipped_files_are_found_by_their_names_too(library, home, monkeypatch):
    skipped = [("Café/Brücke.TXT", "no"), ("cafe/2.jpg", "no"), ("3.jpg", "no")]
    info = stored(library, home, files("cafe.jpg"), skipped=skipped)
    having = library.names.skipped_having
    assert [having(info.id, words) for words in (["cafe"], ["cafe", "txt"], ["jpg"], ["nowhere"])] == [2, 1, 2, 0]
    monkeypatch.setattr(names, "MOST_SKIPPED", 2)
    assert having(info.id, ["cafe"]) == 0


def test_an_unknown_map_or_a_damaged_one_is_said(library, odd):
    with pytest.raises(NotFound):
        library.names.having("0" * 32, ["a"])
    (library.folder / "maps" / f"{odd.id}.parquet").write_bytes(b"damaged")
    with pytest.raises(LibraryUnusable, match="Build the map again"):
        library.names.having(odd.id, ["a"])
