"""From files to features: every readable file once, rows in order, nothing embedded that the library has."""

import pytest

from services.embedding import embed
from services.schema import Recipe
from services.sources import scan
from tests.conftest import Quiet, picture


@pytest.fixture
def run(library, settings, fake_encoder):
    def make(home, listener=None, **more):
        found = scan.find(str(home), seed=8, max_pictures=1000)
        return embed.run(
            library,
            str(home),
            found.candidates,
            encoder=fake_encoder,
            recipe=Recipe(),
            settings=settings,
            listener=listener or Quiet(),
            **more,
        )

    return make


def listening(**how):
    listener = Quiet(**how)
    listener.stage("embed")
    return listener


def test_rows_are_the_readable_candidates_in_their_order(run, pictures):
    home = pictures(9)
    (home / "bad.jpg").write_bytes(b"no picture")
    done = run(home, listening())
    order = [c.path for c in scan.find(str(home), seed=8, max_pictures=1000).candidates]
    assert [c.path for c in done.rows] == [path for path in order if path != "bad.jpg"]
    assert [s.path for s in done.skipped] == ["bad.jpg"]
    assert (done.embedded, done.cached, done.settled) == (9, 0, 10)


def test_what_the_library_has_is_not_embedded_again_whatever_it_is_called(run, pictures, fake_encoder):
    home = pictures(9)
    run(home, listening())
    (home / "copy.jpg").write_bytes(picture(3))
    done = run(home, listening())
    assert (fake_encoder.seen, done.embedded, done.cached) == (9, 0, 10)


def test_a_stop_keeps_what_was_embedded_and_says_of_how_many_files(run, pictures, library, monkeypatch):
    monkeypatch.setattr(embed, "BATCH", 4)
    with pytest.raises(embed.EmbeddingStopped, match="are kept") as stopped:
        run(pictures(40), listening(stop_at="embed", after=4))
    done = stopped.value.done
    assert 4 <= len(done.rows) == done.settled
    assert library.contents.feature_count() >= len(done.rows)


def test_rows_that_are_certain_are_reported_and_only_grow(run, pictures, monkeypatch):
    monkeypatch.setattr(embed, "BATCH", 4)
    calls = []
    done = run(pictures(12), listening(), on_rows=lambda rows, hashes: calls.append((len(rows), len(hashes))))
    assert calls == sorted(calls)
    assert calls[-1] == (12, 12) == (len(done.rows), len(done.hashes))


def test_a_folder_that_is_known_loads_no_encoder_and_tells_no_rows(run, pictures, fake_encoder):
    home = pictures(5)
    run(home, listening())
    calls = []
    run(home, listening(), on_rows=lambda *_: calls.append(1))
    assert calls == []
