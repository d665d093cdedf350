"""What EXIF tells: cameras as people name them, and never an exception."""

import io

import pytest
from PIL import Image

from services.decoding import decode
from services.decoding.exif import CAMERA_LENGTH, camera
from tests.services.decoding.test_image import encoded, quarters


def told(maker=None, model=None):
    tags = Image.Exif()
    for tag, value in ((0x010F, maker), (0x0110, model)):
        if value is not None:
            tags[tag] = value
    data = encoded(quarters(), "JPEG", exif=tags)
    return decode(data, side=64, decoding="standard", max_pixels=10**8).facts.camera


@pytest.mark.parametrize(
    ("maker", "model", "name"),
    [
        ("Canon", "Canon EOS 5D Mark III", "Canon EOS 5D Mark III"),
        ("NIKON CORPORATION", "NIKON D90", "NIKON D90"),
        ("Apple", "iPhone 12", "Apple iPhone 12"),
        ("OLYMPUS IMAGING CORP.", "E-M10", "OLYMPUS E-M10"),
        ("EASTMAN KODAK COMPANY", "KODAK EASYSHARE C182", "KODAK EASYSHARE C182"),
        ("Panasonic", "DMC-FZ8", "Panasonic DMC-FZ8"),
        ("SONY", "SONY", "SONY"),
        ("SONY", None, "SONY"),
        (None, "FinePix S5", "FinePix S5"),
        ("FUJIFILM\0\0\0", "X-T3   \0rubbish", "FUJIFILM X-T3"),
        ("  samsung ", "\tSM-G960F\n", "samsung SM-G960F"),
        ("LG\x1bElec", "x\ny", "LG Elec x y"),
        (None, None, ""),
        ("", "", ""),
        ("\0\0", " ", ""),
    ],
)
def test_a_camera_has_one_name(maker, model, name):
    assert told(maker, model) == name


def test_a_long_name_is_cut():
    assert len(told("m" * 300, "n" * 3000)) == CAMERA_LENGTH


@pytest.mark.parametrize("values", [(b"\xff\xfe\x00\x80", b"\x00"), (7, (1, 2)), (b"Canon", 3.5)])
def test_what_is_no_text_never_raises(values):
    class Odd:
        def getexif(self):
            return {0x010F: values[0], 0x0110: values[1]}

    assert isinstance(camera(Odd()), str)


def test_damaged_exif_tells_nothing():
    class Broken:
        def getexif(self):
            raise SyntaxError("not a TIFF file")

    assert camera(Broken()) == ""


def test_the_camera_survives_a_turned_and_a_shrunk_picture():
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x0110] = 6, "Apple", "iPhone 12"
    out = io.BytesIO()
    quarters((900, 600)).save(out, "JPEG", exif=tags)
    decoded = decode(out.getvalue(), side=64, decoding="standard", max_pixels=10**8)
    assert (decoded.facts.camera, decoded.facts.width, decoded.facts.height) == ("Apple iPhone 12", 600, 900)
    assert not Image.open(io.BytesIO(decoded.thumbnail)).getexif(), "and the thumbnail tells nobody"
