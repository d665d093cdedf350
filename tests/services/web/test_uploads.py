"""Uploads: from the first file to the source, and whatever a browser could send instead."""

import io

import pytest

from services.settings import Settings
from services.sources.uploads import Uploads
from tests.conftest import picture
from tests.services.web.conftest import short

OURS = {"X-Imagescape": "1"}


def begin(client):
    answer = client.post("/upload", headers=OURS)
    assert answer.status_code == 200
    return answer.json["id"]


def send(client, upload, path, data=b"data"):
    """As a browser does, the path first."""
    part = '--limit\r\nContent-Disposition: form-data; name="{}"'
    file = f'{part.format("file")}; filename="file"\r\nContent-Type: image/jpeg'
    head = f"{part.format('path')}\r\n\r\n{path}\r\n{file}\r\n\r\n"
    return client.post(
        f"/upload/{upload}",
        headers=OURS,
        data=head.encode() + data + b"\r\n--limit--\r\n",
        content_type="multipart/form-data; boundary=limit",
    )


def test_an_upload_from_the_first_file_to_the_source(client, library, settings):
    answer = client.post("/upload", headers=OURS).json
    assert answer["limits"] == {
        "file_mb": settings.upload_file_mb,
        "files": settings.upload_files,
        "total_gb": settings.upload_total_gb,
    }
    upload = answer["id"]
    data = picture(1, size=(900, 900))
    assert send(client, upload, "folder/é🛰️.jpg", data).json == {"path": "folder/é🛰️.jpg"}
    assert send(client, upload, "folder/é🛰️.jpg", b"").json == {"path": "folder/é🛰️ (2).jpg"}
    refused = [{"path": "notes.txt", "reason": "not sent"}, {"path": "x" * 5000, "reason": "y" * 5000}]
    source = client.post(f"/upload/{upload}/done", headers=OURS, json={"refused": refused}).json["source"]
    assert source == str(library.uploads / upload)
    assert (library.uploads / upload / "folder" / "é🛰️.jpg").read_bytes() == data
    from services.sources.uploads import refused as left_out

    assert [(len(s.path), len(s.reason)) for s in left_out(library, source)] == [(9, 8), (1000, 300)]


def test_the_files_own_name_does_where_no_path_is_given(client):
    upload = begin(client)
    form = {"file": (io.BytesIO(b"x"), "own name.jpg")}
    assert client.post(f"/upload/{upload}", headers=OURS, data=form).json == {"path": "own name.jpg"}


@pytest.mark.parametrize(
    ("method", "address"),
    [("POST", "/upload"), ("POST", "/upload/{}"), ("POST", "/upload/{}/done"), ("DELETE", "/upload/{}")],
)
def test_without_our_header_nothing_is_taken(client, library, method, address):
    upload = begin(client)
    before = sorted(library.uploads.rglob("*"))
    answer = client.open(
        address.format(upload), method=method, data={"path": "a.jpg", "file": (io.BytesIO(b"x"), "a.jpg")}
    )
    assert short(answer, 400)
    assert "X-Imagescape" in answer.text
    assert sorted(library.uploads.rglob("*")) == before


@pytest.mark.parametrize(
    "path", ["../x.jpg", "/x.jpg", "a/../../x.jpg", "..\\x.jpg", "C:\\x.jpg", "a" * 300 + ".jpg", "."]
)
def test_a_name_that_leads_outside_is_refused(client, library, path):
    upload = begin(client)
    assert short(send(client, upload, path), 400)
    assert list((library.uploads / upload).rglob("*")) == []


def test_a_request_without_a_file_or_with_two_is_refused(client, library):
    upload = begin(client)
    for form in (
        {"path": "a.jpg"},
        {"path": "a.jpg", "other": (io.BytesIO(b"x"), "a.jpg")},
        {"path": "a.jpg", "file": [(io.BytesIO(b"first"), "a.jpg"), (io.BytesIO(b"second"), "b.jpg")]},
        {"path": "a.jpg", "file": (io.BytesIO(b"first"), "a.jpg"), "other": (io.BytesIO(b"second"), "b.jpg")},
    ):
        assert short(client.post(f"/upload/{upload}", headers=OURS, data=form, content_type="multipart/form-data"), 400)
    for body, kind in (
        (b"raw", "image/jpeg"),
        (b"--x\r\n", "multipart/form-data; boundary=y"),
        (b"", "multipart/form-data"),
        (b"a=b", "application/json"),
    ):
        answer = client.post(f"/upload/{upload}", headers=OURS, data=body, content_type=kind)
        assert short(answer, 400)
    assert list((library.uploads / upload).rglob("*")) == []


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[1]",
        '"x"',
        "{",
        '{"refused": null}',
        '{"refused": [1, null, {"path": null}]}',
        '{"refused": {"a": 1}}',
    ],
)
def test_an_odd_list_of_what_was_left_out_breaks_nothing(client, body):
    upload = begin(client)
    answer = client.post(f"/upload/{upload}/done", headers={**OURS, "Content-Type": "application/json"}, data=body)
    assert answer.status_code == 200 or short(answer, 400)


