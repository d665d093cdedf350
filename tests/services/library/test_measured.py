"""Measures of contents: stored with the batch, kept by content, replaced by those of a newer edition only."""

from dataclasses import replace

import numpy as np
import pytest

from services.library.db import CHUNK
from services.library.measured import NUMBERS
from services.schema import Candidate, Facts, Measures

FIRST = Measures(301, 0.25, 0.125, 0.5, 33.5, "blue")


def facts(content, measures=FIRST, camera="Apple iPhone 12", **more):
    return Facts(content, 4, 3, 12, "PNG", "RGB", "", camera, measures, **more)


def keep(library, *some):
    seen = [(Candidate(f"{one.hash}.jpg", 1, 2), one, one.hash.encode()) for one in some]
    library.contents.keep("/pictures", decode_key="d", key="e", seen=seen, skipped=[], features={})


def test_they_are_stored_with_what_was_read(library):
    keep(library, facts("a"), facts("b", None), facts("c", replace(FIRST, brightness=0.75, colour="red")))
    numbers, colour = library.measured.columns(["c", "a", "b", "nobody", "a"], edition=301)
    assert NUMBERS == ("brightness", "contrast", "sharpness", "colourfulness")
    assert numbers.dtype == np.float32
    assert numbers[1].tolist() == [0.25, 0.125, 0.5, 33.5] == numbers[4].tolist()
    assert (numbers[0, 0], np.isnan(numbers[2:4]).all()) == (0.75, True)
    assert colour == ["red", "blue", "", "", "blue"]


def test_those_of_another_edition_do_not_count(library):
    keep(library, facts("a"))
    assert np.isnan(library.measured.columns(["a"], edition=302).numbers).all()


def test_a_newer_edition_replaces_an_older_and_never_the_other_way(library):
    keep(library, facts("a"))
    library.measured.keep([("a", replace(FIRST, edition=302, brightness=1.0))])
    keep(library, facts("a"))
    assert library.measured.columns(["a"], edition=302).numbers[0, 0] == 1
    assert np.isnan(library.measured.columns(["a"], edition=301).numbers[0, 0])
    library.measured.keep([("a", replace(FIRST, edition=302, brightness=0.0))])
    assert library.measured.columns(["a"], edition=302).numbers[0, 0] == 1, "the first of an edition stays"


def test_many_are_found_in_any_order(library):
    names = [f"{i:05d}" for i in range(2 * CHUNK + 7)]
    library.measured.keep([(name, replace(FIRST, colourfulness=float(i))) for i, name in enumerate(names)])
    found = library.measured.columns(names[::-1], edition=301).numbers
    assert found[:, 3].tolist() == list(range(len(names)))[::-1]


def test_cameras_come_in_the_order_asked_for(library):
    keep(library, facts("a"), facts("b", camera=""), facts("c", camera=None), facts("d", camera="Canon EOS"))
    assert library.measured.readings(["d", "a", "b", "c", "nobody", "d"]).camera == (
        ["Canon EOS", "Apple iPhone 12", "", "", "", "Canon EOS"]
    )
    assert library.contents.facts("abc")["a"].camera == "Apple iPhone 12"
    assert [library.contents.facts("abc")[h].camera for h in "bc"] == ["", None]


@pytest.mark.parametrize(("first", "second"), [(None, "Canon"), (None, "")])
def test_a_content_that_a_later_edition_reads_gets_the_camera_that_nobody_had_asked_for(library, first, second):
    keep(library, facts("a", camera=first, read=3))
    keep(library, facts("a", camera=second, read=4))
    keep(library, facts("a", camera="of an older version", read=3))
    assert library.contents.facts(["a"])["a"].camera == second


def test_a_picture_that_is_shown_otherwise_has_other_measures(library):
    keep(library, facts("a", read=3))
    keep(library, facts("a", replace(FIRST, brightness=0.5), read=4, pixels=4))
    assert library.measured.columns(["a"], edition=301).numbers[0, 0] == 0.5
    keep(library, facts("a", replace(FIRST, brightness=0.1), read=4, pixels=4))
    assert library.measured.columns(["a"], edition=301).numbers[0, 0] == 0.5, "the first of an edition stays"


def test_what_else_was_read_comes_in_the_order_asked_for(library):
    keep(library, facts("a", frames=12, damage="torn", notes="the first of 12 frames", edited="2021-02-03T04:05:06"))
    keep(library, facts("b", frames=1), facts("c", frames=0))
    read = library.measured.readings(["b", "a", "c", "a"])
    assert read.frames.tolist() == [1, 12, 0, 12]
    assert (read.damage, read.notes[1]) == (["", "torn", "", "torn"], "the first of 12 frames")
    assert read.edited == ["", "2021-02-03T04:05:06", "", "2021-02-03T04:05:06"]
