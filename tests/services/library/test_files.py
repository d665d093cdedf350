"""Where the files of a map lie."""

from services.library.files import MapFiles


def test_each_kind_has_a_path_of_its_own(tmp_path):
    files = MapFiles(tmp_path)
    paths = [files.table("ab"), files.points("ab"), files.live("ab")]
    assert [p.name for p in paths] == ["ab.parquet", "ab.points", "ab.live"]
    assert {p.parent for p in paths} == {tmp_path}


def test_all_files_of_a_map_are_removed_and_no_others(tmp_path):
    files = MapFiles(tmp_path)
    for map_id in ("ab", "abc"):
        for path in (files.table(map_id), files.points(map_id), files.live(map_id)):
            path.write_bytes(b"x")
    files.points("ab").unlink()
    files.remove("ab")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["abc.live", "abc.parquet", "abc.points"]
