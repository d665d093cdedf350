"""Adding: old points stay bit for bit, new ones come behind them; what vanished or changed is said; anything odd still
ends on the map.
"""

import os
import shutil
import time

import numpy as np
import pytest

from services.embedding import embed
from services.errors import BadRequest, StoppedByUser
from services.library import Library, machine
from services.pipeline import additions, extend
from services.pipeline import run as pipeline
from services.schema import Reason, Recipe, Skipped
from services.sources import changes
from tests.conftest import Quiet, picture

pytestmark = pytest.mark.slow


@pytest.fixture
def put(tmp_path):
    """A function that lays made-up pictures into the folder of ``pictures``."""

    def lay(*seeds, folder="red", home="pictures"):
        for seed in seeds:
            target = tmp_path / home / folder / f"new-{seed:03d}.jpg"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(picture(seed))

    return lay


@pytest.fixture
def add(settings, library):
    """A function that adds the folder of a map, or another, to it."""

    def run(info, source=None, *, listener=None):
        return pipeline.run(
            library,
            settings,
            str(source or info.source),
            recipe=extend.extend_recipe(info),
            name=info.name,
            listener=listener or Quiet(),
        )

    return run


def same_bits(a, b):
    return np.asarray(a).tobytes() == np.asarray(b).tobytes()


def test_old_points_stay_bit_for_bit_and_new_ones_come_behind_them(built, put, add, library, fake_encoder):
    old = built(30).info
    before, seen = library.maps.rows(old.id), fake_encoder.seen
    put(100, 101, 102)
    made = add(old)
    after = library.maps.rows(made.info.id)
    assert (made.added, made.vanished, made.changed, made.embedded, made.reopened) == (3, 0, 0, 3, False)
    assert fake_encoder.seen == seen + 3
    assert after.path[:30] == before.path
    assert after.hash[:30] == before.hash
    assert same_bits(after.positions[:30], before.positions)
    assert sorted(after.path[30:]) == ["red/new-100.jpg", "red/new-101.jpg", "red/new-102.jpg"]
    assert np.isfinite(after.positions).all()
    assert after.added == 3
    info = made.info
    assert (info.n, info.mapped, info.found, info.added, info.recipe.base) == (33, 33, 33, 3, old.id)
    assert info.machine == machine.here(), "this one computed the new points, whatever computed the old"
    assert info.trust is not None
    assert np.isfinite(after.trust).all()
    assert library.maps.has(old.id), "the old map stays too"


def test_the_same_again_is_the_same_map_reopened_bit_for_bit(built, put, add, library):
    old = built(20).info
    put(100, 101)
    first = add(old)
    again = add(old)
    assert again.reopened
    assert (again.info.id, again.added, again.embedded) == (first.info.id, 2, 0)
    bits = library.maps.rows(first.info.id).positions.tobytes()
    library.cleanup.delete(first.info.id)
    anew = add(old)
    assert not anew.reopened
    assert anew.info.id == first.info.id
    assert library.maps.rows(anew.info.id).positions.tobytes() == bits


def test_nothing_new_makes_no_map(built, add, library):
    old = built(8).info
    made = add(old)
    assert made.added == 0
    assert made.info == library.maps.get(old.id)
    assert [m.id for m in library.maps.all()] == [old.id]


def test_what_vanished_or_changed_is_told_and_stays(built, put, add, library, tmp_path):
    old = built(12).info
    before = library.maps.rows(old.id)
    (tmp_path / "pictures/red/picture-001.jpg").unlink()
    (tmp_path / "pictures/red/picture-003.jpg").write_bytes(picture(300))
    os.utime(tmp_path / "pictures/blue/picture-000.jpg")
    put(100)
    made = add(old)
    after = library.maps.rows(made.info.id)
    assert (made.added, made.vanished, made.changed) == (2, 1, 1)
    assert same_bits(after.positions[:12], before.positions)
    assert "red/picture-001.jpg" in after.path[:12]
    assert after.path.count("red/picture-003.jpg") == 2
    assert library.outdated.of(made.info.id) == [
        Skipped("red/picture-001.jpg", additions.VANISHED),
        Skipped("red/picture-003.jpg", additions.CHANGED),
    ]
    assert library.contents.thumbnail(before.hash[before.path.index("red/picture-001.jpg")])
    assert library.maps.skipped(made.info.id) == []
    assert made.info.found == made.info.mapped + made.info.skipped
    assert add(made.info).added == 0, "what was added is not new a second time"


