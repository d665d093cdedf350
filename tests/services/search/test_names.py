"""Finding by names, against a look at each row; what cannot be looked for is said."""

import os

import pytest

from services.errors import BadRequest, NotFound
from services.library import folded
from services.schema import shown
from services.search import names
from tests.conftest import picture
from tests.helpers_maps import files, stored
from tests.services.library.test_names import PATHS


@pytest.fixture
def info(library, tmp_path):
    return stored(library, tmp_path / "home" / "in", files(*PATHS))


def brute(paths, words):
    """(rows, scores), by a look at each path."""
    found = []
    for row, path in enumerate(map(folded, map(shown, paths))):
        own = path.rpartition("/")[2]
        if all(word in path for word in words):
            found.append((-sum(1.0 if word in own else 0.5 for word in words) / len(words), row))
    found.sort()
    return [row for _, row in found], [-score for score, _ in found]


@pytest.mark.parametrize(
    "text",
    ["jpg", "JPG", "cafe", "CAFÉ img", "img café 1", "paris", "a", "a b", "\\XE9", "strasse", "abc\u202egpj", "..", "ﬁ",
     "new line", "σίσυφος", "nothing of that name", ".*", "a%", "´ jpg"],
)  # fmt: skip
def test_rows_are_those_that_have_all_words_best_first(library, info, text):
    found = names.find(library, info.id, text)
    rows, scores = brute(PATHS, found.understood)
    assert found.rows.tolist() == rows
    assert found.scores.tolist() == pytest.approx(scores)
    assert (found.understood, found.n) == (list(dict.fromkeys(folded(text).split())), len(PATHS))
    assert found.why() == ["folder" if score == 0.5 else "name" for score in found.scores]
    assert found.why(1) == found.why()[:1]


def test_among_odd_names_each_is_found_by_every_part_of_it(library, edge, tmp_path):
    """The 114 odd files: names in many scripts, with controls, not UTF-8, as long as can be."""
    paths = [os.path.relpath(os.path.join(folder, name), edge) for folder, _, names in os.walk(edge) for name in names]
    info = stored(library, tmp_path / "odd", {path: picture(1) for path in sorted(paths)})
    paths = library.maps.rows(info.id).path
    assert len(paths) > 100
    for path in paths:
        words = folded(shown(path)).replace("/", " ").split()
        for text in (" ".join(words), words[0][:5], words[-1][1:7], words[-1][-6:]):
            if text.split() and len(text) <= names.LONGEST and len(text.split()) <= names.MOST_WORDS:
                found = names.find(library, info.id, text)
                rows, scores = brute(paths, found.understood)
                assert found.rows.tolist() == rows
                assert found.scores.tolist() == pytest.approx(scores)
        assert paths.index(path) in names.find(library, info.id, path[-names.LONGEST :].rpartition("/")[2][:100]).rows


def test_a_file_of_that_name_comes_before_a_folder(library, tmp_path):
    info = stored(
        library, tmp_path / "cats", files("cat/1.jpg", "dog/cat.jpg", "cat/cat.jpg", "dog/2.jpg", "cat/3.jpg")
    )
    found = names.find(library, info.id, "cat")
    assert (found.rows.tolist(), found.scores.tolist()) == ([1, 2, 0, 4], [1, 1, 0.5, 0.5])
    both = names.find(library, info.id, "cat dog")
    assert (both.rows.tolist(), both.scores.tolist(), both.why()) == ([1], [0.75], ["name"])


@pytest.mark.parametrize("text", ["", " ", "\n\t", "\u0301", " \u00a0 "])
def test_no_words_are_said(library, info, text):
    with pytest.raises(BadRequest, match="There is no word to look for"):
        names.find(library, info.id, text)


def test_too_much_is_said(library, info):
    with pytest.raises(BadRequest, match="may have 500 characters; this one has 501"):
        names.find(library, info.id, "x" * 501)
    with pytest.raises(BadRequest, match="may have 20 words; this one has 21"):
        names.find(library, info.id, " ".join(map(str, range(21))))
    assert names.find(library, info.id, "jpg " * 100).understood == ["jpg"], "the same word again is no other"


def test_an_unknown_map_is_said(library):
    with pytest.raises(NotFound):
        names.find(library, "0" * 32, "a")
