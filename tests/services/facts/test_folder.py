"""The facet of the folders: the tree, with a colour for each folder whose pictures all have it."""

import pytest

from services.facts import FACETS, colour
from services.facts.folder import TOP
from services.facts.palette import CATEGORIES, OTHER
from tests.services.facts.test_facts import rows
from tests.services.facts.test_tree import random_folders


def of(paths):
    table = rows(paths)
    return FACETS["folder"].values(table, lambda _: pytest.fail("its colours are its own"))


def test_a_folder_of_several_colours_has_none():
    files = [f"train/{i}/{k}.jpg" for i in range(3) for k in range(9)] + ["test/1.jpg", "0.jpg", "train/x.jpg"]
    values = of(files)
    assert list(values.name) == [TOP, "test", "train", "0", "1", "2"]
    assert list(values.parent) == [-1, -1, -1, 2, 2, 2]
    assert list(values.last) == [1, 2, 6, 4, 5, 6]
    assert (list(values.own), list(values.count)) == ([1, 1, 1, 9, 9, 9], [1, 1, 28, 9, 9, 9])
    assert list(values.code) == [0, 1, -1, 3, 4, 5]
    assert list(values.row) == [28, 27, 0, 0, 9, 18]
    assert tuple(values.colours) == CATEGORIES[:6]


def test_a_folder_without_rows_of_its_own_has_the_colour_of_all_below_it():
    values = of(["a/b/c/1.jpg", "a/b/d/2.jpg", "e/3.jpg", "f/4.jpg", "g/5.jpg"] * 2)
    assert dict(zip(values.name, values.code, strict=True)) == {
        "a": -1,
        "b": -1,
        "c": 0,
        "d": 1,
        "e": 2,
        "f": 3,
        "g": 4,
    }
    small = of([f"{i:02d}/{k}.jpg" for i in range(11) for k in range(9)] + ["y/a/b/1.jpg", "y/a/c/2.jpg", "z/3.jpg"])
    grey = len(CATEGORIES)
    assert list(small.code)[11:] == [grey] * 5, "of small folders grey is the one colour"


@pytest.mark.parametrize("seed", range(4))
def test_the_colour_of_a_row_is_that_of_its_folder(seed):
    paths = [f"{folder or '.'}/{i}.jpg" for i, folder in enumerate(random_folders(seed))]
    values, painted = of(paths), colour(rows(paths), "folder")
    assert all(
        painted.codes[row] == values.code[value] for row, value in enumerate(values.rows) if values.code[value] >= 0
    )


def within(paths, folder):
    table = rows(paths)
    tree = of(paths)
    return FACETS["folder"].within(table, list(tree.name).index(folder)), tree


def test_a_folder_that_alone_is_looked_at_shows_what_is_in_it():
    paths = [f"{top}/{i:02d}/{k}.jpg" for top in "abc" for i in range(14) for k in range(1 + i)] + ["a/x.jpg"]
    inside, tree = within(paths, "b")
    assert list(inside.name) == list(tree.name), "only the colours are others"
    codes = dict(zip([tuple(path) for path in _paths(tree)], inside.code, strict=True))
    grey = len(CATEGORIES)
    assert inside.colours == (*CATEGORIES, OTHER)
    assert [codes["b", f"{i:02d}"] for i in range(14)] == [grey] * 3 + list(range(11))
    assert {code for path, code in codes.items() if path[0] != "b"} == {grey}
    assert [inside.paint[value] for value in inside.rows[:3]] == [grey] * 3


def test_a_folder_with_pictures_and_few_folders_has_a_colour_for_each():
    inside, tree = within(["a/1.jpg", "a/b/2.jpg", "a/c/3.jpg", "d/4.jpg"], "a")
    codes = dict(zip(tree.name, inside.paint, strict=True))
    assert codes == {"a": 0, "b": 1, "c": 2, "d": 3}
    assert inside.colours == (*CATEGORIES[:3], OTHER)


def test_a_folder_without_others_in_it_has_one_colour():
    inside, _ = within(["a/1.jpg", "a/2.jpg", "b/3.jpg"], "a")
    assert [inside.colours[code] for code in inside.paint] == [CATEGORIES[0], OTHER]


def _paths(tree):
    paths = []
    for value in range(len(tree.name)):
        names, at = [], value
        while at >= 0:
            names.insert(0, tree.name[at])
            at = tree.parent[at]
        paths.append(names)
    return paths
