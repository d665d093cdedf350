"""Keys of features: what they stand for, what makes them comparable, what they are in a layout's id."""

import pytest

from services.library import feature_keys
from services.library.feature_keys import chain, comparable, joined, key, newest, of_pixels, without_versions

K3, K4 = (key("lite|weights|f32", "standard", "numpy=1,keras=2", pixels=pixels) for pixels in (3, 4))
OTHER = key("lite|weights|f32", "standard", "numpy=9,keras=2", pixels=4)
ARTICLE = key("resnet|weights|f32", "article", "numpy=1")


def test_a_map_has_features_of_its_own_edition_and_of_earlier_ones():
    assert chain(K4) == [K4, K3]
    assert chain(K3) == [K3]
    assert chain(ARTICLE) == [ARTICLE]
    assert chain("anything|1|f32") == ["anything|1|f32"]
    assert chain(f"{K4}\n{OTHER}") == [K4, K3, OTHER, of_pixels(OTHER, 3)]


def test_the_key_of_a_map_is_that_of_its_newest_pixels():
    assert (newest(K4, {3}), newest(K3, {3, 4}), newest(K4, ())) == (K3, K4, K3)
    assert newest(ARTICLE, {4}) == ARTICLE, "the article's pixels have one edition"


def test_older_keys_had_no_versions():
    assert without_versions(K3) == without_versions(of_pixels(OTHER, 3)) == "lite|weights|f32|3|standard"
    assert without_versions("anything") == "anything"


@pytest.mark.parametrize(
    ("other", "alike"),
    [
        (K4, True),
        (OTHER, True),
        ("lite|weights|f32|3|standard", True),
        (key("lite|others|f32", "standard", "numpy=1,keras=2"), False),
        (key("lite|weights|bf16", "standard", "numpy=1,keras=2"), False),
        (key("lite|weights|f32", "article", "numpy=1,keras=2"), False),
        ("hand|1|f32", False),
    ],
)
def test_features_are_comparable_whatever_the_versions(other, alike):
    assert comparable(K3, other) is comparable(other, K3) is alike


def test_a_map_that_is_continued_after_an_update_has_both_keys():
    assert joined(K3, K4) == joined(K4, K3) == K4
    assert joined(K4, OTHER) == f"{OTHER}\n{K4}"
    assert joined(K3, f"{OTHER}\n{K4}") == f"{OTHER}\n{K4}"
    assert feature_keys.comparable(f"{K4}\n{OTHER}", K3)
