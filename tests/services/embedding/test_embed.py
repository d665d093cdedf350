"""From files to features: every readable file once, rows in order, nothing embedded that the library has."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from services import versions
from services.embedding import embed, keys, storing
from services.embedding.keys import feature_key
from services.embedding.watched import Place
from services.errors import SourceGone
from services.schema import Reason, Recipe, Skipped
from services.sources import scan
from tests.conftest import ROOT, Quiet, picture
from tests.helpers_second_user import Here


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


def outcomes(done):
    return {
        **{c.path: h for c, h in zip(done.rows, done.hashes, strict=True)},
        **{s.path: s.code for s in done.skipped},
    }


def in_place(file, old, new):
    """Write into a file, and set its time back, as a forger would."""
    facts = file.stat()
    data = file.read_bytes()
    assert data.count(old) == 1
    assert len(old) == len(new)
    with file.open("r+b") as stream:
        stream.write(data.replace(old, new))
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert (file.stat().st_size, file.stat().st_mtime_ns) == (facts.st_size, facts.st_mtime_ns)


def dated(when):
    tags = Image.Exif()
    tags.get_ifd(0x8769)[0x9003] = when
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (90, 20, 20)).save(out, "JPEG", exif=tags)
    return out.getvalue()


def test_a_file_that_was_written_into_and_set_back_has_its_new_hash_and_date(run, tmp_path, library):
    home = tmp_path / "home"
    home.mkdir()
    (home / "a.jpg").write_bytes(dated("2020:01:02 03:04:05"))
    first = run(home, listening())
    in_place(home / "a.jpg", b"2020:01:02", b"2019:12:31")
    second = run(home, listening())
    assert second.hashes == [hashlib.sha256((home / "a.jpg").read_bytes()).hexdigest()] != first.hashes
    assert library.contents.facts(second.hashes)[second.hashes[0]].taken == "2019-12-31T03:04:05"


def test_another_file_under_its_name_with_its_size_and_time_is_read(run, pictures):
    home = pictures(1)
    file = next(home.rglob("*.jpg"))
    facts, other = file.stat(), file.with_name("other")
    run(home, listening())
    other.write_bytes(file.read_bytes()[:-1] + b"?")
    os.utime(other, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    other.replace(file)
    assert run(home, listening()).hashes == [hashlib.sha256(file.read_bytes()).hexdigest()]


def test_what_a_source_without_times_holds_is_read_every_time(run):
    import fsspec

    files = fsspec.filesystem("memory")
    for colour in (1, 2):
        files.pipe("/untimed/a.bmp", picture(colour, kind="BMP"))
        done = run("memory://untimed", listening(), pool=Here())
        assert done.hashes == [hashlib.sha256(picture(colour, kind="BMP")).hexdigest()]
    files.rm("/untimed", recursive=True)


def test_rehash_reads_every_file_and_embeds_none_again(run, pictures, fake_encoder, monkeypatch):
    home = pictures(6)
    run(home, listening())
    read = []
    monkeypatch.setattr(embed, "_stream", lambda source, left, **_: read.extend(left) or iter(()))
    run(home, listening())
    assert read == []
    monkeypatch.undo()
    done = run(home, listening(), rehash=True)
    assert (done.embedded, done.cached, fake_encoder.seen) == (0, 6, 6)


class Blind:
    """An encoder that divides by a picture's own spread: what is of one colour has none."""

    def __init__(self, encoder):
        self._encoder, self.embed_whole = encoder, encoder.embed

    def embed(self, pixels):
        features = self.embed_whole(pixels)
        with np.errstate(divide="ignore", invalid="ignore"):
            return features / features.std(axis=1, keepdims=True)


@pytest.fixture
def blind(fake_encoder):
    fake_encoder.embed = Blind(fake_encoder).embed
    return fake_encoder


def white():
    out = io.BytesIO()
    Image.new("RGB", (64, 48), (255, 255, 255)).save(out, "PNG")
    return out.getvalue()


def test_a_picture_whose_numbers_are_not_finite_is_skipped_and_its_copies_too(run, pictures, library, blind):
    home = pictures(9)
    for name in ("white.png", "copy.png"):
        (home / name).write_bytes(white())
    for _ in range(2):
        done = run(home, listening())
        assert {s.path: (s.reason, s.code) for s in done.skipped} == dict.fromkeys(
            ("white.png", "copy.png"), (storing.NOT_FINITE, Reason.NOT_FINITE)
        )
        assert len(done.rows) == 9
    assert library.contents.feature_count() == 9


