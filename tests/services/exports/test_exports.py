"""Ways out: the article's columns first, whole features, names that survive and do no harm; what pandas reads is what
we hold.
"""

import io
import json
import re
import types
from dataclasses import replace
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from services.errors import BadRequest
from services.exports import EXPORTS, chosen, filename, size_estimate, table
from services.facts import FACTS, colour
from tests.conftest import picture
from tests.helpers_maps import KEY, WIDTH, beside, stored

NAMES = [
    "plain.jpg",
    "semi;colon.jpg",
    'double"quote.jpg',
    "new\nline.jpg",
    "carriage\rreturn.jpg",
    "both\r\nends.jpg",
    "satellite-🛰️.jpg",
    "latin1-\udce9.jpg",
    "=1+1.jpg",
    '=HYPERLINK("x";"y").jpg',
    "+1.jpg",
    "-1.jpg",
    "@SUM(1).jpg",
    "\tTab.jpg",
    "\r=1.jpg",
    "\n=1.jpg",
    " space.jpg",
    "'quote.jpg",
    "null",
    "007",
    "=folder/-1.jpg",
]
DEFUSED = tuple(n for n in NAMES if n[0] in "=+-@\t\r\n" and "/" not in n)


@pytest.fixture
def info(library, tmp_path):
    trust = np.linspace(0, 1, len(NAMES))
    trust[3] = np.nan
    return stored(library, tmp_path / "home", {name: picture(i) for i, name in enumerate(NAMES)}, trust=trust)


@pytest.fixture
def solid(library, tmp_path):
    return stored(library, tmp_path / "home3", {f"{i}.jpg": picture(i) for i in range(5)}, dimensions=3)


def written(library, info, suffix, rows=None, **options):
    every = {"features": True, "colouring": colour(library.maps.rows(info.id), "folder"), "marks": "dots", **options}
    return b"".join(EXPORTS[suffix].write(library, info.id, rows, every))


def frame(data):
    return pd.read_csv(io.BytesIO(data), sep=";", dtype={"Image_file_names": str}, keep_default_na=False)


def features_of(library, info):
    return library.contents.features(library.maps.rows(info.id).hash, key=KEY, width=WIDTH)


def test_the_header_is_the_articles_and_our_columns_follow(library, info):
    head = written(library, info, "csv").partition(b"\n")[0].decode()
    assert head.startswith("Image_file_names;Image_file_paths;Image_features;X;Y;row;")
    assert head.split(";") == [c for c in table.CSV_COLUMNS if c != "Z"]


def test_pandas_reads_every_name_whatever_is_in_it(library, info):
    read = frame(written(library, info, "csv"))
    assert len(read) == len(NAMES)
    assert read["row"].tolist() == list(range(len(NAMES)))
    for name, told, path in zip(NAMES, read["Image_file_names"], read["Image_file_paths"], strict=True):
        base = name.rpartition("/")[2].replace("\udce9", "\\xe9")
        assert told == (f"'{base}" if base[0] in "=+-@\t\r\n" else base)
        assert path == f"{info.source}/{name}".replace("\udce9", "\\xe9")


def test_no_cell_begins_as_a_formula_does(library, info):
    read = frame(written(library, info, "csv", features=False))
    assert len(DEFUSED) == 8
    for column in ("Image_file_names", "Image_file_paths", "format", "taken"):
        assert not read[column].str.match(r"[=+\-@\t\r\n]").any()


def test_a_source_that_begins_as_a_formula_does_is_defused_too(library, info):
    library.following.follow(info.id, "=cmd://bucket")
    assert frame(written(library, info, "csv"))["Image_file_paths"].str.startswith("'=cmd://bucket/").all()


def test_features_are_whole_and_the_librarys_bit_for_bit(library, info):
    read = frame(written(library, info, "csv"))
    told = np.array([json.loads(text) for text in read["Image_features"]], dtype=np.float32)
    assert told.shape == (len(NAMES), WIDTH)
    assert (told == features_of(library, info)).all()


@pytest.mark.parametrize(
    "value", [0, -0.0, 1, 1e-7, -3.4e38, 1.1754944e-38, 1e-45, 123456789, 0.1, 9999999.0, 1e7, 0.0001, 0.00009999]
)
def test_any_float32_is_written_so_that_it_reads_back(value):
    number = np.float32(value)
    text = table.repr_f4(number)
    assert np.float32(json.loads(text)) == number
    assert len(text) < 20


