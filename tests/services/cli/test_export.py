"""``export``: what it writes, and of what."""

import pandas as pd
import pytest

from tests.conftest import picture
from tests.helpers_maps import begun


def test_export_writes_what_was_asked_for(line, tmp_path, info):
    done = line(
        "export",
        info.id,
        "--csv",
        tmp_path / "a.csv",
        "--parquet",
        tmp_path / "b.parquet",
        "--png",
        tmp_path / "c.png",
        "--rows",
        "2,0",
    )
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [f"Wrote {tmp_path / name}" for name in ("a.csv", "b.parquet", "c.png")]
    assert pd.read_csv(tmp_path / "a.csv", sep=";")["row"].tolist() == [0, 2]
    assert "features" in pd.read_parquet(tmp_path / "b.parquet")
    assert line("export", info.id, "--csv", tmp_path / "d.csv", "--no-features").exit_code == 0
    assert pd.read_csv(tmp_path / "d.csv", sep=";")["Image_features"].isna().all()


@pytest.mark.parametrize(
    "words",
    [(), ("--rows", "1"), *(("--csv", "x.csv", "--rows", none) for none in ("9", "", "x")), ("--html", "x.html")],
)
def test_export_of_nothing_or_of_rows_there_are_not_is_2(line, info, words, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert line("export", info.id, *words).exit_code == 2
    assert not (tmp_path / "x.csv").exists()


def test_a_map_in_the_making_cannot_be_exported(line, library, tmp_path):
    half, _ = begun(library, tmp_path / "home", {"a.jpg": picture(1), "b.jpg": picture(2)})
    for suffix in ("csv", "parquet", "png"):
        done = line("export", half.id, f"--{suffix}", tmp_path / "x")
        assert done.exit_code == 2
        assert "still being made" in str(done.exception)
        assert not (tmp_path / "x").exists()
