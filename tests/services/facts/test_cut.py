"""The cut: each row in one piece, the first level that branches, large folders opened where colours then tell more."""

from collections import Counter

import pytest

from services.facts.cut import cut, largest
from services.facts.tree import TOP
from tests.services.facts.test_tree import of, random_folders


def pieces(folders, colours=11):
    tree = of(*folders)
    return {(tree.path(piece.node), piece.whole): piece.rows for piece in cut(tree, colours)}


def many(counts):
    return [folder for folder, count in counts.items() for _ in range(count)]


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("colours", [1, 3, 11, 400])
def test_every_row_lies_in_one_piece(seed, colours):
    folders = random_folders(seed)
    tree = of(*folders)
    found = cut(tree, colours)
    nodes = [
        node
        for piece in found
        for node in range(piece.node, tree.last[piece.node] if piece.whole else piece.node + 1)
        if tree.own[node]
    ]
    assert sorted(nodes) == sorted(node for node in range(len(tree.parts)) if tree.own[node])
    assert sum(piece.rows for piece in found) == len(folders)
    assert found == sorted(found), "in the order of names"


def test_it_begins_at_the_top():
    assert pieces([f"{top}/{i}" for top in "abcde" for i in range(9)]) == {(top, True): 9 for top in "abcde"}


@pytest.mark.parametrize("above", ["train", "data/train", "../other/train"])
def test_where_all_lies_in_one_folder_it_begins_where_that_branches(above):
    folders = [f"{above}/{top}/{i}" for top in range(30) for i in range(2)]
    assert pieces(folders) == {(f"{above}/{top}", True): 2 for top in range(30)}
    assert pieces([above] * 3) == {(above, True): 3}
    assert pieces([above, *folders])[above, False] == 1, "files directly in it are a piece of their own"


def test_where_there_are_colours_for_all_folders_each_has_one():
    counts = {"animals/pets/cat": 1, "animals/pets/dog": 2, "animals": 3, "cars": 4, "": 5, "x/y/z": 90}
    top = {(folder or TOP, folder != "animals"): count for folder, count in counts.items()}
    assert pieces(many(counts), 6) == top
    assert pieces(many(counts), 5) == {(TOP, True): 5, ("animals", True): 6, ("cars", True): 4, ("x", True): 90}


def test_a_large_folder_is_opened_and_keeps_the_files_directly_in_it():
    counts = {"train": 5, **{f"train/{i}": 60 for i in range(5)}, **{f"test/{i}": 10 for i in range(10)}, "val": 50}
    assert pieces(many(counts)) == {
        **{(f"train/{i}", True): 60 for i in range(5)},
        ("train", False): 5,
        ("test", True): 100,
        ("val", True): 50,
    }


def test_a_chain_below_a_large_folder_is_opened_to_where_it_branches():
    counts = {**{f"train/all/{i}": 60 for i in range(5)}, **{f"test/{i}": 10 for i in range(10)}}
    assert pieces(many(counts)) == {**{(f"train/all/{i}", True): 60 for i in range(5)}, ("test", True): 100}
    counts = {"train/all/one": 900, **{f"test/{i}": 10 for i in range(20)}}
    assert pieces(many(counts)) == {("train", True): 900, ("test", True): 200}


def test_of_a_thousand_small_folders_few_could_have_a_colour():
    counts = {f"train/{i}": 1 for i in range(1000)} | {"test": 200, "val": 100}
    assert pieces(many(counts)) == {("train", True): 1000, ("test", True): 200, ("val", True): 100}


def test_the_next_largest_is_opened_where_the_largest_is_not():
    counts = {f"a/{i}": 1 for i in range(500)} | {f"b/{i}": 80 for i in range(5)}
    assert pieces(many(counts)) == {("a", True): 500, **{(f"b/{i}", True): 80 for i in range(5)}}


def test_folders_of_a_quarter_and_less_stay_whole():
    assert pieces(many({f"{top}/{i}": 5 for top in "abcd" for i in range(3)})) == {(top, True): 15 for top in "abcd"}


def test_no_more_is_opened_than_there_are_colours():
    counts = {f"a/{i}": 50 for i in range(9)} | {f"b/{i}": 50 for i in range(9)}
    assert len(pieces(many(counts), 2)) == 2
    assert Counter(path[0] for path, _ in pieces(many(counts), 11)) == {"a": 9, "b": 1}


def test_the_largest_come_in_the_order_of_names_and_of_equals_the_first():
    tree = of(*many({"c": 5, "b": 1, "a": 1, "d": 9}))
    assert [tree.path(piece.node) for piece in largest(cut(tree, 3), 3)] == ["a", "c", "d"]