def test_coordinates_trust_and_facts_are_the_maps(library, info):
    read = frame(written(library, info, "csv"))
    rows = library.maps.rows(info.id)
    assert (read[["X", "Y"]].to_numpy(np.float32) == rows.positions).all()
    assert read["trust"].tolist()[3] == ""
    known = np.arange(len(NAMES)) != 3
    assert read["trust"][known].astype(float).to_numpy() == pytest.approx(rows.trust[known], abs=1e-4)
    assert read["hash"].tolist() == rows.hash
    assert read["bytes"].tolist() == rows.bytes.tolist()
    assert set(read["format"]) == {"JPEG"}
    assert set(zip(read["width"], read["height"], strict=True)) == {(48, 40)}
    expected = pd.to_datetime(rows.mtime_ns, utc=True).floor("s")
    assert (pd.to_datetime(read["modified"]).to_numpy() == expected.to_numpy()).all()


def test_3d_has_z_after_y(library, solid):
    read = frame(written(library, solid, "csv"))
    assert list(read.columns[:7]) == ["Image_file_names", "Image_file_paths", "Image_features", "X", "Y", "Z", "row"]
    assert (read[["X", "Y", "Z"]].to_numpy(np.float32) == library.maps.rows(solid.id).positions).all()


def test_features_can_be_left_out(library, info):
    whole, small = written(library, info, "csv"), written(library, info, "csv", features=False)
    assert len(small) < len(whole)
    assert set(frame(small)["Image_features"]) == {""}
    assert frame(small).drop(columns="Image_features").equals(frame(whole).drop(columns="Image_features"))


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_some_rows_can_be_chosen(library, info, suffix):
    data = written(library, info, suffix, rows=np.array([2, 5, 20]))
    read = frame(data) if suffix == "csv" else pd.read_parquet(io.BytesIO(data))
    assert read["row"].tolist() == [2, 5, 20]
    column = "Image_features" if suffix == "csv" else "features"
    told = np.array([json.loads(v) if suffix == "csv" else v for v in read[column]], dtype=np.float32)
    assert (told == features_of(library, info)[[2, 5, 20]]).all()


def test_the_measures_of_pixels_are_empty_until_they_lie_beside_the_map(library, settings, info):
    names = ["brightness", "contrast", "sharpness", "colourfulness", "dominant_colour", "camera"]
    csv, parquet = frame(written(library, info, "csv")), pd.read_parquet(io.BytesIO(written(library, info, "parquet")))
    assert set(csv[names].to_numpy().ravel()) == {""}
    assert parquet[names].isna().all(axis=None)
    beside(library, settings, info)
    csv, parquet = frame(written(library, info, "csv")), pd.read_parquet(io.BytesIO(written(library, info, "parquet")))
    found = library.beside.found(info.id, "pixels")
    for name in names[:4]:
        assert parquet[name].tolist() == found.arrays[name].tolist()
        assert parquet[name].dtype == np.float32
        assert csv[name].tolist() == [float(f"{value:.4f}") for value in found.arrays[name]]
    colours = [found.about["colours"][code] for code in found.arrays["colour"]]
    assert csv["dominant_colour"].tolist() == parquet["dominant_colour"].tolist() == colours
    assert parquet["camera"].isna().all(), "no EXIF names one"
    some = np.array([2, 5, 20])
    part = pd.read_parquet(io.BytesIO(written(library, info, "parquet", rows=some)))
    assert part["brightness"].tolist() == found.arrays["brightness"][some].tolist()
    more = ["frames", "damage", "edited", "shown_as"]
    assert list(part.columns)[-15:] == [*names, *more, "region", "region_name", "grid_x", "grid_y", "features"]


def test_a_picture_of_the_map_has_a_legend_of_some_steps_of_a_number(library, info):
    from services.exports.png import STEPS, _lines

    painted = colour(library.maps.columns(info.id), "bytes")
    assert len(painted.legend) > STEPS
    lines = _lines(painted)
    assert (len(lines), lines[0], lines[-1]) == (STEPS, painted.legend[0], painted.legend[-1])
    assert coloured(written(library, info, "png", colouring=painted)) > 50
    folders = colour(library.maps.columns(info.id), "folder")
    assert _lines(folders) == folders.legend


