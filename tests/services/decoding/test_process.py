"""One decoder's life: it answers for each file it is given, in order, and ends when its parent is gone."""

import threading
from multiprocessing import Pipe
from multiprocessing.shared_memory import SharedMemory

import numpy as np
import pytest

from services.decoding import process
from services.schema import Candidate, Reason, Skipped
from tests.conftest import picture
from tests.helpers_maps import candidate, write

SIDE = 16


@pytest.fixture
def serve(monkeypatch):
    """A function that gives files to a decoder's loop, run in a thread, and collects its answers and pixels."""
    for name in ("_limit_memory", "_silence"):
        monkeypatch.setattr(process, name, lambda *_: None)
    monkeypatch.setattr(process.signal, "signal", lambda *_: None)
    memory = SharedMemory(create=True, size=4 * SIDE * SIDE * 3)

    def run(home, candidates, **options):
        ours, theirs = Pipe()
        wanted = process.Options(
            **{"side": SIDE, "decoding": "standard", "max_pixels": 10**8, "max_bytes": 10**6, **options}
        )
        thread = threading.Thread(target=process.serve, args=(theirs, wanted, memory))
        thread.start()
        assert ours.recv() == "ready"
        ours.send((str(home), [(c, slot) for slot, c in enumerate(candidates)]))
        answers = [ours.recv() for _ in candidates]
        ours.close()
        thread.join(timeout=20)
        assert not thread.is_alive(), "the loop ends with its parent"
        pixels = process.slots(memory, SIDE).copy()
        return answers, pixels

    yield run
    memory.close()
    memory.unlink()


def test_each_file_is_answered_in_order_with_its_pixels_in_its_slot(serve, tmp_path):
    write(tmp_path, {f"{i}.jpg": picture(i) for i in range(3)})
    answers, pixels = serve(tmp_path, [candidate(tmp_path, f"{i}.jpg") for i in range(3)])
    assert [facts.bytes for facts, _ in answers] == [len(picture(i)) for i in range(3)]
    assert all(pixels[slot].any() for slot in range(3))
    assert not np.array_equal(pixels[0], pixels[1])


def test_a_file_that_cannot_be_decoded_is_skipped_and_the_next_is_not(serve, tmp_path):
    write(tmp_path, {"bad.jpg": b"no picture at all, but long enough to be looked at " * 4})
    write(tmp_path, {"good.jpg": picture(1)})
    answers, _ = serve(tmp_path, [candidate(tmp_path, "bad.jpg"), candidate(tmp_path, "good.jpg")])
    assert isinstance(answers[0], Skipped)
    assert answers[0].code is Reason.NOT_PICTURE
    assert answers[1][0].format == "JPEG"


@pytest.mark.parametrize(
    ("size", "content", "code"),
    [(2_000_000, b"x", Reason.TOO_LARGE), (10, b"x" * 2_000, Reason.GREW), (10, None, Reason.UNREADABLE)],
    ids=["as found", "since it was found", "gone"],
)
def test_a_file_that_is_not_read_says_why_as_a_code(tmp_path, size, content, code):
    if content is not None:
        write(tmp_path, {"a.jpg": content})
    skipped = process.read(str(tmp_path), Candidate("a.jpg", size, 1), max_bytes=1_000)
    assert isinstance(skipped, Skipped)
    assert (skipped.path, skipped.code) == ("a.jpg", code)


def test_a_link_that_leads_outside_is_not_followed(tmp_path):
    write(tmp_path / "outside", {"secret.jpg": picture(1)})
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "link.jpg").symlink_to(tmp_path / "outside" / "secret.jpg")
    skipped = process.read(str(tmp_path / "home"), Candidate("link.jpg", 10, 1), max_bytes=10**6)
    assert skipped.code is Reason.OUTSIDE
