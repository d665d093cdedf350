"""Names by words: those that the names of a region's files share, and others do not have."""

import numpy as np
import pytest

from services.groups import sample, words
from services.groups.name import WORDS
from tests.helpers_regions import of_clouds


def named(path_of):
    """The names of three clouds, in their order; ``path_of(cloud, row)`` is the path of a row."""
    found, cloud = of_clouds(3, 60)
    drawn = sample.draw(found)
    (level,) = words.names(found, drawn, [path_of(int(cloud[row]), int(row)) for row in drawn.rows])
    own = [int(np.bincount(cloud[np.isin(found.codes, region.parts)]).argmax()) for region in found.levels[0]]
    return [level[own.index(number)] for number in range(3)]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("IMG_2041.JPG", []),
        ("DSC-0001 (2).jpg", []),
        ("0a1b2c3d4e.png", []),
        ("20190304_101500.jpg", []),
        ("holiday/GoldenGate-bridge_01.jpeg", [["/holiday"], ["holiday"], ["golden", "gate", "bridge"]]),
        ("7/Ölberg.of.it.png", [["/7"], ["ölberg"]]),
        ("noending", [["noending"]]),
    ],
)
def test_the_words_of_a_path(path, said):
    assert words.of_path(path) == said


def test_a_word_that_a_region_shares_is_its_name_with_those_beside_it():
    kinds = ("golden_gate_bridge", "sunset", "IMG")
    names = named(lambda cloud, row: f"{kinds[cloud]}_{row:04}.jpg")
    assert [name.text for name in names] == ["golden gate bridge", "sunset", ""]
    assert names[0].source == WORDS
    assert names[0].confidence > 0.9


def test_a_word_of_everything_is_none_and_a_rare_one_neither():
    assert [n.text for n in named(lambda cloud, row: f"cat_{row}.jpg")] == ["", "", ""]
    assert [n.text for n in named(lambda cloud, row: "dog.jpg" if cloud == 0 and row % 4 == 0 else "a.jpg")] == [""] * 3


def test_the_name_of_a_folder_counts_as_a_whole_also_where_it_is_a_number():
    names = named(lambda cloud, row: f"{'7' if cloud == 0 else row % 50}/{row}.png")
    assert [name.text for name in names] == ["7", "", ""]
    assert named(lambda cloud, row: f"{'my_cats' if cloud == 0 else 'x'}/{row}.png")[0].text == "my_cats"
