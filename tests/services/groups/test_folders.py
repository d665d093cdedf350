"""Names by folder: of the deepest that most of a region is in, and that is mostly in it."""

import numpy as np
import pytest

from services.groups import folders
from services.groups.name import FOLDER
from services.library import Folders
from tests.helpers_regions import of_clouds


def named(folder_of):
    """The names of three clouds, in their order; ``folder_of(cloud, row)`` is the folder of a row."""
    found, cloud = of_clouds(3, 60)
    paths = [folder_of(int(own), row) for row, own in enumerate(cloud)]
    every = sorted(set(paths))
    (level,) = folders.names(found, Folders(every, np.array([every.index(p) for p in paths], np.int32)))
    own = [int(np.bincount(cloud[np.isin(found.codes, region.parts)]).argmax()) for region in found.levels[0]]
    return [level[own.index(number)] for number in range(3)]


def test_a_folder_of_its_own_is_its_name():
    names = named(lambda cloud, row: f"trip/{'abc'[cloud]}")
    assert [(name.text, name.source) for name in names] == [(one, FOLDER) for one in "abc"]
    assert names[0].confidence > 0.9
    assert names[0].longer == "trip/a"


@pytest.mark.parametrize(
    ("folder_of", "texts"),
    [
        (lambda cloud, row: "", ["", "", ""]),
        (lambda cloud, row: "all", ["", "", ""]),
        (lambda cloud, row: f"day-{row % 7}", ["", "", ""]),
        (lambda cloud, row: "a/deep" if cloud == 0 else "b", ["deep", "", ""]),
        (lambda cloud, row: f"a/{row % 4}" if cloud == 0 else "b", ["a", "", ""]),
        (lambda cloud, row: "caf\\xe9\u202e" if cloud == 0 else "b", ["caf\\xe9\\u202e", "", ""]),
    ],
    ids=["none", "one for all", "across", "deepest", "parts of it", "odd"],
)
def test_a_folder_that_says_nothing_of_a_region_is_not_its_name(folder_of, texts):
    assert [name.text for name in named(folder_of)] == texts
