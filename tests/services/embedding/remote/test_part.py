"""What a worker of a cluster does with a part: the same as this machine would, or a word why not."""

import os
from dataclasses import replace

import pytest

from services import provenance
from services.decoding import measured, process
from services.embedding.local import Seen
from services.embedding.remote import opened, part
from services.embedding.remote.part import Job
from services.errors import BadRequest, EncoderUnavailable
from services.schema import Candidate, Skipped
from tests.conftest import FakeEncoder, picture
from tests.helpers_maps import candidate, write


@pytest.fixture(autouse=True)
def fresh(fake_encoder):
    opened._opened.clear()
    yield
    opened.put_away()
    opened._opened.clear()


@pytest.fixture
def job(tmp_path):
    options = process.Options(FakeEncoder.side, "standard", 10**8, 10**6)
    return Job(str(tmp_path), "efficientnet-lite0", "f32", FakeEncoder.key, provenance.versions(), options, 30)


def embed(job, candidates, data=None, *, scratch="."):
    return part.embed(job, candidates, data, threads=1, scratch=scratch, name="tcp://w:1").results


def test_a_part_is_embedded_as_here_and_the_same_content_once(job, tmp_path, fake_encoder):
    write(tmp_path, {"a.jpg": picture(1), "b.jpg": picture(1), "c.jpg": picture(2), "d.jpg": b"hello"})
    wanted = [candidate(tmp_path, path) for path in ("a.jpg", "b.jpg", "c.jpg", "d.jpg")]
    a, b, c, d = embed(job, wanted)
    assert fake_encoder.seen == 2
    assert a.facts.hash == b.facts.hash != c.facts.hash
    assert a.facts.measures == measured(a.thumbnail), "the measures of pixels travel with the facts"
    assert (a.vector == b.vector).all()
    assert not (a.vector == c.vector).all()
    assert d == Skipped("d.jpg", "not a picture: the content is text")


def test_bytes_give_what_the_files_give_and_leave_nothing_behind(job, tmp_path):
    contents = {"x/ä.jpg": picture(1), "b.jpg": b"", "c.png": picture(3, kind="PNG")}
    write(tmp_path, contents)
    wanted = [candidate(tmp_path, path) for path in contents]
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    by_path = embed(job, wanted)
    by_bytes = embed(replace(job, source="/nowhere"), wanted, list(contents.values()), scratch=str(scratch))
    assert [type(r) for r in by_bytes] == [Seen, Skipped, Seen]
    assert by_bytes[1] == by_path[1] == Skipped("b.jpg", "the file is empty")
    for one, other in zip(by_path[::2], by_bytes[::2], strict=True):
        assert (one.facts, one.thumbnail) == (other.facts, other.thumbnail)
        assert (one.vector == other.vector).all()
    assert list(scratch.iterdir()) == []


def test_a_file_that_is_another_here_is_left_to_the_pages_machine(job, tmp_path):
    write(tmp_path, {"same.jpg": picture(1), "size.jpg": picture(2), "time.jpg": picture(3), "gone.jpg": picture(4)})
    same, size, time, gone = (candidate(tmp_path, f"{word}.jpg") for word in ("same", "size", "time", "gone"))
    os.unlink(tmp_path / "gone.jpg")
    close = replace(same, mtime_ns=same.mtime_ns + 1_500_000_000)
    later = replace(time, mtime_ns=time.mtime_ns + 60_000_000_000)
    results = embed(job, [close, replace(size, size=size.size + 1), later, gone])
    assert isinstance(results[0], Seen)
    assert results[1:] == [None, None, None]


def test_a_url_that_cannot_be_reached_from_here_is_left_to_the_pages_machine(job):
    wanted = [Candidate("a.jpg", 5, 0), Candidate("b.jpg", 5, 0)]
    assert embed(replace(job, source="memory://nothing-here"), wanted) == [None, None]
    assert embed(replace(job, source="nosuchkind://bucket"), wanted) == [None, None]


def test_a_url_is_read_by_its_address(job, tmp_path):
    write(tmp_path, {"a.jpg": picture(1)})
    (result,) = embed(replace(job, source=f"file://{tmp_path}"), [Candidate("a.jpg", 5, 0)])
    assert isinstance(result, Seen)


def test_other_versions_are_named_with_what_to_do(job):
    other = replace(job, versions={**job.versions, "numpy": "9.9", "imagescape": "7.0"})
    mine = provenance.versions()
    words = (
        rf"worker tcp://w:1 has imagescape {mine['imagescape']} instead of 7\.0, "
        rf"numpy {mine['numpy']} instead of 9\.9.*requirements\.lock"
    )
    with pytest.raises(EncoderUnavailable, match=words):
        embed(other, [])


def test_a_missing_library_is_named(job, monkeypatch):
    part._versions.cache_clear()
    monkeypatch.setattr(provenance, "MATTERS", ("numpy", "no-such-package"))
    try:
        with pytest.raises(EncoderUnavailable, match="no-such-package missing instead of 1"):
            embed(replace(job, versions={**identity_of("numpy"), "no-such-package": "1"}), [])
    finally:
        part._versions.cache_clear()


def identity_of(*packages):
    from importlib.metadata import version

    return {package: version(package) for package in packages}


def test_other_weights_are_named_with_what_to_do(job):
    with pytest.raises(
        EncoderUnavailable,
        match=r"worker tcp://w:1 has other weights of efficientnet-lite0 \(1\) than the machine of the page \(2\)",
    ):
        embed(replace(job, key="fake|2|f32"), [])


def test_an_encoder_that_cannot_be_opened_there_says_where_and_why(job, monkeypatch):
    from services import encoders

    def refuse(*_, **__):
        raise BadRequest("There is no model file /m.keras. Check the path.")

    monkeypatch.setattr(encoders, "open_encoder", refuse)
    with pytest.raises(
        EncoderUnavailable, match=r"worker tcp://w:1 cannot open the encoder efficientnet-lite0: There is no model file"
    ):
        embed(job, [])
