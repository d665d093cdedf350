"""Sets of rows as bitmaps."""

import base64

import numpy as np
import pytest

from services.errors import BadRequest
from services.library import bitmap


def test_the_first_row_is_the_lowest_bit_of_the_first_byte():
    assert bitmap.mask(b"\x01\x82", 16).nonzero()[0].tolist() == [0, 9, 15]
    assert bitmap.packed(np.array([1, 0, 0, 0, 0, 0, 0, 0, 0, 1], bool)) == b"\x01\x02"


@pytest.mark.parametrize("n", [1, 7, 8, 9, 64, 1001])
def test_a_set_comes_back(n):
    rows = np.random.default_rng(n).random(n) < 0.4
    assert np.array_equal(bitmap.mask(bitmap.packed(rows), n), rows)
    assert np.array_equal(bitmap.of_text(base64.b64encode(bitmap.packed(rows)).decode(), n), rows)


@pytest.mark.parametrize(("data", "n"), [(b"", 3), (b"\x01\x00", 8), (b"\x08", 3), (b"\x00\x04", 10)])
def test_a_set_of_another_size_or_with_a_row_behind_the_last_is_refused(data, n):
    with pytest.raises(BadRequest, match="a bit a row"):
        bitmap.mask(data, n)


@pytest.mark.parametrize("text", ["%%", "AAA", "no base", "AA==\n"])
def test_text_that_is_no_base_64_is_refused(text):
    with pytest.raises(BadRequest, match="base 64"):
        bitmap.of_text(text, 8)
