"""Thumbnails and pictures: by map and row and nothing else, and only while the file is what it was."""

import io
import os

import numpy as np
import pytest
from PIL import Image

from services.library import Library
from services.settings import Settings
from services.web.answers import FOREVER
from tests.conftest import picture
from tests.helpers_maps import stored
from tests.services.web.conftest import FILES, short


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


def test_a_thumbnail_costs_no_reading_of_all_rows(client, library, info, monkeypatch):
    monkeypatch.setattr(type(library.maps), "rows", lambda *_: pytest.fail("all rows were read"))
    for address in (f"/thumb/{info.id}/3", f"/image/{info.id}/0", f"/points/{info.id}/0", f"/rows/{info.id}/0.json"):
        assert client.get(address).status_code == 200


def test_a_picture_over_a_limit_that_was_lowered_since_says_so(tmp_path):
    from app import create_app

    settings = Settings(library=str(tmp_path / "library"), max_pixels=100)
    info = stored(Library(settings.library_path), tmp_path / "home", {"a.jpg": picture(1)})
    made = create_app(settings)
    answer = made.server.test_client().get(f"/image/{info.id}/0")
    made.server.config["IMAGESCAPE_SERVICES"].jobs.close()
    assert short(answer, 410)
    assert "48 x 40 pixels" in answer.text
