"""Names given to rows of maps: stored with their rows, in the order in which they were given."""

import numpy as np
import pytest


def test_a_name_comes_back_with_its_rows(library):
    rows = np.array([0, 3, 4, 70_000, 2**31 - 1])
    library.region_names.give("m", "Vögel", rows)
    library.region_names.give("m", "zwei", rows[:1])
    library.region_names.give("other", "x", rows)
    one, two = library.region_names.of("m")
    assert (one.name, one.rows.tolist(), two.name, two.rows.tolist()) == ("Vögel", rows.tolist(), "zwei", [0])


@pytest.mark.parametrize(("name", "left"), [("new", ["kept", "new"]), ("", ["kept"])])
def test_a_name_takes_the_place_of_others_and_an_empty_one_only_removes(library, name, left):
    for text in ("old", "kept"):
        library.region_names.give("m", text, np.array([1]))
    instead = [library.region_names.of("m")[0].id]
    library.region_names.give("other", "x", np.array([1]), instead=[])
    library.region_names.give("m", name, np.array([2]), instead=instead)
    assert [given.name for given in library.region_names.of("m")] == left
    assert len(library.region_names.of("other")) == 1