def test_what_was_not_finite_for_one_encoder_is_embedded_by_another(run, pictures, blind):
    home = pictures(3)
    (home / "white.png").write_bytes(white())
    assert len(run(home, listening()).skipped) == 1
    blind.embed = blind.__class__.embed.__get__(blind)
    assert run(home, listening()).skipped == []


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are others there")
def test_a_file_without_permission_is_mapped_as_soon_as_it_has_it():
    # Not in tmp_path: another user may not look into pytest's own folders.
    with tempfile.TemporaryDirectory() as place:
        home, library = Path(place) / "pictures", Path(place) / "library"
        for folder in (home, library):
            folder.mkdir()
        for number in range(5):
            (home / f"{number}.jpg").write_bytes(picture(number))
        for path in (Path(place), home, library):
            path.chmod(0o777)
        command = [sys.executable, "-m", "tests.helpers_second_user", home, library, home / "1.jpg"]
        told = subprocess.run(list(map(str, command)), cwd=ROOT, capture_output=True, text=True, check=True)
    before, after = json.loads(told.stdout)
    assert before["skipped"] == [["1.jpg", "cannot be read (permission denied)", Reason.UNREADABLE]]
    assert (len(before["mapped"]), len(after["mapped"]), after["skipped"]) == (4, 5, [])


@pytest.mark.parametrize("code", [Reason.UNREADABLE, Reason.GREW, Reason.MEMORY, Reason.SLOW, Reason.CRASHED])
def test_what_was_about_the_moment_is_tried_again(run, pictures, monkeypatch, code):
    home = pictures(4)
    failed = "red/picture-001.jpg"

    class Failing:
        def run(self, source, candidates):
            for candidate, result in Here().run(source, candidates):
                yield candidate, Skipped(candidate.path, "for now", code) if candidate.path == failed else result

    monkeypatch.setattr(Place, "reads", lambda *_: False)
    assert outcomes(run(home, listening(), pool=Failing()))[failed] is code
    assert outcomes(run(home, listening()))[failed] == hashlib.sha256((home / failed).read_bytes()).hexdigest()


def test_a_verdict_on_content_is_remembered_while_the_file_stays_as_it_is(run, tmp_path, monkeypatch):
    home = tmp_path / "home"
    home.mkdir()
    (home / "a.jpg").write_bytes(picture(1)[:300])
    (home / "b.jpg").write_bytes(picture(2))
    run(home, listening())
    read = []
    real = embed._stream
    monkeypatch.setattr(embed, "_stream", lambda source, left, **how: read.extend(left) or real(source, left, **how))
    assert outcomes(run(home, listening()))["a.jpg"] is Reason.DAMAGED
    assert read == []
    (home / "a.jpg").write_bytes(picture(1))
    assert outcomes(run(home, listening()))["a.jpg"] == hashlib.sha256(picture(1)).hexdigest()


class Away:
    """Decodes; before the file at ``place`` the folder goes away, and it may come back before the next question."""

    def __init__(self, home, *, place, back):
        self.home, self.place, self.back = home, place, back

    def run(self, source, candidates):
        here = Here()
        for place, candidate in enumerate(candidates):
            if place == self.place:
                self.home.rename(self.home.with_name("away"))
            result = next(here.run(source, [candidate]))
            if place == self.place and self.back:
                self.home.with_name("away").rename(self.home)
            yield result


def test_a_folder_that_goes_away_in_the_middle_stops_the_run_and_nothing_is_embedded_twice(run, pictures, fake_encoder):
    home = pictures(30)
    with pytest.raises(SourceGone, match="went away"):
        run(home, listening(), pool=Away(home, place=12, back=False))
    home.with_name("away").rename(home)
    done = run(home, listening())
    assert (len(done.rows), done.skipped, fake_encoder.seen) == (30, [], 30)


def test_a_file_that_could_not_be_read_for_a_moment_only_is_read_again(run, pictures, fake_encoder):
    home = pictures(20)
    done = run(home, listening(), pool=Away(home, place=3, back=True))
    assert (len(done.rows), done.skipped, fake_encoder.seen) == (20, [], 20)
    order = [c.path for c in scan.find(str(home), seed=8, max_pictures=1000).candidates]
    assert [c.path for c in done.rows] == order


def test_pictures_that_are_shown_otherwise_are_embedded_anew_and_only_they(run, pictures, library, fake_encoder):
    home = pictures(8)
    (home / "white.png").write_bytes(logo())
    run(home, listening())
    old = feature_key(fake_encoder, Recipe())
    with library.db.write() as db:
        # As the version before left it: all pixels of the first edition, and read by it.
        db.execute("UPDATE contents SET pixels = 3, read = 3")
        db.execute("UPDATE files SET decode_key = '3' || substr(decode_key, 2)")
        db.execute("UPDATE features SET encoder = (SELECT id FROM encoders WHERE key = ?)", (old,))
    done = run(home, listening())
    assert (done.embedded, done.cached, done.anew, fake_encoder.seen) == (1, 8, 1, 10)
    assert library.contents.has_features(done.hashes, key=old) == set(done.hashes), "an older map keeps its features"


