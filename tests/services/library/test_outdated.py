"""Outdated rows lie beside the skipped files of a map, and are never counted among them."""

from services.schema import Reason, Skipped
from tests.helpers_maps import files, stored

GONE = [
    Skipped("z.jpg", "the file has vanished", Reason.VANISHED),
    Skipped("a\udce9.jpg", "the file holds another picture now", Reason.CHANGED),
]


def test_they_come_back_in_the_order_given_with_their_codes(library, info):
    library.outdated.put(info.id, GONE)
    assert library.outdated.of(info.id) == GONE
    assert [s.code for s in library.outdated.of(info.id)] == [Reason.VANISHED, Reason.CHANGED]


def test_they_are_no_skipped_files(library, info):
    skipped = library.maps.skipped(info.id)
    library.outdated.put(info.id, GONE)
    assert library.maps.skipped(info.id) == skipped


def test_later_ones_replace_them_and_those_of_another_map_stay(library, info, tmp_path):
    other = stored(library, tmp_path / "other", files("b.jpg"))
    for each in (info, other):
        library.outdated.put(each.id, GONE)
    library.outdated.put(info.id, GONE[:1])
    assert (library.outdated.of(info.id), library.outdated.of(other.id)) == (GONE[:1], GONE)
    library.outdated.put(info.id, [])
    assert library.outdated.of(info.id) == []


def test_they_go_with_their_map(library, info):
    library.outdated.put(info.id, GONE)
    library.cleanup.delete(info.id)
    assert library.outdated.of(info.id) == []
