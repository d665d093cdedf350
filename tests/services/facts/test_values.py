"""Facets of a colour mode's values: a value for each line of its legend."""

import numpy as np

from services.facts import FACETS, Colouring, colour
from services.facts.new import ADDED
from services.facts.palette import OTHER, SCALE
from services.facts.values import of_colouring
from tests.services.facts.test_facts import rows


def test_the_lines_of_a_legend_are_the_values():
    codes = np.array([2, 0, 2, 1], np.uint8)
    legend = (("two", "#000002", 2), ("none", "#000003", 0), ("nought", "#000000", 1), ("one", "#000001", 1))
    values = of_colouring(Colouring(codes, ("#000000", "#000001", "#000002", "#000003"), legend))
    assert list(values.name) == ["two", "none", "nought", "one"]
    assert values.rows.tolist() == [0, 2, 0, 3]
    assert (list(values.own), list(values.row)) == ([2, 0, 1, 1], [0, -1, 1, 3])
    assert (list(values.parent), list(values.last), list(values.code)) == ([-1] * 4, [1, 2, 3, 4], [2, 3, 0, 1])


def test_trust_has_its_steps_and_what_was_not_measured():
    table = rows([f"{i}.jpg" for i in range(5)], [0.95, 0.3, np.nan, 0.99, 0.75])
    values = FACETS["trust"].values(table, lambda mode: colour(table, mode))
    assert list(values.name) == ["90% to 100%", "80% to 90%", "70% to 80%", "60% to 70%", "up to 60%", "not measured"]
    assert (list(values.own), list(values.row)) == ([2, 0, 1, 0, 1, 1], [0, -1, 4, -1, 1, 2])
    assert [values.colours[code] for code in values.code] == [*reversed(SCALE), OTHER]


def test_what_was_added_has_two(monkeypatch):
    from dataclasses import replace

    table = replace(rows([f"{i}.jpg" for i in range(5)]), added=2)
    values = FACETS["new"].values(table, lambda mode: colour(table, mode))
    assert (list(values.name), list(values.own), values.rows.tolist()) == (
        ["new", "there before"],
        [2, 3],
        [1, 1, 1, 0, 0],
    )
    assert [values.colours[code] for code in values.code] == [ADDED, OTHER]