def logo():
    picture = Image.new("RGBA", (64, 48), (0, 0, 0, 0))
    picture.paste((255, 255, 255, 255), (10, 10, 30, 30))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize("package", keys.MATTERS)
def test_after_an_update_features_are_computed_anew(run, pictures, fake_encoder, monkeypatch, package):
    home = pictures(3)
    run(home, listening())
    monkeypatch.setattr(keys, "version", lambda name: "999" if name == package else versions.version(name))
    done = run(home, listening())
    assert (done.embedded, fake_encoder.seen) == (3, 6)


def test_a_file_at_an_address_of_this_machine_is_known_by_its_inode_too(run, tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "a.jpg").write_bytes(dated("2020:01:02 03:04:05"))
    first = run(f"file://{home}", listening(), pool=Here())
    in_place(home / "a.jpg", b"2020:01:02", b"2019:12:31")
    second = run(f"file://{home}", listening(), pool=Here())
    assert second.hashes == [hashlib.sha256((home / "a.jpg").read_bytes()).hexdigest()] != first.hashes


def test_a_folder_that_went_away_since_it_was_scanned_is_noticed_before_anything_is_read(run, pictures, fake_encoder):
    home = pictures(5)
    place = Place.of(str(home))
    home.rename(home.with_name("away"))
    home.mkdir()
    with pytest.raises(SourceGone, match="went away"):
        embed_found(run, home, place)
    assert fake_encoder.seen == 0


def embed_found(run, home, place):
    """What is there now is scanned, and the place is that of before."""
    (home / "a.jpg").write_bytes(picture(1))
    return run(home, listening(), place=place)


@pytest.mark.parametrize("number", [np.inf, 1e20, 1e-20])
def test_numbers_that_cannot_be_compared_cost_only_their_picture(run, pictures, fake_encoder, number):
    usual = fake_encoder.embed
    plain = pictures(4)

    def embedded(pixels):
        features = usual(pixels)
        if fake_encoder.seen == 2:
            features[:] = number
        return features

    fake_encoder.embed = embedded
    done = run(plain, listening(), pool=Here())
    assert [(s.code, s.reason) for s in done.skipped] == [(Reason.NOT_FINITE, storing.NOT_FINITE)]
    assert len(done.rows) == 3


class TestRuntime:
    """Keras takes the place of OpenVINO when the model is loaded; its features have a key of their own."""

    @pytest.fixture
    def falls_back(self, fake_encoder):
        usual = fake_encoder.embed
        fake_encoder.runtime = ""

        def embedded(pixels):
            fake_encoder.runtime = fake_encoder.becomes
            return usual(pixels)

        fake_encoder.embed, fake_encoder.becomes = embedded, "keras"
        return fake_encoder

    def test_none_of_its_features_lies_under_the_key_of_the_other(self, run, pictures, library, falls_back):
        home = pictures(6)
        falls_back.becomes = "openvino"
        first = run(home, listening(), pool=Here())
        assert "runtime" not in first.key
        falls_back.runtime, falls_back.becomes = "", "keras"
        (home / "new.jpg").write_bytes(picture(77))
        second = run(home, listening(), pool=Here())
        assert second.key.endswith(",runtime=keras")
        assert (len(second.rows), second.embedded) == (7, 7), "those of OpenVINO are not mixed among them"
        assert library.contents.has_features(first.hashes, key=first.key) == set(first.hashes)
        assert library.contents.has_features(second.hashes, key=first.key) == set(first.hashes)
        assert library.contents.has_features(second.hashes, key=second.key) == set(second.hashes)

    def test_rows_that_are_certain_do_not_grow_fewer_when_it_begins_anew(self, run, pictures, falls_back):
        home, told = pictures(6), []
        falls_back.becomes = "openvino"
        run(home, listening(), pool=Here())
        falls_back.runtime, falls_back.becomes = "", "keras"
        (home / "new.jpg").write_bytes(picture(77))
        run(home, listening(), pool=Here(), on_rows=lambda rows, _: told.append(len(rows)))
        assert told == sorted(told)
        assert (told[0] > 0, told[-1]) == (True, 7)

    def test_a_folder_that_is_known_by_it_loads_no_model(self, run, pictures, falls_back):
        home = pictures(5)
        first = run(home, listening(), pool=Here())
        seen = falls_back.seen
        falls_back.runtime = ""
        again = run(home, listening(), pool=Here())
        assert (again.key, again.embedded, falls_back.seen, falls_back.runtime) == (first.key, 0, seen, "")
        assert first.key.endswith(",runtime=keras")
