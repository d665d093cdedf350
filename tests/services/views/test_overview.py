"""What a map's pictures are, taken together, against a look at each row."""

import json
from collections import Counter
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest

from services.errors import NotFound
from services.schema import Reason, Skipped
from services.views import overview
from tests.conftest import picture
from tests.helpers_maps import begun, stored
from tests.services.views.conftest import files


def told(views, info):
    return json.loads(views.overview.of(info.id))


@pytest.fixture
def mixed(library, tmp_path):
    """30 rows of all kinds and sizes in 12 folders."""
    dice = np.random.default_rng(2)
    info, rows = begun(
        library, tmp_path / "home", {f"{i % 10}/{'in/' * (i % 3 == 0)}{i}.jpg": picture(i) for i in range(30)}
    )
    rows = replace(
        rows,
        bytes=dice.integers(1, 2**40, 30),
        width=dice.integers(1, 70_000, 30).astype(np.int32),
        height=dice.integers(1, 70_000, 30).astype(np.int32),
        format=[["JPEG", "PNG", "GIF"][i % 3 if i % 2 else 0] for i in range(30)],
        taken=[f"20{i:02d}-0{1 + i % 9}-07T01:02:03" if i % 4 == 1 else "" for i in range(30)],
        mtime_ns=dice.integers(-(10**18), 2 * 10**18, 30),
        positions=np.zeros((30, 2), np.float32),
        trust=np.where(dice.random(30) < 0.3, np.nan, dice.random(30)).astype(np.float32),
    )
    library.maps.finish(replace(info, trust=0.5, trust_sampled=20), rows)
    return info, rows


def test_it_is_what_the_rows_say(views, mixed):
    info, rows = mixed
    of = told(views, info)
    assert (of["n"], of["bytes"], of["name"], of["source"]) == (30, int(rows.bytes.sum()), info.name, info.source)
    assert of["kinds"] == [list(kind) for kind in Counter(sorted(rows.format)).most_common()]
    pixels = rows.width.astype(object) * rows.height.astype(object)
    least, most = (list(map(int, (rows.width[row], rows.height[row]))) for row in (pixels.argmin(), pixels.argmax()))
    assert of["sizes"] == {"least": least, "most": most, "same": False}
    dates = sorted(taken[:10] for taken in rows.taken if taken)
    assert of["taken"] == {"first": dates[0], "last": dates[-1], "count": len(dates)}
    first, last = (
        datetime.fromtimestamp(time / 1e9).date().isoformat() for time in (rows.mtime_ns.min(), rows.mtime_ns.max())
    )
    assert of["modified"] == {"first": first, "last": last}
    assert of["folders"] == {"count": len({path.rpartition("/")[0] for path in rows.path})}
    assert (of["trust"]["value"], of["trust"]["of"]) == (0.5, "20 pictures drawn at random")
    assert dict(of["trust"]["parts"])["not measured"] == np.isnan(rows.trust).sum()
    assert sum(count for _, count in of["trust"]["parts"]) == 30


def test_the_largest_folders_are_those_of_the_facet(views, library, tmp_path):
    counts = {"a": 9, "b/x": 2, "b": 5, "c": 1, **{f"d/{i}": 6 for i in range(7)}}
    names = [f"{folder}/{k}.jpg" for folder, count in counts.items() for k in range(count)]
    info = stored(library, tmp_path / "home", {name: picture(1) for name in names})
    facet = json.loads(views.facets.values(info.id, "folder"))
    rows = list(views.facets.rows(info.id, "folder"))
    largest = told(views, info)["largest"]
    assert [(of["path"], of["count"]) for of in largest] == [
        *(("a", 9), ("b", 7)),
        *((f"d/{i}", 6) for i in range(6)),
    ]
    for of in largest:
        assert (of["name"], of["count"]) == (facet["name"][of["node"]], facet["count"][of["node"]])
        assert of["node"] <= rows[of["row"]] < facet["last"][of["node"]]


def test_what_is_beside_the_rows_is_told(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(2))
    skipped = [
        Skipped("a.txt", "w", Reason.OTHER),
        Skipped("b.jpg", "w", Reason.DAMAGED),
        Skipped("c", "w", Reason.OTHER),
    ]
    info = replace(info, found=3, skipped=1, others=2, vanished=1, changed=2)
    library.maps.begin(info, rows, skipped)
    of = told(views, info)
    assert (of["skipped"], of["others"], of["outdated"]) == (1, 2, 3)
    assert of["taken"] is None
    assert of["sizes"] == {"least": [48, 40], "most": [48, 40], "same": True}


def test_a_finished_map_is_read_once_and_its_name_each_time(library, views, mixed, monkeypatch):
    info, rows = mixed
    before = told(views, info)
    library.maps.rename(info.id, "another name")
    with monkeypatch.context() as patched:
        patched.setattr(overview, "_of_rows", lambda _: pytest.fail("read again"))
        assert told(views, info) == {**before, "name": "another name"}
    library.maps.reopen(library.maps.get(info.id), [], mtime_ns=rows.mtime_ns * 0 + 86_400_000_000_000)
    assert told(views, info)["modified"]["first"] != before["modified"]["first"], "the files have other times now"
    library.maps.reopen(library.maps.get(info.id), [], mtime_ns=rows.mtime_ns * 0)
    assert told(views, info)["modified"] is None, "a file without a time has none in 1970"


def test_a_map_that_grows_is_read_each_time(library, views, tmp_path):
    info, rows = begun(library, tmp_path / "home", files(4))
    part = {name: getattr(rows, name)[:1] for name in rows.__slots__ if name not in ("added", "found")}
    library.maps.grow(replace(info, n=1, mapped=1), replace(rows, **part))
    assert told(views, info)["n"] == 1
    library.maps.grow(info, rows)
    assert told(views, info)["n"] == 4


def test_an_unknown_map_is_said(views):
    with pytest.raises(NotFound):
        views.overview.of("0" * 32)


def test_dates_and_sizes_are_told_as_small_histograms(library, views, tmp_path):
    names = {f"{i}.png": picture(i, size=(20 * (i + 1), 20), kind="PNG") for i in range(6)}
    info = stored(library, tmp_path / "home", names)
    (size,) = json.loads(views.overview.of(info.id))["histograms"]
    painted = views.colouring(info.id, "size")
    assert (size["facet"], size["title"], sum(size["counts"])) == ("size", "Size in pixels", 6)
    assert size["counts"] == [count for _, _, count in painted.legend]
    assert (size["from"], size["to"]) == ("400 px", "2,400 px")


def test_what_is_one_value_is_no_histogram(library, views, tmp_path):
    info = stored(library, tmp_path / "home", files(3))
    assert json.loads(views.overview.of(info.id))["histograms"] == []
