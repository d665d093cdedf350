"""Which addresses there are: short texts for what is not there, the page where it belongs, errors without secrets."""

import pytest

from services.library.contents import Contents
from services.schema import VERSION
from tests.conftest import picture
from tests.helpers_maps import stored
from tests.services.web.conftest import short


def test_health_is_told(client):
    answer = client.get("/health")
    assert (answer.status_code, answer.mimetype, answer.json) == (
        200,
        "application/json",
        {"status": "ok", "version": VERSION},
    )


@pytest.mark.parametrize(
    "address",
    [
        "/thumb/{}/0",
        "/image/{}/0",
        "/rows/{}/0.json",
        "/points/{}/0",
        "/colours/{}/folder/0",
        "/live/{}",
        "/preview/{}.png",
        "/facets/{}",
        "/facets/{}/folder",
        "/facets/{}/folder/rows",
        "/overview/{}.json",
        "/find/{}/rows?words=a",
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


def test_a_bookmark_of_a_map_that_was_deleted_leads_to_the_page_and_its_parts_to_nothing(client, library, info):
    library.cleanup.delete(info.id)
    assert client.get(f"/map/{info.id}").mimetype == "text/html"
    assert short(client.get(f"/points/{info.id}/0"), 404)


def test_the_address_of_a_map_that_became_part_of_another_leads_there(client, info, library, tmp_path):
    twin = stored(library, tmp_path / "there", {"a.jpg": picture()}, name="there")
    library.following.follow(info.id, twin.source, twin=twin.id)
    for view in ("", "?view=1,2,3,4&color=trust"):
        answer = client.get(f"/map/{twin.id}{view}")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/map/{info.id}{view}")
    assert short(client.get(f"/points/{twin.id}/0"), 404)
