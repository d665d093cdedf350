"""What a build tells of a folder's files: what is tried again, what is seen otherwise, why nothing can be mapped."""

import pytest

from services.embedding.embed import Embedded
from services.pipeline import told
from services.schema import Reason, Recipe, Skipped


def done(anew=0):
    return Embedded([], [], [], embedded=0, cached=0, settled=0, anew=anew)


def test_only_what_is_about_the_moment_is_a_warning():
    skipped = [Skipped(f"{i}.jpg", "cannot be read (no permission)", Reason.UNREADABLE) for i in range(1200)]
    skipped.append(Skipped("b.jpg", "damaged", Reason.DAMAGED))
    assert told.warnings(skipped[-1:], done()) == []
    (line,) = told.warnings(skipped, done())
    assert line == (
        "1,200 files could not be mapped this time; the next build tries them again: "
        "1,200 × cannot be read (no permission)."
    )
    assert told.warnings(skipped[:1], done())[0].startswith(
        "1 file could not be mapped this time; the next build tries it"
    )


def test_pictures_that_are_seen_otherwise_are_counted():
    assert told.warnings([], done(1))[0].startswith("1 picture was embedded anew")
    assert told.warnings([], done(1200))[0].startswith("1,200 pictures were embedded anew")


def test_the_encoder_is_blamed_only_where_it_is_at_fault():
    damaged, broken = Skipped("a.jpg", "damaged", Reason.DAMAGED), Skipped("b.jpg", "no numbers", Reason.NOT_FINITE)
    assert told.not_finite("/home", Recipe(encoder="custom:x.keras"), [damaged]) == ""
    assert told.not_finite("/home", Recipe(encoder="custom:x.keras"), [damaged, broken]).startswith(
        "custom:x.keras gives"
    )


def test_the_reasons_why_nothing_can_be_mapped_add_up():
    skipped = [Skipped(f"{i}.jpg", reason) for i, reason in enumerate("aaabbcdef")]
    said = told.nothing("/home", skipped)
    assert "None of the 9 files" in said
    assert "3 × a; 2 × b; 1 × c; 3 for other reasons." in said
    assert "There is no file in /home" in told.nothing("/home", [])


@pytest.mark.parametrize(
    ("codes", "text"),
    [
        ([Reason.DAMAGED], "The one file in /home cannot be mapped: 1 × w. Choose"),
        ([Reason.DAMAGED, Reason.KIND], "None of the 2 files in /home can be mapped: 2 × w. Choose"),
        ([Reason.DAMAGED, Reason.OTHER], "The one file in /home that may be a picture cannot be mapped: 1 × w. There"),
        ([Reason.KIND] * 2 + [Reason.OTHER] * 2, "may be pictures can be mapped: 2 × w. There are 2 other files too."),
        ([Reason.OTHER] * 3, "There is no picture in /home, but 3 other files: 3 × w. Choose"),
        ([Reason.SYSTEM, Reason.OTHER], "Nothing in /home can be mapped: 1 × w. There is 1 other file too. Choose"),
    ],
)
def test_what_can_be_none_is_told_from_files_that_are_no_pictures(codes, text):
    assert text in told.nothing("/home", [Skipped(str(i), "w", code) for i, code in enumerate(codes)])


def test_what_was_said_for_the_moment_is_over_with_the_next_look():
    passing = Skipped("a.jpg", "cannot be read", Reason.UNREADABLE)
    [line] = told.passing([passing, Skipped("b.jpg", "damaged", Reason.DAMAGED)])
    assert line == "1 file could not be mapped this time; the next build tries it again: 1 × cannot be read."
    assert told.passing([]) == []
    assert told.renewed(["Keras computed these.", line], []) == ["Keras computed these."]
    [other] = told.passing([passing, passing])
    assert told.renewed(["Keras computed these.", line], ["Keras computed these.", other]) == [
        "Keras computed these.",
        other,
    ]
