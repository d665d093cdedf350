"""``add``: what came, what vanished, and what is wrong use."""

import json

import pandas as pd

from tests.conftest import picture
from tests.services.cli.conftest import KEYS, quick


def test_add_tells_what_came_and_what_went(line, pictures, library):
    home = pictures(8)
    first = json.loads(line(*quick(home), "--json").stdout)["map"]
    assert line("add", first, home).stdout == "There is nothing new for pictures.\n"
    (home / "red" / "later.jpg").write_bytes(picture(70))
    (home / "red" / "picture-001.jpg").unlink()
    told = line("add", first, home).stdout
    assert told.startswith(
        "1 added; the 8 that were there have not moved\n"
        "1 file has vanished from the folder; the map still shows what was there\n"
    )
    done = line("add", first, home, "--json", "--csv", home.parent / "map.csv")
    assert (done.exit_code, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    assert list(told)[: len(KEYS)] == KEYS
    assert (told["added"], told["vanished"], told["changed"], told["reopened"], told["mapped"]) == (1, 1, 0, True, 9)
    assert len(pd.read_csv(home.parent / "map.csv", sep=";")) == 9
    anew = json.loads(line("add", told["map"], home, "--relayout", "--json").stdout)
    assert (anew["mapped"], library.maps.get(anew["map"]).recipe.align) == (8, told["map"])


def test_add_to_no_map_or_of_no_folder_is_wrong_use(line, pictures, info):
    assert line("add", "0" * 32, pictures(2)).exit_code == 2
    assert line("add", info.id, "/no/such/folder").exit_code == 2
