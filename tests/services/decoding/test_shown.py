"""How a picture comes to be seen: large ones in strips, with the same pixels; which edition of the pixels it has."""

import io

import numpy as np
import pytest
from PIL import Image

from services.decoding import decode, shown
from services.schema import FIRST_PIXELS
from tests.conftest import picture
from tests.services.decoding.made import PROPHOTO, jpeg, png, profile, ramp, tiff, with_profile


def file(image, kind="PNG"):
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "RGBA", "LA", "CMYK", "I;16"])
def test_a_large_picture_is_shrunk_in_strips_and_looks_the_same(mode, monkeypatch):
    smooth = Image.fromarray(ramp()).resize((1501, 1207), Image.Resampling.BICUBIC)
    image = smooth.convert("L").convert("I").convert(mode) if mode == "I;16" else smooth.convert(mode)
    data = file(image, "TIFF")
    whole = decode(data, side=64, decoding="standard", max_pixels=10**8)
    monkeypatch.setattr(shown, "LARGE", 1000)
    monkeypatch.setattr(shown, "_STRIP", 40)
    strips = decode(data, side=64, decoding="standard", max_pixels=10**8)
    assert (strips.facts.width, strips.facts.height) == (1501, 1207)
    assert np.abs(strips.pixels.astype(int) - whole.pixels).mean() < (4 if mode in ("1", "P") else 1)


@pytest.mark.parametrize(
    ("data", "changed"),
    [
        *((picture(1, kind=kind), False) for kind in ("JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP")),
        (file(Image.fromarray(np.full((9, 9), 3000, np.uint16))), False),
        (file(Image.new("RGBA", (9, 9), (0, 0, 0, 99))), False),
        (file(Image.new("RGBA", (9, 9), (255, 255, 255, 99))), True),
        (png(ramp(0, 4000, dtype=np.uint16)), True),
        (tiff(ramp(0, 4000, dtype=np.uint16), photometric="rgb"), True),
        (with_profile(jpeg(ramp()), profile(PROPHOTO)), True),
    ],
)
def test_only_pictures_that_earlier_versions_showed_otherwise_are_of_a_later_edition(data, changed):
    facts = decode(data, side=64, decoding="standard", max_pixels=10**8).facts
    assert facts.pixels == (shown.EDITION if changed else FIRST_PIXELS)
    assert facts.read == shown.EDITION


@pytest.mark.parametrize("dtype", [np.uint16, np.float32])
def test_a_turned_grey_tiff_of_16_bits_tells_its_shown_size(dtype):
    tags = Image.Exif()
    tags[0x0112] = 6
    out = io.BytesIO()
    Image.fromarray(np.linspace(0, 900, 600 * 400).reshape(400, 600).astype(dtype)).save(out, "TIFF", exif=tags)
    decoded = decode(out.getvalue(), side=64, decoding="standard", max_pixels=10**8)
    assert (decoded.facts.width, decoded.facts.height) == (400, 600)
    assert Image.open(io.BytesIO(decoded.thumbnail)).size == (107, 160)


def test_a_large_picture_of_one_bit_with_a_grey_profile_is_read():
    out = io.BytesIO()
    Image.new("1", (2000, 2000), 1).save(out, "PNG", icc_profile=profile(gamma=1.0))
    assert (decode(out.getvalue(), side=64, decoding="standard", max_pixels=10**8).pixels == 255).all()


def test_the_clear_level_of_a_deep_grey_png_is_clear():
    values = np.full((64, 64), 30000, np.uint16)
    values[:32] = np.linspace(0, 9000, 64)
    out = io.BytesIO()
    Image.fromarray(values).save(out, "PNG", transparency=30000)
    decoded = decode(out.getvalue(), side=64, decoding="standard", max_pixels=10**8)
    assert (decoded.pixels[40:] == 255).all(), "what is clear lies on white, as what is seen is dark"
    assert decoded.facts.pixels == shown.EDITION


@pytest.mark.parametrize("values", [ramp(), ramp().astype(np.uint16) * 257])
def test_the_gamma_of_a_png_counts_whatever_its_depth(values):
    import struct

    from tests.services.decoding.made import SRGB, in_srgb, with_chunk

    data = with_chunk(png(values), b"gAMA", struct.pack(">I", 100000))
    expected = in_srgb(ramp(), SRGB, 1.0)
    assert np.abs(decode(data, side=64, decoding="standard", max_pixels=10**8).pixels - expected).max() <= 2.01
