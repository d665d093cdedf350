"""Names: what they must tell, what they say of themselves, and that those of a level differ."""

import numpy as np
import pytest

from services.groups.name import ENCODER, FOLDER, USER, WORDS, Name, apart, gain


def test_a_word_tells_more_the_more_it_covers_and_the_rarer_it_is():
    told = gain(np.array([0.9, 0.9, 0.5, 0.3, 0.1]), np.array([0.1, 0.5, 0.1, 0.3, 0.3]))
    assert told[0] > told[1] > 0
    assert told[0] > told[2] > 0
    assert told[3:].tolist() == [0, 0], "as frequent as anywhere, or rarer"
    assert told[0] == pytest.approx(0.9 * np.log(9) + 0.1 * np.log(0.1 / 0.9))


def test_where_a_name_comes_from_is_said():
    said = [Name("x", source, 0.414).why for source in (USER, FOLDER, WORDS, ENCODER)]
    assert said == [
        "your own name",
        "by folder, 41 %",
        "by names of files and folders, 41 %",
        "guess of the encoder, 41 %",
    ]
    assert Name().why == ""


def test_names_of_a_level_differ_by_what_is_longer_else_by_a_number():
    names = [Name("boats", ENCODER, 0.5, "yawls"), Name("boats"), Name(), Name("cats"), Name("boats"), Name()]
    assert [name.text for name in apart(names)] == ["yawls", "boats", "", "cats", "boats (2)", ""]
    assert apart([Name("cats", ENCODER, 0.5, "tabby cats")])[0].text == "cats", "no other is called so"


def test_a_name_is_that_of_no_region_elsewhere_on_the_map():
    names = [Name("boats"), Name("boats"), Name("cats"), Name("dogs", ENCODER, 0.5, "wolves"), Name()]
    elsewhere = [{"boats", "cats"}, {"boats", "boats (2)"}, set(), {"dogs"}, {"boats"}]
    assert [name.text for name in apart(names, elsewhere)] == ["boats (2)", "boats (3)", "cats", "wolves", ""]
