"""The order of the steps: counts that add up, stages in order, maps that are found again, stopping."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from services.embedding import embed
from services.embedding.keys import feature_key
from services.errors import BadRequest, NothingToMap, SourceGone, StoppedByUser
from services.pipeline import build as building
from services.pipeline import run as pipeline
from services.schema import Reason, Recipe, Skipped
from services.settings import Settings
from services.sources import scan, uploads
from tests.conftest import FakeEncoder, Quiet, picture


def test_a_folder_becomes_a_map(built, library):
    listener = Quiet()
    made = built(12, listener=listener)
    assert (made.info.found, made.info.mapped, made.info.skipped) == (12, 12, 0)
    assert listener.stages == ["scan", "embed", "neighbours", "project", "measure", "store"]
    assert listener.shown[-1] == made.info.id
    assert listener.told["mapped"] == 12
    rows = library.maps.rows(made.info.id)
    assert rows.n == 12
    assert made.info.state == "ready"
    assert set(made.seconds) >= {"scan", "embed", "neighbours", "project", "measure", "total"}


def test_the_same_again_is_the_same_map_and_costs_nothing(built, fake_encoder, library):
    first = built(12)
    seen = fake_encoder.seen
    again = built(folder=first.info.source)
    assert again.reopened
    assert again.info.id == first.info.id
    assert (again.embedded, again.cached) == (0, 12)
    assert fake_encoder.seen == seen
    assert len(library.maps.all()) == 1


@pytest.mark.parametrize(
    "change",
    [{"seed": 9}, {"perplexity": 3.0}, {"iterations": 61}, {"dimensions": 3}, {"projection": "pca"}, {"sample": 11}],
)
def test_any_change_of_the_recipe_is_another_map(built, change):
    first = built(12)
    assert built(folder=first.info.source, **change).info.id != first.info.id


def test_the_same_pictures_elsewhere_are_another_map_of_the_same_layout(built, pictures, library, fake_encoder):
    first = built(folder=pictures(12, "phone A"))
    library.maps.rename(first.info.id, "Ann's")
    before, rows = library.maps.get(first.info.id), library.maps.rows(first.info.id)
    seen, listener = fake_encoder.seen, Quiet()
    there = pictures(12, "phone B")
    os.utime(there / "red" / "picture-001.jpg", (5, 5))
    second = built(folder=there, listener=listener)
    assert fake_encoder.seen == seen, "nothing is embedded twice, wherever it lies"
    assert listener.stages == ["scan", "embed", "store"], "nor laid out"
    assert (second.embedded, second.cached, second.reopened, second.shares.id) == (0, 12, False, before.id)
    info = library.maps.get(second.info.id)
    assert (info.id != before.id, info.layout, info.name, info.source) == (True, before.layout, "phone B", str(there))
    assert (library.maps.rows(info.id).positions == rows.positions).all()
    assert (library.maps.rows(info.id).trust == rows.trust).all()
    assert info.trust == before.trust
    dates = dict(zip(library.maps.rows(info.id).path, library.maps.rows(info.id).mtime_ns.tolist(), strict=True))
    assert dates["red/picture-001.jpg"] == 5 * 10**9
    assert library.maps.get(before.id) == before, "it keeps its name, source and date"
    assert (library.maps.rows(before.id).mtime_ns == rows.mtime_ns).all()
    assert {m.id for m in library.maps.all()} == {before.id, info.id}
    for made in (first, second):
        again = built(folder=made.info.source)
        assert (again.reopened, again.info.id, again.shares) == (True, made.info.id, None)
    assert library.maps.get(before.id).name == "Ann's"


def test_two_builds_of_two_folders_at_once_make_two_maps(built, pictures, library):
    """The second is built while the first is laid out, and the first goes on."""

    class Other(Quiet):
        def stage(self, stage):
            super().stage(stage)
            if stage == "measure":
                made.append(built(folder=pictures(12, "phone B")))

    made = []
    made.append(built(folder=pictures(12, "phone A"), listener=Other()))
    infos = [library.maps.get(one.info.id) for one in made]
    assert [info.name for info in infos] == ["phone B", "phone A"]
    assert [Path(info.source).name for info in infos] == ["phone B", "phone A"]
    assert len({info.id for info in infos}) == 2 and len({info.layout for info in infos}) == 1
    assert all(info.state == "ready" for info in infos)


def test_an_upload_of_the_same_pictures_is_a_map_of_its_own_and_goes_alone(built, pictures, library):
    uploads = []
    for place in "ab":
        uploads.append(library.uploads / (place * 32))
        pictures(6, place).rename(uploads[-1])
    maps = [built(folder=upload).info for upload in uploads]
    assert maps[0].id != maps[1].id
    library.cleanup.delete(maps[0].id)
    assert (uploads[0].exists(), uploads[1].exists()) == (False, True)
    library.cleanup.delete(maps[1].id)
    assert not uploads[1].exists()


def test_a_map_that_followed_its_pictures_is_not_found_where_they_came_from(built, pictures, library):
    """It has the id of its first folder still: another map of that folder has another one."""
    first = built(folder=pictures(12, "here")).info
    (Path(first.source)).rename(Path(first.source).with_name("there"))
    library.following.follow(first.id, str(Path(first.source).with_name("there")))
    anew = built(folder=pictures(12, "here"))
    assert not anew.reopened and anew.info.id != first.id
    assert library.maps.get(first.id).source.endswith("there")
    assert built(folder=first.source).info.id == anew.info.id
    assert built(folder=library.maps.get(first.id).source).info.id == first.id


def test_a_renamed_or_changed_file_is_another_map_and_is_embedded_at_most_once(built, pictures, fake_encoder):
    home = pictures(12)
    first = built(folder=home)
    (home / "blue" / "picture-000.jpg").rename(home / "blue" / "other.jpg")
    seen = fake_encoder.seen
    renamed = built(folder=home)
    assert fake_encoder.seen == seen
    assert renamed.info.id != first.info.id
    assert (renamed.embedded, renamed.cached) == (0, 12), "the content is known, whatever its name"
    (home / "blue" / "other.jpg").write_bytes(picture(999))
    changed = built(folder=home)
    assert (changed.embedded, changed.cached) == (1, 11)
    assert len({first.info.id, renamed.info.id, changed.info.id}) == 3


def test_a_bad_file_costs_only_itself(built, pictures, library):
    home = pictures(12)
    (home / "blue" / "aaa.jpg").write_bytes(b"no picture")
    (home / "red" / "zzz.png").write_bytes(b"")
    made = built(folder=home)
    assert (made.info.found, made.info.mapped, made.info.skipped) == (14, 12, 2)
    assert {s.path: s.reason for s in library.maps.skipped(made.info.id)} == {
        "blue/aaa.jpg": "not a picture: the content is text",
        "red/zzz.png": "the file is empty",
    }


def test_files_that_are_no_pictures_count_beside_what_was_found(built, pictures, library):
    home = pictures(12)
    for number in range(30):
        (home / f"{number}.txt").write_text("no picture")
    (home / "bad.jpg").write_bytes(b"no picture")
    listener = Quiet()
    info = built(folder=home, listener=listener).info
    assert (info.found, info.mapped, info.skipped, info.others) == (13, 12, 1, 30)
    assert {key: listener.told[key] for key in ("found", "mapped", "skipped", "others")} == {
        "found": 13,
        "mapped": 12,
        "skipped": 1,
        "others": 30,
    }
    assert len(library.maps.skipped(info.id)) == 31, "they are listed all the same"
    assert built(folder=home).info.others == 30
    sample = built(folder=home, sample=5).info
    assert sample.counts.startswith("5 found = ")
    assert sample.counts.endswith(" skipped, drawn from 13, and 30 other files")


def test_folders_that_systems_keep_and_the_library_are_left_out_and_said(built, pictures, library):
    home = pictures(12)
    for path in (
        "@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg",
        "blue/@eaDir/b.jpg",
        "previews/mine.jpg",
        "library/cache/c.jpg",
    ):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(picture(len(path)))
    (home / "library" / "imagescape.sqlite").touch()
    info = built(folder=home).info
    assert info.counts == "16 found = 13 mapped + 3 skipped"
    assert {s.path: s.code for s in library.maps.skipped(info.id)} == dict.fromkeys(
        ("@eaDir", "blue/@eaDir", "library"), Reason.SYSTEM
    )


def test_the_library_is_no_folder_of_pictures(built, library):
    with pytest.raises(BadRequest, match="belongs to a library of Imagescape"):
        built(folder=library.folder)


def test_what_of_an_upload_is_told_twice_counts_once(built, library, settings):
    shelf = uploads.Uploads(library, settings)
    upload = shelf.begin()
    for number, path in enumerate(("a.jpg", "@eaDir/a.jpg/b.jpg")):
        received = shelf.part(upload)
        received.write_bytes(picture(number))
        shelf.accept(upload, path=path, received=received)
    left_out = [Skipped("@eaDir/a.jpg/x.txt", "not sent"), Skipped("n.txt", "not sent"), Skipped("b.jpg", "too large")]
    info = built(folder=shelf.finish(upload, left_out)).info
    assert (info.found, info.mapped, info.skipped, info.others) == (3, 1, 2, 1)
    assert [s.path for s in library.maps.skipped(info.id)] == ["@eaDir", "b.jpg", "n.txt"]


def test_nothing_to_map_says_what_was_there(built, tmp_path):
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(NothingToMap, match="There is no file in"):
        built(folder=empty)
    (empty / "notes.txt").write_text("hello")
    (empty / "broken.jpg").write_text("hello")
    with pytest.raises(NothingToMap, match=r"may be a picture cannot be mapped: 1 × not .* There is 1 other file too"):
        built(folder=empty)
    (empty / "broken.jpg").unlink()
    with pytest.raises(NothingToMap, match=r"There is no picture in .*, but 1 other file: 1 × not a picture by"):
        built(folder=empty)


def test_stopping_while_embedding_keeps_what_was_embedded(built, pictures, library, fake_encoder):
    home = pictures(80)
    with pytest.raises(StoppedByUser, match="kept"):
        built(folder=home, listener=Quiet("embed", after=32))
    kept = library.contents.feature_count()
    assert 0 < kept < 80
    made = built(folder=home)
    assert fake_encoder.seen == 80, "no picture is embedded twice"
    assert made.info.mapped == 80


def test_a_sample_is_a_beginning_of_the_whole(built, pictures, library):
    home = pictures(40)
    whole, part = built(folder=home), built(folder=home, sample=10)
    assert library.maps.rows(part.info.id).path == library.maps.rows(whole.info.id).path[:10]
    assert part.info.sampled_from == 40


@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("dimensions", [2, 3])
def test_few_pictures_give_a_finite_map(built, library, n, dimensions):
    made = built(n, dimensions=dimensions)
    positions = library.maps.rows(made.info.id).positions
    assert positions.shape == (n, dimensions)
    assert abs(positions).max() < 1e4
    assert n == 1 or positions.std() > 0


def test_twenty_copies_of_one_picture_do_not_collapse_or_explode(built, tmp_path, library):
    home = tmp_path / "copies"
    home.mkdir()
    for i in range(20):
        (home / f"{i}.jpg").write_bytes(picture(1))
    made = built(folder=home)
    positions = library.maps.rows(made.info.id).positions
    assert (made.embedded, made.info.mapped) == (1, 20)
    assert positions.std() > 0
    assert abs(positions).max() < 1e4
    assert len({tuple(p) for p in positions}) == 20, "each can be hovered"


def test_the_perplexity_that_was_used_is_said(built):
    assert built(12, perplexity=20.0).info.perplexity == pytest.approx(11 / 3)


def test_coordinates_are_the_same_bit_for_bit(built, pictures, library):
    home = pictures(60)
    first = built(folder=home)
    kept = library.maps.rows(first.info.id).positions.copy()
    library.cleanup.delete(first.info.id)
    again = built(folder=home)
    assert again.info.id == first.info.id
    assert (library.maps.rows(again.info.id).positions == kept).all()


def test_article_recipe_takes_only_what_the_article_took(library, settings, pictures, fake_encoder):
    home = pictures(8)
    (home / "extra.webp").write_bytes(picture(50, kind="WEBP"))
    recipe = Recipe(decoding="article", iterations=250, projection="tsne-exact", perplexity=2.0)
    made = building.build(library, settings, str(home), recipe=recipe, name="a", listener=Quiet())
    assert (made.info.mapped, made.info.skipped) == (8, 1)


def test_a_map_that_was_begun_and_left_is_swept_and_one_in_work_is_not(built, library, monkeypatch):
    from services.library import cleanup

    first = built(12)
    with library.db.write() as db:
        db.execute("UPDATE maps SET state = 'building' WHERE id = ?", (first.info.id,))
    library.cleanup.sweep()
    assert library.maps.get(first.info.id), "just made: someone may be at it"
    monkeypatch.setattr(cleanup, "ABANDONED_AFTER", -1.0)
    library.cleanup.sweep()
    assert library.maps.all() == []
    assert not list((library.folder / "maps").iterdir())


def test_the_same_pictures_beside_other_files_are_the_same_map_with_its_counts_anew(built, pictures, library):
    there = pictures(12, "there")
    first = built(folder=there)
    (there / "notes.txt").write_text("hello")
    again = built(folder=there)
    assert again.info.id == first.info.id
    info = library.maps.get(first.info.id)
    assert (info.found, info.mapped, info.skipped, info.others, info.name) == (12, 12, 0, 1, "there")
    assert [s.path for s in library.maps.skipped(info.id)] == ["notes.txt"]
    library.maps.rename(info.id, "Tuesday's")
    (there / "notes.txt").unlink()
    built(folder=there)
    info = library.maps.get(first.info.id)
    assert (info.found, info.others, info.name) == (12, 0, "Tuesday's"), "a name that someone gave stays"
    assert library.maps.skipped(info.id) == []


def test_a_number_that_is_not_finite_in_a_library_costs_a_picture_that_is_embedded_anew(
    built, pictures, library, fake_encoder
):
    home = pictures(12)
    first = built(folder=home)
    with library.db.write() as db:
        db.execute("UPDATE features SET vector = ? WHERE rowid = 3", (np.full(192, np.nan, "<f4").tobytes(),))
    again = pipeline.run(library, Settings(), str(home), recipe=Recipe(iterations=61), name="again", listener=Quiet())
    assert (again.info.mapped, again.embedded, fake_encoder.seen) == (12, 1, 13)
    assert np.isfinite(library.maps.rows(again.info.id).positions).all()
    assert first.info.id != again.info.id


def test_an_encoder_whose_numbers_are_never_finite_is_told_in_one_line(built, pictures, fake_encoder):
    fake_encoder.embed = lambda pixels: np.full((len(pixels), 192), np.inf, np.float32)
    with pytest.raises(
        NothingToMap, match=r"not finite \(NaN or infinite\), .* for every picture .* 5 of them\. Check the model"
    ):
        built(folder=pictures(5))


def test_what_could_not_be_read_this_time_is_a_warning(built, pictures, monkeypatch):
    home = pictures(6)
    monkeypatch.setattr(embed, "_stream", failing(embed._stream, {"red/picture-001.jpg", "red/picture-003.jpg"}))
    made = built(folder=home)
    assert made.info.warnings == [
        "2 files could not be mapped this time; the next build tries them again: 2 × cannot be read (a bad sector)."
    ]
    monkeypatch.undo()
    assert (built(folder=home).info.mapped, built(folder=home).info.warnings) == (6, [])


def failing(stream, paths):
    """Some files cannot be read."""

    def yielding(source, left, **how):
        for outcome in stream(source, left, **how):
            if outcome and outcome[0].path in paths:
                yield outcome[0], Skipped(outcome[0].path, "cannot be read (a bad sector)", Reason.SLOW)
            else:
                yield outcome

    return yielding


def test_pictures_that_are_shown_otherwise_than_before_are_told(built, pictures, library):
    home = pictures(5)
    light = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    light.paste((255, 255, 255, 255), (5, 5, 20, 20))
    light.save(home / "light.png")
    old = feature_key(FakeEncoder(), Recipe())
    first = built(folder=home)
    with library.db.write() as db:
        db.execute("UPDATE contents SET pixels = 3, read = 3")
        db.execute("UPDATE files SET decode_key = '3' || substr(decode_key, 2)")
        db.execute("UPDATE features SET encoder = (SELECT id FROM encoders WHERE key = ?)", (old,))
        db.execute("DELETE FROM maps")
    again = built(folder=home)
    assert (again.embedded, again.info.id) == (1, first.info.id)
    assert len(again.info.warnings) == 1
    assert again.info.warnings[0].startswith("1 picture was embedded anew: this version shows deep colour")


def test_a_map_without_pictures_that_are_shown_otherwise_has_the_key_of_before(built):
    assert built(6).info.encoder_key == feature_key(FakeEncoder(), Recipe())


def test_a_folder_that_goes_away_while_it_is_listed_is_told(built, pictures, monkeypatch):
    home = pictures(6)
    real = scan._entry

    def gone(root, path, entry):
        if home.exists():
            home.rename(home.with_name("away"))
        return real(root, path, entry)

    monkeypatch.setattr(scan, "_entry", gone)
    with pytest.raises(SourceGone, match="went away"):
        built(folder=home)


def test_what_is_said_of_files_that_could_not_be_read_is_that_of_the_last_look(built, pictures, monkeypatch, library):
    home = pictures(6)
    first = built(folder=home)
    assert first.info.warnings == []
    (home / "red" / "late.jpg").write_bytes(b"x")
    monkeypatch.setattr(embed, "_stream", failing(embed._stream, {"red/late.jpg"}))
    again = built(folder=home)
    assert (again.reopened, again.info.skipped) == (True, 1)
    assert "1 file could not be mapped this time" in again.info.warnings[0]
    assert library.maps.get(first.info.id).warnings == again.info.warnings
    monkeypatch.undo()
    (home / "red" / "late.jpg").unlink()
    assert built(folder=home).info.warnings == []
