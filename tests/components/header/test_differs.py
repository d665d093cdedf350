"""What tells maps of the same pictures apart: in words that not all of them share."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from components.header import differs
from services.schema import Recipe, article_recipe
from tests.components.conftest import GOOD


def other(info, **changes):
    """A map of the same pictures whose recipe, or what it became, is another."""
    facts = {key: changes.pop(key) for key in ("dimensions", "added", "stopped", "mapped", "created") if key in changes}
    return replace(info, id="cd" * 16, recipe=info.recipe.with_(**changes), **facts)


def test_a_map_without_sisters_is_told_apart_from_none(mapped):
    assert differs.differs(mapped, []) == ""


@pytest.mark.parametrize(
    ("changes", "text", "of_it"),
    [
        ({"encoder": "resnet50"}, "ResNet50", "EfficientNet-Lite0"),
        ({"encoder": "custom:/models/mine.keras"}, "mine.keras", "EfficientNet-Lite0"),
        ({"dimensions": 3}, "3-D", "2-D"),
        ({"metric": "euclidean"}, "by Euclidean distance", "by cosine"),
        ({"projection": "pca"}, "PCA", "t-SNE (fast)"),
        ({"perplexity": 7.5}, "perplexity 7.5", "perplexity 20"),
        ({"sample": 1000}, "1,000 drawn at random", "all pictures"),
        ({"seed": 4}, "seed 4", "seed 8"),
        ({"iterations": 2000}, "at most 2,000 steps", "at most 60 steps"),
        ({"encoder": "resnet50", "dimensions": 3}, "ResNet50, 3-D", "EfficientNet-Lite0, 2-D"),
    ],
    ids=str,
)
def test_each_says_what_it_has_and_nothing_that_both_have(mapped, changes, text, of_it):
    sister = other(mapped, **changes)
    assert (differs.differs(sister, [mapped]), differs.differs(mapped, [sister])) == (text, of_it)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"base": "ab" * 16, "added": 1200}, "1,200 added"),
        ({"align": "ab" * 16}, "laid out anew"),
        ({"decoding": "article"}, "the article's decoding"),
        ({"precision": "bf16"}, "bf16"),
        ({"stopped": True}, "stopped"),
        ({"waves": 2}, "stopped"),
    ],
    ids=str,
)
def test_what_only_one_has_is_said_of_it_and_the_other_says_when_it_was_made(mapped, changes, text):
    sister = other(mapped, **changes)
    assert differs.differs(sister, [mapped]) == text
    assert differs.differs(mapped, [sister]) == f"made {differs.made(mapped)}"


def test_of_three_a_map_says_what_not_all_the_others_have(mapped):
    first, second = other(mapped, encoder="resnet50"), other(mapped, dimensions=3)
    assert differs.differs(mapped, [mapped, first, second]) == "EfficientNet-Lite0, 2-D"
    assert differs.differs(first, [mapped, first, second]) == "ResNet50, 2-D"
    assert differs.differs(second, [mapped, first, second]) == "EfficientNet-Lite0, 3-D"


def test_maps_of_one_recipe_differ_by_how_many_pictures_they_have(mapped):
    later = other(mapped, mapped=1899)
    assert differs.differs(later, [mapped]) == "1,899 pictures"
    assert differs.differs(mapped, [later]) == f"{GOOD} pictures"


def test_maps_of_one_recipe_and_as_many_pictures_differ_by_when_they_were_made(mapped):
    here = datetime(2026, 3, 4, 5, 6, tzinfo=UTC)
    twin = other(mapped, created=here.isoformat())
    assert differs.differs(twin, [mapped]) == f"made {here.astimezone():%Y-%m-%d %H:%M}"


def test_a_map_says_when_it_was_made_by_this_machines_clock(mapped):
    here = datetime(2026, 7, 31, 23, 59, 59, 500, tzinfo=UTC)
    assert differs.made(replace(mapped, created=here.isoformat())) == f"{here.astimezone():%Y-%m-%d %H:%M}"
    assert differs.made(replace(mapped, created="2026-07-31T23:59 or so")) == "2026-07-31 23:59", (
        "whatever stands there"
    )


def test_sisters_are_the_other_finished_maps_of_the_same_folder_in_their_order(mapped):
    folder = [replace(mapped, id=f"{i:032x}") for i in range(4)]
    growing, elsewhere = replace(mapped, id="e" * 32, state="building"), replace(mapped, id="f" * 32, source="/x")
    found = differs.sisters(folder[1], [*folder, growing, elsewhere])
    assert [info.id for info in found] == [folder[0].id, folder[2].id, folder[3].id]


def test_the_articles_map_is_told_apart_by_all_that_is_its_own(mapped):
    text = differs.differs(replace(mapped, id="cd" * 16, recipe=article_recipe()), [mapped])
    assert text.startswith("ResNet50, by Euclidean distance, t-SNE (scikit-learn)")
    assert text.endswith("the article's decoding")


def test_an_encoder_that_is_no_more_is_called_as_it_was(mapped):
    assert differs.encoder(replace(mapped, recipe=Recipe(encoder="inception"))) == "inception"


def test_the_folder_tells_maps_of_one_name_apart(mapped):
    there = replace(mapped, id="cd" * 16, source="/phone/\u202eB")
    assert differs.place(there, [mapped, there]) == r"in /phone/\u202eB"
    assert differs.place(mapped, [mapped, there]) == f"in {mapped.source}"
    others = [replace(there, name="other"), replace(there, state="building"), replace(there, source=mapped.source)]
    assert differs.place(mapped, [mapped, *others]) == ""