def test_the_csv_is_streamed_block_by_block(library, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "many", {f"{i:02d}.jpg": picture(i % 3) for i in range(25)})
    monkeypatch.setattr(table, "BLOCK", 10)
    asked = []
    real = library.contents.vectors
    monkeypatch.setattr(
        library.contents, "vectors", lambda hashes, **how: asked.append(len(hashes)) or real(hashes, **how)
    )
    chunks = EXPORTS["csv"].write(library, info.id, None, {"features": True})
    assert isinstance(chunks, types.GeneratorType)
    assert next(chunks).startswith(b"Image_file_names;")
    assert asked == [], "nothing is read before it is wanted"
    sizes = [chunk.count(b"\n") for chunk in chunks]
    assert (sizes, asked) == ([10, 10, 5], [10, 10, 5])


def test_parquet_opens_in_pandas_with_features_and_raw_names(library, info):
    read = pd.read_parquet(io.BytesIO(written(library, info, "parquet")))
    assert (np.stack(read["features"]) == features_of(library, info)).all()
    assert np.stack(read["features"]).dtype == np.float32
    assert [raw.decode("utf-8", "surrogateescape") for raw in read["raw_path"]] == NAMES
    assert (read[["x", "y"]].to_numpy() == library.maps.rows(info.id).positions).all()
    assert "z" not in read
    without = pd.read_parquet(io.BytesIO(written(library, info, "parquet", features=False)))
    assert list(without.columns) == [c for c in read.columns if c != "features"]


def test_the_grid_is_in_both_tables_and_empty_where_there_is_none(library, info):
    def columns(suffix, rows=None):
        data = written(library, info, suffix, rows=rows, features=False)
        read = frame(data) if suffix == "csv" else pd.read_parquet(io.BytesIO(data))
        assert list(read.columns[-2:]) == ["grid_x", "grid_y"]
        return read["grid_x"].tolist(), read["grid_y"].tolist()

    n = len(NAMES)
    assert columns("csv") == ([""] * n, [""] * n)
    assert all(pd.isna(values).all() for values in columns("parquet"))
    x, y = np.arange(n)[::-1].astype(np.uint16) % 6, np.arange(n).astype(np.uint16) // 6
    library.beside.put(info.id, "grid", {"x": x, "y": y}, {"edition": 1, "columns": 6, "lines": 4})
    for suffix in ("csv", "parquet"):
        assert columns(suffix) == (x.tolist(), y.tolist())
        some = np.array([2, 5, 20])
        assert columns(suffix, some) == (x[some].tolist(), y[some].tolist())


def test_parquet_of_a_3d_map_and_what_it_says_of_itself(library, solid):
    import pyarrow.parquet as pq

    data = written(library, solid, "parquet")
    assert "z" in pd.read_parquet(io.BytesIO(data))
    assert json.loads(pq.read_schema(io.BytesIO(data)).metadata[b"imagescape"])["id"] == solid.id


def sheet(data):
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def coloured(data, above=850):
    part = sheet(data)[:above]
    return int((part.max(axis=2) - part.min(axis=2) > 40).sum())


@pytest.mark.parametrize("marks", ["dots", "polaroid"])
def test_the_picture_is_the_articles_sheet(library, info, marks):
    data = written(library, info, "png", marks=marks)
    assert Image.open(io.BytesIO(data)).format == "PNG"
    assert sheet(data).shape == (900, 1600, 3)
    assert coloured(data) > 100


def test_a_selection_is_drawn_in_colour_upon_the_rest(library, info):
    whole = written(library, info, "png", colouring=colour(library.maps.rows(info.id), "plain"))
    some = written(
        library, info, "png", rows=np.array([0, 1, 2]), colouring=colour(library.maps.rows(info.id), "plain")
    )
    assert 0 < coloured(some) < coloured(whole) / 3
    inked = (sheet(some)[:850] < 250).any(axis=2).sum()
    assert inked == pytest.approx((sheet(whole)[:850] < 250).any(axis=2).sum(), rel=0.2), (
        "the rest is still there, in grey"
    )


def test_a_3d_map_and_a_map_of_one_point_can_be_drawn(library, solid, tmp_path):
    assert coloured(written(library, solid, "png")) > 50
    one = stored(library, tmp_path / "one", {"a.jpg": picture(1)}, positions=[[5, 5]])
    assert coloured(written(library, one, "png")) > 20


def test_the_caption_says_what_a_reader_must_know(library, info):
    from services.exports.png import caption

    text = caption(info)
    assert f"{info.found} found = {info.mapped} mapped + {info.skipped} skipped" in text
    assert {"efficientnet-lite0,", "tsne,", "perplexity", "20,", "seed", "8", info.id[:12]} <= set(text.split())
    assert f"trustworthiness {info.trust:.3f}" in text


