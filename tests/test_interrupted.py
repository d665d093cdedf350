"""A build that is interrupted, at any moment, in any of four ways: run again, it makes the map of an undisturbed one,
bit for bit, and embeds nothing twice but what was in flight.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from services.library import Library
from tests.conftest import ROOT

pytestmark = pytest.mark.long

N, MOMENTS = 1500, 10
#: A root that may not read what it has no permission for, as other users.
BOUND = "-dac_override,-dac_read_search"
WITHOUT_RIGHTS = (
    ("setpriv", f"--bounding-set={BOUND}", f"--inh-caps={BOUND}") if os.name == "posix" and os.geteuid() == 0 else ()
)


@pytest.fixture(scope="module")
def home(cifar, tmp_path_factory):
    """1,500 real pictures in ten folders."""
    target = tmp_path_factory.mktemp("interrupted") / "pictures"
    for folder in sorted(cifar.iterdir()):
        (target / folder.name).mkdir(parents=True)
        for file in sorted(folder.iterdir())[: N // 10]:
            shutil.copy2(file, target / folder.name)
    return target


def command(home, library, *, before=()):
    return [*before, sys.executable, "-W", "ignore", "app.py", "build", str(home), "--json", "--library", str(library)]


def build(home, library):
    done = subprocess.run(command(home, library), cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    rows = Library(library).maps.rows(told["map"])
    return told, rows.positions.tobytes(), rows.path


@pytest.fixture(scope="module")
def undisturbed(home, tmp_path_factory):
    """The map that nothing disturbs."""
    return build(home, tmp_path_factory.mktemp("undisturbed") / "library")


def embedded(library):
    """How many features are stored."""
    with contextlib.suppress(sqlite3.Error):
        db = sqlite3.connect(f"file:{library / 'imagescape.sqlite'}?mode=ro", uri=True, timeout=1)
        try:
            return db.execute("SELECT count(*) FROM features").fetchone()[0]
        finally:
            db.close()
    return 0


def away(home, _library):
    home.rename(home.with_name("away"))
    return lambda: home.with_name("away").rename(home)


def shut(home, _library):
    home.chmod(0o000)
    return lambda: home.chmod(0o755)


def full(_home, library):
    """The disk of the library has no room any more."""
    filler = library.parent / "filler"
    with contextlib.suppress(OSError), filler.open("wb") as out:
        while True:
            out.write(bytes(1 << 16))
    return filler.unlink


def killed(_home, _library):
    return lambda: None


@pytest.mark.parametrize("moment", range(MOMENTS))
@pytest.mark.parametrize("way", [away, shut, full, killed])
def test_run_again_it_is_the_same_map_and_nothing_is_embedded_twice(way, moment, home, undisturbed, tmp_path):
    expected, positions, paths = undisturbed
    place = tmp_path / "disk"
    place.mkdir()
    if (
        way is full
        and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64m", "none", place], check=False).returncode
    ):
        pytest.skip("a small disk needs the right to mount one")
    library = place / "library"
    dice = random.Random(f"{way.__name__} {moment}")
    try:
        before = WITHOUT_RIGHTS if way is shut else ()
        process = subprocess.Popen(
            command(home, library, before=before),
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        # Spread over all of a build: each tenth of the embedding has its moment, and the last may fall into the layout.
        wanted = dice.uniform(moment, moment + 1) / MOMENTS * 1.1 * N
        while process.poll() is None and embedded(library) < min(wanted, N):
            time.sleep(0.02)
        time.sleep(dice.uniform(0, 0.5) if wanted < N else dice.uniform(0, 3))
        mend = way(home, library)
        if way is killed:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=600)
        mend()
        assert "Traceback" not in errors
        kept = embedded(library)
        told, found, rows = build(home, library)
        assert (told["map"], told["found"], told["mapped"]) == (expected["map"], N, N)
        assert (found, rows) == (positions, paths)
        assert told["embedded"] == N - kept
        print(f"{way.__name__}: ended with {process.returncode}, {kept} kept, {told['embedded']} embedded after it")
    finally:
        if way is full:
            subprocess.run(["umount", "-l", place], check=False)
