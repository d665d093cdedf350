"""Jobs from the page: stopped, found again by a refresh and a second tab, and finished after a kill.

The runs of minutes, on all of cifar2000 and with coordinates compared, are in ``test_kill.py``.
"""

import itertools
import os

import pytest

from services.library import Library
from tests.browser.hands import Held, build, job_at, job_of, kept_of, until, wait_done

CARD = "() => document.getElementById('progress')?.innerText.includes('some')"


@pytest.fixture(scope="module")
def some(cifar2000, tmp_path_factory):
    """300 small pictures."""
    home = tmp_path_factory.mktemp("few") / "some"
    for file in itertools.chain(*(sorted(folder.iterdir())[:30] for folder in sorted(cifar2000.iterdir()))):
        (home / file.parent.name).mkdir(parents=True, exist_ok=True)
        os.link(file, home / file.parent.name / file.name)
    return home


@pytest.fixture
def ask(serve, visit, copied_library):
    """A function that asks for the map of a folder: the page, its ``server`` beside it, and the library."""

    def begin(folder, library=None):
        home = library or copied_library[0]
        server = serve(home)
        page = visit(server.url, wait=False)
        page.server = server
        build(page, folder)
        return page, Library(home)

    return begin


@pytest.mark.long
def test_stop_while_it_embeds_keeps_what_there_is(ask, some):
    page, library = ask(some)
    with Held(job_at(library, some, "embed", 50)):
        page.locator("#cancel").click()
        until(lambda: job_of(library, some).stop)
    page.wait_for_function("() => document.getElementById('cancel').offsetParent === null")
    until(lambda: job_of(library, some).state == "stopped")
    kept = kept_of(library, some)
    assert 0 < kept < 300
    build(page, some)
    wait_done(page, "some")
    assert job_of(library, some).embedded == 300 - kept, "no picture is embedded twice"


def test_stop_while_it_is_laid_out_keeps_the_map_as_it_stands(ask, digits, known_library):
    page, library = ask(digits, known_library)
    with Held(job_at(library, digits, "project", 50)):
        page.locator("#cancel").click()
        until(lambda: job_of(library, digits).stop)
    page.wait_for_function("() => document.getElementById('cancel').offsetParent === null")
    job = until(lambda: (job := job_of(library, digits)).state == "done" and job)
    assert kept_of(library, digits) == 1767
    info = library.maps.get(job.map_id)
    assert info.stopped
    assert info.state == "ready"
    wait_done(page, "digits")
    page.wait_for_function("() => document.getElementById('map-about').textContent.includes('stopped after')")
    assert [m.id for m in library.maps.all() if m.state == "ready" and m.source == str(digits)] == [info.id]


def test_a_refresh_and_a_second_tab_find_the_job_again(ask, visit, some):
    page, library = ask(some)
    with Held(job_at(library, some, "embed")):
        page.wait_for_function(CARD)
        page.reload()
        tabs = page, visit(page.server.url, wait=False)
        for tab in tabs:
            tab.wait_for_function(CARD)
    for tab in tabs:
        wait_done(tab, "some")
    jobs = library.db.read().execute("SELECT count(*) FROM jobs WHERE source = ?", (str(some).encode(),)).fetchone()[0]
    assert jobs == 1


@pytest.mark.long
def test_kill_9_of_server_and_worker_is_gone_on_from(ask, some):
    page, library = ask(some)
    job_at(library, some, "embed", 50)
    page.server.kill()
    kept = kept_of(library, some)
    page.server.start()
    wait_done(page, "some")
    job = job_of(library, some)
    assert (job.state, job.embedded) == ("done", 300 - kept), "no picture is embedded twice"
    # While the server was gone the browser said so.
    page.problems.clear()
