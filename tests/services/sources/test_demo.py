"""The demo's files: scikit-learn's digits, a folder a class, written once and whole."""

from PIL import Image

from services.sources import demo


def test_the_digits_are_written_when_the_demo_is_the_source(library):
    home = demo.folder(library)
    demo.write(library, str(home))
    files = sorted(home.rglob("*.png"))
    assert len(files) == demo.COUNT
    assert sorted(folder.name for folder in home.iterdir()) == [str(digit) for digit in range(10)]
    with Image.open(files[0]) as picture:
        assert picture.size == (demo.SIDE, demo.SIDE)
    assert [p.name for p in home.parent.iterdir()] == [home.name], "nothing half done is left"


def test_another_source_writes_nothing(library, tmp_path):
    demo.write(library, str(tmp_path))
    assert not demo.folder(library).exists()
    assert demo.is_demo(library, str(demo.folder(library)))
    assert not demo.is_demo(library, str(tmp_path))


def test_what_is_there_is_not_written_again(library):
    home = demo.folder(library)
    home.mkdir(parents=True)
    demo.write(library, str(home))
    assert list(home.iterdir()) == []
