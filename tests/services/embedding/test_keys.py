"""The keys of the cache of features change with whatever changes a feature, and with nothing else."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from services.embedding.keys import decode_key, decode_options, feature_key
from services.library import feature_keys
from services.schema import Recipe
from services.settings import Settings

ENCODER = SimpleNamespace(key="lite|abc|f32", runtime="")


@pytest.mark.parametrize("change", [{"max_pixels": 7}, {"max_file_mb": 7}, {"decode_seconds": 7}])
def test_a_limit_decides_whether_a_file_is_skipped(change):
    settings = Settings()
    assert decode_key(Recipe(), settings, 224) != decode_key(Recipe(), replace(settings, **change), 224)


def test_the_side_and_the_way_of_decoding_decide_pixels():
    assert (
        len({decode_key(Recipe(decoding=d), Settings(), side) for d in ("standard", "article") for side in (96, 224)})
        == 4
    )


@pytest.mark.parametrize("change", [{"seed": 1}, {"perplexity": 5.0}, {"sample": 9}, {"projection": "pca"}])
def test_the_rest_of_the_recipe_decides_neither(change):
    assert decode_key(Recipe(), Settings(), 8) == decode_key(Recipe(**change), Settings(), 8)
    assert feature_key(ENCODER, Recipe()) == feature_key(ENCODER, Recipe(**change))


def test_a_feature_goes_by_encoder_and_decoding():
    other = SimpleNamespace(key="lite|abd|f32", runtime="")
    keys = {feature_key(e, Recipe(decoding=d)) for e in (ENCODER, other) for d in ("standard", "article")}
    assert len(keys) == 4


def test_decoders_are_told_the_limits_in_bytes():
    told = decode_options(Recipe(decoding="article"), Settings(max_file_mb=3, max_pixels=5), 96)
    assert (told.side, told.decoding, told.max_pixels, told.max_bytes) == (96, "article", 5, 3_000_000)


def test_keras_has_keys_of_its_own_and_openvino_those_it_had():
    names = ("", "openvino", "keras")
    unloaded, fast, slow = (feature_key(SimpleNamespace(key="x|1|f32", runtime=name), Recipe()) for name in names)
    assert (fast, slow) == (unloaded, unloaded + ",runtime=keras")
    assert feature_keys.comparable(fast, slow)
    assert feature_key(SimpleNamespace(key="x|1|f32", runtime=""), Recipe(), runtime="keras") == slow
