"""The colours of Mantine's components can be read: contrast as WCAG 2.2 measures it."""

import pytest

from components.theme import BLUES, GREYS, THEME


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(first, second):
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", BLUES[6:])
def test_white_can_be_read_on_the_blue_of_a_button(colour):
    assert contrast("#ffffff", colour) >= 6


def test_the_primary_blue_is_the_one_that_was_measured():
    assert set(THEME["primaryShade"].values()) == {6}
    assert THEME["colors"] == {"ours": BLUES, "dark": GREYS}
    assert len(BLUES) == len(GREYS) == 10, "Mantine counts on ten"


def test_ink_can_be_read_on_the_dark_ground():
    assert contrast(GREYS[0], GREYS[7]) >= 7
