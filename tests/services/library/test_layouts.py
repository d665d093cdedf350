"""Which maps share a layout: the finished ones, each with its own source."""

from dataclasses import replace

from tests.helpers_maps import files, stored


def shared(library, tmp_path, *names):
    """A finished map a folder, all of one layout, the first being the oldest."""
    made = [stored(library, tmp_path / name, files("a.jpg")) for name in names]
    for second, info in enumerate(made):
        created = f"2026-01-02T03:04:0{second}+00:00"
        library.maps.finish(replace(info, layout="ab" * 16, created=created), library.maps.rows(info.id))
        with library.db.write() as db:
            db.execute("UPDATE maps SET created = ? WHERE id = ?", (created, info.id))
    return [info.id for info in made]


def test_maps_of_a_layout_come_oldest_first_and_only_whole_ones(library, tmp_path):
    ids = shared(library, tmp_path, "one", "two", "three")
    stored(library, tmp_path / "other", files("b.jpg"))
    assert [info.id for info in library.layouts.maps("ab" * 16)] == ids
    assert library.layouts.maps("cd" * 16) == library.layouts.maps("") == []
    (library.folder / "maps" / f"{ids[0]}.parquet").unlink()
    with library.db.write() as db:
        db.execute("UPDATE maps SET state = 'building' WHERE id = ?", (ids[1],))
    assert [info.id for info in library.layouts.maps("ab" * 16)] == ids[2:]


def test_the_map_of_a_layout_and_a_source_is_found_whatever_its_id(library, tmp_path):
    ids = shared(library, tmp_path, "one", "caf\udce9")
    assert [library.layouts.made("ab" * 16, str(tmp_path / name)) for name in ("one", "caf\udce9")] == ids
    assert library.layouts.made("ab" * 16, str(tmp_path / "three")) is None
    assert library.layouts.made("cd" * 16, str(tmp_path / "one")) is None
    assert library.layouts.made("ab" * 16, f"{tmp_path / 'one'}/") == ids[0], "an address may end in a slash"


def test_an_id_is_taken_by_a_map_of_another_source(library, tmp_path):
    (first,) = shared(library, tmp_path, "one")
    assert library.layouts.is_taken(first, "/elsewhere")
    assert not library.layouts.is_taken(first, str(tmp_path / "one"))
    assert not library.layouts.is_taken("ef" * 16, "/elsewhere")


def test_the_layout_of_no_map_is_its_id(library, tmp_path):
    (first,) = shared(library, tmp_path, "one")
    assert library.layouts.of_map(first) == "ab" * 16
    assert [library.layouts.of_map(map_id) for map_id in ("ef" * 16, "")] == ["ef" * 16, ""]
