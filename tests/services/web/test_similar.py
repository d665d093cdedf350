"""The addresses of what is alike."""

import json

import numpy as np
import pytest

from services.library import bitmap
from services.search.similar import Found
from services.web.guard import HEADER
from tests.services.web.conftest import FILES, short

OURS = {HEADER: "1"}
N = len(FILES)


@pytest.fixture
def asked(app, monkeypatch):
    """What the process is asked; it answers rows 2 and 0."""
    told = []

    def similar(map_id, rows, *, k, any_of=False):
        told.append((map_id, rows.tolist(), k, any_of))
        return Found([2, 0], [0.91234567, 0.5], cosine=True, estimate=any_of)

    monkeypatch.setattr(
        type(app.server.config["IMAGESCAPE_SERVICES"].query), "similar", lambda _, *a, **b: similar(*a, **b)
    )
    return told


def test_the_nearest_of_a_picture_with_scores_and_the_reason(client, info, asked):
    answer = client.get(f"/similar/{info.id}/3?k=2")
    assert json.loads(answer.text) == {
        "rows": [2, 0],
        "scores": [0.912346, 0.5],
        "why": ["cosine 0.912", "cosine 0.500"],
        "estimate": False,
    }
    assert "immutable" in answer.headers["Cache-Control"]
    assert asked == [(info.id, [3], 2, False)]


def test_a_number_is_usual(client, info, asked):
    client.get(f"/similar/{info.id}/3")
    assert asked[0][2] == 24


@pytest.mark.parametrize(("of", "any_of"), [("", False), ("?of=middle", False), ("?of=each", True)])
def test_a_set_is_asked_for_its_middle_or_for_any_of_it(client, info, asked, of, any_of):
    body = bitmap.packed(np.isin(np.arange(N), [1, 4]))
    answer = client.post(f"/similar/{info.id}{of}", data=body, headers=OURS)
    assert asked == [(info.id, [1, 4], 24, any_of)]
    assert answer.json["estimate"] is any_of


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("wrong", ["?k=many", "?k=-1", "?k=1.5"])
def test_a_number_that_is_none_is_refused(client, info, wrong):
    assert short(client.get(f"/similar/{info.id}/0{wrong}"), 400)


@pytest.mark.usefixtures("asked")
def test_a_set_needs_our_header_a_bit_a_row_and_a_known_question(client, info):
    body = bitmap.packed(np.ones(N, bool))
    assert short(client.post(f"/similar/{info.id}", data=body), 400)
    assert short(client.post(f"/similar/{info.id}", data=body + b"\0", headers=OURS), 400)
    assert short(client.post(f"/similar/{info.id}?of=all", data=body, headers=OURS), 400)


def test_there_is_no_such_map_or_row(client, info):
    assert short(client.get(f"/similar/{'0' * 16}/0"), 404)
    assert short(client.get(f"/similar/{info.id}/{N}"), 404)
