"""Which name a region has: that of the first source that says something."""

import numpy as np
import pytest

from services.groups import naming, sample
from services.library import Folders
from tests.helpers_regions import of_clouds


def named(*, folders=False, words=False, classes=False):
    found, cloud = of_clouds(3, 60)
    drawn = sample.draw(found)
    kinds = (404, 985, 1)
    odds = np.full((len(cloud), 1000), 1e-5, np.float32)
    odds[np.arange(len(cloud)), np.array(kinds)[cloud]] = 1
    own = np.array(["north", "south", "west"])[cloud]
    paths = [f"{one if words else 'IMG'}_{row}.jpg" for row, one in enumerate(own)]
    names = naming.names(
        found,
        drawn,
        of_folders=Folders(["a", "b", "c"], cloud.astype(np.int32)) if folders else Folders([""], np.zeros_like(cloud)),
        paths=[paths[row] for row in drawn.rows],
        probabilities=odds[drawn.rows] if classes else None,
    )
    return {(name.text, name.source) for level in names for name in level}


@pytest.mark.parametrize(
    ("sources", "said"),
    [
        ({"folders": True, "words": True, "classes": True}, {("a", "folder"), ("b", "folder"), ("c", "folder")}),
        ({"words": True, "classes": True}, {("north", "words"), ("south", "words"), ("west", "words")}),
        ({"classes": True}, {("airliners", "encoder"), ("daisies", "encoder"), ("goldfish", "encoder")}),
        ({}, {("", "none")}),
    ],
)
def test_the_first_source_that_says_something_names_a_region(sources, said):
    assert named(**sources) == said