def test_a_renamed_file_is_a_new_picture_and_not_embedded_again(built, add, library, tmp_path, fake_encoder):
    old = built(12).info
    before = library.maps.rows(old.id)
    seen = fake_encoder.seen
    (tmp_path / "pictures/red/picture-001.jpg").rename(tmp_path / "pictures/red/other.jpg")
    made = add(old)
    assert (made.added, made.vanished, made.embedded, made.cached) == (1, 1, 0, 1)
    assert fake_encoder.seen == seen
    after = library.maps.rows(made.info.id)
    twin = before.path.index("red/picture-001.jpg")
    apart = np.linalg.norm(after.positions[12] - before.positions[twin])
    assert 0 < apart < 2, "a copy lies beside the picture it is a copy of"


def test_adding_to_what_was_added_to_goes_on_from_there(built, put, add, library):
    first = built(15).info
    put(100)
    second = add(first).info
    put(101, 102)
    third = add(second).info
    assert third.recipe.base == second.id
    assert (third.n, third.added) == (18, 2)
    assert same_bits(library.maps.rows(third.id).positions[:16], library.maps.rows(second.id).positions)


def test_what_cannot_be_mapped_is_skipped_and_counts_add_up(built, put, add, library, tmp_path, pictures):
    home = pictures(9)
    (home / "notes.txt").write_text("no picture")
    (home / "broken.jpg").write_bytes(b"no picture")
    old = built(folder=home).info
    put(100)
    (home / "broken-too.jpg").write_bytes(b"none either")
    made = add(old)
    assert (made.added, made.info.found, made.info.mapped, made.info.skipped, made.info.others) == (1, 12, 10, 2, 1)
    assert (old.sampled_from, made.info.sampled_from) == (10, 12), "files with a picture's ending"
    assert [s.path for s in library.maps.skipped(made.info.id)] == ["broken-too.jpg", "broken.jpg", "notes.txt"]


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5, 9])
@pytest.mark.parametrize("dimensions", [2, 3])
@pytest.mark.parametrize("projection", ["tsne", "tsne-exact", "pca"])
def test_maps_of_few_take_more_and_stay_finite(built, put, add, library, n, dimensions, projection):
    old = built(n, dimensions=dimensions, projection=projection).info
    before = library.maps.rows(old.id)
    put(*range(100, 107))
    made = add(old)
    after = library.maps.rows(made.info.id)
    assert made.added == 7
    assert after.positions.shape == (n + 7, dimensions)
    assert np.isfinite(after.positions).all()
    assert same_bits(after.positions[:n], before.positions)
    width = np.ptp(before.positions, axis=0).max()
    assert np.abs(after.positions - before.positions.mean(axis=0)).max() <= 10 * width + 10


def test_many_copies_of_one_picture_each_get_a_place(built, add, library, tmp_path):
    old = built(12).info
    for i in range(40):
        shutil.copy(tmp_path / "pictures/red/picture-001.jpg", tmp_path / f"pictures/red/copy-{i}.jpg")
    after = library.maps.rows(add(old).info.id)
    assert np.isfinite(after.positions).all()
    assert len(np.unique(after.positions.round(2), axis=0)) == 52


