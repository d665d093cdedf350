"""What is said of a set of rows: from the table of neighbours beside the map, and nothing before there is one."""

import numpy as np
import pytest

from services.errors import BadRequest
from services.views.sets import Sets


def test_the_share_of_the_nearest_in_the_set(built, library):
    info = built(12).info
    rows = np.stack([(np.arange(12) + step) % 12 for step in (1, 2)], axis=1).astype(np.int32)
    library.beside.put(info.id, "neighbours", {"rows": rows}, {"edition": 1})
    chosen = np.zeros(12, bool)
    chosen[:4] = True
    assert Sets(library).together(info.id, chosen) == (pytest.approx(5 / 8), 2, False)
    library.beside.put(info.id, "neighbours", {"rows": rows}, {"edition": 1, "components": 50})
    assert Sets(library).together(info.id, chosen) == (pytest.approx(5 / 8), 2, True), "found in 50 components only"
    with pytest.raises(BadRequest, match="12 rows, and 3"):
        Sets(library).together(info.id, chosen[:3])
