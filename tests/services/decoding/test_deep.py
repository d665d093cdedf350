"""Deep pictures: which page of a TIFF, its samples, and one rule of stretching for all of them."""

import numpy as np
import pytest

from services.decoding import deep
from services.decoding.unreadable import Unreadable
from services.schema import Reason
from tests.conftest import picture
from tests.services.decoding.made import pages, png, ramp, tiff

DEEP = ramp(100, 4000, dtype=np.uint16)


def test_what_is_no_tiff_has_no_page():
    assert (deep.page_of(picture(1)), deep.page_of(b""), deep.page_of(b"II*\0" + bytes(99))) == (None, None, None)


def test_a_page_is_told_as_it_is():
    page = deep.page_of(
        tiff(ramp(0, 999, 13, np.uint16), photometric="minisblack", planarconfig="contig", compression="lzw")
    )
    assert (page.index, page.count, page.width, page.height, page.samples, page.dtype) == (0, 1, 64, 64, 13, "uint16")
    assert (page.alpha, page.deep, page.beyond_pillow, page.kind) == (-1, True, True, "TIFF of 13 bands, uint16, LZW")
    assert not deep.page_of(tiff(ramp(), photometric="rgb")).beyond_pillow


def test_smaller_copies_do_not_count():
    some = [
        (ramp()[:side, :side], {"photometric": "rgb", "subfiletype": kind})
        for side, kind in ((16, 1), (32, 0), (48, 1), (24, 0))
    ]
    page = deep.page_of(pages(*some))
    assert (page.index, page.count, page.width) == (1, 2, 32)


def test_a_chain_of_pages_that_leads_back_ends():
    data = bytearray(tiff(ramp(), photometric="rgb", metadata=None))
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    end = first + 2 + 12 * entries
    data[end : end + 4] = first.to_bytes(4, "little")
    assert deep.page_of(bytes(data)).count == 1


def test_samples_are_as_they_were_stored():
    assert (deep.of_png(png(DEEP)) == DEEP).all()
    data = tiff(DEEP, photometric="rgb", compression="zlib", predictor=True)
    assert (deep.of_tiff(data, deep.page_of(data)) == DEEP).all()


def test_what_is_no_colour_as_it_stands_is_named():
    data = tiff(DEEP[:, :, 0], photometric="cfa")
    with pytest.raises(Unreadable, match=r"not read here: TIFF of 1 band, uint16") as refused:
        deep.of_tiff(data, deep.page_of(data))
    assert refused.value.code is Reason.KIND


@pytest.mark.parametrize("dtype", [np.uint16, np.int16, np.uint32, np.float32, np.float64])
def test_any_numbers_are_stretched_alike(dtype):
    values = ramp(0, 1000, dtype=dtype)
    found = deep.stretched(values)
    assert (found.shape, found.dtype) == (values.shape, np.uint8)
    assert np.abs(found - np.clip(values.astype(float) * 0.255, 0, 255)).max() < 2


def test_bands_are_stretched_together_so_that_colours_stay():
    values = np.stack([DEEP[:, :, 0], DEEP[:, :, 0] // 2, DEEP[:, :, 0] // 4], axis=-1)
    found = deep.stretched(values).astype(float)
    bright = found[:, 40:, 0] > 150
    assert abs((found[:, 40:, 1] / found[:, 40:, 0])[bright].mean() - 0.5) < 0.03


def test_one_value_and_none_are_grey():
    assert (deep.stretched(np.full((4, 4), 7.0)) == 128).all()
    assert (deep.stretched(np.full((4, 4), np.nan)) == 128).all()
