"""A build that is interrupted, at any moment, in any of four ways: run again, it makes the map of an undisturbed one,
bit for bit, and embeds nothing twice but what was in flight.
"""

import contextlib
import json
import os
import random
import shutil
import signal
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
    """The map that nothing disturbs, and the seconds that it takes."""
    library = tmp_path_factory.mktemp("undisturbed") / "library"
    began = time.monotonic()
    return *build(home, library), time.monotonic() - began


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
    expected, positions, paths, seconds = undisturbed
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
        time.sleep(dice.uniform(0.05, 1.0) * seconds)
        mend = way(home, library)
        if way is killed:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        _, errors = process.communicate(timeout=600)
        mend()
        assert "Traceback" not in errors
        kept = Library(library).contents.feature_count() if (library / "imagescape.sqlite").exists() else 0
        told, found, rows = build(home, library)
        assert (told["map"], told["found"], told["mapped"]) == (expected["map"], N, N)
        assert (found, rows) == (positions, paths)
        assert told["embedded"] == N - kept
        print(f"{way.__name__}: ended with {process.returncode}, {kept} kept, {told['embedded']} embedded after it")
    finally:
        if way is full:
            subprocess.run(["umount", "-l", place], check=False)
