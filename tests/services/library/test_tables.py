"""The map file: readable by pandas as it is, and back again without loss."""

import json

import numpy as np
import pandas as pd
import pytest

from services.library import RowTable, tables
from services.schema import Candidate, Facts
from tests.conftest import picture
from tests.helpers_maps import stored

PATHS = ["plain.jpg", "a/b/deep.jpg", "caf\udce9/\udcff.jpg", "🛰️é.jpg"]


def rows(dimensions=2):
    hashes = [str(i) * 64 for i in range(4)]
    facts = {
        h: Facts(h, 10 + i, 20, 30, "PNG", "RGBA", "2020-01-02T03:04:05" if i else "") for i, h in enumerate(hashes)
    }
    return RowTable.of(
        [Candidate(p, 5, 1_600_000_000_123_456_789 + i) for i, p in enumerate(PATHS)],
        hashes,
        facts,
        dimensions=dimensions,
    )


@pytest.mark.parametrize("dimensions", [2, 3])
def test_rows_come_back_without_loss(tmp_path, dimensions):
    before = rows(dimensions)
    before.positions[:] = np.random.default_rng(0).normal(size=(4, dimensions))
    before.trust[1:] = (0.5, 1, 0)
    tables.save(tmp_path / "m.parquet", before, about="{}")
    after = tables.load(tmp_path / "m.parquet")
    for name in ("path", "hash", "format", "mode", "taken"):
        assert getattr(after, name) == getattr(before, name), name
    for name in ("bytes", "mtime_ns", "width", "height", "positions", "trust"):
        assert np.array_equal(getattr(after, name), getattr(before, name), equal_nan=name == "trust"), name
    assert after.positions.dtype == after.trust.dtype == np.float32
    assert [p.name for p in tmp_path.iterdir()] == ["m.parquet"]


def test_pandas_opens_a_map_file_as_it_is(library, tmp_path):
    info = stored(library, tmp_path / "home", {p: picture(i) for i, p in enumerate(PATHS)}, trust=[1, np.nan, 0.5, 0])
    frame = pd.read_parquet(library.folder / "maps" / f"{info.id}.parquet")
    assert list(frame.columns) == [c for c in tables.COLUMNS if c != "z"]
    assert frame["row"].tolist() == [0, 1, 2, 3]
    assert frame["path"].tolist() == ["plain.jpg", "a/b/deep.jpg", "caf\\xe9/\\xff.jpg", "🛰️é.jpg"]
    assert frame["name"].tolist() == ["plain.jpg", "deep.jpg", "\\xff.jpg", "🛰️é.jpg"]
    assert frame["folder"].tolist() == ["", "a/b", "caf\\xe9", ""]
    assert frame["raw_path"].tolist()[2] == b"caf\xe9/\xff.jpg"
    assert frame["x"].to_numpy() == pytest.approx(library.maps.rows(info.id).positions[:, 0])
    assert frame["trust"].isna().tolist() == [False, True, False, False]
    assert str(frame["modified"].dt.tz) == "UTC"
    assert frame["modified"].dt.year.min() > 2020


def test_3d_has_its_third_column(tmp_path):
    tables.save(tmp_path / "m.parquet", rows(3), about="{}")
    assert list(pd.read_parquet(tmp_path / "m.parquet").columns) == list(tables.COLUMNS)


def test_the_file_says_what_it_is(library, tmp_path):
    import pyarrow.parquet as pq

    info = stored(library, tmp_path / "home", {"a.jpg": picture(1)})
    about = json.loads(pq.read_schema(library.folder / "maps" / f"{info.id}.parquet").metadata[b"imagescape"])
    assert (about["id"], about["state"], about["recipe"]["seed"]) == (info.id, "ready", 8)


def test_times_at_the_edge_of_what_is_stored(tmp_path):
    facts = {"h": Facts("h", 1, 1, 1, "PNG", "RGB", "")}
    for time_ns in (2**63 - 1, -(2**63 - 1), 0):
        table = RowTable.of([Candidate("a.jpg", 1, time_ns)], ["h"], facts, dimensions=2)
        tables.save(tmp_path / "m.parquet", table, about="{}")
        assert tables.load(tmp_path / "m.parquet").mtime_ns.tolist() == [time_ns]


def test_a_reader_sees_the_old_file_or_the_new_one(tmp_path, monkeypatch):
    target = tmp_path / "m.parquet"
    tables.save(target, rows(), about="{}")
    before = target.read_bytes()

    def full(*_):
        raise OSError("disk full")

    monkeypatch.setattr(tables.os, "replace", full)
    with pytest.raises(OSError, match="disk full"):
        tables.save(target, rows(3), about="{}")
    assert target.read_bytes() == before
    assert list(tmp_path.iterdir()) == [target]
