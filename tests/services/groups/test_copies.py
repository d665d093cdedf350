"""Files that are the same: every group against a plain search, and the order of the groups."""

from collections import defaultdict

import numpy as np
import pytest

from services.groups import copies
from services.library import Found


def plain(contents, folders):
    """The groups of two and more, each with whether it is in several folders."""
    groups = defaultdict(list)
    for row, content in enumerate(contents):
        groups[content].append(row)
    some = [rows for rows in groups.values() if len(rows) > 1]
    across = [len({folders[row] for row in rows}) > 1 for rows in some]
    order = sorted(range(len(some)), key=lambda at: (not across[at], -len(some[at]), some[at][0]))
    return [some[at] for at in order], sum(across)


@pytest.mark.parametrize("seed", range(12))
def test_the_groups_are_those_of_a_plain_search(seed):
    dice = np.random.default_rng(seed)
    n = int(dice.integers(1, 200))
    contents, folders = dice.integers(0, max(1, n // int(dice.integers(1, 5))), n), dice.integers(0, 3, n)
    found = copies.find(contents, folders)
    groups, across = plain(contents.tolist(), folders.tolist())
    assert [group.tolist() for group in found.groups] == groups
    assert found.across == across
    assert found.sizes.tolist() == [len(group) for group in groups]
    assert found.rows.tolist() == [row for group in groups for row in group]


def test_copies_in_several_folders_come_first_then_the_larger_groups():
    found = copies.find(np.array([7, 7, 7, 1, 1, 4, 4, 9]), np.array([0, 0, 0, 0, 1, 2, 2, 0]))
    assert [group.tolist() for group in found.groups] == [[3, 4], [0, 1, 2], [5, 6]]
    assert found.across == 1


@pytest.mark.parametrize("contents", [[], [1], [1, 2, 3]])
def test_where_there_are_none_there_are_no_groups(contents):
    found = copies.find(np.array(contents, np.int32), np.zeros(len(contents), np.int32))
    assert (found.groups, found.across, found.rows.tolist()) == ([], 0, [])
    assert found.group.tolist() == [-1] * len(contents)


def test_what_lies_beside_a_map_is_read_if_it_is_of_this_edition():
    found = Found({"edition": copies.EDITION, "across": 1}, {"group": np.array([0, 0, -1], np.int32)})
    assert copies.read(found).rows.tolist() == [0, 1]
    assert copies.read(found).across == 1
    assert copies.read(None) is None
    assert copies.read(Found({"edition": copies.EDITION + 1, "across": 1}, found.arrays)) is None
    assert copies.read(Found(found.about, {})) is None
