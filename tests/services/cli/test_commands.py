"""The command line: what it takes, what it writes, how it ends."""

import json
import os
import re
import shutil
import signal
from dataclasses import fields

import pandas as pd
import pytest
from click.testing import CliRunner

from services.cli import commands
from services.errors import ImagescapeError, LibraryUnusable, NoSuchFolder
from services.library.live import Live
from services.schema import VERSION
from services.settings import Settings
from tests.conftest import FakeEncoder, picture
from tests.helpers_maps import begun, stored

KEYS = ["map", "found", "mapped", "skipped", "embedded", "cached", "width", "trust", "seconds", "images_per_second"]


@pytest.fixture
def served():
    """What the page was started with: (settings, whether to open a browser) each time."""
    return []


@pytest.fixture
def line(library, served, fake_encoder):
    """The command line; its exit status is what a shell would see, where app.main turns an error of ours into one
    line.
    """
    group = commands.make(lambda settings, open_browser: served.append((settings, open_browser)))

    def run(*words, place=("--library", str(library.folder))):
        result = CliRunner().invoke(group, [*map(str, words), *map(str, place)])
        if isinstance(result.exception, ImagescapeError):
            result.exit_code = result.exception.exit_code
        elif result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def info(library, tmp_path):
    return stored(library, tmp_path / "home", {f"{i}.jpg": picture(i) for i in range(4)}, name="four")


def quick(*words):
    return ("build", *words, "--iterations", "60")


def test_build_with_json_prints_one_object_and_nothing_else(line, pictures, library):
    home = pictures(8)
    (home / "broken.jpg").write_bytes(b"no picture")
    done = line(*quick(home), "--json")
    assert done.exit_code == 0
    assert done.stderr == ""
    told = json.loads(done.stdout)
    assert list(told)[: len(KEYS)] == KEYS
    assert list(told["seconds"]) == ["scan", "embed", "neighbours", "project", "measure", "total"]
    assert (told["found"], told["mapped"], told["skipped"], told["embedded"], told["cached"]) == (9, 8, 1, 8, 0)
    assert told["found"] == told["mapped"] + told["skipped"]
    stored_map = library.maps.get(told["map"])
    assert stored_map.state == "ready"
    assert (stored_map.name, stored_map.source) == ("pictures", str(home))


def test_build_says_it_in_words_and_where_to_look(line, pictures, library):
    done = line(*quick(pictures(8), "--name", "my map"))
    assert done.exit_code == 0
    assert "8 found = 8 mapped + 0 skipped" in done.stdout
    assert re.search(r"http://localhost:8050/map/[0-9a-f]{32}", done.stdout)
    assert f"serve --library {library.folder}, then open" in done.stdout, "where it was made it must be looked for"
    assert library.maps.all()[0].name == "my map"


