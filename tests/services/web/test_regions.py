"""The addresses of regions, and giving one a name."""

import numpy as np
import pytest

from tests.helpers_regions import map_with_regions
from tests.services.web.conftest import short

OURS = {"X-Imagescape": "1"}


@pytest.fixture
def mapped(library, tmp_path):
    return map_with_regions(library, tmp_path / "with-regions")


def test_regions_are_asked_for_each_time_and_sent_once(client, mapped):
    info, here = mapped
    for rest, mime in ((".json", "application/json"), ("/rows", "application/octet-stream"), ("/outlines.json",) * 2):
        answer = client.get(f"/regions/{info.id}{rest}")
        assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
        assert answer.mimetype == (mime if mime[0] != "/" else "application/json")
        asked = {"If-None-Match": answer.headers["ETag"]}
        assert client.get(f"/regions/{info.id}{rest}", headers=asked).status_code == 304
    assert np.frombuffer(client.get(f"/regions/{info.id}/rows").data, np.uint8).tolist() == here.rows.tolist()


def test_a_map_without_regions_yet_says_so(client, info):
    for rest in (".json", "/rows", "/outlines.json"):
        answer = client.get(f"/regions/{info.id}{rest}")
        assert (answer.status_code, answer.data, answer.headers["Cache-Control"]) == (204, b"", "no-store")
    assert short(client.get(f"/regions/{'0' * 32}.json"), 404)


def test_a_region_gets_a_name_which_every_answer_has(client, mapped):
    info, _ = mapped
    before = client.get(f"/regions/{info.id}.json").headers["ETag"]
    given = client.post(f"/regions/{info.id}/1/name", json={"name": " Böote "}, headers=OURS)
    assert (given.status_code, given.json["name"], given.json["source"]) == (200, "Böote", "user")
    answer = client.get(f"/regions/{info.id}.json", headers={"If-None-Match": before})
    assert [region["name"] for region in answer.json["levels"][0]] == ["cloud 0", "Böote", "cloud 2"]
    assert client.post(f"/regions/{info.id}/1/name", json={"name": ""}, headers=OURS).json["name"] == "cloud 1"


@pytest.mark.parametrize(
    ("region", "body", "headers", "status"),
    [
        (0, {"name": "x"}, {}, 400),
        (0, {"name": 3}, OURS, 400),
        (0, ["x"], OURS, 400),
        (0, {"name": "x" * 81}, OURS, 400),
        (9, {"name": "x"}, OURS, 404),
        (0, {"name": "x"}, {**OURS, "Origin": "http://elsewhere.example"}, 403),
    ],
)
def test_what_is_no_name_is_refused(client, mapped, region, body, headers, status):
    info, _ = mapped
    assert short(client.post(f"/regions/{info.id}/{region}/name", json=body, headers=headers), status)
    assert client.get(f"/regions/{info.id}.json").json["levels"][0][0]["name"] == "cloud 0"


def test_half_a_character_is_no_error(client, mapped):
    info, _ = mapped
    answer = client.post(
        f"/regions/{info.id}/0/name", data=b'{"name": "\\ud83d"}', content_type="application/json", headers=OURS
    )
    assert (answer.status_code, answer.json["name"]) == (200, "?")


def test_codes_of_regions_are_not_kept_for_ever(client, mapped):
    info, _ = mapped
    answer = client.get(f"/colours/{info.id}/region/0?v=9")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    assert client.get(f"/facets/{info.id}/region?v=9").headers["Cache-Control"] == "private, no-cache"
