"""Estimates come of what was measured here, and there is none where nothing was."""

import math
from dataclasses import replace

import pytest

from services.library import rates
from services.library.rates import estimate, speed
from services.schema import Recipe
from tests.helpers_maps import files, stored


@pytest.fixture
def measured(library, tmp_path):
    """A function that makes the facts of a measured map."""
    base = stored(library, tmp_path / "home", files("a.jpg"))

    def make(n=1000, *, rate=100.0, scan=1.0, neighbours=2.0, project=6.0, measure=2.0, **changes):
        recipe = Recipe(**{k: changes.pop(k) for k in list(changes) if k in Recipe.__dataclass_fields__})
        embed = n / rate
        total = scan + embed + neighbours + project + measure
        seconds = {
            "scan": scan,
            "embed": embed,
            "neighbours": neighbours,
            "project": project,
            "measure": measure,
            "total": total,
        }
        facts = {
            "recipe": recipe,
            "n": n,
            "found": n,
            "embedded": n,
            "images_per_second": rate,
            "iterations": 400,
            "dimensions": recipe.dimensions,
            "seconds": seconds,
        }
        return replace(base, **{**facts, **changes})

    return make


def test_the_same_map_again_takes_what_it_took(measured):
    info = measured()
    found = estimate([info], pictures=1000, recipe=info.recipe)
    assert (found.first, found.all) == pytest.approx((1 + 10 + 2, 1 + 10 + 2 + 6 + 2))


def test_embedding_grows_with_the_pictures_and_the_layout_a_little_more(measured):
    found = estimate([measured()], pictures=5000, recipe=Recipe())
    growth = 5000 * math.log(5001) / (1000 * math.log(1001))
    assert found.all == pytest.approx(5 * 1 + 50 + growth * 10)
    assert found.first == pytest.approx(5 * 1 + 50 + growth * 2)


def test_a_map_that_is_shown_while_it_grows_is_there_with_its_first_wave(measured):
    info = measured()
    found = estimate([info], pictures=5000, recipe=Recipe(), first_wave=1000)
    assert found.first == pytest.approx(5 * 1 + 10 + 10)
    assert found.all == estimate([info], pictures=5000, recipe=Recipe()).all


def test_pictures_whose_features_are_there_take_no_time_to_embed(measured):
    home = {"source": "/home/pictures"}
    info = measured(n=400, **home)
    known = estimate([info], pictures=1000, recipe=Recipe(), **home)
    unknown = estimate([info], pictures=1000, recipe=Recipe())
    assert (known.known, unknown.known) == (400, 0)
    assert unknown.all - known.all == pytest.approx(4)
    assert unknown.first - known.first == pytest.approx(4)
    grown = [
        estimate([info], pictures=1000, recipe=Recipe(), first_wave=100, source=of).first for of in ("", *home.values())
    ]
    assert grown[0] - grown[1] == pytest.approx(0.4), "so large a part of the first wave is known as of all"
    assert estimate([info], pictures=100, recipe=Recipe(), **home).known == 100, "a sample, or fewer files than then"
    others = [measured(n=900, **home, **how) for how in ({"precision": "bf16"}, {"decoding": "article"})]
    assert estimate([*others, info], pictures=1000, recipe=Recipe(), **home).known == 400
    assert estimate([info], pictures=1000, recipe=Recipe(perplexity=5), **home).known == 400, "the layout needs none"


def test_without_a_measurement_there_is_no_estimate(measured):
    few = measured(n=rates.LEAST - 1)
    for infos in ([], [few], [measured(encoder="resnet50")], [measured(projection="pca")], [measured(dimensions=3)]):
        assert estimate(infos, pictures=100, recipe=Recipe()) is None
    assert estimate([measured(n=rates.LEAST)], pictures=100, recipe=Recipe()) is not None
    assert estimate([measured()], pictures=0, recipe=Recipe()) is None
    assert estimate([measured(precision="bf16")], pictures=100, recipe=Recipe()) is None


def test_the_layout_may_be_measured_with_another_encoder_and_the_speed_with_another_projection(measured):
    infos = [measured(encoder="resnet50", rate=10, project=30.0), measured(projection="pca", project=0.1, rate=50)]
    found = estimate(infos, pictures=1000, recipe=Recipe())
    assert found.all == pytest.approx(1 + 20 + 2 + 30 + 2)


def test_the_nearest_map_in_size_measures_the_layout(measured):
    small, large = measured(n=500, project=1.0), measured(n=50_000, project=900.0)
    near = estimate([small, large], pictures=40_000, recipe=Recipe()).all
    growth = 40_000 * math.log(40_001) / (50_000 * math.log(50_001))
    assert near == pytest.approx(0.8 + 400 + growth * 904)


@pytest.mark.parametrize(
    "changes", [{"state": "building"}, {"stopped": True}, {"base": "0" * 32}, {"seconds": {"total": 1.0}}]
)
def test_a_layout_that_was_not_finished_measures_none(measured, changes):
    assert estimate([measured(**changes)], pictures=1000, recipe=Recipe()) is None
    assert speed([measured(**changes)], encoder=Recipe().encoder, precision="f32") == pytest.approx(100)


def test_iterations_count_where_a_layout_does_not_settle_by_itself(measured):
    def project(asked, info):
        return estimate([info], pictures=1000, recipe=Recipe(iterations=asked)).all - 15

    settled = measured()
    whole = replace(measured(project=20.0), recipe=Recipe(iterations=2000), iterations=2000)
    assert project(750, settled) == project(20_000, settled) == pytest.approx(6)
    assert project(200, settled) == pytest.approx(3)
    assert project(4000, whole) == pytest.approx(40)
    assert project(1000, whole) == pytest.approx(10)


def test_a_speed_is_all_pictures_by_all_seconds_of_the_newest_maps(measured):
    infos = [measured(n=1000, rate=100), measured(n=9000, rate=300), measured(n=50, rate=1)]
    assert speed(infos, encoder=Recipe().encoder, precision="f32") == pytest.approx(10_000 / 40)
    old = [measured(n=10_000, rate=1)]
    newest = [measured(rate=100)] * rates.NEWEST
    assert speed([*newest, *old], encoder=Recipe().encoder, precision="f32") == pytest.approx(100)
    assert speed(infos, encoder="resnet50", precision="f32") is None


def test_what_was_embedded_before_measures_nothing(measured):
    assert speed([measured(embedded=0, cached=1000)], encoder=Recipe().encoder, precision="f32") is None


def test_a_map_that_was_built_is_measured(built, library):
    built(120)
    (info,) = library.maps.all()
    found = estimate([info], pictures=120, recipe=info.recipe)
    assert found.all == pytest.approx(info.seconds["total"], rel=0.2, abs=0.2)
    assert 0 < found.first < found.all
