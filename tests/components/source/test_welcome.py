"""The first-run screen: when it ends, and what it says of the demo."""

from dataclasses import replace

from services.jobs import demo as demo_job
from services.library import RowTable
from services.schema import Recipe
from services.sources import demo
from tests.callbacks import Page, components, words
from tests.components.conftest import state_of


def screen(page, info=None, job=None):
    return page.call(
        "screen.data-screen", "map-store.data", {"map-store.data": info and state_of(info), "job-store.data": job}
    )["screen.data-screen"]


def held(job):
    return {"id": job.id, "state": job.state, "map": job.map_id}


def test_the_first_run_screen_stays_until_there_is_a_map_of_ones_own(page, shelf, tmp_path):
    assert page.prop("screen", "data-screen") == "first"
    assert screen(page) == "first"
    job = shelf.jobs.add(str(tmp_path), recipe=Recipe(), name="mine")
    assert screen(page, job=held(job)) == "map"
    shelf.jobs.end_unclaimed(job.id, state="failed", error="no pictures")
    assert screen(page, job=held(shelf.jobs.get(job.id))) == "first"


def test_a_map_of_ones_own_ends_the_first_run_screen(mapped, page):
    assert screen(page, mapped) == "map"


def test_a_map_that_was_begun_and_never_finished_does_not_end_the_first_run_screen(mapped, page, shelf):
    shelf.cleanup.delete(mapped.id)
    shelf.maps.begin(replace(mapped, state="building"), RowTable.of([], [], {}, dimensions=2), [])
    assert screen(page) == "first"


def test_the_demo_does_not_end_the_first_run_screen(demo_map, page, shelf):
    assert screen(page, demo_map) == "first"
    job = shelf.jobs.add(demo_map.source, recipe=Recipe(), name=demo.NAME)
    assert screen(page, demo_map, held(job)) == "first"


def test_the_demo_is_named_while_it_is_there_and_offered_when_it_is_not(page, shelf):
    def hidden():
        answer = page.call("screen.data-screen", "job-store.data", {"map-store.data": None, "job-store.data": None})
        return answer["demo-told.hidden"], answer["demo-offered.hidden"]

    assert (page.prop("demo-told", "hidden"), page.prop("demo-offered", "hidden")) == hidden() == (True, False)
    job = shelf.jobs.add(str(demo.folder(shelf)), recipe=Recipe(), name=demo.NAME)
    assert hidden() == (False, True)
    shelf.jobs.end_unclaimed(job.id, state="stopped", error="")
    assert hidden() == (True, False)


def demo_sentences(client):
    """The two sentences about the digits: (hidden, words) of each."""
    parts = [
        part["props"] for part in components(Page(client).layout) if part["props"].get("className") == "welcome-demo"
    ]
    return [(bool(part.get("hidden")), words(part["children"])) for part in parts]


def test_the_welcome_tells_of_the_digits_while_they_are_mapped(client, app):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    assert [hidden for hidden, _ in demo_sentences(client)] == [True, False], "not there: they are offered"
    demo_job.start(services.library, services.jobs)
    (hidden, text), (offered, _) = demo_sentences(client)
    assert text.startswith(f"On the right: {demo.COUNT:,} handwritten digits")
    assert (hidden, offered) == (False, True)


def test_the_welcome_still_tells_of_the_digits_when_they_are_mapped(demo_map, client):
    assert [hidden for hidden, _ in demo_sentences(client)] == [False, True]


def test_the_welcome_offers_digits_that_are_not_there(mapped, client, page, shelf):
    assert [hidden for hidden, _ in demo_sentences(client)] == [True, False]
    started = page.call("started-store.data@", "demo.n_clicks")["started-store.data"]["id"]
    assert shelf.jobs.get(started).source == str(demo.folder(shelf))
