"""Copies as a fact: the colours, whose legend is the facet."""

import numpy as np
import pytest

from services.facts import FACTS
from services.groups.copies import EDITION, find
from tests.helpers_maps import files, stored

FOUND = find(np.array([5, 1, 5, 1, 5, 9]), np.array([0, 0, 1, 0, 0, 0]))


@pytest.fixture
def info(library, tmp_path):
    made = stored(library, tmp_path / "home", files(*"abcdef"))
    library.beside.put(made.id, "copies", {"group": FOUND.group}, {"edition": EDITION, "across": FOUND.across})
    return made


def test_copies_in_several_folders_have_a_colour_and_those_in_one_another(library, info):
    painted = FACTS["copies"].mode.paint(library.maps.columns(info.id))
    assert painted.codes.tolist() == [1, 2, 1, 2, 1, 0]
    assert [(label, count) for label, _, count in painted.legend] == [
        ("in several folders", 3),
        ("in one folder", 2),
        ("no copies", 1),
    ]


def test_where_nothing_was_looked_for_there_are_none(library, tmp_path):
    made = stored(library, tmp_path / "other", files("x", "y"))
    painted = FACTS["copies"].mode.paint(library.maps.columns(made.id))
    assert [(label, count) for label, _, count in painted.legend] == [("no copies", 2)]
