"""What commands share: the library, the map and the source that the user means."""

import re
from dataclasses import replace

import click
import pytest
from click.testing import CliRunner

from services.cli import options
from services.cli.main import make
from services.errors import NoSuchFolder
from services.exports import EXPORTS
from services.schema import name_of


@pytest.mark.parametrize(
    "words", [("delete", "a" * 32), ("export", "a" * 32, "--png", "x.png"), ("add", "a" * 32, ".")]
)
def test_a_library_that_is_not_there_is_no_empty_one(words, tmp_path):
    done = CliRunner().invoke(make(None), [*words, "--library", str(tmp_path / "mistyped")])
    assert done.exit_code != 0
    assert isinstance(done.exception, NoSuchFolder) and "There is no library at" in str(done.exception)
    for how, told in (((), "There is no library at"), (("--json",), "[]")):
        done = CliRunner().invoke(make(None), ["list", "--library", str(tmp_path / "mistyped"), *how])
        assert done.exit_code == 0 and done.stdout.startswith(told)
    assert not (tmp_path / "mistyped").exists()


@pytest.mark.parametrize("command", ["export", "delete"])
def test_an_unknown_map_is_2(line, command):
    done = line(command, "0" * 32, *(("--csv", "x.csv") if command == "export" else ()))
    assert done.exit_code == 2
    assert "There is no map" in str(done.exception)


def test_the_beginning_of_an_id_is_enough_where_no_other_begins_so(line, tmp_path, info, library):
    assert line("export", info.id[:8], "--csv", tmp_path / "a.csv").exit_code == 0
    assert line("delete", info.id[:3]).exit_code == 2, "too short to be meant"
    assert library.maps.all()
    assert line("delete", info.id[:6]).exit_code == 0
    assert library.maps.all() == []


def test_a_folder_is_made_absolute_however_it_is_typed(tmp_path, monkeypatch):
    home = tmp_path / "home" / "pictures"
    home.mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "link").symlink_to(home)
    for typed in (str(home), "pictures", "./pictures/", "~/pictures", "pictures/../pictures", str(tmp_path / "link")):
        assert options.source_of(typed) == str(home)
    assert options.source_of("s3://bucket/folder") == "s3://bucket/folder"


def test_what_is_no_folder_is_said_with_what_to_do(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"x")
    with pytest.raises(NoSuchFolder, match=r"There is no folder .*nowhere. Check the spelling"):
        options.source_of(str(tmp_path / "nowhere"))
    with pytest.raises(NoSuchFolder, match=rf"a.jpg is a file. Give the folder that holds it: {tmp_path}"):
        options.source_of(str(tmp_path / "a.jpg"))


@pytest.mark.parametrize("text", ["~nosuchuser/pictures", "a\0b", "x" * 5000, "", "line\nbreak"])
def test_whatever_is_typed_is_answered_in_words(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchFolder):
        options.source_of(text)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("/a/pictures", "pictures"),
        ("/a/pictures/", "pictures"),
        ("s3://bucket/folder", "folder"),
        ("/", "/"),
        ("/a/caf\udce9", "caf\\xe9"),
        ("/a/é 🛰️", "é 🛰️"),
    ],
)
def test_a_map_is_called_as_its_folder(source, name):
    assert name_of(source) == name


def test_every_export_is_an_option_in_the_registrys_order(monkeypatch):
    entry = replace(EXPORTS["png"], name="svg", option="a drawing")
    monkeypatch.setitem(EXPORTS, "svg", entry)
    given = []

    @click.command()
    @options.export_options("Also write")
    @click.option("--last", is_flag=True)
    def command(targets, last):
        given.append((targets, last))

    run = CliRunner().invoke
    assert run(command, ["--svg", "a.svg", "--csv", "b.csv", "--png", "", "--last"]).exit_code == 0
    assert given == [({"csv": "b.csv", "svg": "a.svg"}, True)]
    told = run(command, ["--help"]).stdout
    assert re.findall(r"--[a-z]+", told) == ["--csv", "--parquet", "--png", "--svg", "--last", "--help"]
    assert "Also write a drawing." in told


def test_the_words_of_the_options_are_those_of_the_exports():
    for name, verb in (("build", "Also write"), ("add", "Also write"), ("export", "Write")):
        told = CliRunner().invoke(make(None), [name, "--help"]).stdout
        for wanted in (
            "--csv FILE * {} the CSV",
            "--parquet FILE * {} Parquet",
            "--png FILE * {} a picture of the map",
        ):
            assert re.search(wanted.format(verb), told), (name, wanted)
