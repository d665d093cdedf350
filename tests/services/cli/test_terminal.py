"""A build on a terminal: bars and Ctrl-C."""

import signal
import sys

import pytest

from services.cli import terminal
from services.errors import StoppedByUser
from services.schema import STAGES


def test_every_step_has_its_words():
    assert list(terminal.TITLES) == list(STAGES)


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


def test_what_a_map_lacks_beside_it_is_found_from_a_terminal_too(library, settings, info, capfd):
    terminal.complete(library, settings, info.id, quiet=True)
    assert library.beside.edition(info.id, "regions") > 0
    assert capfd.readouterr() == ("", "")
