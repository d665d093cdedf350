"""``regions``: a table or JSON; regions are found where there are none yet."""

import json

import pytest

from tests.helpers_maps import begun, files
from tests.helpers_regions import map_with_regions


@pytest.fixture
def mapped(library, tmp_path):
    return map_with_regions(library, tmp_path / "home")


def test_json_is_what_the_contracts_say(line, mapped):
    info, here = mapped
    told = json.loads(line("regions", info.id[:8], "--json").stdout)
    assert list(told) == ["map", "levels"]
    assert (told["map"], [len(level) for level in told["levels"]]) == (info.id, [3])
    first = told["levels"][0][0]
    assert list(first) == ["id", "name", "source", "confidence", "n", "representative", "rows"]
    assert (first["name"], first["source"], first["n"]) == ("cloud 0", "folder", len(first["rows"]))
    assert first["rows"] == here.members(here.levels[0][0]).tolist()


def test_a_table_for_people(line, mapped):
    info, here = mapped
    text = line("regions", info.id).stdout.splitlines()
    assert text[0] == "Level 1 of 1: 3 regions"
    assert text[1].split()[:3] == ["id", "pictures", "clear"]
    assert "cloud 0" in text[2]
    assert "by folder, 90 %; cloud-" in text[2]
    assert text[-1] == f"{int((here.rows == 3).sum()):,} pictures are in no region."


@pytest.mark.parametrize(("level", "status"), [("1", 0), ("2", 2), ("0", 2)])
def test_one_level_of_those_there_are(line, mapped, level, status):
    info, _ = mapped
    result = line("regions", info.id, "--level", level, "--json")
    assert result.exit_code == status
    assert status or len(json.loads(result.stdout)["levels"]) == 1


def test_a_map_that_has_none_yet_is_looked_through(line, library, info):
    assert line("regions", info.id).stdout.startswith("This map has no regions: it has too few pictures")
    assert library.beside.edition(info.id, "regions") > 0
    assert json.loads(line("regions", info.id, "--json").stdout) == {"map": info.id, "levels": []}


def test_an_unfinished_map_and_an_unknown_one_are_said(line, library, tmp_path):
    unfinished, _ = begun(library, tmp_path / "home", files("a.jpg"))
    assert "still being made" in str(line("regions", unfinished.id).exception)
    assert line("regions", "0" * 32).exit_code == 2
