"""The skipped files of a map: stored in order, replaced as a whole."""

from services.library import skipped
from services.schema import Reason, Skipped

FILES = [
    Skipped("b\udcff.jpg", "damaged", Reason.DAMAGED),
    Skipped("a.txt", "not a picture by its ending (.txt)", Reason.OTHER),
    Skipped("c.nef", "a kind", Reason.KIND),
    Skipped("README", "no ending that says it is a picture", Reason.OTHER),
]


def test_they_come_back_in_order_with_their_codes(library):
    with library.db.write() as db:
        skipped.replace(db, "m", FILES)
        skipped.replace(db, "n", FILES[:1])
    assert skipped.of(library.db.read(), "m") == FILES
    assert [s.code for s in skipped.of(library.db.read(), "m")] == [s.code for s in FILES]


def test_they_are_replaced_as_a_whole(library):
    for files in (FILES, FILES[1:2]):
        with library.db.write() as db:
            skipped.replace(db, "m", files)
    assert skipped.of(library.db.read(), "m") == FILES[1:2]


def test_outdated_rows_are_none_of_them(library, info):
    library.outdated.put(info.id, [Skipped("x.txt", "the file has vanished", Reason.OTHER)])
    assert [s.path for s in library.maps.skipped(info.id)] == ["bad\udcff.jpg", "notes.txt"]
