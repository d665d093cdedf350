"""The step that finds the copies of a map."""

import numpy as np
import pytest

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


@pytest.mark.long
def test_300_copies_among_27000_are_all_found_and_none_besides(library, settings, cifar, tmp_path):
    """A hundred files have one copy, a hundred have two; some have another name, another ending, another folder."""
    files = {file.relative_to(cifar).as_posix(): file.read_bytes() for file in sorted(cifar.rglob("*.*"))}
    dice = np.random.default_rng(21)
    names = sorted(files)
    true: dict[bytes, set[str]] = {}
    for at, number in enumerate(dice.choice(len(names), 200, replace=False)):
        name, data = names[number], files[names[number]]
        others = [f"{name} copy.png", f"other/{at:03d}.JPEG", f"{name.rpartition('/')[0]}/again-{at:03d}.png"]
        true[data] = {name, *(others[(at + copy) % 3] for copy in range(1 if at < 100 else 2))}
        files |= dict.fromkeys(true[data], data)
    assert len(files) == len(names) + 300
    # What this set of pictures has twice without us.
    for name in names:
        true.setdefault(files[name], set()).add(name)
    expected = sorted(sorted(group) for group in true.values() if len(group) > 1)
    info = stored(library, tmp_path / "home", files)
    rows = library.maps.rows(info.id)
    copies.make(Work(library, settings, info, rows, Quiet()))
    found = groups.read(library.beside.found(info.id, groups.KIND))
    assert sorted(sorted(rows.path[row] for row in group) for group in found.groups) == expected
    assert len(expected) >= 200
