"""The colours hold what their module says of them: contrast as WCAG 2.2 measures it, and distances in OKLab as normal
eyes see them and as people without red, green or blue cones do.
"""

import re
from itertools import combinations, pairwise

import numpy as np
import pytest

from services.decoding.measures import NAMES, named
from services.facts import ramp
from services.facts.new import ADDED
from services.facts.palette import CATEGORIES, DARK, NAMED, OTHER, PLAIN, SCALE

#: The map's ground, and the sheet on which the legend stands.
LIGHT_GROUNDS, DARK_GROUNDS = ("#f6f7f9", "#ffffff"), ("#101214", "#1d2024")
COLOURS = (*CATEGORIES, *NAMED.values(), *SCALE, *ramp.LIGHT, OTHER, PLAIN)

#: What is left of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "normal": np.eye(3),
    "no red cones": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "no green cones": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no blue cones": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
#: OKLab: linear RGB to cones, the cube roots of which to lightness, green to red, blue to yellow (Ottosson 2020).
TO_CONES = [
    [0.4122214708, 0.5363325363, 0.0514459929],
    [0.2119034982, 0.6806995451, 0.1073969566],
    [0.0883024619, 0.2817188376, 0.6299787005],
]
TO_LAB = [
    [0.2104542553, 0.7936177850, -0.0040720468],
    [1.9779984951, -2.4285922050, 0.4505937099],
    [0.0259040371, 0.7827717662, -0.8086757660],
]
#: The smallest distance among categories and the grey, for each eyes: in the light and in the dark.
FAR = [
    ("normal", 0.116, 0.127),
    ("no red cones", 0.098, 0.106),
    ("no green cones", 0.099, 0.105),
    ("no blue cones", 0.098, 0.105),
]
#: The same of the colours that pictures are named by.
NAMED_FAR = [
    ("normal", 0.108, 0.127),
    ("no red cones", 0.074, 0.098),
    ("no green cones", 0.074, 0.101),
    ("no blue cones", 0.086, 0.099),
]


def linear(colour):
    """Red, green and blue as amounts of light, 0 to 1 (IEC 61966-2-1)."""
    channels = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(first, second):
    dim, bright = sorted(linear(colour) @ (0.2126, 0.7152, 0.0722) for colour in (first, second))
    return (bright + 0.05) / (dim + 0.05)


def oklab(colour, eyes="normal"):
    seen = np.clip(np.asarray(EYES[eyes]) @ linear(colour), 0, 1)
    return np.asarray(TO_LAB) @ np.cbrt(np.asarray(TO_CONES) @ seen)


def distance(first, second, eyes="normal"):
    return np.linalg.norm(oklab(first, eyes) - oklab(second, eyes))


def nearest(palette, eyes):
    return min(distance(*two, eyes) for two in combinations(palette, 2))


def in_the_dark(palette):
    return [DARK[colour] for colour in palette]


def test_the_measures_are_those_of_their_papers():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert oklab("#ffffff") == pytest.approx([1, 0, 0], abs=1e-4)
    assert oklab("#ff0000") == pytest.approx([0.628, 0.225, 0.126], abs=1e-3)
    for eyes, mixing in EYES.items():
        assert np.sum(mixing, axis=1) == pytest.approx(np.ones(3), abs=1e-5), f"{eyes}: grey stays grey"


@pytest.mark.parametrize("colour", COLOURS)
def test_every_colour_stands_out_from_the_ground(colour):
    assert min(contrast(colour, ground) for ground in LIGHT_GROUNDS) >= 3
    assert min(contrast(DARK[colour], ground) for ground in DARK_GROUNDS) >= 3


def test_every_colour_has_one_for_the_dark_and_all_are_six_digit_hex():
    assert set(DARK) == set(COLOURS)
    assert len(set(COLOURS)) == len(COLOURS) == len(set(DARK.values()))
    assert all(re.fullmatch("#[0-9a-f]{6}", colour) for colour in (*DARK, *DARK.values()))


def test_a_colour_in_the_dark_is_of_the_same_hue():
    others = {OTHER, *NAMED.values(), *ramp.LIGHT}
    for light, dark in DARK.items():
        if light not in others:
            (_, a, b), (_, c, d) = oklab(light), oklab(dark)
            assert abs(np.angle((a + 1j * b) / (c + 1j * d), deg=True)) <= 25, light


@pytest.mark.parametrize(("eyes", "light", "dark"), FAR)
def test_categories_and_the_grey_of_the_rest_are_told_apart_by_any_eyes(eyes, light, dark):
    assert nearest((*CATEGORIES, OTHER), eyes) >= light
    assert nearest(in_the_dark((*CATEGORIES, OTHER)), eyes) >= dark


