"""Bins: round edges, at most so many, each value in the one it belongs to, and ends that outliers do not stretch."""

import numpy as np
import pytest

from services.facts.bins import BEYOND, LINEAR, LOG, MOST, RATIOS, TIME, Bins, cut

DICE = np.random.default_rng(3)
SETS = {
    "shares": (DICE.beta(2, 3, 5000).astype(np.float32), LINEAR),
    "skewed": (DICE.gamma(1.5, 30, 5000), LINEAR),
    "sizes": (DICE.lognormal(12, 2, 5000).round(), LOG),
    "few sizes": (np.repeat([1024.0, 65_536, 12_000_000], [4000, 900, 100]), LOG),
    "near": (DICE.normal(1e6, 1e4, 500).round(), LOG),
    "shapes": (2 ** DICE.choice([-0.58, -0.42, 0, 0.42, 0.58, 0.83], 500), RATIOS),
    "times": (DICE.integers(1_500_000_000, 1_700_000_000, 500).astype(float), TIME),
    "two": (np.array([0.25, 0.75]), LINEAR),
    "integers": (np.arange(12.0), LINEAR),
}


@pytest.mark.parametrize("name", SETS)
def test_each_value_is_in_its_bin_and_all_are_within_the_ends(name):
    values, scale = SETS[name]
    bins = cut(values, scale)
    edges, codes = bins.edges, bins.codes(values)
    assert 1 <= bins.count <= MOST
    assert list(edges) == sorted(set(edges))
    assert (edges[0], edges[-1]) == (values.min(), values.max())
    for value, code in zip(values.tolist(), codes.tolist(), strict=True):
        assert edges[code] <= value
        assert value < edges[code + 1] or code == bins.count - 1
    assert codes.dtype == np.uint8


@pytest.mark.parametrize("name", ["shares", "skewed", "sizes", "times", "shapes"])
def test_there_are_enough_bins_to_see_a_shape(name):
    assert cut(*SETS[name]).count >= 12


@pytest.mark.parametrize("most", [2, 5, 13, 40, 64])
@pytest.mark.parametrize("name", SETS)
def test_there_are_at_most_as_many_as_asked_for(name, most):
    assert cut(*SETS[name], most=most).count <= most


@pytest.mark.parametrize("name", ["skewed", "two", "integers"])
def test_what_is_as_good_as_nothing_has_a_bin_of_its_own(name):
    values = np.concatenate([SETS[name][0] + 1, [0.0, 0.25, 0.5]])
    bins = cut(values, LINEAR, none=1)
    assert bins.none and bins.count <= MOST
    assert bins.edges[:2] == (0, 1)
    assert (bins.codes(values) == 0).tolist() == (values < 1).tolist()


def test_where_nothing_or_all_is_as_good_as_nothing_there_is_no_edge_for_it():
    assert not cut(np.array([1.0, 5, 9]), LINEAR, none=1).none
    assert cut(np.array([0.0, 0.5]), LINEAR, none=1).none and 1 not in cut(np.array([0.0, 0.5]), LINEAR, none=1).edges
    assert cut(np.array([0.0, 0.0]), LINEAR, none=1) == Bins((0, 0), LINEAR, none=True)


def test_edges_are_the_round_numbers_that_are_written():
    assert cut(np.linspace(0.01, 0.99, 99), LINEAR, most=40).edges == (
        *(0.01, *(round(i * 0.05, 2) for i in range(1, 20)), 0.99),
    )
    assert cut(np.linspace(0.1193, 0.8421, 99), LINEAR, most=50).edges[1:4] == (0.12, 0.14, 0.16)
    assert cut(np.arange(0, 5001, 10.0), LINEAR).edges[1:3] == (100, 200)
    assert cut(np.geomspace(1000, 1e8, 300), LOG).edges[:4] == (1000, 1250, 1600, 2000)
    assert cut(np.geomspace(900, 90_000, 300), LOG).edges[1:4] == (1000, 1120, 1250)


def test_a_square_lies_in_the_middle_of_its_bin():
    bins = cut(np.array([0.5, 1, 1.001, 1.333, 1.5, 2]), RATIOS)
    code = int(bins.codes(np.array([1.0]))[0])
    assert np.sqrt(bins.edges[code] * bins.edges[code + 1]) == pytest.approx(1)
    assert len(set(bins.codes(np.array([0.667, 0.75, 1, 1.333, 1.5, 1.778])).tolist())) == 6, "usual shapes are apart"


def test_what_is_not_known_has_a_code_of_its_own():
    values = np.array([0.1, np.nan, 0.9, np.nan])
    bins = cut(values, LINEAR)
    assert bins.codes(values).tolist() == [0, bins.count, bins.count - 1, bins.count]
    assert cut(np.full(3, np.nan), LINEAR) is None
    assert cut(np.empty(0), LINEAR) is None


@pytest.mark.parametrize("scale", [LINEAR, LOG, RATIOS, TIME])
def test_one_value_is_one_bin(scale):
    bins = cut(np.full(5, 7.0), scale)
    assert (bins.edges, bins.codes(np.full(5, 7.0)).tolist()) == ((7, 7), [0] * 5)


def test_few_outliers_do_not_stretch_the_bins():
    body = DICE.uniform(0.2, 0.8, 2000)
    bins = cut(np.r_[body, 1e6, -1e6], LINEAR)
    assert bins.count > 20
    assert (bins.edges[0], bins.edges[-1]) == (-1e6, 1e6), "the ends say how far they are"
    assert 0.1 < bins.edges[1] < 0.3
    assert 0.7 < bins.edges[-2] < 0.9


def test_more_than_a_few_far_away_are_shown():
    share = 3 * BEYOND
    bins = cut(np.r_[DICE.uniform(0, 1, 1000), np.full(int(1000 * share), 9.0)], LINEAR)
    assert max(np.diff(bins.edges)) < 1


def test_where_nearly_all_have_one_value_the_others_are_seen():
    bins = cut(np.r_[np.full(5000, 1024.0), 2e6, 1.2e7], LOG)
    assert bins.count > 5
    assert len(set(bins.codes(np.array([1024.0, 2e6, 1.2e7])).tolist())) == 3


def test_sizes_are_cut_by_ratio_only_where_they_differ_much():
    assert cut(np.array([100.0, 399]), LOG).scale == LINEAR
    assert cut(np.array([100.0, 4000]), LOG).scale == LOG
    assert cut(np.array([0.0, 4000]), LOG).scale == LINEAR, "nothing has a ratio to 0"


def test_edges_hardly_move_while_a_map_grows():
    values = DICE.beta(2, 3, 20_000)
    few, many = set(cut(values[:3000], LINEAR).edges[1:-1]), set(cut(values, LINEAR).edges[1:-1])
    assert len(few & many) > 0.9 * len(few)
