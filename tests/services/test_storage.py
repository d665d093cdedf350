"""Reading: one file, at most so much of it, and nothing outside its folder."""

import os
import threading

import fsspec
import pytest

from services import storage
from services.errors import BadRequest, NoSuchFolder


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home" / "sub").mkdir(parents=True)
    (tmp_path / "home" / "a.jpg").write_bytes(b"0123456789")
    (tmp_path / "home" / "sub" / "b.jpg").write_bytes(b"b")
    (tmp_path / "secret.jpg").write_bytes(b"secret")
    return tmp_path / "home"


def test_a_file_is_read(home):
    assert storage.read(str(home), "a.jpg", limit=100) == b"0123456789"
    assert storage.read(str(home), "sub/b.jpg", limit=100) == b"b"


@pytest.mark.parametrize(("limit", "length"), [(3, 4), (9, 10), (10, 10), (100, 10)])
def test_one_byte_over_the_limit_tells_that_there_is_more(home, limit, length):
    assert len(storage.read(str(home), "a.jpg", limit=limit)) == length


@pytest.mark.parametrize("path", ["../secret.jpg", "sub/../../secret.jpg", "/etc/hostname", "sub/../../home-2/x.jpg"])
def test_nothing_outside_the_folder_is_read(home, path):
    (home.parent / "home-2").mkdir()
    (home.parent / "home-2" / "x.jpg").write_bytes(b"x")
    with pytest.raises(storage.LeadsOutside):
        storage.read(str(home), path, limit=100)


def test_a_link_put_there_after_the_scan_is_not_followed_out(home):
    (home / "a.jpg").unlink()
    (home / "a.jpg").symlink_to(home.parent / "secret.jpg")
    with pytest.raises(storage.LeadsOutside):
        storage.read(str(home), "a.jpg", limit=100)
    (home / "sub" / "b.jpg").unlink()
    (home / "sub").rmdir()
    (home / "sub").symlink_to(home.parent)
    with pytest.raises(storage.LeadsOutside):
        storage.read(str(home), "sub/secret.jpg", limit=100)


def test_a_link_within_is_followed(home):
    (home / "link.jpg").symlink_to("sub/b.jpg")
    assert storage.read(str(home), "link.jpg", limit=100) == b"b"


@pytest.mark.parametrize("path", ["gone.jpg", "sub", "a.jpg/inside.jpg"])
def test_what_is_no_file_is_an_oserror(home, path):
    with pytest.raises(OSError, match=r".+"):
        storage.read(str(home), path, limit=100)


def test_a_pipe_in_a_files_place_does_not_hang_whoever_reads(home):
    (home / "a.jpg").unlink()
    os.mkfifo(home / "a.jpg")
    errors = []

    def read():
        try:
            storage.read(str(home), "a.jpg", limit=100)
        except OSError as error:
            errors.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(timeout=10)
    stuck = reader.is_alive()
    if stuck:
        os.close(os.open(home / "a.jpg", os.O_WRONLY | os.O_NONBLOCK))
    assert not stuck
    assert len(errors) == 1


def test_a_name_that_is_not_utf8_is_read(home):
    with open(os.path.join(os.fsencode(home), b"caf\xe9.jpg"), "wb") as out:  # noqa: PTH123
        out.write(b"e")
    assert storage.read(str(home), "caf\udce9.jpg", limit=9) == b"e"


def test_an_address_is_no_folder():
    assert all(map(storage.is_url, ("s3://bucket/folder", "memory://x", "file:///a")))
    assert not any(map(storage.is_url, ("/a/b", "C:\\a", "~/a", "a:b", "a//b")))


def test_an_address_is_walked_and_read():
    memory = fsspec.filesystem("memory")
    memory.pipe("/walked/a.jpg", b"12345")
    memory.pipe("/walked/sub/b.jpg", b"1")
    for source in ("memory://walked", "memory://walked/"):
        found = {c.path: c.size for c in storage.walk(source)}
        assert found == {"a.jpg": 5, "sub/b.jpg": 1}
        assert all(isinstance(c.mtime_ns, int) for c in storage.walk(source))
        assert storage.read(source, "a.jpg", limit=100) == b"12345"
        assert storage.read(source, "a.jpg", limit=3) == b"1234"
    with pytest.raises(OSError, match=r".+"):
        storage.read("memory://walked", "gone.jpg", limit=9)


def test_an_address_with_nothing_there_is_said():
    with pytest.raises(NoSuchFolder, match="memory://not-there"):
        list(storage.walk("memory://not-there"))


@pytest.mark.parametrize("source", ["nosuchkind://x", "s3://bucket/folder"])
def test_an_address_nobody_can_open_names_what_can(source):
    with pytest.raises(BadRequest, match=r"cannot be opened .*Give a folder"):
        list(storage.walk(source))


def test_no_more_room_is_made_than_the_file_needs(tmp_path):
    (tmp_path / "a.jpg").write_bytes(b"short")
    assert storage.read(str(tmp_path), "a.jpg", limit=2**60) == b"short"