def test_what_was_left_out_can_be_stored_whatever_the_browser_sent(client, library):
    from services.library.db import raw
    from services.sources.uploads import refused as left_out

    upload = begin(client)
    body = '{"refused": [{"path": "half \\ud83d of a pair", "reason": "\\udc00"}]}'
    source = client.post(
        f"/upload/{upload}/done", headers={**OURS, "Content-Type": "application/json"}, data=body
    ).json["source"]
    (only,) = left_out(library, source)
    assert raw(only.path).startswith(b"half ")


def test_a_path_as_long_as_a_book_is_refused(client):
    assert short(send(client, begin(client), "x" * 200_000), 413)


def test_a_full_disk_is_said_and_nothing_half_is_left(client, library, monkeypatch):
    upload = begin(client)
    received = library.uploads / upload / ".part-full"
    received.symlink_to("/dev/full")
    monkeypatch.setattr(Uploads, "part", lambda *_: received)
    answer = send(client, upload, "a.jpg", bytes(100_000))
    assert short(answer, 500)
    assert "No space left on device" in answer.text
    assert list((library.uploads / upload).iterdir()) == []


def test_an_unknown_upload_is_said(client):
    for answer in (
        send(client, "0" * 32, "a.jpg"),
        client.post(f"/upload/{'0' * 32}/done", headers=OURS, json={}),
        client.delete(f"/upload/{'0' * 32}", headers=OURS),
        client.delete("/upload/..", headers=OURS),
    ):
        assert short(answer, 404)


def test_a_cancelled_upload_is_gone_at_once(client, library):
    upload = begin(client)
    send(client, upload, "a.jpg")
    assert client.delete(f"/upload/{upload}", headers=OURS).status_code == 204
    assert not (library.uploads / upload).exists()
    assert short(send(client, upload, "b.jpg"), 404)
    assert short(client.delete(f"/upload/{upload}", headers=OURS), 404)


@pytest.fixture
def tight(tmp_path):
    """A page that takes files of 1 MB, two of them."""
    from app import create_app

    made = create_app(Settings(library=str(tmp_path / "tight"), upload_file_mb=1, upload_files=2))
    yield made.server.test_client()
    made.server.config["IMAGESCAPE_SERVICES"].jobs.close()


def test_limits_hold_to_the_byte_and_say_what_they_are(tight, tmp_path):
    upload = begin(tight)
    assert send(tight, upload, "just.jpg", bytes(1_000_000)).status_code == 200
    for size in (1_000_001, 1_050_000, 2_000_000):
        answer = send(tight, upload, "over.jpg", bytes(size))
        assert short(answer, 413)
        assert "1 MB" in answer.text
    assert send(tight, upload, "second.jpg").status_code == 200
    answer = send(tight, upload, "third.jpg")
    assert short(answer, 413)
    assert "2 files" in answer.text
    home = tmp_path / "tight" / "uploads" / upload
    assert sorted(p.name for p in home.iterdir()) == ["just.jpg", "second.jpg"]


@pytest.mark.parametrize(
    ("modified", "kept"), [("1234567890123", 1_234_567_890_123), ("", 0), ("yesterday", 0), ("-5", 0)]
)
def test_a_file_keeps_its_own_date(client, library, modified, kept):
    upload = begin(client)
    form = {"path": "a.jpg", "modified": modified, "file": (io.BytesIO(b"x"), "a.jpg")}
    assert client.post(f"/upload/{upload}", headers=OURS, data=form).status_code == 200
    assert (library.uploads / upload / "a.jpg").stat().st_mtime_ns == kept * 1_000_000
