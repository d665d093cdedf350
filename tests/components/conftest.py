"""What the tests of the page share: a library with a map of made-up pictures, made once; jobs that wait for ever."""

import shutil
from concurrent.futures import Executor, Future

import pytest

from services import encoders
from services.jobs import queue
from services.library import Library
from services.pipeline import build as building
from services.schema import Recipe
from services.settings import Settings
from tests.callbacks import Page
from tests.conftest import FakeEncoder, Quiet, picture

#: Pictures that can be mapped, and files that cannot, in the one map of these tests.
GOOD, BAD = 12, 2


class Waiting(Executor):
    """Takes every job and never begins one."""

    def submit(self, *_, **__):
        return Future()


@pytest.fixture(autouse=True)
def nothing_is_run(monkeypatch):
    monkeypatch.setattr(queue, "local_executor", Waiting)


@pytest.fixture(scope="session")
def mapped_once(tmp_path_factory):
    home = tmp_path_factory.mktemp("mapped") / "holiday"
    for i in range(GOOD):
        target = home / ("red" if i % 3 else "blue") / f"picture-{i:03d}.jpg"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(picture(i))
    (home / "empty.png").write_bytes(b"")
    (home / "notes.jpg").write_bytes(b"no picture")
    library = Library(home.parent / "library")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoders, "open_encoder", lambda *_, **__: FakeEncoder())
        made = building.build(
            library, Settings(), str(home), recipe=Recipe(iterations=60), name="holiday", listener=Quiet()
        )
    return library.folder, made.info.id


@pytest.fixture
def mapped(mapped_once, settings):
    """The facts of the map in this test's own library. Ask for it before the application, which must find it there."""
    shutil.copytree(mapped_once[0], settings.library_path)
    return Library(settings.library_path).maps.get(mapped_once[1])


@pytest.fixture
def shelf(app):
    """The application's own library."""
    return app.server.config["IMAGESCAPE_SERVICES"].library


@pytest.fixture
def page(client):
    """The page, opened."""
    return Page(client)


@pytest.fixture
def demo_map(mapped, settings):
    """The same map, made to be the demo's."""
    from services.sources import demo

    library = Library(settings.library_path)
    library.following.follow(mapped.id, str(demo.folder(library)))
    return library.maps.get(mapped.id)


def state_of(info):
    """What the page holds of a map."""
    return {"id": info.id, "state": info.state, "name": info.name}
