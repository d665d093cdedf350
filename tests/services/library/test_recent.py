"""Sources in the order of their last use, each once."""

import time
from types import SimpleNamespace

from services.library import jobs, recent
from services.schema import Recipe
from tests.helpers_maps import files, stored


def test_sources_of_maps_and_jobs_come_newest_first_and_once(library, tmp_path, monkeypatch):
    monkeypatch.setattr(jobs, "time", SimpleNamespace(time=lambda: time.time() + 100))
    stored(library, tmp_path / "a", files("1.jpg"), name="one")
    stored(library, tmp_path / "b\udce9", files("2.jpg"))
    stored(library, tmp_path / "a", files("3.jpg"), name="two")
    library.jobs.add("s3://bucket", recipe=Recipe(), name="failed")
    assert recent.sources(library.db, most=9) == ["s3://bucket", str(tmp_path / "a"), str(tmp_path / "b\udce9")]
    assert recent.sources(library.db, most=1) == ["s3://bucket"]


def test_a_new_library_has_none(library):
    assert recent.sources(library.db, most=9) == []
