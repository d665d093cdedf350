"""Contents are told by their first bytes; what they are called does not matter."""

import pytest

from services.decoding.kinds import kind_of
from tests.conftest import picture


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("JPEG", "JPEG"),
        ("PNG", "PNG"),
        ("GIF", "GIF"),
        ("BMP", "BMP"),
        ("TIFF", "TIFF"),
        ("WEBP", "WebP"),
        ("AVIF", "AVIF"),
    ],
)
def test_what_is_read_here_is_known(kind, name):
    found = kind_of(picture(1, kind=kind))
    assert (found.name, found.picture, found.read) == (name, True, True)


@pytest.mark.parametrize("data", [b"", b"\0\1\2\3" * 40, b"\xfe\xed\xfa\xce\1" * 9])
def test_what_is_not_known_is_nothing(data):
    assert kind_of(data) is None


def test_a_file_of_targa_is_no_cursor():
    assert (
        kind_of(b"\0\0\2" + bytes(9) + b"\x10\0\x10\0\x18\0" + bytes(300) + bytes(8) + b"TRUEVISION-XFILE.\0").name
        == "Targa"
    )
    assert kind_of(b"\0\0\2" + bytes(9) + b"\x10\0\x10\0\x18\0" + bytes(300)) is None


@pytest.mark.parametrize("text", ["words", "Grüße\n", "\ufeff<svg/>", "卫星" * 3000])
def test_text_is_told_also_where_it_is_cut_within_a_letter(text):
    found = kind_of(text.encode())
    assert not found.picture


def test_a_picture_that_says_so_in_a_later_brand_is_one():
    file = b"\0\0\0\x18ftypmif1\0\0\0\0mif1avif" + bytes(99)
    assert kind_of(file).name == "HEIF"
    assert kind_of(b"\0\0\0\x18ftypmsf1\0\0\0\0avisavif" + bytes(99)).read