@pytest.mark.parametrize(("eyes", "light", "dark"), NAMED_FAR)
def test_the_colours_of_pictures_are_told_apart_by_any_eyes(eyes, light, dark):
    assert nearest(NAMED.values(), eyes) >= light
    assert nearest(in_the_dark(NAMED.values()), eyes) >= dark


def test_the_colours_of_pictures_are_what_they_are_called():
    for name, shade in NAMED.items():
        if name not in ("black", "grey", "white", "brown"):
            for seen in (shade, DARK[shade]):
                called = NAMES[named(np.array([[int(seen[at : at + 2], 16) for at in (1, 3, 5)]], float))[0]]
                assert called == name or (name, called) in {("orange", "brown")}
    for scheme in (list(NAMED.values()), in_the_dark(NAMED.values())):
        lightness = [oklab(shade)[0] for shade in scheme[:3]]
        assert lightness == sorted(lightness), "black, grey, white"


def test_the_ramp_is_evenly_spaced_and_rises():
    """Even to normal eyes to a third; in order, and longer than .45 from end to end, for all."""
    for steps in (ramp.LIGHT, ramp.DARK):
        assert len(steps) == len(set(steps)) == 64
        lightness = [oklab(step)[0] for step in steps]
        assert lightness == sorted(lightness)
        apart = [distance(*two) for two in pairwise(steps)]
        assert min(apart) > 0.65 * np.median(apart)
        assert max(apart) < 1.4 * np.median(apart)


@pytest.mark.parametrize("eyes", EYES)
def test_the_ramp_is_long_for_all_eyes_and_far_from_the_grey_of_what_is_not_known(eyes):
    for steps, grey in ((ramp.LIGHT, OTHER), (ramp.DARK, DARK[OTHER])):
        assert sum(distance(*two, eyes) for two in pairwise(steps)) > 0.45
        far = [distance(step, steps[0], eyes) for step in steps]
        assert far == sorted(far) or max(np.array(far)[:-1] - np.array(far)[1:]) < 0.01, "no step comes back"
        assert min(distance(step, grey, eyes) for step in steps) > 0.05


@pytest.mark.parametrize(("count", "wanted"), [(1, [31]), (2, [0, 63]), (4, [0, 21, 42, 63]), (64, list(range(64)))])
def test_fewer_steps_have_the_same_ends(count, wanted):
    assert ramp.steps(count) == tuple(ramp.LIGHT[at] for at in wanted)


@pytest.mark.parametrize("eyes", EYES)
def test_the_first_few_are_the_easiest_to_tell_apart(eyes):
    for palette in (CATEGORIES, in_the_dark(CATEGORIES)):
        assert nearest(palette[:3], eyes) >= 0.2
        assert nearest(palette[:6], eyes) >= 0.109


def test_categories_are_calm():
    lightness, *green_red_blue_yellow = np.transpose([oklab(colour) for colour in CATEGORIES])
    assert np.hypot(*green_red_blue_yellow).max() <= 0.156
    assert lightness.min() >= 0.325


@pytest.mark.parametrize("eyes", EYES)
def test_steps_of_the_scale_are_told_apart_from_each_other_and_from_what_was_not_measured(eyes):
    for scale, grey in ((SCALE, OTHER), (in_the_dark(SCALE), DARK[OTHER])):
        assert nearest(scale, eyes) >= 0.06
        assert min(distance(scale[i], scale[j], eyes) for i in range(5) for j in range(i + 2, 5)) >= 0.12
        assert min(distance(step, grey, eyes) for step in scale) >= 0.07


def test_the_scale_of_trust_has_one_hue():
    for scale in (SCALE, in_the_dark(SCALE)):
        hues = [complex(*oklab(step)[1:]) for step in scale]
        assert max(abs(np.angle(hue / hues[0], deg=True)) for hue in hues) <= 4


def test_the_lower_the_trust_the_louder_its_colour():
    """Louder: of more contrast to the ground, and of more chroma."""
    for scale, ground in ((SCALE, LIGHT_GROUNDS[0]), (in_the_dark(SCALE), DARK_GROUNDS[0])):
        assert all(contrast(low, ground) > contrast(high, ground) for low, high in pairwise(scale))
        chroma = [np.linalg.norm(oklab(step)[1:]) for step in scale]
        assert all(low > high - 0.002 for low, high in pairwise(chroma))
        assert chroma[0] > 1.45 * chroma[-1]


@pytest.mark.parametrize("eyes", EYES)
def test_what_was_added_is_told_from_the_rest(eyes):
    assert distance(ADDED, OTHER, eyes) >= 0.15
    assert distance(DARK[ADDED], DARK[OTHER], eyes) >= 0.15
    assert contrast(ADDED, LIGHT_GROUNDS[0]) > 1.5 * contrast(OTHER, LIGHT_GROUNDS[0])
