"""A folder that goes away while it is read is noticed, whatever takes its name."""

import pytest

from services.embedding.watched import Place
from services.errors import SourceGone
from tests.conftest import picture


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(picture(1))
    return folder


def test_a_folder_that_is_there_is_no_matter(home):
    place = Place.of(str(home))
    assert place.is_there()
    assert (place.reads("a.jpg"), place.reads("b.jpg")) == (True, False)
    place.check()


@pytest.mark.parametrize("instead", ["nothing", "another folder", "a file"])
def test_one_that_went_away_is_told_with_what_to_do(home, instead):
    place = Place.of(str(home))
    home.rename(home.with_name("elsewhere"))
    if instead == "another folder":
        home.mkdir()
    elif instead == "a file":
        home.write_text("")
    assert not place.is_there()
    with pytest.raises(SourceGone, match=r"went away while its pictures were read.*Put it back and start again"):
        place.check()


def test_it_stays_gone_for_this_run_though_it_comes_back(home):
    place = Place.of(str(home))
    home.rename(home.with_name("elsewhere"))
    assert not place.is_there()
    home.with_name("elsewhere").rename(home)
    assert not place.is_there(), "who knows what was missed"


def test_an_address_is_asked_whether_it_answers():
    import fsspec

    files = fsspec.filesystem("memory")
    files.pipe("/firm/a.jpg", picture(1))
    place = Place.of("memory://firm")
    assert place.is_there()
    files.rm("/firm", recursive=True)
    assert not place.is_there()
