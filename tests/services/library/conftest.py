"""A map made by hand, for the tests of the library's parts."""

import numpy as np
import pytest

from tests.helpers_maps import NAMES, files, stored


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home"


@pytest.fixture
def info(library, home):
    """A finished map of four pictures and two skipped files."""
    return stored(
        library,
        home,
        files(*NAMES),
        trust=[1, 0.5, np.nan, 0.25],
        skipped=[("bad\udcff.jpg", "damaged"), ("notes.txt", "not a picture")],
    )
