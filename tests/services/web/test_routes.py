"""The addresses: pictures by map and row and nothing else, short texts for what is not there, downloads, uploads."""

import io
import os
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from services.library import Library
from services.library.contents import Contents
from services.schema import VERSION
from services.settings import Settings
from services.sources.uploads import Uploads
from services.web.routes import FOREVER
from tests.conftest import picture
from tests.helpers_maps import begun, stored

OURS = {"X-Imagescape": "1"}


def encoded(kind, size=(40, 30)):
    import pillow_heif

    pillow_heif.register_heif_opener()
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, kind)
    return out.getvalue()


FILES = {
    "a.jpg": picture(1),
    "b.png": picture(2, kind="PNG"),
    "c.tif": encoded("TIFF"),
    "d.heic": encoded("HEIF"),
    "wrong.png": picture(3),
    "caf\udce9/=1;\n.gif": picture(4, kind="GIF"),
}


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def info(library, home):
    return stored(library, home, FILES, trust=[0.5] * len(FILES))


def short(answer, status):
    """Whether it is a short text and not the page."""
    return (
        answer.status_code == status
        and answer.mimetype == "text/plain"
        and 0 < len(answer.text) < 400
        and "<" not in answer.text
    )


def test_health_is_told(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.mimetype, answer.json) == (
        200,
        "application/json",
        {"status": "ok", "version": VERSION},
    )


def test_a_thumbnail_comes_by_row_and_may_be_kept_for_ever(client, library, info):
    for row, (path, _) in enumerate(FILES.items()):
        answer = client.get(f"/thumb/{info.id}/{row}")
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/jpeg", FOREVER), (
            path
        )
        assert answer.data == library.contents.thumbnail(library.maps.rows(info.id).hash[row])
    assert "immutable" in FOREVER
    assert "private" in FOREVER


def test_a_thumbnail_comes_though_the_file_is_gone(client, home, info):
    (home / "a.jpg").unlink()
    assert client.get(f"/thumb/{info.id}/0").status_code == 200


@pytest.mark.parametrize(("row", "mime"), [(0, "image/jpeg"), (1, "image/png"), (4, "image/jpeg"), (5, "image/gif")])
def test_a_picture_is_the_files_own_bytes_with_the_type_of_its_content(client, info, row, mime):
    answer = client.get(f"/image/{info.id}/{row}")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, mime, FOREVER)
    assert answer.data == list(FILES.values())[row]
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("row", [2, 3])
def test_tiff_and_heic_come_as_what_browsers_show(client, info, row):
    answer = client.get(f"/image/{info.id}/{row}")
    assert (answer.status_code, answer.mimetype) == (200, "image/png")
    image = Image.open(io.BytesIO(answer.data))
    assert (image.format, image.size) == ("PNG", (40, 30))
    grey = np.asarray(image.convert("L")).astype(int)
    assert grey[-1].mean() - grey[0].mean() > 200


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: p.write_bytes(picture(99)), "has changed since the map was made"),
        (lambda p: p.write_bytes(p.read_bytes() + b" "), "has changed since the map was made"),
        (lambda p: p.unlink(), "no longer at its place"),
        (lambda p: (p.unlink(), p.mkdir()), "no longer at its place"),
        (lambda p: (p.unlink(), os.mkfifo(p)), "no longer at its place"),
        (lambda p: (p.unlink(), p.symlink_to("/etc/hostname")), "no longer at its place"),
    ],
    ids=["another", "longer", "gone", "folder", "pipe", "link-outside"],
)
def test_a_file_that_changed_is_gone_and_the_answer_is_not_kept(client, home, info, change, told):
    change(home / "a.jpg")
    answer = client.get(f"/image/{info.id}/0")
    assert short(answer, 410)
    assert told in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_file_with_the_same_bytes_and_another_time_is_the_same(client, home, info):
    os.utime(home / "a.jpg", (1, 1))
    assert client.get(f"/image/{info.id}/0").status_code == 200


