"""The addresses of the search: only for our own page, and what cannot be looked for is said."""

import pytest

from services.web.guard import HEADER
from tests.services.web.conftest import FILES, short

OURS = {HEADER: "1"}


def test_rows_are_found_best_first(client, info):
    answer = client.post(f"/find/{info.id}", json={"words": "G CAF"}, headers=OURS)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert answer.json == {
        "understood": ["g", "caf"],
        "confident": True,
        "found": 1,
        "rows": [5],
        "scores": [0.75],
        "why": ["name"],
    }
    answer = client.post(f"/find/{info.id}", json={"words": "g", "most": 2}, headers=OURS)
    assert (answer.json["found"], answer.json["rows"], answer.json["why"]) == (4, [0, 1], ["name"] * 2)
    nothing = client.post(f"/find/{info.id}", json={"words": "nowhere"}, headers=OURS)
    assert (nothing.status_code, nothing.json["rows"], nothing.json["understood"]) == (200, [], ["nowhere"])


def test_a_byte_a_row_says_whether_it_was_found(client, info):
    answer = client.get(f"/find/{info.id}/rows", query_string={"words": "png"})
    assert (answer.status_code, answer.mimetype) == (200, "application/octet-stream")
    assert list(answer.data) == [int(name.endswith(".png")) for name in FILES]
    assert answer.headers["Imagescape-Skipped"] == "0"
    assert list(client.get(f"/find/{info.id}/rows?words=%C3%A9%20zz").data) == [0] * len(FILES)


@pytest.mark.parametrize(
    "body", [None, {}, {"words": 3}, {"words": None}, ["a"], {"words": ""}, {"words": " "}, {"words": "a" * 501},
             {"words": "a", "most": 0}, {"words": "a", "most": "2"}],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said(client, info, body):
    assert short(client.post(f"/find/{info.id}", json=body, headers=OURS), 400)


def test_no_words_are_said(client, info):
    for address in (f"/find/{info.id}/rows", f"/find/{info.id}/rows?words=", f"/find/{info.id}/rows?words=%20"):
        assert short(client.get(address), 400)


def test_a_form_of_another_page_cannot_search(client, info):
    assert short(client.post(f"/find/{info.id}", json={"words": "a"}), 400)
    foreign = {**OURS, "Origin": "http://example.org"}
    assert client.post(f"/find/{info.id}", json={"words": "a"}, headers=foreign).status_code == 403


def test_an_unknown_map_is_a_short_text(client):
    assert short(client.post(f"/find/{'0' * 32}", json={"words": "a"}, headers=OURS), 404)
