"""The step that finds the copies of a map."""

from services.groups import copies as groups
from services.pipeline import copies
from services.pipeline.beside import Work
from tests.conftest import Quiet, picture
from tests.helpers_maps import stored

#: Rows 0, 2 and 4 are one file, in two folders; 1 and 3 another.
FILES = {
    "a/1.jpg": picture(1),
    "a/2.jpg": picture(2),
    "b/1.png": picture(1),
    "a/x.jpeg": picture(2),
    "a/1 copy.jpg": picture(1),
    "c.jpg": picture(3),
}


def test_copies_lie_beside_the_map_whatever_they_are_called(library, settings, tmp_path):
    info = stored(library, tmp_path / "home", FILES)
    copies.make(Work(library, settings, info, library.maps.rows(info.id), Quiet()))
    found = groups.read(library.beside.found(info.id, groups.KIND))
    assert [group.tolist() for group in found.groups] == [[0, 2, 4], [1, 3]]
    assert found.across == 1
    assert [group.tolist() for group in copies.of_columns(library.maps.columns(info.id)).groups] == [[0, 2, 4], [1, 3]]
