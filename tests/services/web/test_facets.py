"""The addresses of facets and of the overview."""

import json

import numpy as np
import pytest

from services.web.answers import FOREVER
from tests.conftest import picture
from tests.helpers_maps import begun, beside
from tests.services.web.conftest import FILES, short


def test_facets_of_a_finished_map_may_be_kept_for_ever(client, info):
    editions = {one["facet"]: one["edition"] for one in client.get(f"/facets/{info.id}").json}
    answers = [
        client.get(f"/facets/{info.id}/{facet}{rest}?v={editions[facet]}")
        for facet in ("folder", "bytes")
        for rest in ("", "/rows")
    ]
    assert [(a.status_code, a.headers["Cache-Control"]) for a in answers] == [(200, FOREVER)] * 4
    folder, rows, size, size_rows = answers
    assert (folder.mimetype, rows.mimetype) == ("application/json", "application/octet-stream")
    assert (folder.json["name"], folder.json["own"]) == (["(top folder)", "caf\\xe9"], [5, 1])
    assert np.frombuffer(rows.data, f"<u{folder.json['bytes']}").tolist() == [0, 0, 0, 0, 0, 1]
    assert np.bincount(list(size_rows.data), minlength=len(size.json["own"])).tolist() == size.json["own"]
    old = client.get(f"/facets/{info.id}/folder?v=6")
    assert (old.json, old.headers["Cache-Control"]) == (folder.json, "private, no-cache"), "not under another's address"


def test_which_facets_there_are_is_asked_each_time(client, library, settings, info):
    listed = client.get(f"/facets/{info.id}")
    assert (listed.headers["Cache-Control"], listed.json[0]["facet"]) == ("private, no-cache", "folder")
    asked = {"If-None-Match": listed.headers["ETag"]}
    assert client.get(f"/facets/{info.id}", headers=asked).status_code == 304
    beside(library, settings, info)
    again = client.get(f"/facets/{info.id}", headers=asked)
    assert (again.status_code, "brightness" in [one["facet"] for one in again.json]) == (200, True)


def test_a_folder_is_looked_into_by_its_place(client, info):
    inside = client.get(f"/facets/{info.id}/folder?within=1&v=6")
    assert (inside.status_code, inside.json["facet"], len(inside.json["paint"])) == (200, "folder", 2)
    assert short(client.get(f"/facets/{info.id}/folder?within=9"), 404)
    assert client.get(f"/facets/{info.id}/folder?within=x").json["code"] == [0, 1], "no number is none"


def test_facets_of_a_map_in_the_making_are_not_kept(client, library, home):
    info, _ = begun(library, home, {"a/1.jpg": picture(1), "b/2.jpg": picture(2)})
    for rest in ("/folder", "/folder/rows"):
        answer = client.get(f"/facets/{info.id}{rest}?v=6")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("facet", ["zodiac", "new", "new/rows", "folder/0", "folder/rows/0", "x" * 500])
def test_an_unknown_facet_is_a_short_text(client, info, facet):
    assert short(client.get(f"/facets/{info.id}/{facet}"), 404)


def test_the_overview_is_asked_for_each_time_and_sent_once(client, library, info):
    answer = client.get(f"/overview/{info.id}.json")
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert (answer.json["n"], answer.json["name"]) == (len(FILES), info.name)
    asked = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/overview/{info.id}.json", headers=asked).status_code == 304
    library.maps.rename(info.id, "another")
    assert json.loads(client.get(f"/overview/{info.id}.json", headers=asked).text)["name"] == "another"
