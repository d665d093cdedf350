"""``duplicates``: a list or JSON; copies across folders first."""

import json

from tests.helpers_maps import files, stored
from tests.services.pipeline.test_copies import FILES


def test_json_is_what_the_contracts_say(line, library, tmp_path):
    info = stored(library, tmp_path / "copies", FILES)
    told = json.loads(line("duplicates", info.id[:8], "--json").stdout)
    assert told == {
        "map": info.id,
        "groups": [
            {"kind": "same file", "rows": [0, 2, 4], "paths": ["a/1.jpg", "b/1.png", "a/1 copy.jpg"]},
            {"kind": "same file", "rows": [1, 3], "paths": ["a/2.jpg", "a/x.jpeg"]},
        ],
    }


def test_a_list_for_people(line, library, tmp_path):
    info = stored(library, tmp_path / "copies", FILES)
    lines = line("duplicates", info.id).stdout.splitlines()
    assert lines[0] == "3 times the same file"
    assert lines[1].split() == ["0", "a/1.jpg"]
    assert lines[-1] == "2 groups of copies, 5 pictures; 1 groups in several folders."


def test_where_there_are_none_that_is_said(line, library, tmp_path):
    info = stored(library, tmp_path / "copies", files("a", "b"))
    assert json.loads(line("duplicates", info.id, "--json").stdout)["groups"] == []
    assert line("duplicates", info.id).stdout == "0 groups of copies, 0 pictures; 0 groups in several folders.\n"