def test_add_tells_what_came_and_what_went(line, pictures, library):
    home = pictures(8)
    first = json.loads(line(*quick(home), "--json").stdout)["map"]
    assert line("add", first, home).stdout == "There is nothing new for pictures.\n"
    (home / "red" / "later.jpg").write_bytes(picture(70))
    (home / "red" / "picture-001.jpg").unlink()
    told = line("add", first, home).stdout
    assert told.startswith(
        "1 added; the 8 that were there have not moved\n1 file has vanished from the folder; the map still shows what was there\n"
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


def test_every_option_reaches_the_recipe(line, pictures, library):
    words = [
        "--sample",
        6,
        "--projection",
        "pca",
        "--dimensions",
        3,
        "--perplexity",
        2.5,
        "--iterations",
        70,
        "--seed",
        2**31 - 1,
        "--precision",
        "bf16",
    ]
    assert line("build", pictures(8), *words, "--encoder", "resnet50").exit_code == 0
    recipe = library.maps.all()[0].recipe
    told = {
        "sample": 6,
        "projection": "pca",
        "dimensions": 3,
        "perplexity": 2.5,
        "iterations": 70,
        "seed": 2**31 - 1,
        "precision": "bf16",
        "encoder": "resnet50",
    }
    assert {f.name: getattr(recipe, f.name) for f in fields(recipe)} == {
        **told,
        "decoding": "standard",
        "base": "",
        "align": "",
        "waves": -1,
    }


def test_the_articles_recipe_by_name_and_changed(line, pictures, library):
    assert line("build", pictures(8), "--recipe", "article", "--iterations", 250, "--perplexity", 2).exit_code == 0
    recipe = library.maps.all()[0].recipe
    assert (recipe.encoder, recipe.projection, recipe.decoding, recipe.sample) == (
        "resnet50",
        "tsne-exact",
        "article",
        1000,
    )
    assert (recipe.iterations, recipe.perplexity) == (250, 2.0)


def test_build_writes_the_files_that_were_asked_for(line, pictures, tmp_path):
    targets = {suffix: tmp_path / f"out.{suffix}" for suffix in ("csv", "parquet", "png")}
    done = line(*quick(pictures(8)), *(word for suffix, target in targets.items() for word in (f"--{suffix}", target)))
    assert done.exit_code == 0
    assert pd.read_csv(targets["csv"], sep=";")["row"].tolist() == list(range(8))
    assert len(pd.read_parquet(targets["parquet"])["features"][0]) == FakeEncoder.width
    assert targets["png"].read_bytes().startswith(b"\x89PNG")
    assert not list(tmp_path.glob("*.part"))


@pytest.mark.parametrize(
    "words",
    [
        ("build",),
        ("build", "nowhere-at-all"),
        ("build", "{home}", "--sample", "-1"),
        ("build", "{home}", "--dimensions", "4"),
        ("build", "{home}", "--perplexity", "0"),
        ("build", "{home}", "--iterations", "0"),
        ("build", "{home}", "--seed", "x"),
        ("build", "{home}", "--seed", "-1"),
        ("build", "{home}", "--seed", "2147483648"),
        ("build", "{home}", "--encoder", "resnet51"),
        ("build", "{home}", "--encoder", "custom:/nowhere.keras"),
        ("build", "{home}", "--projection", "umap"),
        ("build", "{home}", "--recipe", "other"),
        ("build", "{home}", "--colour", "red"),
        ("build", "{home}/blue/picture-000.jpg"),
        ("build", "nosuchkind://x"),
        ("fly",),
    ],
)
def test_wrong_use_is_2_before_anything_is_done(line, pictures, library, fake_encoder, words):
    home = pictures(3)
    done = line(
        *(word.format(home=home) for word in words), place=() if words == ("fly",) else ("--library", library.folder)
    )
    assert done.exit_code == 2
    assert done.stdout == ""
    assert fake_encoder.seen == 0
    assert library.maps.all() == []


def test_a_wrong_word_is_answered_with_the_right_ones(line, pictures):
    home = pictures(3)
    assert "efficientnet-lite0, resnet50" in str(line("build", home, "--encoder", "resnet51").exception)
    assert "tsne, tsne-exact, pca" in str(line("build", home, "--projection", "umap").exception)


def test_nothing_to_map_is_3(line, tmp_path):
    (tmp_path / "empty").mkdir()
    done = line("build", tmp_path / "empty")
    assert done.exit_code == 3
    assert "There is no file in" in str(done.exception)
    (tmp_path / "empty" / "a.jpg").write_text("text")
    assert line("build", tmp_path / "empty", "--json").exit_code == 3
    assert line("build", tmp_path / "empty", "--json").stdout == ""


def test_stopped_while_embedding_is_4_and_what_was_embedded_is_kept(line, pictures, library, fake_encoder, monkeypatch):
    real = fake_encoder.embed

    def interrupted(pixels):
        if not fake_encoder.seen:
            signal.raise_signal(signal.SIGINT)
        return real(pixels)

    monkeypatch.setattr(fake_encoder, "embed", interrupted)
    done = line(*quick(pictures(40)))
    assert done.exit_code == 4
    assert "are kept" in str(done.exception)
    assert 0 < library.contents.feature_count() == fake_encoder.seen < 40


def test_stopped_while_laying_out_is_4_and_the_layout_is_kept(line, pictures, library, monkeypatch):
    real, told = Live.save, []

    def interrupted(self, *args):
        if not told:
            signal.raise_signal(signal.SIGINT)
        told.append(args)
        return real(self, *args)

    monkeypatch.setattr(Live, "save", interrupted)
    done = line("build", pictures(60), "--iterations", 500, "--json")
    assert done.exit_code == 4
    told = json.loads(done.stdout)
    assert told["stopped"]
    assert 0 < told["iterations"] < 500
    assert library.maps.get(told["map"]).state == "ready"


def test_an_unusable_library_is_1(line, tmp_path, pictures):
    (tmp_path / "file").write_text("in the way")
    done = line("build", pictures(3), "--library", tmp_path / "file", place=())
    assert (done.exit_code, type(done.exception)) == (1, LibraryUnusable)


def test_a_wrong_variable_is_2(line, pictures, monkeypatch):
    monkeypatch.setenv("IMAGESCAPE_PROT", "1")
    done = line("build", pictures(3))
    assert done.exit_code == 2
    assert "IMAGESCAPE_PROT" in str(done.exception)


@pytest.mark.parametrize(("error", "status"), [("nowhere", 2), ("empty", 3)])
def test_main_says_one_clear_line_and_ends_with_the_status(monkeypatch, capsys, tmp_path, error, status):
    import app

    (tmp_path / "empty").mkdir()
    monkeypatch.setattr("sys.argv", ["app.py", "build", str(tmp_path / error), "--library", str(tmp_path / "library")])
    with pytest.raises(SystemExit) as ended:
        app.main()
    assert ended.value.code == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("imagescape: There is no ")
    assert len(err.splitlines()) == 1


def test_maps_are_listed(line, library, tmp_path, info):
    second = stored(library, tmp_path / "caf\udce9", {"a.jpg": picture(1)}, name="one")
    words = line("list").stdout.splitlines()
    assert [text.split()[0] for text in words] == [second.id, info.id]
    assert words[1].endswith("4 pictures  four")
    told = json.loads(line("list", "--json").stdout)
    assert [list(m) for m in told] == [["map", "name", "source", "mapped", "created"]] * 2
    assert told[0]["source"].endswith("/caf\\xe9")


def test_an_empty_library_says_how_to_begin(line):
    assert "python app.py build FOLDER" in line("list").stdout
    assert json.loads(line("list", "--json").stdout) == []


def test_export_writes_what_was_asked_for(line, tmp_path, info):
    done = line(
        "export",
        info.id,
        "--csv",
        tmp_path / "a.csv",
        "--parquet",
        tmp_path / "b.parquet",
        "--png",
        tmp_path / "c.png",
        "--rows",
        "2,0",
    )
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [f"Wrote {tmp_path / name}" for name in ("a.csv", "b.parquet", "c.png")]
    assert pd.read_csv(tmp_path / "a.csv", sep=";")["row"].tolist() == [0, 2]
    assert "features" in pd.read_parquet(tmp_path / "b.parquet")
    assert line("export", info.id, "--csv", tmp_path / "d.csv", "--no-features").exit_code == 0
    assert pd.read_csv(tmp_path / "d.csv", sep=";")["Image_features"].isna().all()


def test_a_perplexity_that_is_no_number_is_2(line, pictures, library):
    done = line(*quick(pictures(3)), "--perplexity", "nan")
    assert done.exit_code == 2
    assert "Perplexity must be a number from 1 to 500, and is nan" in str(done.exception)
    assert library.maps.all() == []


@pytest.mark.parametrize(
    "words", [("delete", "a" * 32), ("export", "a" * 32, "--png", "x.png"), ("add", "a" * 32, ".")]
)
def test_a_library_that_is_not_there_is_no_empty_one(words, tmp_path):
    done = CliRunner().invoke(commands.make(None), [*words, "--library", str(tmp_path / "mistyped")])
    assert done.exit_code != 0
    assert isinstance(done.exception, NoSuchFolder) and "There is no library at" in str(done.exception)
    for how, told in (((), "There is no library at"), (("--json",), "[]")):
        done = CliRunner().invoke(commands.make(None), ["list", "--library", str(tmp_path / "mistyped"), *how])
        assert done.exit_code == 0 and done.stdout.startswith(told)
    assert not (tmp_path / "mistyped").exists()


def test_the_same_pictures_elsewhere_are_the_same_map_and_that_is_said(line, pictures, library, tmp_path):
    home = pictures(3)
    line(*quick(home))
    copy = tmp_path / "copy"
    shutil.copytree(home, copy, copy_function=shutil.copyfile)
    for file in copy.rglob("*.*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    told = line(*quick(copy)).stdout
    (only,) = library.maps.all()
    assert f"were mapped this way before, in {home}: this is that map" in told and str(copy) in told
    assert set(library.maps.rows(only.id).mtime_ns.tolist()) == {1_000_000_000 * 10**9}, (
        "dates are of the files that are named"
    )
    assert "before, in" not in line(*quick(copy)).stdout


@pytest.mark.parametrize(
    "words",
    [(), ("--rows", "1"), *(("--csv", "x.csv", "--rows", none) for none in ("9", "", "x")), ("--html", "x.html")],
)
def test_export_of_nothing_or_of_rows_there_are_not_is_2(line, info, words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert line("export", info.id, *words).exit_code == 2
    assert not (tmp_path / "x.csv").exists()


def test_export_to_a_place_that_is_none_is_2_and_leaves_nothing(line, info, tmp_path):
    done = line("export", info.id, "--csv", tmp_path / "nowhere" / "x.csv")
    assert done.exit_code == 2
    assert "cannot be written" in str(done.exception)
    (tmp_path / "full.csv.part").symlink_to("/dev/full")
    done = line("export", info.id, "--csv", tmp_path / "full.csv")
    assert done.exit_code == 2
    assert "No space left" in str(done.exception)
    assert not list(tmp_path.glob("full*"))
    (tmp_path / "old.csv").write_text("old")
    assert line("export", info.id, "--csv", tmp_path / "old.csv").exit_code == 0
    assert (tmp_path / "old.csv").read_text().startswith("Image_file_names")


def test_a_place_that_is_none_is_told_before_anything_is_built(line, pictures, library, tmp_path):
    done = line(*quick(pictures(8)), "--csv", tmp_path / "nowhere" / "x.csv")
    assert done.exit_code == 2
    assert "there is no folder" in str(done.exception)
    assert library.maps.all() == []


def test_the_beginning_of_an_id_is_enough_where_no_other_begins_so(line, tmp_path, info, library):
    assert line("export", info.id[:8], "--csv", tmp_path / "a.csv").exit_code == 0
    assert line("delete", info.id[:3]).exit_code == 2, "too short to be meant"
    assert library.maps.all()
    assert line("delete", info.id[:6]).exit_code == 0
    assert library.maps.all() == []


def test_of_a_sample_it_is_said_what_it_was_drawn_from(line, pictures):
    assert "5 found = 5 mapped + 0 skipped, drawn from 8" in line(*quick(pictures(8)), "--sample", "5").stdout


def test_a_map_in_the_making_cannot_be_exported(line, library, tmp_path):
    half, _ = begun(library, tmp_path / "home", {"a.jpg": picture(1), "b.jpg": picture(2)})
    for suffix in ("csv", "parquet", "png"):
        done = line("export", half.id, f"--{suffix}", tmp_path / "x")
        assert done.exit_code == 2
        assert "still being made" in str(done.exception)
        assert not (tmp_path / "x").exists()


def test_delete_forgets_the_map_and_keeps_the_pictures(line, library, tmp_path, info):
    assert line("delete", info.id).stdout == "Deleted four\n"
    assert library.maps.all() == []
    assert (tmp_path / "home" / "0.jpg").exists()
    assert line("delete", info.id).exit_code == 2


@pytest.mark.parametrize("command", ["export", "delete"])
def test_an_unknown_map_is_2(line, command):
    done = line(command, "0" * 32, *(("--csv", "x.csv") if command == "export" else ()))
    assert done.exit_code == 2
    assert "There is no map" in str(done.exception)


def test_without_a_command_it_serves(line, served):
    assert line(place=()).exit_code == 0
    assert served == [(Settings(), True)]


def test_serve_takes_its_flags(line, served, library):
    words = [
        "--host",
        "0.0.0.0",
        "--port",
        9000,
        "--root",
        "/a",
        "--root",
        "/b",
        "--weights",
        "/w",
        "--cluster",
        "tcp://10.0.0.5:8786",
        "--no-browser",
    ]
    assert line("serve", *words).exit_code == 0
    ((settings, open_browser),) = served
    assert (settings.host, settings.port, settings.roots, settings.weights) == ("0.0.0.0", 9000, ("/a", "/b"), "/w")
    assert (settings.cluster, settings.library, open_browser) == ("tcp://10.0.0.5:8786", str(library.folder), False)


def test_flags_come_before_the_environment(line, served, monkeypatch):
    monkeypatch.setenv("IMAGESCAPE_PORT", "9001")
    monkeypatch.setenv("IMAGESCAPE_HOST", "::1")
    line("serve", "--port", "9002")
    assert (served[0][0].port, served[0][0].host) == (9002, "::1")


@pytest.mark.parametrize("port", ["0", "65536", "x"])
def test_a_port_that_is_none_is_2(line, served, port):
    assert line("serve", "--port", port).exit_code == 2
    assert served == []


def test_help_and_version(line):
    assert VERSION in line("--version", place=()).stdout
    for command in ("build", "list", "export", "delete", "serve"):
        assert command in line("-h", place=()).stdout
        assert line(command, "--help", place=()).exit_code == 0
