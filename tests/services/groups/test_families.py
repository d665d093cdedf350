"""The classifier's words: a table of everyday words, and which of them is said of a region."""

import numpy as np
import pytest

from services.encoders import lite0
from services.groups import families, sample
from services.groups.name import ENCODER
from tests.helpers_regions import of_clouds

DOGS, CATS, AIRLINER, WARPLANE, GOLDFISH = range(151, 269), range(281, 286), 404, 895, 1


def test_the_table_has_a_word_for_every_class_and_families_the_narrowest_first():
    words = families.words()
    assert words.below.shape == (1000, len(words.names))
    assert all(words.names)
    assert np.array_equal(words.below[:, :1000], np.eye(1000))
    wide = words.below[:, 1000:].sum(axis=0)
    assert (np.diff(wide) >= 0).all()
    assert wide.min() >= 2
    assert len(set(words.names[1000:])) == len(words.names) - 1000


@pytest.mark.parametrize(
    ("word", "classes"),
    [("dogs", DOGS), ("cats", CATS), ("airplanes", (AIRLINER, WARPLANE)), ("frogs", range(30, 33))],
)
def test_families_are_of_the_classes_that_wordnet_has_below_them(word, classes):
    words = families.words()
    assert np.flatnonzero(words.below[:, words.names.index(word)])[:1000].tolist() == list(classes)


def test_the_order_of_the_classes_is_the_classifiers():
    names = lite0.class_names()
    for number in (GOLDFISH, AIRLINER, 510, 985, 24):
        assert names[number][:4].lower() == families.words().names[number][:4].lower()


def test_the_notice_of_wordnet_lies_beside_the_table():
    notice = families.TABLE.with_name("families-LICENSE.txt").read_text(encoding="utf-8")
    assert "WordNet 3.0 Copyright 2006 by Princeton University" in notice
    assert "provided that you agree to comply" in notice


def said(of_cloud):
    """What is said of three clouds, in the order of the clouds, whose pictures are of the classes in ``of_cloud``."""
    found, cloud = of_clouds(3, 60)
    made = np.random.default_rng(1)
    odds = np.full((len(cloud), 1000), 1e-5, np.float32)
    for row, own in enumerate(cloud):
        classes = of_cloud[own]
        if len(classes):
            odds[row, made.choice(list(classes))] += 1
    drawn = sample.draw(found)
    odds /= odds.sum(axis=1, keepdims=True)
    (level,) = families.names(found, drawn, odds[drawn.rows])
    own = [int(np.bincount(cloud[np.isin(found.codes, region.parts)]).argmax()) for region in found.levels[0]]
    return [level[own.index(number)] for number in range(3)]


def test_the_most_specific_word_is_said_that_covers_a_region():
    dogs, planes, fish = said([DOGS, (AIRLINER, WARPLANE), (GOLDFISH,)])
    assert [name.text for name in (dogs, planes, fish)] == ["dogs", "airplanes", "goldfish"]
    assert {name.source for name in (dogs, planes, fish)} == {ENCODER}
    assert dogs.confidence > 0.9


def test_two_regions_of_a_family_are_told_apart_by_their_kinds():
    hounds, terriers, other = said([[*range(160, 178), 281], [*range(179, 204), 281], (AIRLINER,)])
    assert {hounds.text, terriers.text} == {"hounds", "terriers"}
    assert other.text == "airliners"


def test_nothing_is_said_where_pictures_are_of_all_kinds_or_all_alike():
    assert [name.text for name in said([range(1000), range(1000), range(1000)])] == ["", "", ""]
    assert [name.text for name in said([DOGS, DOGS, DOGS])] == ["", "", ""]
