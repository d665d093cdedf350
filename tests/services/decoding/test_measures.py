"""Measures of pixels: right on pictures whose values are known, the same whenever they are measured, and bounded."""

import io

import numpy as np
import pytest
from PIL import Image, ImageColor, ImageFilter

from services.decoding import MEASURES_EDITION, NAMES, Unreadable, decode, measured
from services.decoding.measures import colour, colourfulness, measure, named, sharpness
from tests.services.decoding.test_image import encoded, exif, quarters

SIZES = [(48, 40), (160, 120), (640, 480), (33, 900)]


def of(image, kind="PNG", **options):
    data = encoded(image, kind, **options)
    return decode(data, side=224, decoding="standard", max_pixels=10**8).facts.measures


def noise(size, seed=0, low=0, high=256):
    return Image.fromarray(np.random.default_rng(seed).integers(low, high, (size[1], size[0], 3), dtype=np.uint8))


def scene(size=(640, 480), seed=0):
    """Edges at every scale: squares of random places, sizes and greys."""
    dice, canvas = np.random.default_rng(seed), np.full((size[1], size[0]), 128, np.uint8)
    for _ in range(120):
        x, y, side = dice.integers(0, size[0]), dice.integers(0, size[1]), dice.integers(8, 120)
        canvas[y : y + side, x : x + side] = dice.integers(0, 256)
    return Image.fromarray(canvas).convert("RGB")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("level", range(0, 256, 28))
def test_brightness_of_a_flat_grey_is_its_level(level, size):
    found = of(Image.new("RGB", size, (level,) * 3))
    assert found.brightness == pytest.approx(level / 255, abs=0.005)
    assert (found.contrast, found.sharpness, found.colourfulness) == pytest.approx((0, 0, 0), abs=0.005)


def test_brightness_weighs_the_colours_as_eyes_do():
    red, green, blue = (of(Image.new("RGB", (64, 64), name)).brightness for name in ("#f00", "#0f0", "#00f"))
    assert (red, green, blue) == pytest.approx((0.299, 0.587, 0.114), abs=0.01)


@pytest.mark.parametrize("size", [(160, 120), (640, 480)])
@pytest.mark.parametrize("step", range(10))
def test_contrast_is_the_standard_deviation(step, size):
    half = np.full((size[1], size[0]), 128 - 12 * step, np.uint8)
    half[:, size[0] // 2 :] = 128 + 12 * step
    assert of(Image.fromarray(half)).contrast == pytest.approx(12 * step / 255, abs=0.01)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("size", [(160, 120), (640, 480), (1200, 900)])
def test_the_more_a_picture_is_blurred_the_less_sharp_it_is(seed, size):
    blurs = [0, *(np.geomspace(0.4, 10, 9) * size[0] / 160).tolist()]
    found = [of(scene(size, seed).filter(ImageFilter.GaussianBlur(blur))).sharpness for blur in blurs]
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.5
    assert found[-1] < 0.12


def test_sharpness_does_not_depend_on_contrast():
    picture = np.asarray(scene((160, 120)).convert("L")).astype(float)
    values = [sharpness((128 + (picture - 128) * share).astype(np.uint8)) for share in (1, 0.5)]
    assert values[0] == pytest.approx(values[1], rel=0.1)


def test_a_blur_along_one_axis_is_a_blur():
    sharp = np.asarray(scene((160, 120)).convert("L")).astype(float)
    moved = np.mean([np.roll(sharp, shift, axis=1) for shift in range(9)], axis=0)
    assert sharpness(moved.astype(np.uint8)) < 0.6 * sharpness(sharp.astype(np.uint8))


@pytest.mark.parametrize("shape", [(1, 1), (5, 5), (1, 100), (100, 1)])
def test_a_picture_of_few_pixels_has_a_sharpness(shape):
    assert 0 <= sharpness(np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)) <= 1
    assert of(Image.new("RGB", shape)).colour == "black"


def test_colourfulness_is_that_of_its_paper():
    pixels = np.asarray(noise((90, 70), 5)).astype(float)
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    opposed = red - green, (red + green) / 2 - blue
    wanted = np.hypot(*(one.std() for one in opposed)) + 0.3 * np.hypot(*(one.mean() for one in opposed))
    assert colourfulness(pixels.astype(np.uint8)) == pytest.approx(wanted, rel=1e-5)


def test_the_more_saturated_the_more_colourful_and_grey_is_not():
    grey = quarters((160, 120)).convert("L").convert("RGB")
    found = [of(Image.blend(grey, quarters((160, 120)), share)).colourfulness for share in np.linspace(0, 1, 10)]
    assert found == sorted(found)
    assert found[0] < 0.5
    assert found[-1] > 100