def test_the_caption_counts_files_that_are_no_pictures_apart_as_the_page_does(info):
    from services.exports.png import caption

    some = replace(info, skipped=info.skipped + 3, found=info.found + 3, others=2)
    assert some.counts in caption(some)
    assert "3 skipped, and 2 other files" in caption(some)


def test_the_caption_of_a_selection_says_how_many_it_is(info):
    from services.exports.png import caption

    assert f"2 of {info.n} selected" in caption(info, np.array([0, 3]))
    assert "selected" not in caption(info)


def test_a_download_has_the_articles_name():
    name = filename(datetime(2026, 1, 2, 3, 4), "csv")
    assert name == "Unsupervised_image_cluterization_run_2026_01_02-03_04.csv"
    assert filename(datetime(2026, 1, 2, 3, 4), "csv", features=False) == name.replace(".csv", "_without_features.csv")
    assert filename(datetime(2026, 1, 2, 3, 4), "png", rows=[1, 2, 5], features=False) == name.replace(
        ".csv", "_selection_of_3.png"
    )
    assert {
        s
        for s in EXPORTS
        if re.fullmatch(rf"Unsupervised_image_cluterization_run_[\d_-]+\.{s}", filename(datetime.now(), s))
    } == set(EXPORTS)


@pytest.mark.parametrize("entry", EXPORTS.values(), ids=EXPORTS)
def test_every_way_out_says_what_the_command_line_and_the_page_need(entry, library, info):
    options = {"features": True, "colouring": colour(library.maps.rows(info.id), "folder"), "marks": "dots"}
    assert sum(map(len, entry.write(library, info.id, None, options))) > 0
    assert entry.option and entry.help and entry.short
    assert bool(entry.without_features) <= bool(entry.per_feature), "without features there must be less"
    sized = size_estimate(info, suffix=entry.name, features=True)
    assert (sized > 0) == (entry.per_row > 0)


def test_the_columns_of_the_csv_are_those_of_the_facts_and_the_maps_own():
    of_facts = [column.name for fact in FACTS.values() for column in fact.columns]
    assert sorted(table.CSV_COLUMNS) == sorted([*of_facts, "Image_features", "X", "Y", "Z"])
    assert list(table.CSV_COLUMNS) == [
        *("Image_file_names", "Image_file_paths", "Image_features", "X", "Y", "Z", "row", "trust"),
        *("width", "height", "bytes", "format", "taken", "modified", "hash"),
        *("brightness", "contrast", "sharpness", "colourfulness", "dominant_colour", "camera"),
        *("frames", "damage", "edited", "shown_as"),
        *("region", "region_name", "grid_x", "grid_y"),
    ]


def test_every_way_out_is_called_what_its_ending_is():
    assert all(entry.name == name and entry.title and "/" in entry.mime for name, entry in EXPORTS.items())
    assert {"csv", "parquet", "png"} <= set(EXPORTS)


@pytest.mark.parametrize(
    ("text", "rows"), [("0,5,17", [0, 5, 17]), ("5", [5]), ("17,0,5,0", [0, 5, 17]), (" 1, 2", [1, 2])]
)
def test_rows_are_numbers_sorted_each_once(text, rows):
    assert chosen(text, 18).tolist() == rows


def test_no_rows_named_means_all():
    assert chosen(None, 18) is None


@pytest.mark.parametrize("text", ["", "a", "1,", ",", "1;2", "1.5", "1e3", "--1", "1,2,x", "9" * 400])
def test_rows_that_are_no_numbers_are_refused(text):
    with pytest.raises(BadRequest, match="Rows are row numbers separated by commas"):
        chosen(text, 18)


@pytest.mark.parametrize(("text", "wrong"), [("18", 18), ("-1", -1), ("0,99", 99), ("-5,99", -5)])
def test_rows_outside_the_map_are_named(text, wrong):
    with pytest.raises(BadRequest, match=rf"between 0 and 17; {wrong} does not"):
        chosen(text, 18)


def test_without_features_a_download_is_said_to_be_far_smaller(library, info):
    for suffix in ("csv", "parquet"):
        whole, part = (size_estimate(replace(info, width=1280), suffix=suffix, features=f) for f in (True, False))
        assert 0 < part < whole / 10
