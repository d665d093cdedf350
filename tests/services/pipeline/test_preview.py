"""A map that grows: the same in the end whoever watched and however it came, shown with rows that stay, kept when it is
stopped.
"""

import threading
import time

import numpy as np
import pytest

from services.neighbours import metric
from services.pipeline import preview
from services.pipeline.build import build
from services.projections import waves
from services.schema import Recipe
from tests.conftest import Quiet


@pytest.fixture
def small(monkeypatch):
    """Waves of 60, 180, 540 rows; shown as soon as there is something to show."""
    monkeypatch.setattr(waves, "FIRST", 60)
    monkeypatch.setattr(metric, "CENTRED_BY", 60)
    monkeypatch.setattr(preview, "EVERY", 0.0)
    monkeypatch.setattr(preview, "POLL", 0.005)


class Watching(Quiet):
    """Waits before each picture is told, so that waves have time, however slow the machine; ``stop_at_map`` stops when
    so many are on the map.
    """

    def __init__(self, library, *, pause=0.05, stop_at_map=None):
        super().__init__()
        self.library, self.pause, self.stop_at_map = library, pause, stop_at_map
        self.grew, self.asked = [], False

    def tick(self, done, total):
        super().tick(done, total)
        if self.stages[-1] == "embed":
            time.sleep(self.pause)
            end = time.monotonic() + 60
            while (
                done - self.told.get("mapped", 0) > 100
                and time.monotonic() < end
                and any(t.name == "preview" for t in threading.enumerate())
            ):
                time.sleep(0.01)
            if self.shown:
                info = self.library.maps.get(self.shown[0])
                latest = self.library.live.load(info.id)
                if latest and (not self.grew or latest[1].shape[0] != len(self.grew[-1][1])):
                    self.grew.append((self.library.maps.rows(info.id).path[: len(latest[1])], latest[1].copy()))
        self.asked = self.asked or (
            self.stop_at_map is not None
            and self.told.get("mapped", 0) >= self.stop_at_map
            and self.stages[-1] == "embed"
        )
        return not self.asked


def grown(library, settings, source, listener, **recipe):
    wanted = Recipe(**{"perplexity": 5.0, "iterations": 120, **recipe})
    return build(
        library,
        settings,
        str(source),
        recipe=wanted,
        name="winter",
        listener=listener,
        preview=isinstance(listener, Watching),
    )


@pytest.mark.slow
@pytest.mark.slow
@pytest.mark.slow
def test_the_map_is_the_same_whoever_watched(small, pictures, library, settings, fake_encoder, tmp_path):
    home = pictures(330)
    listener = Watching(library)
    watched = grown(library, settings, home, listener)
    sizes = [len(positions) for _, positions in listener.grew]
    assert len(sizes) > 1 and sizes == sorted(sizes)
    assert sizes[0] >= 60
    rows = library.maps.rows(watched.info.id)
    for paths, positions in listener.grew:
        assert paths == rows.path[: len(paths)], "a row that was shown stays that row"
        assert np.isfinite(positions).all()
    assert listener.shown[-1] == watched.info.id
    assert listener.shown[0] != watched.info.id
    assert library.maps.get(listener.shown[0]).became == watched.info.id
    seen = rows.positions.copy()
    library.cleanup.delete(watched.info.id)
    again = grown(library, settings, home, Quiet())
    assert again.info.id == watched.info.id
    assert (library.maps.rows(again.info.id).positions == seen).all()


@pytest.mark.slow
def test_what_comes_last_is_shown_before_all_is_laid_out(small, pictures, library, settings, fake_encoder, monkeypatch):
    shown, keep = [], library.maps.grow
    monkeypatch.setattr(library.maps, "grow", lambda info, rows: shown.append(rows.n) or keep(info, rows))
    monkeypatch.setattr(preview, "EVERY", 60.0)
    grown(library, settings, pictures(150), Watching(library))
    assert shown[0] < 150 == shown[-1]


@pytest.mark.slow
def test_stopped_while_it_grows_it_is_kept_and_can_be_made_again_and_gone_on_with(
    small, pictures, library, settings, fake_encoder
):
    home = pictures(400)
    made = grown(library, settings, home, Watching(library, stop_at_map=60))
    info = made.info
    assert info.stopped and info.state == "ready"
    assert 60 <= info.n < 400
    assert info.found == info.mapped + info.skipped
    assert info.recipe.waves >= 1 and info.recipe.iterations == 0 and info.recipe.sample == info.n
    assert "stopped while it grew" in info.how
    positions = library.maps.rows(info.id).positions.copy()
    assert np.isfinite(positions).all()
    library.cleanup.delete(info.id)
    again = build(library, settings, str(home), recipe=info.recipe, name="x", listener=Quiet())
    assert again.info.id == info.id
    assert (library.maps.rows(info.id).positions == positions).all()
    whole = build(library, settings, str(home), recipe=Recipe.from_json(info.goal), name="x", listener=Quiet())
    assert (whole.info.n, whole.info.goal) == (400, "")
    assert whole.cached >= info.n


@pytest.mark.slow
def test_a_folder_that_is_known_grows_nothing(small, pictures, library, settings, fake_encoder):
    home = pictures(200)
    first = grown(library, settings, home, Quiet())
    listener = Watching(library)
    again = grown(library, settings, home, listener)
    assert again.reopened and again.info.id == first.info.id
    assert listener.shown == [first.info.id]
    assert not [t for t in threading.enumerate() if t.name == "preview"]


@pytest.mark.slow
def test_unreadable_files_shift_no_row(small, pictures, library, settings, fake_encoder):
    home = pictures(300)
    for i in range(0, 300, 7):
        (home / "red" / f"bad-{i}.jpg").write_bytes(b"no picture")
    listener = Watching(library)
    made = grown(library, settings, home, listener)
    rows = library.maps.rows(made.info.id)
    assert made.info.mapped == 300
    for paths, _ in listener.grew:
        assert paths == rows.path[: len(paths)]
