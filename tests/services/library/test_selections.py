"""Selections that are kept with a map: made, changed by who saw the last edition, taken away and brought back."""

import threading

import numpy as np
import pytest

from services.errors import BadRequest, Changed, NotFound
from services.library import bitmap
from services.library.selections import LONGEST, MOST
from tests.helpers_maps import files, stored


@pytest.fixture
def info(library, tmp_path):
    return stored(library, tmp_path / "home", files(*"abcdef"))


def bits(*rows, n=6):
    return bitmap.packed(np.isin(np.arange(n), rows))


def test_a_named_one_is_listed_with_its_rows(library, info):
    kept = library.selections.keep(info.id, bits(1, 4), 2, name="  odd \n ones ")
    assert (kept.name, kept.n, kept.edition) == ("odd ones", 2, 1)
    assert library.selections.of(info.id) == [kept]
    assert bitmap.mask(library.selections.get(info.id, kept.id).rows, 6).nonzero()[0].tolist() == [1, 4]
    assert library.selections.of("0" * 16) == []


def test_one_for_a_link_has_the_same_id_each_time_and_is_not_listed(library, info):
    first, again = (library.selections.keep(info.id, bits(2, 3), 2) for _ in range(2))
    other = library.selections.keep(info.id, bits(2), 1)
    assert first.id == again.id != other.id
    assert library.selections.of(info.id) == []
    assert library.selections.get(info.id, first.id).rows == bits(2, 3)


def test_a_change_raises_the_edition_and_who_saw_an_older_one_is_told(library, info):
    kept = library.selections.keep(info.id, bits(1), 1, name="x")
    changed = library.selections.change(info.id, kept.id, edition=1, name="y", rows=(bits(1, 2), 2))
    assert (changed.name, changed.n, changed.edition, changed.rows) == ("y", 2, 2, bits(1, 2))
    with pytest.raises(Changed, match="y was changed in another window"):
        library.selections.change(info.id, kept.id, edition=1, name="z")
    assert library.selections.get(info.id, kept.id).name == "y"


def test_one_that_is_taken_away_can_be_brought_back(library, info):
    kept = library.selections.keep(info.id, bits(1), 1, name="x")
    gone = library.selections.change(info.id, kept.id, edition=1, gone=True)
    assert library.selections.of(info.id) == []
    back = library.selections.change(info.id, kept.id, edition=gone.edition, gone=False)
    assert library.selections.of(info.id) == [back]
    assert back.edition == 3


def test_of_many_who_change_the_same_edition_one_does(library, info):
    kept = library.selections.keep(info.id, bits(1), 1, name="x")
    done, refused = [], []

    def change(number):
        try:
            done.append(library.selections.change(info.id, kept.id, edition=1, name=f"x{number}"))
        except Changed:
            refused.append(number)

    threads = [threading.Thread(target=change, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refused)) == (1, 7)
    assert library.selections.get(info.id, kept.id) == done[0]


def test_a_map_that_continues_another_has_its_named_ones(library, info, tmp_path):
    kept = library.selections.keep(info.id, bits(1, 5), 2, name="x")
    library.selections.keep(info.id, bits(2), 1)
    more = stored(library, tmp_path / "more", files(*"abcdefghijkl"), name="more")
    for _ in range(2):
        library.selections.inherit(more.id, info.id, wide=2)
    (inherited,) = library.selections.of(more.id)
    assert (inherited.name, inherited.n) == ("x", 2)
    assert inherited.id != kept.id
    assert bitmap.mask(inherited.rows, 12).nonzero()[0].tolist() == [1, 5]


def test_they_go_with_their_map(library, info):
    kept = library.selections.keep(info.id, bits(1), 1, name="x")
    library.cleanup.delete(info.id)
    with pytest.raises(NotFound):
        library.selections.get(info.id, kept.id)


def test_what_is_not_kept_is_not_found(library, info):
    kept = library.selections.keep(info.id, bits(1), 1, name="x")
    for map_id, selection in [(info.id, "0" * 16), ("0" * 16, kept.id)]:
        with pytest.raises(NotFound):
            library.selections.get(map_id, selection)
        with pytest.raises(NotFound):
            library.selections.change(map_id, selection, edition=1, name="y")


def test_names_have_limits(library, info):
    kept = library.selections.keep(info.id, bits(1), 1, name="x" * LONGEST)
    with pytest.raises(BadRequest, match="at most"):
        library.selections.keep(info.id, bits(1), 1, name="x" * (LONGEST + 1))
    with pytest.raises(BadRequest, match="needs a name"):
        library.selections.change(info.id, kept.id, edition=1, name="  ")
    for number in range(MOST - 1):
        library.selections.keep(info.id, bits(1), 1, name=f"n{number}")
    with pytest.raises(BadRequest, match="Take one away"):
        library.selections.keep(info.id, bits(1), 1, name="one more")
