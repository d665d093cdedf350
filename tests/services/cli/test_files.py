"""Files that commands write: whole or not at all, and a place that is none is said before the work."""

import pandas as pd

from tests.conftest import FakeEncoder
from tests.services.cli.conftest import quick


def test_build_writes_the_files_that_were_asked_for(line, pictures, tmp_path):
    targets = {suffix: tmp_path / f"out.{suffix}" for suffix in ("csv", "parquet", "png")}
    done = line(*quick(pictures(8)), *(word for suffix, target in targets.items() for word in (f"--{suffix}", target)))
    assert done.exit_code == 0
    assert pd.read_csv(targets["csv"], sep=";")["row"].tolist() == list(range(8))
    assert len(pd.read_parquet(targets["parquet"])["features"][0]) == FakeEncoder.width
    assert targets["png"].read_bytes().startswith(b"\x89PNG")
    assert not list(tmp_path.glob("*.part"))


def test_export_to_a_place_that_is_none_is_2_and_leaves_nothing(line, info, tmp_path):
    done = line("export", info.id, "--csv", tmp_path / "nowhere" / "x.csv")
    assert done.exit_code == 2
    assert "cannot be written" in str(done.exception)
    (tmp_path / "full.csv.part").symlink_to("/dev/full")
    done = line("export", info.id, "--csv", tmp_path / "full.csv")
    assert done.exit_code == 2
    assert "No space left" in str(done.exception)
    assert not list(tmp_path.glob("full*"))
    (tmp_path / "old.csv").write_text("old")
    assert line("export", info.id, "--csv", tmp_path / "old.csv").exit_code == 0
    assert (tmp_path / "old.csv").read_text().startswith("Image_file_names")


def test_a_place_that_is_none_is_told_before_anything_is_built(line, pictures, library, tmp_path):
    done = line(*quick(pictures(8)), "--csv", tmp_path / "nowhere" / "x.csv")
    assert done.exit_code == 2
    assert "there is no folder" in str(done.exception)
    assert library.maps.all() == []
