"""Parquet as a stream: the parts join to one file, and nothing is read before it is wanted."""

import io

import numpy as np
import pyarrow.parquet as pq
import pytest

from services.library import parquet_chunks, stream
from tests.helpers_maps import files, stored


@pytest.fixture
def rows(library, home):
    return library.maps.rows(stored(library, home, files(*(f"{i:02d}.jpg" for i in range(23)))).id)


def read(chunks):
    return pq.ParquetFile(io.BytesIO(b"".join(chunks)))


def numbered(asked):
    def features(numbers):
        asked.append(list(numbers))
        return np.array(numbers, dtype=np.float32)[:, None] * np.ones(3, dtype=np.float32)

    return features


@pytest.mark.parametrize("chosen", [None, [2, 5, 20], []])
def test_the_rows_and_features_are_those_chosen(rows, chosen, monkeypatch):
    monkeypatch.setattr(stream, "GROUP", 10)
    numbers = None if chosen is None else np.array(chosen, dtype=np.int64)
    file = read(parquet_chunks(rows, numbers, numbered([]), about='{"id": "x"}'))
    expected = list(range(23)) if chosen is None else chosen
    table = file.read()
    assert table["row"].to_pylist() == expected
    assert table["path"].to_pylist() == [rows.path[i] for i in expected]
    assert table["features"].to_pylist() == [[float(i)] * 3 for i in expected]
    assert str(table.schema.field("features").type) == "fixed_size_list<element: float>[3]"
    assert file.schema_arrow.metadata[b"imagescape"] == b'{"id": "x"}'


def test_a_part_is_made_when_it_is_asked_for(rows, monkeypatch):
    monkeypatch.setattr(stream, "GROUP", 10)
    asked = []
    chunks = parquet_chunks(rows, None, numbered(asked), about="{}")
    assert asked == []
    assert next(chunks)
    assert asked == [[0], list(range(10))], "the first row gives the width"
    parts = [part for part in chunks if part]
    assert [len(numbers) for numbers in asked] == [1, 10, 10, 3]
    assert len(parts) == 3, "two more row groups, and the end of the file"


def test_without_features_there_is_no_such_column(rows):
    with_them, without = (
        read(parquet_chunks(rows, None, features, about="{}")).schema_arrow.names for features in (numbered([]), None)
    )
    assert with_them == [*without, "features"]


def test_further_columns_come_behind_the_others_for_the_rows_chosen(rows):
    more = {"a": [None if i % 2 else i for i in range(23)], "b": [f"{i}" for i in range(23)]}
    table = read(parquet_chunks(rows, np.array([3, 4]), None, about="{}", more=more)).read()
    assert table.column_names[-2:] == ["a", "b"]
    assert (table["a"].to_pylist(), table["b"].to_pylist()) == ([None, 4], ["3", "4"])
