"""The colours of Mantine's components can be read: contrast as WCAG 2.2 measures it."""

import re

import pytest

from components.theme import BLUES, GREYS, THEME
from tests.conftest import ROOT


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


def test_what_is_transparent_lies_on_greys_that_show_black_and_white_in_both_themes():
    (greys,) = re.findall(r"--clear: conic-gradient\((.*?)\)", (ROOT / "assets" / "app.css").read_text())
    found = set(re.findall(r"#\w{6}", greys))
    assert len(found) == 2
    assert min(contrast(grey, other) for grey in found for other in ("#000000", "#ffffff")) >= 3
    for sheet, name in (("panels.css", "preview-image"), ("gallery.css", "pane-image")):
        (rule,) = re.findall(rf"^\.{name} \{{(.*?)\}}", (ROOT / "assets" / sheet).read_text(), re.MULTILINE)
        assert "background: var(--clear)" in rule
