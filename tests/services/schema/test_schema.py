"""The shapes that travel: recipes that come back from JSON as they went, hashes that do not collide, names made
visible.
"""

import json
from dataclasses import FrozenInstanceError, fields

import pytest

from services.schema import Candidate, Recipe, article_recipe, digest, shown, visible


def test_a_recipe_comes_back_as_it_went():
    recipe = Recipe(
        sample=7,
        encoder="custom:/a/b.keras",
        projection="pca",
        dimensions=3,
        perplexity=4.5,
        iterations=9,
        seed=0,
        precision="bf16",
    ).with_(base="ab", align="cd", waves=2, metric="cosine")
    assert Recipe.from_json(recipe.as_json()) == recipe
    assert list(json.loads(recipe.as_json())) == sorted(f.name for f in fields(Recipe))


def test_what_came_later_does_not_change_the_id_of_maps_that_do_without():
    assert not {"base", "align", "waves", "metric"} & set(json.loads(Recipe(metric="euclidean").as_json()))


def test_a_recipe_that_does_not_say_its_metric_is_euclidean_and_a_new_one_is_by_cosine():
    assert Recipe.from_json("{}") == Recipe(metric="euclidean")
    assert Recipe.from_json(Recipe().as_json()).metric == "cosine"


def test_a_recipe_of_a_later_version_can_still_be_read():
    text = json.dumps({**json.loads(Recipe(seed=3).as_json()), "novelty": 1})
    assert Recipe.from_json(text) == Recipe(seed=3)


def test_a_recipe_is_one_however_its_numbers_were_typed():
    assert Recipe(perplexity=20).as_json() == Recipe(perplexity=20.0).as_json()


def test_changing_a_recipe_makes_another():
    recipe = Recipe()
    assert recipe.with_(seed=9) == Recipe(seed=9)
    assert recipe == Recipe()
    with pytest.raises(FrozenInstanceError):
        recipe.seed = 1


def test_the_articles_recipe_is_the_articles():
    recipe = article_recipe()
    assert (recipe.sample, recipe.encoder, recipe.projection, recipe.dimensions) == (1000, "resnet50", "tsne-exact", 2)
    assert (recipe.perplexity, recipe.iterations, recipe.seed, recipe.decoding, recipe.precision) == (
        20.0,
        2000,
        8,
        "article",
        "f32",
    )
    assert recipe.metric == "euclidean"


def test_no_two_lists_have_one_digest():
    lists = [("ab", "c"), ("a", "bc"), ("abc",), ("abc", ""), ("", "abc"), ()]
    assert len({digest(*parts) for parts in lists}) == len(lists)


def test_a_digest_takes_names_that_are_not_utf8():
    assert digest("\udce9") == digest(b"\xe9")
    assert digest("é") == digest("é".encode())
    assert digest("\udce9") != digest("é")


@pytest.mark.parametrize(
    ("path", "text"),
    [("caf\udce9.jpg", "caf\\xe9.jpg"), ("café.jpg", "café.jpg"), ("🛰️.jpg", "🛰️.jpg"), ("a\nb", "a\nb")],
)
def test_a_path_can_be_shown(path, text):
    assert shown(path) == text
    assert shown(path).encode()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("abc\u202egpj.png", r"abc\u202egpj.png"),
        ("a\nb\x1b[31m.jpg", r"a\nb\x1b[31m.jpg"),
        ("in\u200bvisible\ufeff.jpg", r"in\u200bvisible\ufeff.jpg"),
        ("caf\udce9.jpg", r"caf\xe9.jpg"),
        ("تصویر\u200cها.jpg", "تصویر\u200cها.jpg"),
        ("👩\u200d🚀 été.jpg", "👩\u200d🚀 été.jpg"),
    ],
)
def test_a_name_cannot_pose_as_another(name, text):
    assert visible(name) == text


def test_a_candidate_cannot_be_altered():
    with pytest.raises(FrozenInstanceError):
        Candidate("a.jpg", 1, 2).size = 3
