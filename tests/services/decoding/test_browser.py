"""What a browser is sent: the file itself where it can show it, else the same picture rendered."""

import io

import numpy as np
import pytest
from PIL import Image

from services.decoding import Unreadable, for_browser
from tests.conftest import picture
from tests.services.decoding.test_image import LIMIT, encoded, exif, heif, quarters, turned


@pytest.mark.parametrize(
    ("kind", "mime"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("BMP", "image/bmp"),
        ("AVIF", "image/avif"),
    ],
)
def test_what_a_browser_draws_is_sent_as_it_is(kind, mime):
    data = picture(2, kind=kind)
    assert for_browser(data, max_pixels=LIMIT) == (data, mime)


@pytest.mark.parametrize("orientation", [1, 6])
def test_tiff_and_heic_are_rendered_upright(orientation):
    stored = turned(quarters(), orientation)
    for data in (encoded(stored, "TIFF", exif=exif(orientation)), heif(stored, exif=exif(orientation).tobytes())):
        shown, mime = for_browser(data, max_pixels=LIMIT)
        image = Image.open(io.BytesIO(shown))
        assert (mime, image.format, image.size) == ("image/png", "PNG", (96, 64))
        assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(quarters())).mean() < 8


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_a_rotation_browsers_pass_over_is_done_for_them(kind):
    data = encoded(turned(quarters(), 6), kind, exif=exif(6), **({"lossless": True} if kind == "WEBP" else {}))
    shown, mime = for_browser(data, max_pixels=LIMIT)
    image = Image.open(io.BytesIO(shown))
    assert (mime, image.size) == ("image/png", (96, 64))
    assert np.abs(np.asarray(image.convert("RGB")).astype(int) - np.asarray(quarters())).max() < 3


def test_a_rotation_browsers_honour_is_left_to_them():
    data = encoded(turned(quarters(), 6), "JPEG", exif=exif(6))
    assert for_browser(data, max_pixels=LIMIT) == (data, "image/jpeg")


def test_a_large_tiff_is_rendered_as_a_jpeg_no_larger_than_a_screen():
    shown, mime = for_browser(encoded(quarters((6000, 1500)), "TIFF"), max_pixels=LIMIT)
    assert mime == "image/jpeg"
    assert Image.open(io.BytesIO(shown)).size == (4096, 1024)


def test_16_bits_are_rendered_so_that_something_can_be_seen():
    ramp = Image.fromarray(np.linspace(1000, 1400, 900).reshape(30, 30).astype(np.uint16))
    shown, mime = for_browser(encoded(ramp, "PNG"), max_pixels=LIMIT)
    assert mime == "image/png"
    values = np.asarray(Image.open(io.BytesIO(shown)).convert("L"))
    assert values.min() < 5 < 250 < values.max()


def test_a_web_page_is_never_sent_to_a_browser():
    with pytest.raises(Unreadable):
        for_browser(b"<html><script>alert(1)</script>", max_pixels=LIMIT)
