"""Facts that have one of some names: the most frequent have a colour, all are values, what is not known comes last."""

from dataclasses import replace

import numpy as np
import pytest

from services.facts import FACETS, colour
from services.facts.kinds import arranged
from services.facts.palette import CATEGORIES, NAMED, OTHER
from services.library import Found
from tests.services.facts.test_facts import rows


def formats(*names):
    return replace(rows([f"{i}.jpg" for i in range(len(names))]), format=list(names))


def cameras(*codes, known=("", "Canon", "Apple")):
    table = rows([f"{i}.jpg" for i in range(len(codes))])
    found = Found({"edition": 1, "cameras": list(known)}, {"camera": np.array(codes, np.int32)})
    return replace(table, found={"pixels": found})


def values(name, table):
    return FACETS[name].values(table, lambda _: pytest.fail("its colours are its own"))


def test_the_most_frequent_comes_first_and_has_a_colour_by_its_name():
    table = formats("PNG", "JPEG", "PNG", "GIF", "PNG", "GIF")
    of, painted = values("format", table), colour(table, "format")
    assert (of.name, of.own, of.rows.tolist()) == (["PNG", "GIF", "JPEG"], [3, 2, 1], [0, 2, 0, 1, 0, 1])
    assert [of.colours[code] for code in of.code] == [CATEGORIES[2], CATEGORIES[0], CATEGORIES[1]]
    assert painted.legend == (("PNG", CATEGORIES[2], 3), ("GIF", CATEGORIES[0], 2), ("JPEG", CATEGORIES[1], 1))
    more = colour(formats("PNG", "JPEG", "GIF", "JPEG", "JPEG", "JPEG", "JPEG"), "format")
    assert {label: shade for label, shade, _ in more.legend}["PNG"] == CATEGORIES[2], "as the map grows"


def test_beyond_eleven_they_share_grey():
    names = [f"F{i:02d}" for i in range(14) for _ in range(20 - i)]
    painted, of = colour(formats(*names), "format"), values("format", formats(*names))
    assert painted.legend[-1] == ("3 other types", OTHER, 9 + 8 + 7)
    assert [code for code in of.code if of.colours[code] == OTHER] == [11] * 3
    assert len(of.name) == 14, "each is a value all the same"
    one = colour(formats(*names[: -8 - 7]), "format")
    assert one.legend[-1] == ("F11", OTHER, 9), "one alone is named"


def test_what_is_not_known_is_a_value_of_its_own_at_the_end():
    table = cameras(1, 0, 2, 1, 0, 0, 0)
    of = values("camera", table)
    assert (of.name, of.own, of.rows.tolist()) == (["Canon", "Apple", "unknown"], [2, 1, 4], [0, 2, 1, 0, 2, 2, 2])
    assert colour(table, "camera").legend[-1] == ("unknown", OTHER, 4)
    many = cameras(*range(14), known=("", *(f"c{i:02d}" for i in range(13))))
    assert colour(many, "camera").legend[-1] == ("2 other cameras, and unknown", OTHER, 3)


def test_a_camera_that_is_called_unknown_is_another():
    of = values("camera", cameras(1, 0, known=("", "unknown")))
    assert (of.name, of.own) == (["unknown", "unknown"], [1, 1])


def test_where_nothing_lies_beside_a_map_nothing_is_known():
    for name in ("camera", "colour"):
        of = values(name, rows(["a.jpg", "b.jpg"]))
        assert (of.name, of.own, of.says_something) == (["unknown"], [2], False)
        assert colour(rows(["a.jpg", "b.jpg"]), name).legend == (("unknown", OTHER, 2),)


def test_colours_of_pictures_are_their_own():
    found = Found({"colours": ["black", "red", "blue"]}, {"colour": np.array([2, 1, 1, 255], np.uint8)})
    table = replace(rows(list("abcd")), found={"pixels": found})
    assert colour(table, "colour").legend == (
        ("red", NAMED["red"], 2),
        ("blue", NAMED["blue"], 1),
        ("unknown", OTHER, 1),
    )
    assert values("colour", table).name == ["red", "blue", "unknown"]


def test_names_that_come_twice_are_one():
    named = arranged(["b", "a", "b", ""], np.array([0, 1, 2, 3, 2]))
    assert (named.names, named.rows.tolist(), named.counts, named.known) == (
        ["b", "a", "unknown"],
        [0, 1, 0, 2, 0],
        [3, 1, 1],
        2,
    )
    assert arranged([], np.empty(0, np.int32)).names == []
