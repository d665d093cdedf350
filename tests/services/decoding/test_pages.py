"""Which page of a TIFF is shown, and what is told of it."""

import numpy as np

from services.decoding import pages
from tests.conftest import picture
from tests.services.decoding.made import pages as file_of
from tests.services.decoding.made import ramp, tiff


def test_what_is_no_tiff_has_no_page():
    assert (pages.page_of(picture(1)), pages.page_of(b""), pages.page_of(b"II*\0" + bytes(99))) == (None, None, None)


def test_a_page_is_told_as_it_is():
    page = pages.page_of(
        tiff(ramp(0, 999, 13, np.uint16), photometric="minisblack", planarconfig="contig", compression="lzw")
    )
    assert (page.index, page.count, page.width, page.height, page.samples, page.dtype) == (0, 1, 64, 64, 13, "uint16")
    assert (page.alpha, page.deep, page.beyond_pillow, page.kind) == (-1, True, True, "TIFF of 13 bands, uint16, LZW")
    assert not pages.page_of(tiff(ramp(), photometric="rgb")).beyond_pillow


def test_smaller_copies_do_not_count():
    some = [
        (ramp()[:side, :side], {"photometric": "rgb", "subfiletype": kind})
        for side, kind in ((16, 1), (32, 0), (48, 1), (24, 0))
    ]
    page = pages.page_of(file_of(*some))
    assert (page.index, page.count, page.width) == (1, 2, 32)


def test_a_chain_of_pages_that_leads_back_ends():
    data = bytearray(tiff(ramp(), photometric="rgb", metadata=None))
    first = int.from_bytes(data[4:8], "little")
    entries = int.from_bytes(data[first : first + 2], "little")
    end = first + 2 + 12 * entries
    data[end : end + 4] = first.to_bytes(4, "little")
    assert pages.page_of(bytes(data)).count == 1
