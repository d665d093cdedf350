"""The addresses of the gallery."""

import io

import numpy as np
import pytest
from PIL import Image

from tests.helpers_maps import stored
from tests.services.web.conftest import FILES, short

N = len(FILES)


def test_orders_and_days_are_numbers_of_all_rows(client, info):
    for order in ("name", "date", "size", "trust"):
        assert sorted(np.frombuffer(client.get(f"/order/{info.id}/{order}").data, "<u4").tolist()) == list(range(N))
    assert len(client.get(f"/days/{info.id}").data) == 4 * N


def test_paths_of_the_rows_that_are_asked_for(client, info):
    assert client.get(f"/paths/{info.id}?rows=3,0").json == ["d.heic", "a.jpg"]


@pytest.fixture
def photo(library, tmp_path):
    tags = Image.Exif()
    tags[0x010F] = "Canon"
    tags[0xC5D8] = b"\x00\xff" * 40
    tags.get_ifd(0x8769)[0x829D] = 2.8
    tags.get_ifd(0x8825)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "JPEG", exif=tags)
    return stored(library, tmp_path / "photo", {"p.jpg": out.getvalue()}, name="photo")


def test_all_of_the_exif_in_words(client, photo):
    told = dict(client.get(f"/exif/{photo.id}/0").json)
    assert told["Make"] == "Canon"
    assert told["FNumber"] == "2.8"
    assert told["GPSLatitudeRef"] == "N"
    assert told["0xC5D8"] == "80 bytes"


def test_a_file_without_exif_has_none_and_one_that_has_changed_says_so(client, info, home):
    assert client.get(f"/exif/{info.id}/1").json == []
    (home / "b.png").write_bytes(b"another")
    assert short(client.get(f"/exif/{info.id}/1"), 410)


@pytest.mark.parametrize("address", ["/order/{}/beauty", "/paths/{}?rows=99", "/exif/{}/99"])
def test_what_is_not_there_is_not_found(client, info, address):
    assert short(client.get(address.format(info.id)), 404)


@pytest.mark.parametrize("rows", ["", "a", "1,,2", ",".join(["0"] * 501)])
def test_rows_are_numbers_and_not_too_many(client, info, rows):
    assert short(client.get(f"/paths/{info.id}?rows={rows}"), 400)
