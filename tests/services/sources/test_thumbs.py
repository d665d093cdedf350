"""Thumbnails of examples: decoded elsewhere; a file that kills its decoder, or is no picture, gives way to another."""

import io
import multiprocessing
import threading
from dataclasses import replace

import pytest
from PIL import Image

from services.errors import DecodersUnavailable
from services.settings import Settings
from services.sources import thumbs
from services.sources.examples import SHOWN
from services.sources.thumbs import Thumbnails
from tests.clusters import until
from tests.conftest import picture
from tests.helpers_maps import candidate, write

pytestmark = pytest.mark.slow


@pytest.fixture
def made():
    """A function that makes thumbnails, with another way to decode if it is given one."""
    some = []

    def make(how=""):
        some.append(Thumbnails(Settings()))
        if how:
            some[-1]._options = replace(some[-1]._options, how=how, side=8)
        return some[-1]

    yield make
    for each in some:
        each.close()


def decoders():
    return [process for process in multiprocessing.active_children() if process.name == "decoder"]


def threads():
    return [thread for thread in threading.enumerate() if thread.name == "thumbnails"]


def want(thumbnails, token, home, files):
    write(home, {name: data.encode() if isinstance(data, str) else data for name, data in files.items()})
    thumbnails.want(token, str(home), [candidate(home, name) for name in files])


def settled(thumbnails, token):
    until(lambda: not thumbnails.coming(token), "no more is to come")
    return thumbnails.ready(token)


def test_pictures_come_as_small_jpegs_by_their_number(made, tmp_path):
    thumbnails = made()
    want(thumbnails, "t", tmp_path, {f"{i}.png": picture(i, size=(400, 300), kind="PNG") for i in range(3)})
    assert settled(thumbnails, "t") == (0, 1, 2)
    for i in range(3):
        image = Image.open(io.BytesIO(thumbnails.get("t", i)))
        assert (image.format, image.size) == ("JPEG", (160, 120))
        original = Image.open(tmp_path / f"{i}.png").convert("RGB").resize((5, 5))
        assert max(abs(a - b) for a, b in zip(image.resize((5, 5)).tobytes(), original.tobytes(), strict=True)) < 40
    assert thumbnails.get("t", 3) is None
    assert thumbnails.get("other", 0) is None


def test_a_file_that_kills_its_decoder_costs_only_itself(made, tmp_path):
    thumbnails = made("tests.helpers_decoders:treacherous")
    files = {f"{i:02d}.jpg": f"fine {i}" for i in range(20)}
    files |= {"00.jpg": "segfault", "05.jpg": "exit", "07.jpg": "raise"}
    want(thumbnails, "t", tmp_path, dict(sorted(files.items())))
    assert settled(thumbnails, "t") == (1, 2, 3, 4, 6, *range(8, 15))
    assert len(thumbnails.ready("t")) == SHOWN


def test_a_file_that_takes_too_long_gives_way(made, tmp_path, monkeypatch):
    monkeypatch.setattr(thumbs, "SECONDS", 1.0)
    thumbnails = made("tests.helpers_decoders:treacherous")
    want(thumbnails, "t", tmp_path, {"0.jpg": "hang", "1.jpg": "fine"})
    assert settled(thumbnails, "t") == (1,)


def test_what_is_no_picture_gives_way_and_more_candidates_may_follow(made, tmp_path):
    thumbnails = made()
    want(thumbnails, "t", tmp_path, {"0.jpg": b"", "1.jpg": b"text", "2.jpg": picture(2)})
    assert settled(thumbnails, "t") == (2,)
    first = thumbnails.get("t", 2)
    more = {"0.jpg": b"", "1.jpg": b"text", "2.jpg": picture(2), **{f"{i}.jpg": picture(i) for i in range(3, 30)}}
    want(thumbnails, "t", tmp_path, more)
    assert settled(thumbnails, "t") == tuple(range(2, 2 + SHOWN))
    assert thumbnails.get("t", 2) == first


def test_the_folder_that_was_asked_about_last_comes_first(made, tmp_path):
    thumbnails = made()
    thumbnails._thread = threading.current_thread()  # none is started
    for token in ("a", "b", "c"):
        want(thumbnails, token, tmp_path / token, {"0.jpg": picture(1)})
    want(thumbnails, "b", tmp_path / "b", {"0.jpg": picture(1)})
    order = [thumbnails._next()[0].source.rpartition("/")[2] for _ in range(3)]
    assert order == ["b", "c", "a"]
    thumbnails._thread = None


def test_what_is_forgotten_is_gone(made, tmp_path):
    thumbnails = made()
    want(thumbnails, "t", tmp_path, {"0.jpg": picture(1)})
    settled(thumbnails, "t")
    thumbnails.forget("t")
    assert thumbnails.ready("t") == () and thumbnails.get("t", 0) is None and not thumbnails.coming("t")


def test_the_decoder_ends_when_it_is_idle_and_begins_again(made, tmp_path, monkeypatch):
    monkeypatch.setattr(thumbs, "IDLE", 0.2)
    thumbnails = made("tests.helpers_decoders:treacherous")
    for i in range(2):
        want(thumbnails, f"t{i}", tmp_path, {f"{i}.jpg": "fine"})
        assert settled(thumbnails, f"t{i}") == (0,)
        until(lambda: not decoders() and not threads(), "the decoder and its thread have ended")


def test_no_decoder_can_be_started(made, tmp_path, monkeypatch):
    def refuse(*_, **__):
        raise DecodersUnavailable("the machine may be short of memory")

    monkeypatch.setattr(thumbs, "Pool", refuse)
    thumbnails = made()
    want(thumbnails, "t", tmp_path, {"0.jpg": picture(1)})
    assert settled(thumbnails, "t") == ()
    until(lambda: not threads(), "the thread has ended")


def test_after_the_end_none_is_decoded(made, tmp_path):
    thumbnails = made("tests.helpers_decoders:treacherous")
    want(thumbnails, "t", tmp_path, {f"{i}.jpg": "slow 0.2" for i in range(9)})
    until(decoders, "the decoder has begun")
    thumbnails.close()
    until(lambda: not decoders() and not threads(), "all have ended")
    want(thumbnails, "u", tmp_path, {"x.jpg": "fine"})
    assert settled(thumbnails, "u") == ()
