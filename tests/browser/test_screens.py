"""Issue 3, line 11: every screen at two sizes, light and dark, without a word from the console."""

import pytest

from docs import screenshots

pytestmark = pytest.mark.slow


def test_every_screen_is_drawn_and_the_console_stays_silent(chromium, tmp_path):
    taken = {}
    problems = screenshots.take(chromium, tmp_path, lambda page, name: taken.update({name: page.screenshot()}))
    assert not problems
    sizes = [f"{width}x{height}" for width, height in screenshots.SIZES]
    assert set(taken) == {
        f"{screen}-{size}-{scheme}"
        for screen in screenshots.SCREENS
        for size in sizes
        for scheme in screenshots.SCHEMES
    }
