"""What begins a job: a folder, a finished upload; and what it takes away."""

import pytest

from components.source.start import UPLOAD_NAME
from services.jobs import demo as demo_job
from services.schema import Recipe
from services.sources import demo
from tests.callbacks import Page
from tests.components.source.conftest import START, start

SENT = "folder.error@"


def test_a_good_folder_becomes_a_job(page, shelf, pictures):
    home = pictures(2, "summer")
    answer = start(page, f"  {home}/ ")
    job = shelf.jobs.get(answer["started-store.data"]["id"])
    assert (job.source, job.name, job.recipe, job.state) == (str(home), "summer", Recipe(), "queued")
    assert answer["folder.error"] is None, "an error of the last try goes"


def test_enter_in_the_box_starts_too(page, shelf, pictures):
    assert start(page, pictures(1), "folder.n_submit")["started-store.data"]["id"] == shelf.jobs.unfinished()[0].id


def test_the_controls_arrive_in_the_job(page, shelf, pictures):
    changes = {
        "sample.value": 5,
        "encoder.value": "resnet50",
        "projection.value": "pca",
        "dimensions.value": "3",
        "seed.value": 3,
    }
    page.call(START, "build.n_clicks", {"folder.value": str(pictures(1)), **changes})
    assert shelf.jobs.unfinished()[0].recipe == Recipe(
        sample=5, encoder="resnet50", projection="pca", dimensions=3, seed=3
    )


def test_the_same_again_is_the_job_that_is_under_way(page, shelf, pictures):
    home = pictures(1)
    first, again = start(page, home), start(page, home)
    assert again == first
    other = page.call(START, "build.n_clicks", {"folder.value": str(home), "seed.value": 9})
    assert other != first
    assert len(shelf.jobs.unfinished()) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (None, "No folder was given"),
        ("   ", "No folder was given"),
        ("nowhere/at/all", "There is no folder"),
        ("a-file.jpg", "is a file. Give the folder that holds it"),
        ("library", "belongs to a library of Imagescape"),
        ("ftp-like://somewhere", None),
    ],
)
def test_a_wrong_folder_is_a_sentence_at_the_box_and_no_job(page, shelf, tmp_path, text, sentence):
    (tmp_path / "a-file.jpg").write_bytes(b"x")
    (tmp_path / "library").mkdir(exist_ok=True)
    (tmp_path / "library" / "imagescape.sqlite").touch()
    answer = start(page, tmp_path / text if text and text.strip() and sentence else text)
    if sentence is None:
        assert answer["folder.error"] is None, "an address is looked into by the worker, as it may be slow"
        return
    assert sentence in answer["folder.error"]
    assert "started-store.data" not in answer
    assert not shelf.jobs.unfinished()


def test_a_control_out_of_range_is_a_sentence_at_the_box_too(page, shelf, pictures):
    answer = page.call(START, "build.n_clicks", {"folder.value": str(pictures(1)), "perplexity.value": 0})
    assert answer == {"folder.error": "Perplexity must be a number from 1 to 500, and is 0."}
    assert not shelf.jobs.unfinished()


def test_the_button_shows_that_it_is_at_work(page):
    starting = next(c for c in page.dependencies if "folder.error" in c["output"])
    assert starting["running"] == {"running": {"build.loading": True}, "runningOff": {"build.loading": False}}


def test_an_upload_becomes_a_job_called_after_its_folder(app, page, shelf):
    uploads = app.server.config["IMAGESCAPE_SERVICES"].uploads
    named, nameless = (uploads.finish(uploads.begin(), []) for _ in range(2))
    page.call(SENT, "upload-store.data", {"upload-store.data": {"source": named, "name": "beach"}})
    page.call(SENT, "upload-store.data", {"upload-store.data": {"source": nameless, "name": ""}})
    assert [(job.name, job.source) for job in shelf.jobs.unfinished()] == [
        ("beach", named),
        (UPLOAD_NAME, nameless),
    ]


def test_an_upload_that_was_taken_back_starts_nothing(page, shelf):
    assert page.call(SENT, "upload-store.data", {"upload-store.data": None}) == {}
    assert not shelf.jobs.unfinished()


def test_no_folder_outside_the_roots_is_mapped_and_uploads_are(rooted, tmp_path):
    app, allowed = rooted
    page, library = Page(app.server.test_client()), app.server.config["IMAGESCAPE_SERVICES"].library
    for outside in (tmp_path / "secret", allowed / ".." / "secret"):
        assert str(allowed) in start(page, outside)["folder.error"]
        forged = {"upload-store.data": {"source": str(outside), "name": "x"}}
        assert "lies outside" in page.call(SENT, "upload-store.data", forged)["folder.error"]
    assert not library.jobs.unfinished()
    start(page, allowed / "in")
    page.call(SENT, "upload-store.data", {"upload-store.data": {"source": str(library.uploads), "name": "x"}})
    assert len(library.jobs.unfinished()) == 2


def test_a_new_start_takes_the_last_ones_reason_away(page, shelf, pictures):
    first = shelf.jobs.add("/nowhere", recipe=Recipe(), name="first")
    shelf.jobs.end_unclaimed(first.id, state="failed", error="why")
    started = start(page, pictures(1))["started-store.data"]
    shelf.jobs.end_unclaimed(started["id"], state="failed", error="why not")
    shelf.jobs.dismiss(started["id"])
    assert shelf.jobs.latest() is None, "closing a failure must not uncover an older one"


def test_a_new_error_does_not_stand_beside_an_old_one(page, shelf, tmp_path):
    first = shelf.jobs.add("/nowhere", recipe=Recipe(), name="first")
    shelf.jobs.end_unclaimed(first.id, state="failed", error="why")
    assert start(page, tmp_path / "nowhere")["folder.error"]
    assert shelf.jobs.latest() is None


def test_the_demo_steps_aside_for_ones_own_pictures(page, app, shelf, pictures):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    running = demo_job.start(services.library, services.jobs)
    start(page, pictures(1))
    assert shelf.jobs.get(running).stop
    own = [job for job in shelf.jobs.unfinished() if job.id != running]
    assert [job.stop for job in own] == [False]


def test_the_demo_that_is_asked_for_by_its_path_goes_on(page, app, shelf):
    services = app.server.config["IMAGESCAPE_SERVICES"]
    running = demo_job.start(services.library, services.jobs)
    demo.folder(shelf).mkdir(parents=True)
    assert start(page, demo.folder(shelf))["started-store.data"] == {"id": running}
    assert not shelf.jobs.get(running).stop
