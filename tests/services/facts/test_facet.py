"""Facets, all that there are: columns of one length, a value for every row, counts that add up, JSON and bytes."""

import json
from dataclasses import replace

import numpy as np
import pytest

from services.facts import COLOURS, FACETS, Facet, Values, colour
from services.facts.bins import MOST
from tests.services.facts.test_facts import TABLES, VARIED, rows
from tests.services.facts.test_tree import random_folders

MANY = replace(
    rows([f"{folder or '.'}/{i}.jpg" for i, folder in enumerate(random_folders(1, 500))], np.linspace(0, 1, 500)),
    added=7,
)
COLUMNS = ("name", "parent", "last", "own", "count", "code", "row", "colours")


def values_of(name, table):
    return FACETS[name].values(table, lambda mode: colour(table, mode))


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("table", [MANY, *TABLES.values()], ids=["nested", *TABLES])
def test_every_facet_keeps_the_contract(name, table):
    facet, of = FACETS[name], values_of(name, table)
    k = len(of.name)
    assert (facet.name, facet.kind in ("tree", "values", "numbers")) == (name, True)
    assert facet.title
    assert facet.mode in COLOURS
    assert {len(column) for column in (of.parent, of.last, of.own, of.count, of.code, of.row)} == {k}
    assert (of.rows.shape, of.rows.min() >= 0, of.rows.max() < k) == ((table.n,), True, True)
    assert np.bincount(of.rows, minlength=k).tolist() == list(of.own)
    codes = colour(table, facet.mode).codes
    for value in range(k):
        inside = (of.rows >= value) & (of.rows < of.last[value])
        assert value < of.last[value] <= k
        assert of.parent[value] < value
        assert of.parent[value] < 0 or of.last[value] <= of.last[of.parent[value]]
        assert of.count[value] == inside.sum()
        assert of.row[value] == (np.flatnonzero(inside)[0] if inside.any() else -1)
        if inside.any():
            seen = set(codes[inside].tolist())
            assert of.code[value] == (seen.pop() if len(seen) == 1 else -1), "the code is the colour mode's"
    assert tuple(of.colours) == colour(table, facet.mode).palette
    if of.paint is not None:
        assert np.array_equal(np.array(of.paint)[of.rows], codes)
    assert (facet.kind == "numbers" and of.axis is not None) or of.axis is None or table.n < 3


@pytest.mark.parametrize("name", [name for name, facet in FACETS.items() if facet.kind == "numbers"])
def test_the_bins_of_a_number_are_the_steps_of_its_colour(name):
    of, painted = values_of(name, VARIED), colour(VARIED, name)
    k = painted.axis.bins.count
    assert np.array_equal(of.rows, painted.codes), "legend and histogram agree"
    assert (len(of.name), list(of.code)) in ((k, list(range(k))), (k + 1, list(range(k + 1))))
    assert 5 < k <= MOST
    assert len(of.axis.first) == len(of.axis.last) == k
    told = json.loads(FACETS[name].answer(of))
    edges = told["edges"]
    assert (len(edges), edges) == (k + 1, sorted(edges))
    assert (told["from"], told["to"], told["scale"]) == (list(of.axis.first), list(of.axis.last), of.axis.bins.scale)
    if len(of.name) > k:
        assert (of.name[k], of.own[k]) == ("unknown", sum(i % 7 == 0 for i in range(VARIED.n)))


@pytest.mark.parametrize("name", FACETS)
def test_what_the_page_is_told(name):
    facet, of = FACETS[name], values_of(name, MANY)
    told = json.loads(facet.answer(of))
    assert list(told)[: 6 + len(COLUMNS)] == ["facet", "title", "kind", "mode", "n", "bytes", *COLUMNS]
    assert set(told) - {"facet", "title", "kind", "mode", "n", "bytes", *COLUMNS} == {
        *("note", "within"),
        *(("paint",) if facet.within else ()),
        *(("edges", "scale", "unit", "from", "to") if of.axis else ()),
    }
    assert (told["facet"], told["title"], told["n"], told["bytes"]) == (name, facet.title, 500, of.wide)
    assert (told["name"], told["count"]) == (list(of.name), list(of.count))
    assert np.frombuffer(of.packed(), f"<u{of.wide}").tolist() == of.rows.tolist()


@pytest.mark.parametrize(("k", "wide"), [(1, 1), (256, 1), (257, 2), (65_536, 2), (65_537, 4)])
def test_a_row_takes_as_few_bytes_as_its_value_needs(k, wide):
    one = [0] * k
    of = Values(one, one, one, one, one, one, one, [], np.array([k - 1, 0], np.int32))
    assert json.loads(Facet("f", "F", "values", "", lambda *_: of).answer(of))["bytes"] == wide
    assert np.frombuffer(of.packed(), f"<u{wide}").tolist() == [k - 1, 0]


@pytest.mark.parametrize(("own", "says"), [([], False), ([3], False), ([0, 3, 0], False), ([1, 0, 2], True)])
def test_a_facet_says_something_where_rows_have_different_values(own, says):
    assert Values([], [], [], own, own, [], [], [], np.zeros(0, int)).says_something is says
