"""``list`` and ``delete``."""

import json

from tests.conftest import picture
from tests.helpers_maps import stored


def test_maps_are_listed(line, library, tmp_path, info):
    second = stored(library, tmp_path / "caf\udce9", {"a.jpg": picture(1)}, name="one")
    words = line("list").stdout.splitlines()
    assert [text.split()[0] for text in words] == [second.id, info.id]
    assert words[1].endswith("4 pictures  four")
    told = json.loads(line("list", "--json").stdout)
    assert [list(m) for m in told] == [["map", "name", "source", "mapped", "created", "found", "skipped", "others"]] * 2
    assert told[0]["source"].endswith("/caf\\xe9")
    assert all(m["found"] == m["mapped"] + m["skipped"] and m["others"] == 0 for m in told)


def test_an_empty_library_says_how_to_begin(line):
    assert "python app.py build FOLDER" in line("list").stdout
    assert json.loads(line("list", "--json").stdout) == []


def test_delete_forgets_the_map_and_keeps_the_pictures(line, library, tmp_path, info):
    assert line("delete", info.id).stdout == "Deleted four\n"
    assert library.maps.all() == []
    assert (tmp_path / "home" / "0.jpg").exists()
    assert line("delete", info.id).exit_code == 2
