"""What a remote worker keeps open between parts: one encoder, and decoders until nothing comes."""

from services.embedding.remote import opened
from services.settings import Settings
from tests.conftest import picture
from tests.helpers_maps import candidate, write
from tests.services.embedding.remote.test_part import embed, fresh, job

__all__ = ["fresh", "job"]


def test_models_are_kept_in_the_library_folder_or_else_only_while_the_worker_lives(tmp_path):
    kept = opened._models(Settings(library=str(tmp_path / "l")), str(tmp_path))
    assert kept == tmp_path / "l" / "models"
    assert kept.is_dir()
    (tmp_path / "file").touch()
    assert opened._models(Settings(library=str(tmp_path / "file")), "/scratch").as_posix() == "/scratch/models"


def test_decoders_stay_between_parts_and_end_when_nothing_comes(job, tmp_path, monkeypatch):
    write(tmp_path, {"a.jpg": picture(1)})
    wanted = [candidate(tmp_path, "a.jpg")]
    monkeypatch.setattr(opened, "IDLE", 0.3)
    embed(job, wanted)
    ((_, _, first),) = opened._idle.pools
    embed(job, wanted)
    assert [pool for _, _, pool in opened._idle.pools] == [first]
    assert opened._idle.timer is not None
    opened._idle.timer.join()
    assert opened._idle.pools == []
    assert first._children == []
