"""``build``: what it takes, what it says, how it ends."""

import json
import os
import re
import shutil
import signal
from dataclasses import fields

import pytest

from services.errors import LibraryUnusable
from services.library.live import Live
from tests.services.cli.conftest import KEYS, quick


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


def test_files_that_are_no_pictures_are_counted_apart(line, pictures, library):
    home = pictures(8)
    for name in ("notes.txt", "README", ".hidden.txt", "raw.nef"):
        (home / name).write_bytes(b"no picture")
    (home / "broken.jpg").write_bytes(b"no picture")
    told = json.loads(line(*quick(home), "--json").stdout)
    assert (told["found"], told["mapped"], told["skipped"], told["others"]) == (10, 8, 2, 3)
    more = pictures(9)
    (more / "more.txt").write_bytes(b"no picture")
    told = json.loads(line("add", told["map"], more, "--json").stdout)
    assert (told["added"], told["skipped"], told["others"]) == (1, 2, 4)
    assert told["found"] == told["mapped"] + told["skipped"] == 11
    (listed, _) = json.loads(line("list", "--json").stdout)
    assert {key: listed[key] for key in ("found", "mapped", "skipped", "others")} == {
        key: told[key] for key in ("found", "mapped", "skipped", "others")
    }
    assert "10 found = 8 mapped + 2 skipped, and 3 other files" in library.maps.all()[1].counts


def test_build_says_it_in_words_and_where_to_look(line, pictures, library):
    done = line(*quick(pictures(8), "--name", "my map"))
    assert done.exit_code == 0
    assert "8 found = 8 mapped + 0 skipped" in done.stdout
    assert re.search(r"http://localhost:8050/map/[0-9a-f]{32}", done.stdout)
    assert f"serve --library {library.folder}, then open" in done.stdout, "where it was made it must be looked for"
    assert library.maps.all()[0].name == "my map"


def test_every_option_reaches_the_recipe(line, pictures, library):
    words = [
        "--sample",
        6,
        "--metric",
        "euclidean",
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
        "metric": "euclidean",
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


def test_a_perplexity_that_is_no_number_is_2(line, pictures, library):
    done = line(*quick(pictures(3)), "--perplexity", "nan")
    assert done.exit_code == 2
    assert "Perplexity must be a number from 1 to 500, and is nan" in str(done.exception)
    assert library.maps.all() == []


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


def test_the_same_pictures_elsewhere_are_a_map_of_their_own_and_that_is_said(line, pictures, library, tmp_path):
    home = pictures(3)
    line(*quick(home))
    (first,) = library.maps.all()
    before = library.maps.rows(first.id).mtime_ns.tolist()
    copy = tmp_path / "copy"
    shutil.copytree(home, copy, copy_function=shutil.copyfile)
    for file in copy.rglob("*.*"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
    told = line(*quick(copy)).stdout
    assert told.startswith(f"The same pictures are those of map pictures, in {home}. This map has the same layout")
    second, again = library.maps.all()
    assert (again, second.layout, second.source) == (first, first.layout, str(copy))
    assert set(library.maps.rows(second.id).mtime_ns.tolist()) == {1_000_000_000 * 10**9}, (
        "dates are of the files that are named"
    )
    assert library.maps.rows(first.id).mtime_ns.tolist() == before
    assert "The same pictures" not in line(*quick(copy)).stdout


def test_of_a_sample_it_is_said_what_it_was_drawn_from(line, pictures):
    assert "5 found = 5 mapped + 0 skipped, drawn from 8" in line(*quick(pictures(8)), "--sample", "5").stdout


@pytest.mark.parametrize("again", [(), ("--rehash",)])
def test_rehash_reads_every_file(line, pictures, library, monkeypatch, again):
    from services.embedding import embed

    home, read, real = pictures(8), [], embed._stream
    line(*quick(home), "--json")
    monkeypatch.setattr(embed, "_stream", lambda source, left, **how: read.extend(left) or real(source, left, **how))
    told = json.loads(line(*quick(home), "--json", *again).stdout)
    assert (told["embedded"], told["cached"], told["reopened"]) == (0, 8, True)
    assert len(read) == (8 if again else 0)
