"""``list``, ``follow`` and ``delete``."""

import json
import shutil

from services.library import Library
from tests.conftest import picture
from tests.helpers_maps import stored
from tests.services.cli.conftest import quick


def test_maps_are_listed(line, library, tmp_path, info):
    second = stored(library, tmp_path / "caf\udce9", {"a.jpg": picture(1)}, name="one")
    words = line("list").stdout.splitlines()
    assert [text.split()[0] for text in words] == [second.id, info.id]
    assert words[1].endswith(f"4 pictures  four  {info.source}  layout {info.layout[:8]}")
    assert words[0].endswith(rf"/caf\xe9  layout {second.layout[:8]}")
    told = json.loads(line("list", "--json").stdout)
    keys = ["map", "layout", "name", "source", "mapped", "created", "found", "skipped", "others"]
    assert [list(m) for m in told] == [keys] * 2
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


def test_two_maps_of_one_layout_are_told_apart(line, pictures):
    for name in ("phone A", "phone B"):
        assert line(*quick(pictures(8, name), "--name", "Camera")).exit_code == 0
    two = json.loads(line("list", "--json").stdout)
    assert [(one["name"], one["source"].rpartition("/")[2]) for one in two] == [
        ("Camera", "phone B"),
        ("Camera", "phone A"),
    ]
    assert two[0]["layout"] == two[1]["layout"]
    assert two[0]["map"] != two[1]["map"]
    words = line("list").stdout.splitlines()
    assert [text.rpartition("  layout ")[2] for text in words] == [two[0]["layout"][:8]] * 2
    assert "phone B  layout" in words[0] and "phone A  layout" in words[1]


def test_a_build_offers_that_a_map_follows_and_follow_does_it(line, pictures, library, tmp_path):
    old = json.loads(line(*quick(pictures(8, "here")), "--json").stdout)
    shutil.move(tmp_path / "here", tmp_path / "now there")
    done = line(*quick(tmp_path / "now there"), "--json")
    new = json.loads(done.stdout)
    offer = (
        f'The same pictures were mapped as "here", and are gone from where they lay then: {tmp_path / "here"}. '
        f"To let that map follow them: python app.py follow {old['map']} '{tmp_path / 'now there'}' "
        f"--library {library.folder}\n"
    )
    assert done.stderr == offer
    assert (new["layout"], new["map"] != old["map"], new["reopened"]) == (old["layout"], True, False)
    assert line(*quick(tmp_path / "now there")).stdout.endswith(offer)
    assert library.maps.get(old["map"]).source == str(tmp_path / "here"), "never by itself"
    told = line("follow", old["map"][:8], tmp_path / "now there").stdout
    assert told == (
        f"here has followed its pictures from {tmp_path / 'here'} to {tmp_path / 'now there'}\n"
        f"Map {new['map']}, which was made there, is part of it now, and its address leads to it\n"
        f"Map {old['map']}\n"
    )
    assert [m.id for m in Library(library.folder).maps.all()] == [old["map"]]
    again = line(*quick(tmp_path / "now there"), "--json")
    assert (json.loads(again.stdout)["map"], again.stderr) == (old["map"], "")
    assert line("export", new["map"], "--csv", tmp_path / "out.csv").exit_code == 0, "its id leads on"


def test_follow_says_what_is_wrong_with_a_folder(line, pictures, tmp_path, library):
    old = json.loads(line(*quick(pictures(8, "here")), "--json").stdout)["map"]
    shutil.move(tmp_path / "here", tmp_path / "there")
    (tmp_path / "there" / "red" / "picture-001.jpg").unlink()
    done = line("follow", old, tmp_path / "there")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "does not hold the 8 pictures of here" in str(done.exception)
    assert line("follow", old, tmp_path / "nowhere").exit_code == 2
    assert library.maps.get(old).source == str(tmp_path / "here")