@pytest.mark.parametrize("room", ["thumb", "image"])
@pytest.mark.parametrize("row", ["6", "99999", "9" * 40, "-1", "x", "0.5", "0x1", "", "0/0", "%30%30%30%2e"])
def test_an_unknown_row_is_a_short_text(client, info, room, row):
    assert short(client.get(f"/{room}/{info.id}/{row}"), 404)


@pytest.mark.parametrize(
    "address",
    [
        "/thumb/{}/0",
        "/image/{}/0",
        "/rows/{}/0.json",
        "/points/{}/0",
        "/colours/{}/folder/0",
        "/live/{}",
        "/export/{}.csv",
        "/map/{}",
    ],
)
@pytest.mark.parametrize("wrong", ["0" * 32, "x", "..", "%2e%2e", "A" * 32, "' OR 1=1 --", "0" * 5000])
def test_an_unknown_map_is_a_short_text(client, info, address, wrong):
    assert short(client.get(address.format(wrong)), 404)


@pytest.mark.parametrize(
    "address",
    [
        "/typo",
        "/thumb",
        "/thumb/",
        "/thumb/typo",
        "/image/x",
        "/map",
        "/map/",
        "/export/",
        "/favicon.txt",
        "/assets/nothing.js",
        "/.env",
        "/imagescape.sqlite",
        "/map/x/y",
        "/health/",
        "/<script>",
    ],
)
def test_an_unknown_address_is_a_short_text_and_not_the_page(client, address):
    answer = client.get(address)
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"
    assert "react-entry-point" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "../../../etc/passwd",
        "..%2f..%2f..%2fetc%2fpasswd",
        "%2e%2e/%2e%2e/etc/passwd",
        "....//....//etc/passwd",
        "..\\..\\etc\\passwd",
        "..%5c..%5cetc%5cpasswd",
        "%252e%252e%252fetc%252fpasswd",
        "0/../../../etc/passwd",
        "/etc/passwd",
        "0%00.jpg",
        "a.jpg",
    ],
)
def test_no_path_leads_to_a_file(client, info, path):
    for room in (f"/thumb/{info.id}", f"/image/{info.id}", "/image", "/assets", "/export", f"/rows/{info.id}", ""):
        answer = client.get(f"{room}/{path}")
        assert answer.status_code in (403, 404), room
        assert b"root:" not in answer.data


def test_the_page_is_where_it_belongs(client, info):
    for address in ("/", f"/map/{info.id}", f"/map/{info.id}/", f"/map/{info.id}?color=trust"):
        answer = client.get(address)
        assert (answer.status_code, answer.mimetype) == (200, "text/html")


def test_another_method_is_refused_shortly(client, info):
    assert short(client.post(f"/thumb/{info.id}/0"), 405)
    assert short(client.delete(f"/export/{info.id}.csv"), 405)


def test_facts_of_rows_come_in_parts(client, info):
    answer = client.get(f"/rows/{info.id}/0.json")
    assert (answer.mimetype, answer.headers["Cache-Control"]) == ("application/json", "private, no-cache")
    assert client.get(f"/rows/{info.id}/0.json", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert answer.json["name"] == ["a.jpg", "b.png", "c.tif", "d.heic", "wrong.png", "=1;\\n.gif"]
    assert answer.json["folder"][5] == "caf\\xe9"
    assert short(client.get(f"/rows/{info.id}/1.json"), 404)


def test_points_and_their_colours_come_as_bytes_and_may_be_kept_for_ever(client, library, info):
    answer = client.get(f"/points/{info.id}/0")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/octet-stream",
        FOREVER,
    )
    n = len(FILES)
    assert np.frombuffer(answer.data[:16], "<i4").tolist() == [n, 2, 0, n]
    assert (library.maps.rows(info.id).positions == np.frombuffer(answer.data[16:], "<f4").reshape(2, n).T).all()
    answer = client.get(f"/colours/{info.id}/folder/0?v=3")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/octet-stream",
        FOREVER,
    )
    assert list(answer.data) == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize(
    "address",
    [
        "/points/{}/1",
        "/points/{}/x",
        "/points/{}/-1",
        "/colours/{}/folder/1",
        "/colours/{}/rainbow/0",
        "/colours/{}/folder",
    ],
)
def test_an_unknown_part_or_colour_is_a_short_text(client, info, address):
    assert short(client.get(address.format(info.id)), 404)