FLAT = {
    "black": "#050505",
    "grey": "#808080",
    "white": "#ffffff",
    "red": "#d01818",
    "orange": "#ff8c00",
    "brown": "#6b4226",
    "yellow": "#ffe020",
    "green": "#1f8f2f",
    "blue": "#1f5fd0",
    "purple": "#7a1fa0",
    "pink": "#ff9fc0",
}


@pytest.mark.parametrize(("name", "shade"), FLAT.items())
def test_a_flat_colour_has_its_name(name, shade):
    assert of(Image.new("RGB", (120, 90), shade)).colour == name


@pytest.mark.parametrize(("name", "shade"), FLAT.items())
def test_the_colour_of_most_pixels_is_named_through_noise(name, shade):
    other = FLAT["grey" if name != "grey" else "blue"]
    picture = np.asarray(Image.new("RGB", (200, 150), shade)).astype(int)
    picture[:60] = ImageColor.getrgb(other)
    rough = picture + np.random.default_rng(1).normal(0, 8, picture.shape)
    assert of(Image.fromarray(rough.clip(0, 255).astype(np.uint8))).colour == name


def test_css_names_of_one_colour_have_its_name():
    """Of the named colours of CSS that end in one of ours; palevioletred and such are other colours than they say."""
    told = {
        css: next((n for n in NAMES if css.replace("gray", "grey").endswith(n)), None) for css in ImageColor.colormap
    }
    pairs = [(name, ImageColor.getrgb(css)) for css, name in told.items() if name]
    found = [NAMES[place] for place in named(np.array([rgb for _, rgb in pairs], float))]
    assert np.mean([name == wanted for name, (wanted, _) in zip(found, pairs, strict=True)]) > 0.8


def test_of_two_colours_with_as_many_pixels_the_first_is_named():
    halves = Image.new("RGB", (64, 64), FLAT["blue"])
    halves.paste(FLAT["red"], (0, 0, 32, 64))
    assert colour(halves) == "red"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("size", SIZES)
def test_they_are_the_same_when_they_are_measured_later(size, kind):
    """Of the thumbnail in the library: bit for bit, whatever the encoder's side was."""
    data = encoded(scene(size), kind)
    for side in (224, 64, 299):
        decoded = decode(data, side=side, decoding="standard", max_pixels=10**8)
        assert measured(decoded.thumbnail) == decoded.facts.measures
    assert decoded.facts.measures.edition == MEASURES_EDITION


def test_encoders_of_other_sizes_measure_nearly_the_same(photos):
    """The thumbnail is made of the encoder's square: the first that read a file decides by this much."""
    for path in sorted(photos.iterdir())[:12]:
        both = [
            decode(path.read_bytes(), side=side, decoding="standard", max_pixels=10**8).facts.measures
            for side in (224, 299)
        ]
        for name, tolerance in (("brightness", 0.005), ("contrast", 0.01), ("sharpness", 0.1), ("colourfulness", 3)):
            first, second = (getattr(one, name) for one in both)
            assert first == pytest.approx(second, abs=tolerance), (path.name, name)


def test_real_pictures_are_within_the_bounds(photos, hostile):
    found = []
    for path in [*sorted(photos.iterdir())[:30], *sorted(p for p in hostile.rglob("*") if p.is_file())[:200]]:
        try:
            decoded = decode(path.read_bytes(), side=64, decoding="standard", max_pixels=10**7)
        except Unreadable:
            continue
        found.append(decoded.facts.measures)
        assert isinstance(decoded.facts.camera, str)
    assert len(found) > 60
    for one in found:
        assert 0 <= one.brightness <= 1
        assert 0 <= one.contrast <= 0.5
        assert 0 <= one.sharpness <= 1
        assert 0 <= one.colourfulness < 300
        assert one.colour in NAMES


@pytest.mark.parametrize("thumbnail", [b"", b"thumb", encoded(quarters(), "JPEG")[:80], encoded(quarters(), "PNG")])
def test_a_damaged_thumbnail_has_no_measures(thumbnail):
    assert measured(thumbnail) is None
    with pytest.raises(Exception):  # noqa: B017 - whatever Pillow raises
        measure(thumbnail, edition=1)


def test_a_picture_that_serves_as_its_own_thumbnail_is_measured_upright_or_not_alike():
    """The measures do not ask where up is."""
    data = encoded(scene((80, 60)), "JPEG", quality=95, exif=exif(6))
    turned = decode(data, side=64, decoding="standard", max_pixels=10**8).facts.measures
    own = decode(encoded(Image.open(io.BytesIO(data)), "PNG"), side=64, decoding="standard", max_pixels=10**8)
    assert turned.brightness == pytest.approx(own.facts.measures.brightness, abs=0.01)
