"""Colours: profiles of another space are converted, those as good as sRGB are not; light lies on black."""

import numpy as np
import pytest
from PIL import Image, ImageCms

from services.decoding import colour
from tests.services.decoding.made import PROPHOTO, SRGB, profile, ramp


def with_icc(icc, mode="RGB"):
    picture = Image.fromarray(ramp()).convert(mode)
    picture.info["icc_profile"] = icc
    return picture


def profile_in(picture):
    return colour.profile_of(picture, picture.info.get("icc_profile"))


def test_srgb_is_left_alone_whoever_wrote_it():
    own = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert profile_in(with_icc(own)) is None
    assert profile_in(Image.fromarray(ramp())) is None


@pytest.mark.parametrize("icc", [b"", b"no profile", profile(PROPHOTO)[:100], bytes(500)])
def test_a_damaged_profile_counts_as_none(icc):
    assert profile_in(with_icc(icc)) is None


def test_the_same_primaries_with_another_gamma_are_another_space():
    assert profile_in(with_icc(profile(SRGB, gamma=1.0))).name == "made"


@pytest.mark.parametrize("mode", ["L", "CMYK", "I"])
def test_a_profile_of_another_kind_of_colours_is_passed_over(mode):
    assert profile_in(with_icc(profile(PROPHOTO), mode)) is None


def test_transparency_survives_the_conversion():
    clear = Image.fromarray(ramp()).convert("RGBA")
    clear.putalpha(77)
    done = colour.converted(clear, profile_in(with_icc(profile(PROPHOTO))))
    assert (done.mode, done.getchannel("A").getextrema()) == ("RGBA", (77, 77))


@pytest.mark.parametrize(
    ("level", "alpha", "ground"),
    [(255, 255, 0), (200, 255, 0), (20, 255, 255), (0, 255, 255), (255, 0, 255), (128, 128, 0), (127, 128, 255)],
)
def test_what_can_be_seen_lies_on_the_colour_that_differs_more(level, alpha, ground):
    picture = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    picture.paste((level, level, level, alpha), (10, 10, 30, 30))
    flat, dark = colour.opaque(picture)
    assert (flat.getpixel((0, 0))[0], dark) == (ground, ground == 0)


def test_what_is_opaque_throughout_changes_nothing():
    flat, dark = colour.opaque(Image.fromarray(ramp()).convert("RGBA"))
    assert (np.asarray(flat) == ramp()).all()
    assert not dark
