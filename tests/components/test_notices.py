"""Notices: what went wrong stays until it is closed, what was done goes by itself."""

import json
import logging

import pytest

from components.notices import COLOURS, TITLES, notice
from tests.callbacks import components
from tests.components.conftest import state_of


@pytest.mark.parametrize("kind", TITLES)
def test_every_kind_has_a_title_and_a_colour_of_its_own(kind):
    made = notice("some text", kind=kind)
    assert (made["title"], made["color"], made["message"], made["action"]) == (
        TITLES[kind],
        COLOURS[kind],
        "some text",
        "show",
    )
    assert len(set(COLOURS.values())) == len(COLOURS) == len(TITLES)


def test_errors_stay_and_the_rest_goes():
    assert notice("x", kind="error")["autoClose"] is False
    assert notice("x", kind="done")["autoClose"] == notice("x")["autoClose"] == 6000


def test_the_same_words_twice_are_two_notices():
    assert notice("x")["id"] != notice("x")["id"]


def test_there_is_one_place_for_them_and_room_for_several(page):
    containers = [c for c in components(page.layout) if c["type"] == "NotificationContainer"]
    assert [c["props"]["id"] for c in containers] == ["notices"]
    assert containers[0]["props"]["limit"] > 1


def test_a_known_error_is_shown_in_its_own_words(mapped, page):
    answer = page.call(
        "map-trust.children", "map-store.data", {"map-store.data": {**state_of(mapped), "id": "cd" * 16}}
    )
    (sent_notice,) = answer["notices.sendNotifications"]
    assert sent_notice["message"].startswith(f"There is no map '{'cd' * 16}' here.")
    assert sent_notice["title"] == "That did not work"
    assert set(answer) == {"notices.sendNotifications"}, "what is on the page stays as it is"


def test_an_unknown_error_is_logged_whole_and_tells_nothing_of_its_inside(mapped, page, monkeypatch, caplog):
    def broken(*_):
        raise ValueError("secret in /home/me/passwords.txt")

    monkeypatch.setattr("services.library.maps.Maps.get", broken)
    with caplog.at_level(logging.ERROR):
        answer = page.call("map-trust.children", "map-store.data", {"map-store.data": state_of(mapped)})
    (sent_notice,) = answer["notices.sendNotifications"]
    assert sent_notice["message"] == "Something unexpected went wrong. The terminal shows the details."
    sent = json.dumps(answer)
    assert not any(word in sent for word in ("secret", "passwords", "Traceback", "ValueError", ".py"))
    assert "secret in /home/me/passwords.txt" in caplog.text
    assert "Traceback" in caplog.text
