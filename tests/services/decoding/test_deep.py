"""The samples of deep pictures."""

import numpy as np
import pytest

from services.decoding import deep, pages
from services.decoding.unreadable import Unreadable
from services.schema import Reason
from tests.services.decoding.made import png, ramp, tiff

DEEP = ramp(100, 4000, dtype=np.uint16)


def test_samples_are_as_they_were_stored():
    assert (deep.of_png(png(DEEP)) == DEEP).all()
    data = tiff(DEEP, photometric="rgb", compression="zlib", predictor=True)
    assert (deep.of_tiff(data, pages.page_of(data)) == DEEP).all()


def test_what_is_no_colour_as_it_stands_is_named():
    data = tiff(DEEP[:, :, 0], photometric="cfa")
    with pytest.raises(Unreadable, match=r"not read here: TIFF of 1 band, uint16") as refused:
        deep.of_tiff(data, pages.page_of(data))
    assert refused.value.code is Reason.KIND
