"""What the tests share: real pictures from shared/data, a library of one's own, the application, a quick fake
encoder.
"""

import contextlib
import io
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from services import encoders
from services.library import Library
from services.pipeline import build as building
from services.schema import Recipe
from services.settings import Settings
from tests.helpers_jobs import SharedWorker
from tests.once import once

# A thread of OpenMP that waits for the others keeps its core busy, unless it is told otherwise. Tests run two at a time
# on two cores: each would keep the other from its work, and a small layout would take five times as long. Set before
# anything loads OpenMP; the processes that tests start inherit it.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
MISSING = "needs the pictures in ../shared/data (see its README); they are not part of the project"

for name in [key for key in os.environ if key.startswith("IMAGESCAPE_")]:
    del os.environ[name]


#: Fixtures with hundreds of real pictures or the real encoder: a test that takes one is slow.
HEAVY = {
    "photos",
    "hostile",
    "edge",
    "cifar",
    "cifar2000",
    "models",
    "seed",
    "first_run",
    "lite0_library",
    "copied_library",
}


def pytest_collection_modifyitems(items):
    for item in items:
        if HEAVY & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)
    items[:] = mixed(items)


def mixed(items):
    """The items file by file, with the files of browser tests spread evenly among the others.

    A browser test waits much of its time, and another test that runs beside it can use the processor meanwhile.
    """
    files = list(dict.fromkeys(item.path for item in items))
    place = {}
    for in_browser in (True, False):
        some = [file for file in files if ("browser" in file.parts) == in_browser]
        place |= {file: (i / len(some), file) for i, file in enumerate(some)}
    return sorted(items, key=lambda item: place[item.path])


def unpacked(archive, tmp_path_factory):
    source = DATA / archive
    if not source.exists():
        pytest.skip(f"{archive}: {MISSING}")
    home = once(
        tmp_path_factory,
        archive.split(".")[0],
        lambda home: subprocess.run(["tar", "-xf", str(source), "-C", str(home)], check=True),
    )
    return next(home.iterdir())


@pytest.fixture(scope="session")
def photos(tmp_path_factory):
    """100 photographs."""
    return unpacked("photos-100.tar", tmp_path_factory)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory):
    """Pillow's own 938 test files."""
    return unpacked("hostile-pillow.tar.gz", tmp_path_factory)


@pytest.fixture(scope="session")
def edge(tmp_path_factory):
    """114 odd files, 7 links, an empty folder."""
    return unpacked("edge-cases.tar.gz", tmp_path_factory)


@pytest.fixture(scope="session")
def cifar(tmp_path_factory):
    """27,000 small pictures in 10 classes."""
    return unpacked("cifar10-27000.tar.gz", tmp_path_factory)


@pytest.fixture(scope="session")
def cifar2000(cifar, tmp_path_factory):
    """200 of each class."""

    def make(home):
        for folder in sorted(cifar.iterdir()):
            (home / "cifar2000" / folder.name).mkdir(parents=True)
            for file in sorted(folder.iterdir())[:200]:
                os.link(file, home / "cifar2000" / folder.name / file.name)

    return once(tmp_path_factory, "cifar-2000", make) / "cifar2000"


def picture(seed=0, *, size=(48, 40), kind="JPEG", mode="RGB"):
    """Bytes of a made-up picture, another for each seed."""
    rng = np.random.default_rng(seed)
    small = rng.integers(0, 256, (5, 5, 3), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(small).resize(size, Image.Resampling.BICUBIC).convert(mode).save(out, kind)
    return out.getvalue()


@pytest.fixture
def pictures(tmp_path):
    """A function that fills a folder with n made-up pictures in two subfolders and gives the folder."""

    def make(n, name="pictures"):
        home = tmp_path / name
        for i in range(n):
            target = home / ("red" if i % 2 else "blue") / f"picture-{i:03d}.jpg"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture(i))
        return home

    return make


@pytest.fixture
def settings(tmp_path):
    return Settings(library=str(tmp_path / "library"))


@pytest.fixture
def library(settings):
    return Library(settings.library_path)


class Quiet:
    """A listener that remembers what it was told; ``stop_at`` stops at that stage."""

    def __init__(self, stop_at="", after=0):
        self.stages, self.told, self.shown, self.notes, self.ticks = [], {}, [], [], []
        self._stop_at, self._after = stop_at, after

    def stage(self, stage):
        self.stages.append(stage)

    def tick(self, done, total):
        self.ticks.append((self.stages[-1], done, total))
        return not (self.stages[-1] == self._stop_at and done >= self._after)

    def note(self, text):
        self.notes.append(text)

    def counts(self, **fields):
        self.told.update(fields)

    def showing(self, map_id):
        self.shown.append(map_id)


