"""What answers have in common: JSON, and how long a browser may keep one."""

from types import SimpleNamespace

from flask import Response, request

from services.web import answers
from tests.conftest import picture
from tests.helpers_maps import begun


def test_what_comes_of_a_finished_map_is_kept_for_ever_and_of_another_not_at_all(library, info, tmp_path):
    services = SimpleNamespace(library=library)
    assert answers.cache_headers(services, info.id) == {"Cache-Control": answers.FOREVER}
    half, _ = begun(library, tmp_path / "half", {"a.jpg": picture(1)})
    assert answers.cache_headers(services, half.id) == {"Cache-Control": "no-store"}


def test_json_is_sent_as_json():
    answer = answers.as_json({"path": "é"})
    assert (answer.status_code, answer.mimetype, answer.json) == (200, "application/json", {"path": "é"})


def test_what_may_change_is_asked_for_each_time_and_sent_once(app):
    with app.server.test_request_context():
        answer = answers.revalidated(Response("a"), request)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-cache")
    for body, status in (("a", 304), ("b", 200)):
        with app.server.test_request_context(headers={"If-None-Match": answer.headers["ETag"]}):
            assert answers.revalidated(Response(body), request).status_code == status
