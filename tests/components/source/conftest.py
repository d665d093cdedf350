"""What the tests of the sheet share: starting a job, a server with one root, a job that a worker holds."""

import pytest

from components.ids import Ids
from components.source import recipe
from services.schema import Recipe
from services.settings import Settings

START = "folder.error"
#: What the controls open with, as the browser sends it.
OPENED = {
    Ids.SAMPLE: 0,
    Ids.ENCODER: "efficientnet-lite0",
    Ids.CUSTOM: None,
    Ids.METRIC: "cosine",
    Ids.PROJECTION: "tsne",
    Ids.DIMENSIONS: "2",
    Ids.PERPLEXITY: 20,
    Ids.ITERATIONS: 750,
    Ids.SEED: 8,
}
#: The controls that hold a number.
NUMBERS = {Ids.SAMPLE: "Sample", Ids.PERPLEXITY: "Perplexity", Ids.ITERATIONS: "Iterations", Ids.SEED: "Seed"}


def start(page, folder, changed="build.n_clicks", **values):
    return page.call(START, changed, {"folder.value": str(folder) if folder is not None else None, **values})


@pytest.fixture
def rooted(tmp_path, settings, monkeypatch):
    """A server that reads one folder only."""
    from app import create_app

    allowed = tmp_path / "allowed"
    (allowed / "in" / "deeper").mkdir(parents=True)
    (tmp_path / "secret").mkdir()
    made = create_app(Settings(library=settings.library, roots=(str(allowed),)))
    yield made, allowed
    made.server.config["IMAGESCAPE_SERVICES"].jobs.close()


RECIPE = Recipe()


def card_of(page, started=None, watched=None):
    """What the card says; both as the stores hold them."""
    answer = page.client.get("/progress/" + "/".join((job or {}).get("id", "-") for job in (started, watched)))
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.json


@pytest.fixture
def queued(shelf):
    return shelf.jobs.add("/pictures/summer", recipe=RECIPE, name="summer")


@pytest.fixture
def running(shelf, queued):
    """A function that gives the job to a worker and has it report."""

    def report(**fields):
        if shelf.jobs.get(queued.id).state == "queued":
            shelf.jobs.claim(queued.id, "worker")
        shelf.jobs.beat(queued.id, "worker", **fields)
        return shelf.jobs.get(queued.id)

    return report


def read(changes=None):
    values = {**OPENED, **(changes or {})}
    return recipe.read([values[control] for control in recipe.CONTROLS])
