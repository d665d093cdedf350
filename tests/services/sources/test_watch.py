"""Looking at folders beside the page: seldom, elsewhere, and never where it may not."""

import time

import pytest

from services.settings import Settings
from services.sources import watch
from services.sources.changes import Changes
from services.sources.watch import Watch
from tests.conftest import picture


def wait_for(watch, map_id):
    until = time.monotonic() + 30
    while (found := watch.changes(map_id)) is None:
        assert time.monotonic() < until
        time.sleep(0.05)
    return found


@pytest.mark.slow
def test_the_first_question_is_answered_at_once_and_a_later_one_with_what_was_found(built, library, settings):
    info = built(6).info
    (library.folder.parent / "pictures" / "red" / "new.jpg").write_bytes(picture(99))
    watch = Watch(library, settings)
    started = time.monotonic()
    assert watch.changes(info.id) is None
    assert time.monotonic() - started < 0.2
    assert wait_for(watch, info.id) == Changes(new=1)


@pytest.mark.slow
def test_a_folder_is_not_looked_at_again_until_it_is_due(built, library, settings, monkeypatch):
    info = built(6).info
    watch = Watch(library, settings)
    wait_for(watch, info.id)
    begun = []
    monkeypatch.setattr(Watch, "_look", lambda self, map_id: (begun.append(map_id), self._looking.release()))
    assert watch.changes(info.id) == Changes()
    assert not begun
    watch.forget(info.id)
    watch.changes(info.id)
    time.sleep(0.1)
    assert begun == [info.id]


def test_nothing_is_looked_at_while_a_job_runs(built, library, settings):
    info = built(6).info
    library.jobs.add("/somewhere", recipe=info.recipe, name="busy")
    watch = Watch(library, settings)
    assert watch.changes(info.id) is None
    assert watch._looking.acquire(blocking=False), "no look has begun"


@pytest.mark.parametrize("place", ["outside", "gone"])
def test_a_folder_that_may_not_be_read_or_is_gone_is_no_news(built, library, tmp_path, place, monkeypatch):
    info = built(6).info
    if place == "gone":
        (tmp_path / "pictures").rename(tmp_path / "moved")
    (tmp_path / "other").mkdir()
    monkeypatch.setattr(watch, "look", lambda *_: pytest.fail("it was looked at"))
    settings = Settings(library=str(library.folder), roots=(str(tmp_path / "other"),) if place == "outside" else ())
    assert wait_for(Watch(library, settings), info.id) == Changes()
