"""What the page is told of copies."""

import numpy as np
import pytest

from services.errors import NotFound
from services.groups.copies import EDITION, find
from services.views.copies import CopiesOf
from tests.helpers_maps import files, stored


@pytest.fixture
def info(library, tmp_path):
    return stored(library, tmp_path / "home", files(*"abcdef"))


def put(library, info, contents, folders):
    found = find(np.array(contents), np.array(folders))
    library.beside.put(info.id, "copies", {"group": found.group}, {"edition": EDITION, "across": found.across})


def test_the_groups_as_numbers(library, info):
    put(library, info, [5, 1, 5, 1, 5, 9], [0, 0, 1, 0, 0, 0])
    numbers = np.frombuffer(CopiesOf(library).groups(info.id), "<i4").tolist()
    assert numbers == [2, 1, 3, 5, 0, 2, 4, 1, 3]
    assert CopiesOf(library).counted(info.id) == {"groups": 2, "rows": 5, "across": 1}


def test_none_are_told_where_there_are_none(library, info):
    put(library, info, range(6), [0] * 6)
    assert np.frombuffer(CopiesOf(library).groups(info.id), "<i4").tolist() == [0, 0]
    assert CopiesOf(library).counted(info.id) == {"groups": 0, "rows": 0, "across": 0}


def test_before_they_were_looked_for_nothing_is_told(library, info):
    assert CopiesOf(library).groups(info.id) == b""
    assert CopiesOf(library).counted(info.id) is None


def test_there_is_no_such_map(library):
    for asked in (CopiesOf(library).groups, CopiesOf(library).counted):
        with pytest.raises(NotFound):
            asked("0" * 16)
