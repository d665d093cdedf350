"""The orders of the gallery, days and paths."""

from dataclasses import replace

import numpy as np
import pytest

from services.errors import BadRequest, NotFound
from services.views import orders
from services.views.orders import BATCH, NO_DAY, ORDERS, natural
from tests.conftest import picture
from tests.helpers_maps import begun, stored

NAMES = ["img10.jpg", "b/img2.jpg", "IMG1.jpg", "a/img2.jpg", "caf\udce9.jpg"]


@pytest.fixture
def info(library, tmp_path):
    files = {name: picture(at, size=(40 + 20 * at, 40)) for at, name in enumerate(NAMES)}
    return stored(library, tmp_path / "home", files, trust=[0.5, np.nan, 0.9, 0.1, 0.5])


def rows(views, info, order):
    return np.frombuffer(views.orders.rows(info.id, order), "<u4").tolist()


def test_names_are_put_in_order_as_people_do(views, info):
    assert [NAMES[row] for row in rows(views, info, "name")] == [
        "caf\udce9.jpg",
        "IMG1.jpg",
        "a/img2.jpg",
        "b/img2.jpg",
        "img10.jpg",
    ]


@pytest.mark.parametrize(
    "names",
    [["a2", "a10", "a100b1", "a100b20"], ["1", "02", "3", "0010"], ["A", "b", "C"], ["img1x", "img1y", "img02"]],
)
def test_a_number_in_a_name_counts_by_its_value(names):
    mixed = names[::-1]
    assert sorted(mixed, key=natural) == names


def test_by_size_and_by_trust_what_is_not_known_last(views, info, library):
    sizes = library.maps.rows(info.id).bytes
    assert rows(views, info, "size") == np.argsort(sizes, kind="stable").tolist()
    assert rows(views, info, "trust") == [3, 0, 4, 2, 1]


def test_by_date_that_of_taking_before_that_of_the_file(views, library, tmp_path):
    made, table = begun(library, tmp_path / "home", {name: picture(at) for at, name in enumerate("abc")})
    taken = ["2020-06-07T08:09:10", "", "1999-01-02T03:04:05"]
    library.maps.finish(made, replace(table, taken=taken, positions=np.zeros((3, 2), np.float32)))
    assert rows(views, made, "date") == [2, 0, 1]
    days = np.frombuffer(views.orders.days(made.id), "<i4")
    assert days[:1].astype("datetime64[D]").astype(str).tolist() == ["2020-06-07"]
    assert days[2] == (np.datetime64("1999-01-02") - np.datetime64("1970-01-01")).astype(int)
    assert NO_DAY not in days


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_every_row_once(views, info, order):
    assert sorted(rows(views, info, order)) == list(range(len(NAMES)))


def test_paths_of_some_rows(views, info):
    assert views.orders.paths(info.id, [4, 1, 1]) == ["caf\\xe9.jpg", "b/img2.jpg", "b/img2.jpg"]


def test_what_is_not_there_is_told(views, info):
    for ask, error in [
        (lambda: views.orders.rows(info.id, "beauty"), NotFound),
        (lambda: views.orders.rows("0" * 16, "name"), NotFound),
        (lambda: views.orders.paths(info.id, [5]), NotFound),
        (lambda: views.orders.paths(info.id, [-1]), NotFound),
        (lambda: views.orders.paths(info.id, [0] * (BATCH + 1)), BadRequest),
    ]:
        with pytest.raises(error):
            ask()


def test_an_order_is_made_once(views, info, monkeypatch):
    first = rows(views, info, "name")
    monkeypatch.setattr(orders, "ORDERS", {**ORDERS, "name": None})
    assert rows(views, info, "name") == first
