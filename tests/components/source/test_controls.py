"""The recipe's controls: what they open with, what they allow, and the two named recipes."""

import pytest

from components.ids import Ids
from components.source import recipe
from services.encoders import ENCODERS
from services.errors import BadRequest
from services.neighbours.metric import METRICS
from services.projections import PROJECTIONS
from services.schema import Recipe, article_recipe
from tests.callbacks import components
from tests.components.source.conftest import NUMBERS, OPENED, read


def test_the_page_opens_with_the_default_recipe(page):
    opened = {control: page.prop(control, "value") for control in recipe.CONTROLS}
    assert recipe.read([opened[control] for control in recipe.CONTROLS]) == Recipe()
    assert opened == {**OPENED, Ids.PERPLEXITY: 20.0}


@pytest.mark.parametrize("control", NUMBERS, ids=str)
def test_what_a_number_control_lets_through_is_what_is_allowed(page, control):
    low, high = page.prop(control, "min"), page.prop(control, "max")
    read({control: low})
    read({control: high})
    for beyond in (low - 1, high + 1, None, "", "many"):
        with pytest.raises(BadRequest) as refused:
            read({control: beyond})
        text = str(refused.value)
        assert text.startswith(NUMBERS[control])
        assert f"from {low:,} to {high:,}" in text
        assert repr(beyond) in text


def test_only_the_perplexity_can_be_typed_with_a_point(page):
    assert [control for control in NUMBERS if page.prop(control, "allowDecimal")] == [Ids.PERPLEXITY]


@pytest.mark.parametrize(("button", "wanted"), [(Ids.ARTICLE, article_recipe()), (Ids.DEFAULTS, Recipe())], ids=str)
def test_a_named_recipe_sets_every_control(page, button, wanted):
    answer = page.call("sample.value", f"{button}.n_clicks")
    values = {control: answer.get(f"{control}.value") for control in recipe.CONTROLS}
    assert recipe.read([values[control] for control in recipe.CONTROLS]) == wanted
    for control in (Ids.ENCODER, Ids.PROJECTION, Ids.DIMENSIONS):
        assert values[control] in [choice["value"] for choice in page.prop(control, "data")], (
            "or the control would stand empty"
        )


def test_the_box_for_a_model_shows_only_where_one_is_asked_for(page):
    own = page.call("custom-encoder.style", "encoder.value", {"encoder.value": "custom"})
    assert own["custom-encoder.style"] == {}
    other = page.call("custom-encoder.style", "encoder.value", {"encoder.value": "resnet50"})
    assert other["custom-encoder.style"] == {"display": "none"} == page.prop("custom-encoder", "style")


def test_the_controls_are_folded_and_what_they_say_stands_in_words(page):
    assert page.prop("recipe-words", "children") == recipe.in_words(Recipe())
    (details,) = [c for c in components(page.layout) if c["props"].get("className") == "recipe"]
    assert (details["type"], details["props"].get("open")) == ("Details", None)
    folded = {c["props"].get("id") for c in components(details)}
    assert set(map(str, recipe.CONTROLS)) <= folded
    assert not {"recipe-words", "recipe-article", "recipe-defaults"} & folded, "one need not unfold them"


@pytest.mark.parametrize("control", [c for c in recipe.CONTROLS if c != Ids.CUSTOM], ids=str)
def test_the_words_follow_every_control(page, control):
    changed = {**OPENED, Ids.PERPLEXITY: 33, Ids.SAMPLE: 500, Ids.ENCODER: "resnet50", Ids.DIMENSIONS: "3"}
    values = {f"{name}.value": value for name, value in changed.items()}
    answer = page.call("recipe-words.children", f"{control}.value", values)
    assert answer["recipe-words.children"] == (
        "By what is in the picture (ResNet50), compared by cosine, 33 neighbours each (perplexity), 500 "
        "pictures drawn at random, 3-D."
    )


@pytest.mark.parametrize(("control", "value"), [(Ids.PERPLEXITY, None), (Ids.SAMPLE, -1), (Ids.ENCODER, "custom")])
def test_while_a_number_or_a_path_is_half_typed_the_words_stay(page, control, value):
    answer = page.call("recipe-words.children", f"{control}.value", {f"{control}.value": value})
    assert set(answer) == {"custom-encoder.style", "perplexity.disabled", "iterations.disabled"}, "nobody is told off"


def test_what_a_projection_does_not_use_cannot_be_set(page):
    for projection, idle in (("pca", True), ("tsne", False)):
        values = {f"{name}.value": value for name, value in {**OPENED, Ids.PROJECTION: projection}.items()}
        answer = page.call("recipe-words.children", "projection.value", values)
        assert (answer["perplexity.disabled"], answer["iterations.disabled"]) == (idle, idle)
        assert ("perplexity" in answer["recipe-words.children"]) is not idle


def test_the_browser_is_told_of_what_decides_how_long_a_map_takes(page):
    (told,) = [c for c in page.dependencies if (c["clientside_function"] or {}).get("function_name") == "tellRecipe"]
    assert [i["id"] for i in told["inputs"]] == ["encoder", "sample", "dimensions", "projection"]
    assert told["prevent_initial_call"] is False, "the page opens with a recipe already"


def test_every_encoder_and_projection_can_be_chosen(page):
    assert [choice["value"] for choice in page.prop("encoder", "data")] == [*ENCODERS, recipe.CUSTOM]
    assert [choice["value"] for choice in page.prop("projection", "data")] == [*PROJECTIONS]
    assert [choice["value"] for choice in page.prop("dimensions", "data")] == ["2", "3"]
    assert [choice["value"] for choice in page.prop("metric", "data")] == [*METRICS]


def test_every_control_says_what_it_is_for(page):
    for control in (Ids.SAMPLE, Ids.ENCODER, Ids.PERPLEXITY, Ids.PROJECTION, Ids.ITERATIONS, Ids.SEED):
        assert page.prop(control, "label")
        assert page.prop(control, "description").endswith(".")