class FakeEncoder:
    """Average colours of an 8 x 8 grid: 192 numbers, in no time, alike for alike pictures. For unit tests only."""

    side, width, key, runtime = 32, 192, "fake|1|f32", "fake"

    def __init__(self):
        self.warnings, self.seen, self.opening = [], 0, 0.0

    def embed(self, pixels):
        self.seen += len(pixels)
        blocks = pixels.reshape(len(pixels), 8, 4, 8, 4, 3).mean(axis=(2, 4), dtype=np.float32)
        return blocks.reshape(len(pixels), 192) / 255

    @contextlib.contextmanager
    def flow(self):
        yield FakeFlow(self)


class FakeFlow:
    """Done as soon as begun."""

    def __init__(self, encoder):
        self.encoder, self.done = encoder, []

    def put(self, token, picture):
        self.done.append((token, self.encoder.embed(picture[None])[0]))

    def taken(self):
        done, self.done = self.done, []
        return done

    finish = taken


@pytest.fixture
def fake_encoder(monkeypatch):
    """Every build in this process uses it."""
    fake = FakeEncoder()
    monkeypatch.setattr(encoders, "open_encoder", lambda *_, **__: fake)
    return fake


@pytest.fixture
def built(settings, library, pictures, fake_encoder):
    """A function that maps n made-up pictures, in this process."""

    def make(n=12, *, folder=None, listener=None, **recipe):
        source = folder or pictures(n)
        wanted = Recipe(**{"iterations": 60, **recipe})
        return building.build(
            library, settings, str(source), recipe=wanted, name=Path(source).name, listener=listener or Quiet()
        )

    return make


@pytest.fixture
def app(settings):
    """The application; its job monitor is ended with the test."""
    from app import create_app

    made = create_app(settings)
    yield made
    made.server.config["IMAGESCAPE_SERVICES"].jobs.close()
    made.server.config["IMAGESCAPE_SERVICES"].query.close()


@pytest.fixture
def client(app):
    return app.server.test_client()


@pytest.fixture(scope="session")
def models(tmp_path_factory):
    """A folder of converted encoders, the default one among them. A test may convert another into it: the folder of an
    encoder comes whole, by a rename, or not at all.
    """

    def make(home):
        encoder = encoders.open_encoder(
            "efficientnet-lite0", weights="", models=home, precision="f32", threads=2, note=lambda _: None
        )
        encoder.embed(np.zeros((1, encoder.side, encoder.side, 3), np.uint8))

    return once(tmp_path_factory, "models", make)


@pytest.fixture(scope="session")
def seed(models):
    """A function that gives the library of a folder the converted encoders, as after a first run; the folder."""

    def link(folder):
        # A hidden folder is an encoder that another process is converting.
        whole = shutil.ignore_patterns(".*")
        shutil.copytree(models, Path(folder) / "models", copy_function=os.link, ignore=whole, dirs_exist_ok=True)
        return Path(folder)

    return link


@pytest.fixture
def seeded(library, seed):
    """The library of the test, with the converted encoders in it."""
    seed(library.folder)
    return library


@pytest.fixture(scope="session")
def shared_worker():
    """A worker process for the tests that let theirs live; see :mod:`tests.helpers_jobs`."""
    worker = SharedWorker()
    yield worker
    worker.end()


@pytest.fixture(scope="session")
def lite0_library(photos, seed, tmp_path_factory):
    """A library that holds the map of photos-100 by the real default encoder; read it, do not write it."""

    def make(home):
        seed(home)
        settings = Settings(library=str(home))
        building.build(Library(home), settings, str(photos), recipe=Recipe(), name="photos", listener=Quiet())

    library = Library(once(tmp_path_factory, "photos-library", make))
    return library, library.maps.all()[0]


@pytest.fixture(scope="session")
def first_run(seed, tmp_path_factory):
    """A folder with ``library``, as it is after a first run: the demo has been mapped, by the server itself; and with
    ``known``, a copy of it.
    """
    from tests.clusters import until
    from tests.serving import Server

    def make(home):
        library = Library(seed(home / "library"))
        with Server(library.folder):
            until(lambda: (job := library.jobs.latest()) and job.state == "done", "the demo is mapped", seconds=300)
        shutil.copytree(library.folder, home / "known")

    return once(tmp_path_factory, "first-run", make)


@pytest.fixture
def copied_library(lite0_library, tmp_path):
    """The same, to be written to: (folder, map id)."""
    shutil.copytree(lite0_library[0].folder, tmp_path / "copied")
    return tmp_path / "copied", lite0_library[1].id
