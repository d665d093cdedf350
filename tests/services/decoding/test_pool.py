"""The decoders: order kept, none missing; a file that kills its decoder costs only itself."""

import multiprocessing
import os
import signal

import pytest

from services.decoding.pool import AHEAD, DEPTH, LOW, Pool
from services.decoding.process import Options
from services.errors import DecodersUnavailable
from services.schema import Decoded, Reason, Skipped
from tests.conftest import picture
from tests.helpers_maps import candidate, write

TREACHEROUS = "tests.helpers_decoders:treacherous"


def pool(*, decoders=2, seconds=30, **how):
    options = {"side": 8, "decoding": "standard", "max_pixels": 10**8, "max_bytes": 10**6, "how": TREACHEROUS}
    return Pool(Options(**{**options, **how}), decoders=decoders, seconds=seconds)


def decoded(home, files, **how):
    """What became of each file, after a check that all came back in order."""
    write(home, {path: data if isinstance(data, bytes) else data.encode() for path, data in files.items()})
    wanted = [candidate(home, path) for path in files]
    with pool(**how) as decoders:
        answers = list(decoders.run(str(home), wanted))
    assert [c for c, _ in answers] == wanted
    assert all(isinstance(a, Decoded) or a.path == c.path for c, a in answers)
    return {c.path: a.reason if isinstance(a, Skipped) else "fine" for c, a in answers}


def fine(n, start=0):
    return {f"fine-{i:03d}.jpg": f"fine {i}" for i in range(start, start + n)}


@pytest.mark.slow
def test_a_file_that_kills_its_decoder_costs_only_itself(tmp_path):
    deadly = {"a.jpg": "segfault", "b.jpg": "exit", "c.jpg": "raise", "d.jpg": "memory"}
    files = {
        **fine(6),
        "a.jpg": deadly["a.jpg"],
        "b.jpg": deadly["b.jpg"],
        **fine(6, 10),
        "c.jpg": deadly["c.jpg"],
        "d.jpg": deadly["d.jpg"],
        **fine(6, 20),
    }
    assert decoded(tmp_path, files) == {
        **dict.fromkeys(files, "fine"),
        "a.jpg": "the decoder crashed on this file (ended with signal SIGSEGV)",
        "b.jpg": "the decoder crashed on this file (ended with code 7)",
        "c.jpg": "the decoder crashed on this file (ended with code 1)",
        "d.jpg": "decoding it needs more memory than one picture may have (IMAGESCAPE_DECODE_MEMORY_MB)",
    }


@pytest.mark.slow
def test_a_file_that_takes_for_ever_is_skipped(tmp_path):
    files = {**fine(5), "hang.jpg": "hang", **fine(9, 10)}
    assert decoded(tmp_path, files, seconds=3) == {
        **dict.fromkeys(files, "fine"),
        "hang.jpg": "took longer than 3 seconds to read (IMAGESCAPE_DECODE_SECONDS)",
    }


@pytest.mark.slow
def test_why_a_file_is_skipped_is_a_code_too(tmp_path):
    files = {"exit.jpg": b"exit", "hang.jpg": b"hang", "memory.jpg": b"memory", "large.jpg": bytes(3_000_000)}
    write(tmp_path, files)
    with pool(seconds=1, max_bytes=2_000_000) as decoders:
        answers = decoders.run(str(tmp_path), [candidate(tmp_path, path) for path in files])
        codes = [skipped.code for _, skipped in answers]
    assert codes == [Reason.CRASHED, Reason.SLOW, Reason.MEMORY, Reason.TOO_LARGE]


@pytest.mark.slow
def test_a_decoder_that_is_slow_to_start_costs_no_file(tmp_path):
    assert set(decoded(tmp_path, fine(3), decoders=1, seconds=2, how="tests.helpers_slow_start:fine").values()) == {
        "fine"
    }


def test_a_death_that_came_from_outside_costs_nothing(tmp_path):
    files = {**fine(3), "once.jpg": f"once {tmp_path / 'marker'}", **fine(3, 10)}
    assert set(decoded(tmp_path, files, decoders=1).values()) == {"fine"}
    assert (tmp_path / "marker").exists()


@pytest.mark.slow
def test_nothing_but_files_that_kill(tmp_path):
    files = {f"{i}.jpg": "exit" for i in range(3)}
    assert set(decoded(tmp_path, files).values()) == {"the decoder crashed on this file (ended with code 7)"}


@pytest.mark.slow
def test_order_is_kept_though_some_take_longer_and_reading_ahead_is_bounded(tmp_path):
    n = 3 * AHEAD
    write(tmp_path, {f"{i}.jpg": b"slow 0.1" if i % 60 == 0 else b"fine" for i in range(n)})
    taken = 0

    def candidates():
        nonlocal taken
        for i in range(n):
            taken += 1
            yield candidate(tmp_path, f"{i}.jpg")

    with pool() as decoders:
        answers = decoders.run(str(tmp_path), candidates())
        first = next(answers)
        assert taken <= AHEAD + 1
        assert [first[0].path, *(c.path for c, _ in answers)] == [f"{i}.jpg" for i in range(n)]


