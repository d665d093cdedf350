"""Points, colours, row facts and layouts in the making, as bytes and JSON."""

import re
from dataclasses import replace

import numpy as np
import pytest

from services.facts import EDITION
from services.web.answers import FOREVER
from tests.conftest import picture
from tests.helpers_maps import begun
from tests.services.web.conftest import FILES, short


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
    answer = client.get(f"/colours/{info.id}/folder/0?v={EDITION}")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/octet-stream",
        FOREVER,
    )
    assert list(answer.data) == [0, 0, 0, 0, 0, 1]
    old = client.get(f"/colours/{info.id}/folder/0?v=3")
    assert (old.data, old.headers["Cache-Control"]) == (answer.data, "private, no-cache"), "not under another's address"


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


def test_the_map_comes_as_a_small_picture(client, info):
    light, dark = (client.get(f"/preview/{info.id}.png?dark={dark}&v=6") for dark in (0, 1))
    for answer in (light, dark):
        assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (200, "image/png", FOREVER)
        assert answer.data[:4] == b"\x89PNG"
    assert light.data != dark.data
    asked = client.get(f"/preview/{info.id}.png")
    assert (asked.data, asked.headers["Cache-Control"]) == (light.data, "private, no-cache"), "colours may change"
    assert client.get(f"/preview/{info.id}.png", headers={"If-None-Match": asked.headers["ETag"]}).status_code == 304


def test_the_small_picture_of_a_map_in_the_making_is_not_kept(client, library, home):
    info, _ = begun(library, home, {"a.jpg": picture(1), "b.jpg": picture(2)})
    answer = client.get(f"/preview/{info.id}.png?v=6")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


def test_a_grid_comes_as_bytes_and_its_edition_may_be_kept_for_ever(client, library, info):
    answer = client.get(f"/grid/{info.id}")
    assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (204, b"", "no-store")
    n = len(FILES)
    x, y = (np.arange(n, dtype=np.uint16) % 3, np.arange(n, dtype=np.uint16) // 3)
    library.beside.put(info.id, "grid", {"x": x, "y": y}, {"edition": 4, "columns": 3, "lines": 2})
    answer = client.get(f"/grid/{info.id}?v=4")
    assert (answer.status_code, answer.mimetype, answer.headers["Cache-Control"]) == (
        200,
        "application/octet-stream",
        FOREVER,
    )
    assert np.frombuffer(answer.data[:12], "<i4").tolist() == [3, 2, n]
    assert np.frombuffer(answer.data[12:], "<u2").tolist() == [*x.tolist(), *y.tolist()]
    for address in (f"/grid/{info.id}", f"/grid/{info.id}?v=5"):
        asked = client.get(address)
        assert (asked.data, asked.headers["Cache-Control"]) == (answer.data, "private, no-cache"), "it may be made anew"
        assert client.get(address, headers={"If-None-Match": asked.headers["ETag"]}).status_code == 304
    assert short(client.get(f"/grid/{'0' * 32}"), 404)