def test_points_of_a_map_in_the_making_are_not_kept(client, library, home):
    info, _ = begun(library, home, {"a.jpg": picture(1), "b.jpg": picture(2)})
    answer = client.get(f"/points/{info.id}/0")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (204, "no-store")
    library.live.save(info.id, np.ones((2, 2), np.float32))
    answer = client.get(f"/points/{info.id}/0")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert client.get(f"/colours/{info.id}/folder/0").headers["Cache-Control"] == "no-store"


def test_a_thumbnail_costs_no_reading_of_all_rows(client, library, info, monkeypatch):
    monkeypatch.setattr(type(library.maps), "rows", lambda *_: pytest.fail("all rows were read"))
    for address in (f"/thumb/{info.id}/3", f"/image/{info.id}/0", f"/points/{info.id}/0", f"/rows/{info.id}/0.json"):
        assert client.get(address).status_code == 200


def test_a_selection_of_half_a_million_rows_can_leave(client, info):
    answer = client.post(
        f"/export/{info.id}.csv", data={"rows": ",".join(str(i % 6) for i in range(1_000_000)), "features": "0"}
    )
    assert answer.status_code == 200
    assert pd.read_csv(io.BytesIO(answer.data), sep=";", keep_default_na=False)["row"].tolist() == list(range(6))


def test_a_layout_in_the_making_comes_as_numbers(client, library, home):
    info, rows = begun(library, home, {"a.jpg": picture(1), "b.jpg": picture(2)})
    assert client.get(f"/rows/{info.id}/0.json").headers["Cache-Control"] == "private, no-cache"
    answer = client.get(f"/live/{info.id}")
    assert (answer.status_code, answer.headers["X-Imagescape-State"]) == (204, "building")
    layout = np.array([[1, 2], [3, 4]], np.float32)
    library.live.save(info.id, layout)
    answer = client.get(f"/live/{info.id}?after=0&have=2")
    assert answer.status_code == 200
    assert np.frombuffer(answer.data[:16], "<i4").tolist() == [1, 0, 2, 2]
    assert (layout == np.frombuffer(answer.data[16:], "<f4").reshape(2, 2).T).all()
    assert client.get(f"/live/{info.id}?after=1").status_code == 204
    library.maps.finish(replace(info, iterations=750), replace(rows, positions=layout + 1))
    answer = client.get(f"/live/{info.id}?after=1&have=2")
    assert answer.headers["X-Imagescape-State"] == "ready"
    assert (layout + 1 == np.frombuffer(answer.data[16:], "<f4").reshape(2, 2).T).all()


def test_colours_come_with_a_layout_that_has_grown(client, library, home):
    info, _ = begun(library, home, {"red/a.jpg": picture(1), "red/b.jpg": picture(2), "blue/c.jpg": picture(3)})
    library.live.save(info.id, np.zeros((2, 2), np.float32))
    answer = client.get(f"/live/{info.id}?have=1&mode=folder")
    assert np.frombuffer(answer.data[:16], "<i4").tolist() == [1, 1, 2, 2]
    codes = np.frombuffer(answer.data[16 + 16 :], "u1")
    palette = answer.headers["X-Imagescape-Palette"].split(",")
    assert len(codes) == 2 and codes.max() < len(palette)
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in palette)
    assert short(client.get(f"/live/{info.id}?mode=rainbow"), 404)


