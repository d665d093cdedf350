"""What EXIF tells: cameras as people name them, and never an exception."""

import io

import pytest
from PIL import Image

from services.decoding import decode
from services.decoding.exif import CAMERA_LENGTH, camera, edited, orientation, taken
from tests.services.decoding.test_image import encoded, quarters


def dated(first=None, **block):
    """The facts of a picture with times in its EXIF: ``x9003="..."`` is that tag of the camera's block."""
    tags = Image.Exif()
    if first is not None:
        tags[0x0132] = first
    for tag, text in block.items():
        tags.get_ifd(0x8769)[int(tag[1:], 16)] = text
    data = encoded(quarters(), "JPEG", exif=tags)
    return decode(data, side=64, decoding="standard", max_pixels=10**8).facts


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
    assert isinstance(camera({0x010F: values[0], 0x0110: values[1]}), str)


def test_damaged_exif_tells_nothing():
    class Broken(dict):
        def get(self, *_):
            raise SyntaxError("not a TIFF file")

        def get_ifd(self, _):
            raise KeyError

    assert (camera(Broken()), taken(Broken()), edited(Broken()), orientation(Broken())) == ("", "", "", 1)


def test_the_camera_survives_a_turned_and_a_shrunk_picture():
    tags = Image.Exif()
    tags[0x0112], tags[0x010F], tags[0x0110] = 6, "Apple", "iPhone 12"
    out = io.BytesIO()
    quarters((900, 600)).save(out, "JPEG", exif=tags)
    decoded = decode(out.getvalue(), side=64, decoding="standard", max_pixels=10**8)
    assert (decoded.facts.camera, decoded.facts.width, decoded.facts.height) == ("Apple iPhone 12", 600, 900)
    assert not Image.open(io.BytesIO(decoded.thumbnail)).getexif(), "and the thumbnail tells nobody"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "2021:13:45 25:61:61",
            "2021:02:30 10:00:00",
            "2021:02:03 24:00:00",
            "2021:00:10 10:00:00",
            "2021:06:31 1:00:00",
        ),
        *(
            "0000:00:00 00:00:00",
            "yesterday",
            "",
            "2021:02",
            "    :  :     :  :  ",
            "0001:01:01 00:00:00",
            "9999:12:31 23:59:59",
        ),
    ],
)
def test_a_time_that_no_calendar_has_is_empty(text):
    facts = dated(text, x9003=text, x9004=text)
    assert (facts.taken, facts.edited) == ("", "")


def test_when_it_was_taken_comes_before_when_it_was_made_digital():
    facts = dated("2022:01:01 00:00:00", x9003="2020:06:07 08:09:10", x9004="2021:01:01 00:00:00")
    assert (facts.taken, facts.edited) == ("2020-06-07T08:09:10", "2022-01-01T00:00:00")
    assert dated(x9003="2020:13:07 08:09:10", x9004="2021:01:01 00:00:00").taken == "2021-01-01T00:00:00"


def test_when_an_editor_saved_it_is_not_when_it_was_taken():
    facts = dated("2021:02:03 04:05:06")
    assert (facts.taken, facts.edited) == ("", "2021-02-03T04:05:06")


@pytest.mark.parametrize(
    ("offset", "kept"),
    [
        ("+02:00", "+02:00"),
        ("-09:30", "-09:30"),
        ("+00:00", "+00:00"),
        ("+14:00", "+14:00"),
        ("+99:00", ""),
        ("", ""),
        ("Z", ""),
        ("   :  ", ""),
    ],
)
def test_the_offset_of_its_zone_is_kept(offset, kept):
    facts = dated("2021:02:03 04:05:06", x9003="2020:06:07 08:09:10", x9010=offset, x9011=offset)
    assert (facts.taken, facts.edited) == (f"2020-06-07T08:09:10{kept}", f"2021-02-03T04:05:06{kept}")
    assert dated(x9004="2020:06:07 08:09:10", x9011="+05:00", x9012=offset).taken == f"2020-06-07T08:09:10{kept}"
