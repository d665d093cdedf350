"""``similar``: by row, by path, by any file; a table or JSON."""

import json
import shutil

import numpy as np
import pytest

from tests.conftest import picture
from tests.services.jobs.test_answers import NAMES, by_cosine, true


@pytest.fixture
def mapped(library, tmp_path):
    return by_cosine(library, tmp_path / "home")


def rows(line, mapped, picture, *more):
    told = json.loads(line("similar", mapped.id[:8], str(picture), "--json", *more).stdout)
    return [result["row"] for result in told["results"]]


def test_json_is_what_the_contracts_say(line, mapped):
    told = json.loads(line("similar", mapped.id, "3", "--json", "--most", "2").stdout)
    assert list(told) == ["map", "understood", "confident", "results"]
    assert (told["map"], told["understood"], told["confident"]) == (mapped.id, [], True)
    wanted, scores = true(3, 2)
    assert [list(result) for result in told["results"]] == [["row", "path", "score", "why"]] * 2
    assert [(result["row"], result["path"]) for result in told["results"]] == [(row, NAMES[row]) for row in wanted]
    assert np.allclose([result["score"] for result in told["results"]], scores, atol=1e-5)
    assert told["results"][0]["why"] == f"cosine {scores[0]:.3f}"


def test_a_path_of_the_map_names_a_picture_as_a_row_does(line, mapped, tmp_path):
    wanted = true(7, 11)[0]
    assert (
        rows(line, mapped, 7)
        == rows(line, mapped, "7.jpg")
        == rows(line, mapped, tmp_path / "home" / "7.jpg")
        == wanted
    )


def test_a_copy_elsewhere_is_known_by_its_content(line, mapped, tmp_path):
    shutil.copy(tmp_path / "home" / "7.jpg", tmp_path / "elsewhere.jpg")
    assert rows(line, mapped, tmp_path / "elsewhere.jpg", "--most", "4") == [7, *true(7, 3)[0]]


def test_any_other_file_is_embedded_as_the_map_was(line, built, pictures, tmp_path):
    (tmp_path / "new.jpg").write_bytes(picture(5))
    made = built(8)
    (tmp_path / "other.jpg").write_bytes(picture(77))
    for name in ("new.jpg", "other.jpg"):
        assert len(rows(line, made.info, tmp_path / name, "--most", "4")) == 4


@pytest.mark.usefixtures("fake_encoder")
def test_a_map_of_another_version_of_the_encoder_says_so(line, mapped, tmp_path):
    (tmp_path / "new.jpg").write_bytes(picture(77))
    result = line("similar", mapped.id, str(tmp_path / "new.jpg"))
    assert result.exit_code == 2
    assert "another version of its encoder" in str(result.exception)


@pytest.mark.parametrize("wrong", ["12", "no-such.jpg"])
def test_what_is_no_picture_is_refused_in_words(line, mapped, wrong):
    result = line("similar", mapped.id, wrong)
    assert result.exit_code == 2
    assert wrong in str(result.exception)


def test_a_table_for_people(line, mapped):
    first = line("similar", mapped.id, "3").stdout.splitlines()[0]
    wanted, scores = true(3, 1)
    assert first.split() == [str(wanted[0]), "cosine", f"{scores[0]:.3f}", NAMES[wanted[0]]]