def test_an_export_is_a_download_with_the_articles_name(client, info):
    for suffix, mime in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet"), ("png", "image/png")):
        answer = client.get(f"/export/{info.id}.{suffix}")
        assert (answer.status_code, answer.mimetype) == (200, mime)
        assert re.fullmatch(
            rf'attachment; filename="Unsupervised_image_cluterization_run_\d{{4}}_\d\d_\d\d-\d\d_\d\d\.{suffix}"',
            answer.headers["Content-Disposition"],
        )
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_csv_is_streamed(client, info):
    answer = client.get(f"/export/{info.id}.csv", buffered=False)
    assert answer.is_streamed
    assert next(iter(answer.response)).startswith(b"Image_file_names;Image_file_paths;Image_features;X;Y;")
    answer.close()


def test_features_can_be_left_out_and_rows_chosen(client, info):
    read = pd.read_csv(
        io.BytesIO(client.get(f"/export/{info.id}.csv?features=0&rows=4,0").data), sep=";", keep_default_na=False
    )
    assert read["row"].tolist() == [0, 4]
    assert set(read["Image_features"]) == {""}
    posted = client.post(f"/export/{info.id}.parquet", data={"rows": "1,2"})
    assert pd.read_parquet(io.BytesIO(posted.data))["row"].tolist() == [1, 2]
    assert posted.headers["Content-Disposition"].endswith('_selection_of_2.parquet"')


def test_a_selection_of_hundreds_of_thousands_can_leave(client, info):
    answer = client.post(f"/export/{info.id}.csv", data={"rows": ",".join(["0", "3"] * 200_000), "features": "0"})
    assert answer.status_code == 200
    assert answer.data.count(b"\n") == 3


@pytest.mark.parametrize("wrong", ["rows=x", "rows=6", "rows=-1", "color=rainbow"])
def test_a_download_that_cannot_be_is_refused_before_it_begins(client, info, wrong):
    assert short(client.get(f"/export/{info.id}.csv?{wrong}"), 400)


def test_an_unknown_way_out_names_those_there_are(client, info):
    answer = client.get(f"/export/{info.id}.exe")
    assert short(answer, 404)
    assert "csv, parquet, png" in answer.text


def test_a_map_in_the_making_cannot_leave_yet(client, library, home):
    info, _ = begun(library, home, {"a.jpg": picture(1)})
    assert short(client.get(f"/export/{info.id}.csv"), 400)


def test_marks_and_colours_reach_the_picture(client, info):
    pictures = {
        client.get(f"/export/{info.id}.png?marks={m}&color={c}").data
        for m in ("dots", "polaroid")
        for c in ("plain", "folder")
    }
    assert len(pictures) == 4


def test_a_damaged_library_is_said_shortly(client, library, info):
    (library.folder / "maps" / f"{info.id}.parquet").write_bytes(b"damaged")
    answer = client.get(f"/thumb/{info.id}/0")
    assert short(answer, 500)
    assert "Build the map again" in answer.text


def test_what_nobody_foresaw_tells_no_secrets(app, client, info, monkeypatch):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    monkeypatch.setattr(Contents, "thumbnail", lambda *_: 1 / 0)
    assert services.library.maps.get(info.id)
    answer = client.get(f"/thumb/{info.id}/0")
    assert short(answer, 500)
    assert "ZeroDivision" not in answer.text


def begin(client):
    answer = client.post("/upload", headers=OURS)
    assert answer.status_code == 200
    return answer.json["id"]


def send(client, upload, path, data=b"data"):
    """As a browser does, the path first."""
    part = '--limit\r\nContent-Disposition: form-data; name="{}"'
    head = f'{part.format("path")}\r\n\r\n{path}\r\n{part.format("file")}; filename="file"\r\nContent-Type: image/jpeg\r\n\r\n'
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


def test_a_picture_over_a_limit_that_was_lowered_since_says_so(tmp_path):
    from app import create_app

    settings = Settings(library=str(tmp_path / "library"), max_pixels=100)
    info = stored(Library(settings.library_path), tmp_path / "home", {"a.jpg": picture(1)})
    made = create_app(settings)
    answer = made.server.test_client().get(f"/image/{info.id}/0")
    made.server.config["IMAGESCAPE_SERVICES"].jobs.close()
    assert short(answer, 410)
    assert "48 x 40 pixels" in answer.text


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
