"""A page asks for what its map lacks: only our own may, and it is told whether that goes on."""

from services.pipeline import beside
from services.web.guard import HEADER
from tests.services.web.conftest import short

OURS = {HEADER: "1"}


def test_what_a_map_lacks_is_begun_once(client, info, library, monkeypatch):
    step = beside.Step("count", 1, lambda work: None)
    monkeypatch.setattr(beside, "STEPS", (step,))
    for _ in range(2):
        assert client.post(f"/complete/{info.id}", headers=OURS).json == {"going": True}
    monkeypatch.setattr(beside, "STEPS", ())
    assert client.post(f"/complete/{info.id}", headers=OURS).json == {"going": False}


def test_only_our_own_page_asks_and_of_a_map_that_is_there(client, info):
    assert short(client.post(f"/complete/{info.id}"), 400)
    assert short(client.post(f"/complete/{'0' * 16}", headers=OURS), 404)
