"""The tree of folders: counts, order and places against what the paths say one by one."""

import numpy as np
import pytest

from services.facts.tree import TOP, grow
from services.library import Folders
from tests.services.facts.test_facts import rows


def of(*folders):
    return grow(rows([f"{folder}/{i}.jpg" if folder else f"{i}.jpg" for i, folder in enumerate(folders)]).folders)


def paths(tree):
    return [tree.path(node) for node in range(len(tree.parts))]


def random_folders(seed, n=300):
    dice = np.random.default_rng(seed)
    names = ["a", "b", "b 1", "10", "9", "é", "x\u202ey", "a" * 40]
    beside = ["", "../out/", "../"]
    return [
        (beside[dice.choice(3, p=[0.9, 0.05, 0.05])] + "/".join(dice.choice(names, dice.integers(0, 5)))).rstrip("/")
        for _ in range(n)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_counts_and_rows_are_those_of_the_paths(seed):
    folders = random_folders(seed)
    tree = of(*folders)
    whole = ["/".join(parts) for parts in tree.parts]
    assert len(set(whole)) == len(whole)
    assert [whole[node] for node in tree.nodes] == folders
    for node, path in enumerate(whole):
        at = [i for i, folder in enumerate(folders) if folder == path]
        below = at if not path else [i for i, folder in enumerate(folders) if f"{folder}/".startswith(f"{path}/")]
        if path != "..":  # what lies beside begins with it, and lies in no folder of that name
            assert (tree.own[node], tree.count[node], tree.row[node]) == (len(at), len(below), min(below)), path
    assert sum(tree.own) == len(folders)


@pytest.mark.parametrize("seed", range(8))
def test_what_lies_in_a_folder_stands_right_behind_it(seed):
    tree = of(*random_folders(seed))
    for node, parts in enumerate(tree.parts):
        inside = [other for other, longer in enumerate(tree.parts) if longer[: len(parts)] == parts != ()]
        assert list(range(node, tree.last[node])) == (inside or [node])
        assert tree.below(node) == [other for other in inside if len(tree.parts[other]) == len(parts) + 1]
        assert tree.parent[node] == (tree.parts.index(parts[:-1]) if len(parts) > 1 else -1)
    assert tree.below(-1) == [node for node, parent in enumerate(tree.parent) if parent < 0]


def test_names_come_in_the_order_in_which_people_count():
    tree = of("day-10", "day-9", "10/b", "9", "", "day-9/x", "a b", "a/z")
    assert paths(tree) == [TOP, "9", "10", "10/b", "a", "a/z", "a b", "day-9", "day-9/x", "day-10"]
    assert [tree.name(node) for node in range(4)] == [TOP, "9", "10", "b"]
    assert paths(of("01", "1", "001")) == paths(of("1", "001", "01")) == ["001", "01", "1"], "always in one order"


def test_a_folder_beside_the_source_is_one_at_the_top():
    tree = of("../other/x", "../other", "a", "../../far/y", "..")
    assert [(tree.name(node), tree.parent[node], tree.count[node]) for node in range(len(tree.parts))] == [
        ("..", -1, 1),
        ("../../far", -1, 1),
        ("y", 1, 1),
        ("../other", -1, 2),
        ("x", 3, 1),
        ("a", -1, 1),
    ]


def test_names_are_shown_as_what_they_are():
    tree = of("caf\udce9", "caf\\xe9/in", "abc\u202egpj", "a\nb", "s3//x")
    assert paths(tree) == ["a\\nb", "abc\\u202egpj", "caf\\xe9", "caf\\xe9/in", "s3", "s3/", "s3//x"]
    assert [tree.name(node) for node in range(4, 7)] == ["s3", "(no name)", "x"]


def test_no_rows_are_no_folders():
    tree = grow(Folders([], np.empty(0, np.int32)))
    assert (tree.parts, tree.below(-1), len(tree.nodes)) == ([], [], 0)
