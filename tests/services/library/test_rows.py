"""The rows of a map in memory: facts by content, no positions at first."""

from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from services.library import RowTable
from services.schema import Candidate, Facts

FACTS = {h: Facts(h, 10 + i, 20, 30 + i, "PNG", "RGBA", f"202{i}") for i, h in enumerate("abc")}
FILES = [Candidate(f"{i}.jpg", 5, 1_600_000_000_123_456_789 + i) for i in range(4)]


@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_row_has_the_facts_of_its_content(dimensions):
    rows = RowTable.of(FILES, ["c", "a", "c", "b"], FACTS, dimensions=dimensions)
    assert (rows.n, rows.path, rows.hash) == (4, ["0.jpg", "1.jpg", "2.jpg", "3.jpg"], ["c", "a", "c", "b"])
    assert rows.width.tolist() == [12, 10, 12, 11]
    assert rows.bytes.tolist() == [32, 30, 32, 31], "of the content, as the file may have changed since it was found"
    assert rows.mtime_ns.tolist() == [c.mtime_ns for c in FILES]
    assert rows.taken == ["2022", "2020", "2022", "2021"]
    assert (rows.positions.shape, rows.trust.shape) == ((4, dimensions), (4,))
    assert np.isnan(rows.positions).all() and np.isnan(rows.trust).all()
    assert rows.added == 0


def test_the_columns_have_the_types_that_are_stored():
    rows = RowTable.of(FILES, list("aabb"), FACTS, dimensions=2)
    types = {name: getattr(rows, name).dtype for name in ("bytes", "mtime_ns", "width", "height", "positions", "trust")}
    assert types == {
        "bytes": np.int64,
        "mtime_ns": np.int64,
        "width": np.int32,
        "height": np.int32,
        "positions": np.float32,
        "trust": np.float32,
    }


def test_a_content_without_facts_is_an_error_and_no_row_can_be_exchanged():
    with pytest.raises(KeyError):
        RowTable.of(FILES[:1], ["z"], FACTS, dimensions=2)
    with pytest.raises(FrozenInstanceError):
        RowTable.of([], [], {}, dimensions=2).path = ["x"]