def test_what_a_sample_left_out_is_no_news_however_long_embedding_took(built, add, monkeypatch):
    from services.embedding import embed

    run = embed.run

    def slow(*args, **kwargs):
        time.sleep(2.5)
        return run(*args, **kwargs)

    monkeypatch.setattr(embed, "run", slow)
    assert add(built(20, sample=10).info).added == 0


def test_a_map_of_a_sample_takes_what_came_later_and_not_what_was_left_out(built, put, add, library, tmp_path):
    old = built(20, sample=10).info
    assert add(old).added == 0
    put(100, 101)
    later = old.created and time.time() + 60
    for seed in (100, 101):
        os.utime(tmp_path / f"pictures/red/new-{seed:03d}.jpg", (later, later))
    made = add(old)
    assert (made.added, made.info.n) == (2, 12)


def test_a_folder_below_adds_only_its_own_and_misses_nothing_else(built, put, add, library, tmp_path):
    old = built(10).info
    put(100)
    put(101, folder="blue")
    made = add(old, tmp_path / "pictures/red")
    assert (made.added, made.vanished) == (1, 0)
    assert library.maps.rows(made.info.id).path[10:] == ["red/new-100.jpg"]
    assert made.info.source == old.source


def test_the_folder_moved_is_the_same_folder(built, put, add, library, tmp_path):
    old = built(10).info
    put(100)
    (tmp_path / "pictures").rename(tmp_path / "elsewhere")
    made = add(old, tmp_path / "elsewhere")
    assert (made.added, made.vanished, made.changed) == (1, 0, 0)
    assert made.info.source == str(tmp_path / "elsewhere")


def test_a_folder_beside_is_added_as_it_lies_and_shown(built, put, add, library, tmp_path, settings):
    from app import create_app

    old = built(10).info
    put(100, 101, home="today", folder="")
    made = add(old, tmp_path / "today")
    info = made.info
    assert (made.added, made.vanished, info.source, info.outside) == (2, 0, old.source, 2)
    assert library.maps.rows(info.id).path[10:] == sorted(
        library.maps.rows(info.id).path[10:], key=library.maps.rows(info.id).path.index
    )
    assert all(p.startswith("../today/new-") for p in library.maps.rows(info.id).path[10:])
    assert add(info).vanished == 0, "what lies beside is not missed in the folder itself"
    app = create_app(settings)
    try:
        assert app.server.test_client().get(f"/image/{info.id}/11").status_code == 200
    finally:
        app.server.config["IMAGESCAPE_SERVICES"].jobs.close()
    with pytest.raises(BadRequest, match="lie outside"):
        extend.relayout_recipe(info)


def test_stopping_keeps_what_was_embedded_and_leaves_no_map(built, put, add, library, fake_encoder):
    old = built(20).info
    put(*range(100, 110))
    with pytest.raises(StoppedByUser):
        add(old, listener=Quiet(stop_at="project"))
    assert [m.id for m in library.maps.all()] == [old.id]
    seen = fake_encoder.seen
    assert add(old).added == 10
    assert fake_encoder.seen == seen


def test_other_weights_are_refused(built, put, add, fake_encoder, monkeypatch):
    old = built(8).info
    put(100)
    monkeypatch.setattr(type(fake_encoder), "key", "fake|2|f32")
    with pytest.raises(BadRequest, match="other weights"):
        add(old)


def test_a_new_layout_is_turned_to_fit_the_old(built, put, library, settings):
    old = built(60).info
    put(*range(100, 103))
    recipe = extend.relayout_recipe(old)
    made = pipeline.run(library, settings, old.source, recipe=recipe, name="anew", listener=Quiet())
    assert made.info.id != old.id
    assert made.info.recipe.align == old.id
    plain = pipeline.run(library, settings, old.source, recipe=old.recipe, name="plain", listener=Quiet())
    rows, spun, before = library.maps.rows(made.info.id), library.maps.rows(plain.info.id), library.maps.rows(old.id)
    distances = [np.linalg.norm(p[:1] - p, axis=1) for p in (rows.positions, spun.positions)]
    assert np.allclose(*distances, rtol=1e-3, atol=1e-3), "turned, not stretched"
    place = [before.path.index(p) if p in before.path else -1 for p in rows.path]
    both = np.array([i for i, p in enumerate(place) if p >= 0])
    gone = [np.square(p.positions[both] - before.positions[[place[i] for i in both]]).sum() for p in (rows, spun)]
    assert gone[0] < gone[1]