def test_pictures_are_what_decoding_in_this_process_gives(tmp_path):
    from services import decoding

    data = picture(5, size=(90, 60))
    write(tmp_path, {"a.jpg": data, "text.jpg": b"hello", "empty.png": b"", "large.png": bytes(3_000_000)})
    with pool(how="services.decoding.image:decode", side=32, max_bytes=2_000_000) as decoders:
        wanted = [candidate(tmp_path, path) for path in ("a.jpg", "text.jpg", "empty.png", "large.png")]
        (_, good), *bad, (_, gone) = decoders.run(str(tmp_path), [*wanted, missing(tmp_path)])
    expected = decoding.decode(data, side=32, decoding="standard", max_pixels=10**8)
    assert (good.facts, good.thumbnail) == (expected.facts, expected.thumbnail)
    assert (good.pixels == expected.pixels).all()
    assert [s.reason for _, s in bad] == [
        "not a picture: the content is text",
        "the file is empty",
        "too large: 3 MB; the limit is 2 MB (IMAGESCAPE_MAX_FILE_MB)",
    ]
    assert gone.reason == "cannot be read (no such file or directory)"


def missing(home):
    write(home, {"gone.jpg": b"x"})
    wanted = candidate(home, "gone.jpg")
    os.unlink(home / "gone.jpg")
    return wanted


def test_a_file_that_became_a_way_out_or_grew_since_the_scan_is_skipped(tmp_path):
    home = write(tmp_path / "home", {"link.jpg": b"fine", "grown.jpg": b"fine", "pipe.jpg": b"fine"})
    wanted = [candidate(home, p) for p in ("link.jpg", "grown.jpg", "pipe.jpg")]
    write(tmp_path, {"secret.jpg": b"secret"})
    (home / "link.jpg").unlink()
    (home / "link.jpg").symlink_to(tmp_path / "secret.jpg")
    (home / "grown.jpg").write_bytes(bytes(3_000_000))
    (home / "pipe.jpg").unlink()
    os.mkfifo(home / "pipe.jpg")
    with pool(max_bytes=2_000_000) as decoders:
        reasons = [s.reason for _, s in decoders.run(str(home), wanted)]
    assert reasons == [
        "a link that leads outside the folder",
        "too large: more than 2 MB (IMAGESCAPE_MAX_FILE_MB)",
        "cannot be read (not a file)",
    ]


def test_what_was_asked_for_reaches_the_decoder(tmp_path):
    write(tmp_path, {"a.jpg": b"x"})
    with pool(decoders=1, side=16, decoding="article", max_pixels=77, how="tests.helpers_decoders:telling") as decoders:
        ((_, answer),) = decoders.run(str(tmp_path), [candidate(tmp_path, "a.jpg")])
    assert answer.facts.bytes == len("16 article 77")
    assert answer.pixels.shape == (16, 16, 3)


def test_a_decoder_says_nothing_on_the_terminal(tmp_path, capfd):
    assert set(decoded(tmp_path, {"a.jpg": "noisy", "b.jpg": "noisy"}, decoders=1).values()) == {"fine"}
    assert capfd.readouterr().err == ""


def test_decoders_end_with_the_pool_though_one_hangs(tmp_path):
    write(tmp_path, {"a.jpg": b"fine", "b.jpg": b"hang"})
    with pool(decoders=2) as decoders:
        next(decoders.run(str(tmp_path), [candidate(tmp_path, "a.jpg"), candidate(tmp_path, "b.jpg")]))
        children = [p for p in multiprocessing.active_children() if p.name == "decoder"]
        assert children
    assert not any(p.is_alive() for p in children)


@pytest.mark.slow
def test_an_interrupt_of_the_terminal_does_not_end_a_decoder(tmp_path):
    write(tmp_path, {f"{i}.jpg": b"slow 0.2" for i in range(6)})
    wanted = [candidate(tmp_path, f"{i}.jpg") for i in range(6)]
    with pool(decoders=1) as decoders:
        answers = decoders.run(str(tmp_path), wanted)
        next(answers)
        (child,) = (p for p in multiprocessing.active_children() if p.name == "decoder")
        os.kill(child.pid, signal.SIGINT)
        assert all(isinstance(a, Decoded) for _, a in answers)
        assert child.is_alive()


@pytest.mark.parametrize("files", [{}, {"only.jpg": "fine"}])
def test_few_files(tmp_path, files):
    tmp_path.joinpath("home").mkdir()
    assert decoded(tmp_path / "home", files, decoders=0) == dict.fromkeys(files, "fine")


def test_decoders_that_cannot_start_blame_no_file(tmp_path):
    with pytest.raises(DecodersUnavailable, match="end before they begin"):
        decoded(tmp_path, fine(3), how="tests.helpers_decoders:stillborn")


def test_a_decoder_is_given_several_files_at_once(tmp_path, monkeypatch):
    """Woken for each it would find its caches cold, at half the speed."""
    sent = []

    class Watched:
        def __init__(self, pipe):
            self.pipe = pipe

        def __getattr__(self, name):
            return getattr(self.pipe, name)

        def send(self, message):
            sent.append(len(message[1]))
            self.pipe.send(message)

    spawn = Pool._spawn

    def spawned(self):
        child = spawn(self)
        child.pipe = Watched(child.pipe)
        return child

    monkeypatch.setattr(Pool, "_spawn", spawned)
    decoded(tmp_path, fine(80), decoders=1)
    assert sum(sent) == 80
    assert min(sent[:-1]) >= DEPTH - LOW
