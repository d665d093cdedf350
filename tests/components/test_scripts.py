"""How modules reach the browser: side by side, each at one address, asked for anew each time, before Dash starts."""

import re

import pytest

from components.scripts import ENTRY, first_screen
from tests.conftest import ROOT


@pytest.fixture
def head(client):
    return client.get("/").text


def test_the_page_names_every_module_of_the_first_screen_ahead(head):
    ahead = re.findall(r'<link rel="modulepreload" href="/assets/([^"]+)">', head)
    assert ahead == first_screen()
    assert len(ahead) == len(set(ahead)) > 20
    assert head.index("modulepreload") < head.index("<script")
    assert all((ROOT / "assets" / path).is_file() for path in ahead)


def test_dash_puts_the_entry_on_the_page_and_no_other_module(head):
    tags = re.findall(r"<script[^>]*/assets/[^>]*>", head)
    assert len(tags) == 1
    assert 'type="module"' in tags[0]
    assert re.search(rf'src="/assets/{re.escape(ENTRY)}\?m=', tags[0])


@pytest.mark.parametrize("path", [ENTRY, *first_screen(), "modules/upload/queue.mjs", "modules/map/forming.mjs"])
def test_a_module_is_asked_for_each_time_and_sent_when_it_is_another(client, path):
    with client.get(f"/assets/{path}") as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"
        assert answer.headers["Cache-Control"] == "no-cache"
        tag = answer.headers["ETag"]
    with client.get(f"/assets/{path}", headers={"If-None-Match": tag}) as answer:
        assert (answer.status_code, answer.get_data()) == (304, b"")


def test_dash_starts_when_the_modules_have_run(head):
    start = re.search(r'<script id="_dash-renderer"[^>]*>(.*?)</script>', head)[1]
    assert start.startswith("addEventListener('DOMContentLoaded', ")
    assert "new DashRenderer" in start