def test_ids_of_maps_that_refer_to_no_other_are_as_they_were():
    assert "base" not in Recipe().as_json()
    assert "align" not in Recipe().as_json()
    assert Recipe.from_json(Recipe(base="ab", align="cd").as_json()) == Recipe(base="ab", align="cd")


def test_the_look_counts_what_adding_adds(built, put, add, library, tmp_path):
    old = built(12).info
    (tmp_path / "pictures/broken.jpg").write_bytes(b"no picture")
    assert changes.count_changes(str(library.folder), old.id) == changes.Changes(1, 0, 0)
    put(100, 101)
    (tmp_path / "pictures/red/picture-001.jpg").unlink()
    (tmp_path / "pictures/red/picture-003.jpg").write_bytes(picture(300))
    os.utime(tmp_path / "pictures/blue/picture-000.jpg")
    made = add(old)
    assert (made.added, made.vanished, made.changed) == (3, 1, 1)
    # What was read since: the broken file, and the one that was only touched, are no news.
    assert changes.count_changes(str(library.folder), old.id) == changes.Changes(0, 0, 1, later=3)
    assert changes.count_changes(str(Library(library.folder).folder), made.info.id) == changes.Changes(0, 0, 1)


def unread(path, monkeypatch):
    """Let a file be one that cannot be read this time."""
    usual = embed._stream

    def stream(source, left, **how):
        for outcome in usual(source, left, **how):
            bad = outcome is not None and outcome[0].path == path
            yield (outcome[0], Skipped(path, "cannot be read", Reason.UNREADABLE)) if bad else outcome

    monkeypatch.setattr(embed, "_stream", stream)
    monkeypatch.setattr(embed.Place, "reads", lambda *_: False)


def test_what_cannot_be_read_this_time_is_told_and_counts_once(built, put, add, library, tmp_path, monkeypatch):
    old = built(8).info
    on_the_map = library.maps.rows(old.id).path[0]
    put(100)
    with monkeypatch.context() as now:
        unread("red/new-100.jpg", now)
        nothing = add(old)
    assert nothing.added == 0
    [line] = nothing.passing
    assert line == "1 file could not be mapped this time; the next build tries it again: 1 × cannot be read."
    os.utime(tmp_path / "pictures" / on_the_map, ns=(1, 1))
    put(101)
    with monkeypatch.context() as now:
        unread(on_the_map, now)
        made = add(old)
    assert (made.info.found, made.info.mapped, made.info.skipped) == (10, 10, 0)
    assert any("could not be mapped this time" in line for line in made.info.warnings)


@pytest.mark.parametrize("way", ["a folder below", "moved"])
def test_a_file_that_was_written_into_and_set_back_is_seen_on_every_way_in(built, add, library, tmp_path, way):
    old = built(8).info
    path = next(path for path in library.maps.rows(old.id).path if path.startswith("red/"))
    home = tmp_path / "pictures"
    if way == "moved":
        home = home.rename(tmp_path / "elsewhere")
    file, facts = home / path, (home / path).stat()
    data = picture(500)
    file.write_bytes(data + bytes(facts.st_size - len(data)) if len(data) < facts.st_size else data[: facts.st_size])
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert file.stat().st_size == facts.st_size
    made = add(old, home / "red" if way == "a folder below" else home)
    assert made.changed + sum(s.path == path for s in library.maps.skipped(made.info.id)) == 1
