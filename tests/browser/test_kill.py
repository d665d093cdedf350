"""Kills in the midst of 2,000 pictures: nothing is lost, nothing is done twice, and the map is the same bit for bit."""

import json

import psutil
import pytest
from click.testing import CliRunner

from services.cli.main import make
from services.library import Library
from tests.browser.conftest import READY
from tests.browser.hands import build, job_at, job_of, kept_of, until, wait_done

pytestmark = pytest.mark.long


@pytest.fixture
def asked(serve, visit, ready_library, cifar2000):
    """A page on which the map of cifar2000 has been asked for, its ``server`` beside it, and the library."""
    server = serve(ready_library)
    page = visit(server.url, wait=False)
    page.server = server
    build(page, cifar2000)
    return page, Library(ready_library)


def undisturbed(folder, tmp_path):
    """The map id of a build nothing disturbs, by the command line, in a library of its own."""
    done = CliRunner().invoke(
        make(lambda *_: None), ["build", str(folder), "--json", "--library", str(tmp_path / "alone")]
    )
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["map"]


@pytest.mark.parametrize("stage", ["embed", "project"])
def test_kill_9_of_server_and_worker_loses_nothing(stage, asked, cifar2000, tmp_path):
    page, library = asked
    job_at(library, cifar2000, stage, 200)
    page.server.kill()
    kept = kept_of(library, cifar2000)
    assert kept > 0
    page.server.start()
    job = until(lambda: (job := job_of(library, cifar2000)).state == "done" and job, seconds=300)
    assert job.embedded == 2000 - kept, "no picture is embedded twice"
    assert job.map_id == undisturbed(cifar2000, tmp_path)
    again, alone = library.maps.rows(job.map_id), Library(tmp_path / "alone").maps.rows(job.map_id)
    assert (again.positions == alone.positions).all(), "the same coordinates, bit for bit"
    wait_done(page, "cifar2000")
    page.goto(page.server.url)
    page.wait_for_function(READY)
    # While the server was gone the browser said so.
    page.problems.clear()
    wait_done(page, "cifar2000")


def test_kill_9_of_the_worker_alone_is_mended_without_anyone_noticing(asked, cifar2000):
    page, library = asked
    job_at(library, cifar2000, "embed", 200)
    worker = int(job_of(library, cifar2000).worker.split(":")[1])
    psutil.Process(worker).kill()
    kept = kept_of(library, cifar2000)
    wait_done(page, "cifar2000")
    job = job_of(library, cifar2000)
    assert (job.state, job.attempts) == ("done", 2)
    assert job.embedded <= 2000 - kept
