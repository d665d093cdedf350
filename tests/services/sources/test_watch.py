"""Changes in folders are counted beside the page: seldom, in another process, and never where it may not read."""

import threading
from types import SimpleNamespace

import pytest

from services.settings import Settings
from services.sources import watch
from services.sources.changes import Changes
from services.sources.watch import Watch
from tests.conftest import picture


def finished():
    """Wait for the count that was started, if any."""
    for thread in threading.enumerate():
        if thread.name == "watch":
            thread.join()


def counted(watch, map_id):
    """The changes after a count has ended."""
    watch.changes(map_id)
    finished()
    return watch.changes(map_id)


@pytest.fixture
def counts(monkeypatch):
    """The maps for which a count was started; none is done."""
    begun = []
    monkeypatch.setattr(Watch, "_count", lambda self, map_id: (begun.append(map_id), self._counting.release()))
    return begun


@pytest.mark.slow
def test_the_first_question_does_not_wait_and_a_later_one_has_what_was_found(built, library, settings):
    info = built(6).info
    (library.folder.parent / "pictures" / "red" / "new.jpg").write_bytes(picture(99))
    watch = Watch(library, settings)
    assert watch.changes(info.id) is None, "the count has only begun"
    finished()
    assert watch.changes(info.id) == Changes(new=1)


@pytest.mark.slow
def test_a_folder_is_not_counted_again_until_it_is_due(built, library, settings, request):
    info = built(6).info
    watch = Watch(library, settings)
    counted(watch, info.id)
    begun = request.getfixturevalue("counts")
    assert counted(watch, info.id) == Changes()
    assert not begun
    watch.forget(info.id)
    watch.changes(info.id)
    finished()
    assert begun == [info.id]


@pytest.mark.parametrize(("opened", "least", "ratio"), [(False, 30, 30), (True, 2, 3)])
@pytest.mark.parametrize("took", [0.01, 100.0])
def test_a_count_is_due_after_a_multiple_of_the_time_it_takes(
    library, settings, counts, monkeypatch, opened, least, ratio, took
):
    now = [1000.0]
    monkeypatch.setattr(watch, "time", SimpleNamespace(monotonic=lambda: now[0]))
    watching = Watch(library, settings)
    watching._found["map"] = (now[0], took, Changes())
    wait = max(least, ratio * took)
    for seconds, due in ((wait - 0.1, False), (wait + 0.1, True)):
        now[0] = 1000.0 + seconds
        watching.changes("map", opened=opened)
        finished()
        assert counts == ["map"] * due


def test_no_count_begins_while_another_runs(library, settings, counts):
    watch = Watch(library, settings)
    watch._counting.acquire()
    assert watch.changes("map") is None
    finished()
    assert not counts


def test_no_count_begins_while_a_job_runs(built, library, settings, counts):
    info = built(6).info
    library.jobs.add("/somewhere", recipe=info.recipe, name="busy")
    assert Watch(library, settings).changes(info.id) is None
    finished()
    assert not counts


@pytest.mark.parametrize("place", ["outside", "gone"])
def test_a_folder_that_may_not_be_read_or_is_gone_has_no_changes(built, library, tmp_path, place, monkeypatch):
    info = built(6).info
    if place == "gone":
        (tmp_path / "pictures").rename(tmp_path / "moved")
    (tmp_path / "other").mkdir()
    started = []
    monkeypatch.setattr(watch, "ProcessPoolExecutor", lambda *_, **__: started.append(1))
    settings = Settings(library=str(library.folder), roots=(str(tmp_path / "other"),) if place == "outside" else ())
    assert counted(Watch(library, settings), info.id) == Changes()
    assert not started, "the folder is not listed"
