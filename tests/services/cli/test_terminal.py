"""What a terminal sees: sources as they are typed, bars, Ctrl-C, the summary."""

import json
import signal
import sys
from dataclasses import replace

import pytest

from services.cli import terminal
from services.errors import NoSuchFolder, StoppedByUser
from services.schema import STAGES, Recipe, name_of

KEYS = ["map", "found", "mapped", "skipped", "embedded", "cached", "width", "trust", "seconds", "images_per_second"]


def test_a_folder_is_made_absolute_however_it_is_typed(tmp_path, monkeypatch):
    home = tmp_path / "home" / "pictures"
    home.mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "home")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "link").symlink_to(home)
    for typed in (str(home), "pictures", "./pictures/", "~/pictures", "pictures/../pictures", str(tmp_path / "link")):
        assert terminal.local_source(typed) == str(home)
    assert terminal.local_source("s3://bucket/folder") == "s3://bucket/folder"


def test_what_is_no_folder_is_said_with_what_to_do(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"x")
    with pytest.raises(NoSuchFolder, match=r"There is no folder .*nowhere. Check the spelling"):
        terminal.local_source(str(tmp_path / "nowhere"))
    with pytest.raises(NoSuchFolder, match=rf"a.jpg is a file. Give the folder that holds it: {tmp_path}"):
        terminal.local_source(str(tmp_path / "a.jpg"))


@pytest.mark.parametrize("text", ["~nosuchuser/pictures", "a\0b", "x" * 5000, "", "line\nbreak"])
def test_whatever_is_typed_is_answered_in_words(tmp_path, monkeypatch, text):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchFolder):
        terminal.local_source(text)


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


def test_every_step_has_its_words():
    assert list(terminal.TITLES) == list(STAGES)


@pytest.fixture
def run(library, settings, pictures, fake_encoder):
    def build(n=8, *, quiet=True, **recipe):
        return terminal.run(
            library, settings, str(pictures(n, f"n{n}")), recipe=Recipe(iterations=60, **recipe), name="n", quiet=quiet
        )

    return build


def test_the_summary_has_the_keys_that_were_promised_in_their_order(run, capfd):
    told = terminal.summary(run())
    assert capfd.readouterr() == ("", "")
    assert list(told)[: len(KEYS)] == KEYS
    assert list(told["seconds"]) == ["scan", "embed", "neighbours", "project", "measure", "total"]
    assert (told["found"], told["mapped"], told["skipped"], told["embedded"], told["cached"], told["width"]) == (
        8,
        8,
        0,
        8,
        0,
        192,
    )
    assert 0 < told["trust"] <= 1
    assert told["images_per_second"] == pytest.approx(8 / told["seconds"]["embed"], abs=0.06)
    assert told["seconds"]["total"] >= told["seconds"]["embed"] > 0
    assert json.loads(json.dumps(told)) == told

    again = terminal.summary(run(quiet=False))
    assert capfd.readouterr() == ("", ""), "bars are for terminals, not for pipes"
    assert again["map"] == told["map"]
    assert (again["embedded"], again["cached"], again["images_per_second"], again["reopened"]) == (0, 8, 0.0, True)
    assert list(again["seconds"]) == list(told["seconds"])


def test_the_same_in_words(run):
    made = run()
    text = terminal.told(made)
    assert "8 found = 8 mapped + 0 skipped" in text
    assert "8 embedded, 0 from the library" in text
    assert f"Trust {made.info.trust:.3f}" in text
    assert f"http://localhost:8050/map/{made.info.id}" in text
    few = terminal.told(
        replace(made, info=replace(made.info, trust=None, warnings=["The fast form could not be trusted."]))
    )
    assert "Too few pictures to measure trust" in few
    assert "The fast form could not be trusted." in few


def test_the_first_ctrl_c_stops_in_good_order_the_second_at_once(capfd):
    listener = terminal._Terminal(quiet=True)
    listener.stage("embed")
    assert listener.tick(1, 10)
    listener.interrupt(signal.SIGINT, None)
    assert not listener.tick(2, 10)
    assert "what was embedded is kept" in capfd.readouterr().err
    with pytest.raises(KeyboardInterrupt):
        listener.interrupt(signal.SIGINT, None)


def test_ctrl_c_while_embedding_keeps_what_was_embedded(run, library, fake_encoder, monkeypatch):
    real = fake_encoder.embed

    def interrupted(pixels):
        if not fake_encoder.seen:
            signal.raise_signal(signal.SIGINT)
        return real(pixels)

    monkeypatch.setattr(fake_encoder, "embed", interrupted)
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(StoppedByUser, match="kept"):
        run(40)
    assert signal.getsignal(signal.SIGINT) is before
    assert 0 < library.contents.feature_count() == fake_encoder.seen < 40


def test_bars_follow_a_build_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    listener = terminal._Terminal(quiet=False)
    listener.stage("embed")
    listener.note("Preparing the encoder")
    listener.tick(3, 10)
    listener.tick(10, 10)
    listener.stage("project")
    listener.close()
    shown = capsys.readouterr().err
    assert "Reading and embedding" in shown
    assert "Preparing the encoder" in shown
    assert "Laying out the map" in shown
