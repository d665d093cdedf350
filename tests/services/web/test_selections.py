"""The addresses of kept selections."""

import base64

import numpy as np
import pytest

from services.library import bitmap
from services.web.guard import HEADER
from tests.services.web.conftest import FILES, short

OURS = {HEADER: "1"}
N = len(FILES)


def bits(*rows):
    return bitmap.packed(np.isin(np.arange(N), rows))


def keep(client, info, *rows, name=""):
    return client.post(f"/selections/{info.id}", query_string={"name": name}, data=bits(*rows), headers=OURS)


def test_a_selection_is_kept_listed_and_read_again(client, info):
    made = keep(client, info, 1, 4, name="odd ones").json
    assert {key: made[key] for key in ("name", "n", "edition")} == {"name": "odd ones", "n": 2, "edition": 1}
    (listed,) = client.get(f"/selections/{info.id}").json
    assert listed == {**made, "rows": base64.b64encode(bits(1, 4)).decode()}
    assert client.get(f"/selections/{info.id}/{made['id']}").data == bits(1, 4)


def test_one_without_a_name_is_only_for_links(client, info):
    made = keep(client, info, 2).json
    assert made["name"] == ""
    assert client.get(f"/selections/{info.id}").json == []
    assert client.get(f"/selections/{info.id}/{made['id']}").data == bits(2)


def test_a_change_says_which_edition_was_seen(client, info):
    made = keep(client, info, 1, name="x").json
    address = f"/selections/{info.id}/{made['id']}"
    text = base64.b64encode(bits(1, 2, 3)).decode()
    changed = client.post(address, json={"edition": 1, "name": "y", "rows": text}, headers=OURS)
    assert changed.json == {"id": made["id"], "name": "y", "n": 3, "edition": 2}
    late = client.post(address, json={"edition": 1, "gone": True}, headers=OURS)
    assert short(late, 409)
    assert "another window" in late.text
    assert client.post(address, json={"edition": 2, "gone": True}, headers=OURS).status_code == 200
    assert client.get(f"/selections/{info.id}").json == []
    assert client.post(address, json={"edition": 3, "gone": False}, headers=OURS).json["edition"] == 4


@pytest.mark.parametrize("body", [{}, {"edition": "1"}, {"edition": 1, "rows": "%"}, {"edition": 1, "name": " "}, []])
def test_a_change_that_says_nothing_that_can_be_is_refused(client, info, body):
    made = keep(client, info, 1, name="x").json
    assert short(client.post(f"/selections/{info.id}/{made['id']}", json=body, headers=OURS), 400)


def test_only_our_own_page_keeps_and_only_rows_that_there_are(client, info):
    assert short(client.post(f"/selections/{info.id}", data=bits(1)), 400)
    assert short(keep(client, info), 400)
    assert short(client.post(f"/selections/{info.id}", data=b"\xff\xff", headers=OURS), 400)
    made = keep(client, info, 1, name="x").json
    assert short(client.post(f"/selections/{info.id}/{made['id']}", json={"edition": 1, "gone": True}), 400)
    assert short(client.get(f"/selections/{info.id}/nothing"), 404)
    assert short(client.get(f"/selections/{'0' * 16}"), 404)
