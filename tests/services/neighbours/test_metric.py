"""Metrics: what is near by each, and features seen as a metric compares them, whole or a few rows at a time."""

import inspect

import numpy as np
import pytest

from services.errors import BadRequest
from services.features import Features
from services.neighbours import metric, nearest
from services.neighbours.metric import METRICS
from services.projections import waves
from services.schema import Recipe
from tests.services.projections.helpers import in_file


def cloud(n=300, d=24, seed=0):
    """Features as an encoder gives them: not negative."""
    return np.abs(np.random.default_rng(seed).normal(size=(n, d)) + 1).astype(np.float32)


def seen(features, name="cosine", rows=None):
    return Features.of(metric.compared(features, metric.centre_of(features, name, rows=rows))).all()


@pytest.mark.parametrize("name", METRICS)
def test_each_is_named_and_told_in_a_sentence(name):
    entry = METRICS[name]
    assert (entry.name, metric.named(name)) == (name, entry)
    assert entry.title and entry.words.startswith("by ") and entry.help.endswith(".")
    assert Recipe(metric=name).metric == name
    assert inspect.signature(Recipe).parameters["metric"].default in METRICS


def test_one_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(BadRequest, match=r"'manhattan' is no metric.* cosine, euclidean"):
        metric.centre_of(cloud(), "manhattan")


def test_by_euclidean_distance_features_are_compared_as_they_are():
    features = cloud()
    assert metric.centre_of(features, "euclidean") is None
    assert metric.compared(features, None) is features


def test_by_cosine_the_nearest_are_those_of_the_smallest_angle_about_the_mean():
    features = cloud()
    centred = features.astype(np.float64) - features.astype(np.float64).mean(axis=0)
    cosines = centred @ centred.T / np.outer(*[np.linalg.norm(centred, axis=1)] * 2)
    np.fill_diagonal(cosines, -2)
    found, distances = nearest.search(seen(features), k=5)
    assert (found == np.argsort(-cosines, axis=1)[:, :5]).all()
    assert 1 - distances**2 / 2 == pytest.approx(np.take_along_axis(cosines, found.astype(np.int64), 1), abs=1e-5)
    euclidean, _ = nearest.search(features, k=5)
    assert (found != euclidean).any(), "or the choice would be none"


def test_the_centre_is_the_mean_of_the_first_rows_and_of_all_where_there_are_fewer():
    features = cloud(1500)
    assert metric.centre_of(features, "cosine") == pytest.approx(features[:1000].mean(axis=0), abs=1e-5)
    assert (metric.centre_of(features, "cosine") == metric.centre_of(features[:1000], "cosine")).all()
    assert (metric.centre_of(features, "cosine") != metric.centre_of(features[:999], "cosine")).any()
    assert metric.centre_of(features[:3], "cosine") == pytest.approx(features[:3].mean(axis=0), abs=1e-5)
    assert metric.centre_of(features, "cosine", rows=7) == pytest.approx(features[:7].mean(axis=0), abs=1e-5)


def test_the_first_wave_of_a_map_that_grows_has_all_that_the_centre_needs():
    assert metric.CENTRED_BY <= waves.FIRST


@pytest.mark.parametrize("width", [1, 3, 48, 1280, 9001])
def test_a_row_is_seen_alike_whatever_is_read_with_it_bit_for_bit(width, tmp_path):
    features = cloud(150, width)
    whole = seen(features)
    centre = metric.centre_of(features, "cosine")
    for view in (
        metric.compared(features, centre),
        metric.compared(in_file(features, tmp_path / "f"), centre),
        metric.compared(np.asfortranarray(features), centre),
    ):
        for size in (1, 7, metric.PART, 150):
            assert (np.concatenate([block.copy() for _, block in view.blocks(size)]) == whole).all()
        some = np.array([149, 3, 3, 70])
        assert (view[some] == whole[some]).all()
        assert (view[20:90][10:][np.array([0, 5])] == whole[[30, 35]]).all()
        assert (view[50:].all() == whole[50:]).all()
        assert (view[::3] == whole[::3]).all()
    assert (features == cloud(150, width)).all(), "what the encoder gave stays as it was"


@pytest.mark.parametrize("scale", [2.0**20, 2.0**-80])
def test_how_strong_features_are_changes_nothing(scale):
    features = cloud()
    assert (seen(features * np.float32(scale)) == seen(features)).all()
    stronger = features.copy()
    centre = metric.centre_of(features, "cosine")
    stronger[5] = centre + 3 * (features[5] - centre)
    assert metric.directions(stronger, centre) == pytest.approx(metric.directions(features, centre), abs=1e-6)


def test_directions_have_length_1_and_what_has_none_is_zero():
    features = cloud(200)
    centre = metric.centre_of(features, "cosine")
    features[[0, 77]] = centre
    directions = metric.directions(features, centre)
    assert (directions[[0, 77]] == 0).all()
    others = np.delete(directions, [0, 77], axis=0)
    assert np.linalg.norm(others, axis=1) == pytest.approx(np.ones(198), abs=1e-6)


def test_copies_are_seen_as_copies_and_a_set_of_nothing_else_as_zeros():
    one = cloud(1)
    assert (seen(np.repeat(one, 1001, axis=0)) == 0).all()
    features = np.concatenate([cloud(80), cloud(80)])
    assert (seen(features)[:80] == seen(features)[80:]).all()
