"""The recipe that the controls stand for: what arrives, what is refused, and in which words."""

import pytest

from components.ids import Ids
from components.source import recipe
from services.errors import BadRequest
from services.schema import Recipe, article_recipe
from tests.components.source.conftest import NUMBERS, read

ARTICLE = {
    Ids.SAMPLE: 1000,
    Ids.ENCODER: "resnet50",
    Ids.METRIC: "euclidean",
    Ids.PROJECTION: "tsne-exact",
    Ids.ITERATIONS: 2000,
}


def test_a_browsers_numbers_make_the_very_same_recipe_as_the_command_line():
    assert read({Ids.PERPLEXITY: 20, Ids.SAMPLE: 1000.0}).as_json() == Recipe(sample=1000).as_json()


def test_every_control_arrives():
    changes = {
        Ids.SAMPLE: 500,
        Ids.ENCODER: "resnet50",
        Ids.METRIC: "euclidean",
        Ids.PROJECTION: "pca",
        Ids.DIMENSIONS: "3",
        Ids.PERPLEXITY: 7.5,
        Ids.ITERATIONS: 300,
        Ids.SEED: 4,
    }
    assert read(changes) == Recipe(
        sample=500,
        encoder="resnet50",
        metric="euclidean",
        projection="pca",
        dimensions=3,
        perplexity=7.5,
        iterations=300,
        seed=4,
    )


@pytest.mark.parametrize("control", [c for c in NUMBERS if c != Ids.PERPLEXITY], ids=str)
def test_half_a_picture_is_refused_and_not_rounded_to_all_of_them(control):
    with pytest.raises(BadRequest, match=rf"^{NUMBERS[control]} must be a whole number .*10\.5"):
        read({control: 10.5})


def test_an_encoder_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(BadRequest, match="resnet50"):
        read({Ids.ENCODER: "resnet51"})


def test_a_metric_that_is_none_is_refused_with_those_there_are():
    with pytest.raises(BadRequest, match="cosine, euclidean"):
        read({Ids.METRIC: "manhattan"})


def test_ones_own_model_is_named_by_its_path(tmp_path):
    model = tmp_path / "mine.keras"
    model.write_bytes(b"")
    assert read({Ids.ENCODER: recipe.CUSTOM, Ids.CUSTOM: f" {model} "}).encoder == f"custom:{model}"
    with pytest.raises(BadRequest, match=r"gone\.keras"):
        read({Ids.ENCODER: recipe.CUSTOM, Ids.CUSTOM: str(tmp_path / "gone.keras")})
    with pytest.raises(BadRequest):
        read({Ids.ENCODER: recipe.CUSTOM, Ids.CUSTOM: None})


def test_the_articles_recipe_is_recognised_whole():
    assert read(ARTICLE) == article_recipe()
    assert read({**ARTICLE, Ids.SAMPLE: 50}) == article_recipe(50), (
        "how many are drawn is not what makes it the article's"
    )


@pytest.mark.parametrize(
    "change",
    [
        {Ids.SEED: 9},
        {Ids.PERPLEXITY: 21},
        {Ids.DIMENSIONS: "3"},
        {Ids.ITERATIONS: 1999},
        {Ids.ENCODER: "convnext-tiny"},
        {Ids.METRIC: "cosine"},
    ],
    ids=str,
)
def test_anything_else_is_not_the_articles_and_decoded_as_usual(change):
    assert read({**ARTICLE, **change}).decoding == "standard"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {},
            "By what is in the picture (EfficientNet-Lite0), compared by cosine, 20 neighbours each "
            "(perplexity), all pictures, 2-D.",
        ),
        (
            {Ids.PERPLEXITY: 7.5},
            "By what is in the picture (EfficientNet-Lite0), compared by cosine, 7.5 neighbours each "
            "(perplexity), all pictures, 2-D.",
        ),
        (
            {Ids.SAMPLE: 27_000, Ids.DIMENSIONS: "3"},
            "By what is in the picture (EfficientNet-Lite0), compared by cosine, 20 neighbours each (perplexity), "
            "27,000 pictures drawn at random, 3-D.",
        ),
        (
            ARTICLE,
            "By what is in the picture (ResNet50), compared by Euclidean distance, t-SNE "
            "(scikit-learn), 20 neighbours each (perplexity), "
            "1,000 pictures drawn at random, 2-D.",
        ),
    ],
    ids=str,
)
def test_a_recipe_is_told_in_a_sentence(changes, words):
    assert recipe.in_words(read(changes)) == words


def test_a_model_of_ones_own_is_called_that_and_not_by_its_path():
    text = recipe.in_words(Recipe(encoder="custom:/home/me/secret.keras"))
    assert "(your own model)" in text and "secret" not in text
