"""The address by which the page has found what a map lacks."""

import pytest

from services.pipeline import beside
from services.web.guard import HEADER
from tests.services.web.conftest import short


@pytest.fixture
def ask(client, info):
    return lambda map_id=info.id, headers=None: client.post(
        f"/complete/{map_id}", headers={HEADER: "1"} if headers is None else headers
    )


def test_what_a_map_lacks_is_found_and_the_page_told_whether_that_goes_on(ask, library, monkeypatch):
    assert ask().json == {"going": True}
    assert len(library.jobs.completions()) == 1
    assert ask().json == {"going": True}, "once is enough"
    assert len(library.jobs.completions()) == 1
    monkeypatch.setattr(beside, "STEPS", ())
    assert ask().json == {"going": False}


def test_another_site_cannot_ask_for_it(ask, library):
    assert short(ask(headers={}), 400)
    assert library.jobs.completions() == []


def test_an_unknown_map_is_a_short_text(ask):
    assert short(ask("0" * 32), 404)
