"""Downloads: their names, what they hold, and which are refused."""

import base64
import io
import re

import pandas as pd
import pytest

from services.schema import Reason, Skipped
from tests.conftest import picture
from tests.helpers_maps import begun
from tests.services.web.conftest import short


def test_a_selection_of_half_a_million_rows_can_leave(client, info):
    answer = client.post(
        f"/export/{info.id}.csv", data={"rows": ",".join(str(i % 6) for i in range(1_000_000)), "features": "0"}
    )
    assert answer.status_code == 200
    assert pd.read_csv(io.BytesIO(answer.data), sep=";", keep_default_na=False)["row"].tolist() == list(range(6))


def test_an_export_is_a_download_with_the_articles_name(client, info):
    for suffix, mime in (("csv", "text/csv"), ("parquet", "application/vnd.apache.parquet"), ("png", "image/png")):
        answer = client.get(f"/export/{info.id}.{suffix}")
        assert (answer.status_code, answer.mimetype) == (200, mime)
        assert re.fullmatch(
            rf'attachment; filename="Unsupervised_image_cluterization_run_\d{{4}}_\d\d_\d\d-\d\d_\d\d\.{suffix}"',
            answer.headers["Content-Disposition"],
        )
        assert answer.headers["Cache-Control"] == "no-store"


def test_the_csv_is_streamed(client, info):
    answer = client.get(f"/export/{info.id}.csv", buffered=False)
    assert answer.is_streamed
    assert next(iter(answer.response)).startswith(b"Image_file_names;Image_file_paths;Image_features;X;Y;")
    answer.close()


def test_features_can_be_left_out_and_rows_chosen(client, info):
    read = pd.read_csv(
        io.BytesIO(client.get(f"/export/{info.id}.csv?features=0&rows=4,0").data), sep=";", keep_default_na=False
    )
    assert read["row"].tolist() == [0, 4]
    assert set(read["Image_features"]) == {""}
    posted = client.post(f"/export/{info.id}.parquet", data={"bits": base64.b64encode(b"\x06").decode()})
    assert pd.read_parquet(io.BytesIO(posted.data))["row"].tolist() == [1, 2]
    assert posted.headers["Content-Disposition"].endswith('_selection_of_2.parquet"')


def test_a_selection_of_hundreds_of_thousands_can_leave(client, info):
    answer = client.post(f"/export/{info.id}.csv", data={"rows": ",".join(["0", "3"] * 200_000), "features": "0"})
    assert answer.status_code == 200
    assert answer.data.count(b"\n") == 3


@pytest.mark.parametrize("wrong", ["rows=x", "rows=6", "rows=-1", "bits=%25", "bits=AAAA", "color=rainbow"])
def test_a_download_that_cannot_be_is_refused_before_it_begins(client, info, wrong):
    assert short(client.get(f"/export/{info.id}.csv?{wrong}"), 400)


def test_an_unknown_way_out_names_those_there_are(client, info):
    answer = client.get(f"/export/{info.id}.exe")
    assert short(answer, 404)
    assert "csv, parquet, png" in answer.text


def test_a_map_in_the_making_cannot_leave_yet(client, library, home):
    info, _ = begun(library, home, {"a.jpg": picture(1)})
    assert short(client.get(f"/export/{info.id}.csv"), 400)


def test_marks_and_colours_reach_the_picture(client, info):
    pictures = {
        client.get(f"/export/{info.id}.png?marks={m}&color={c}").data
        for m in ("dots", "polaroid")
        for c in ("plain", "folder")
    }
    assert len(pictures) == 4


def test_the_list_of_what_is_not_on_the_map_can_leave(client, info, library):
    files = [
        Skipped("a;b.png", "the file is empty", Reason.DAMAGED),
        Skipped("caf\udce9.jpg", 'not "a picture"', Reason.KIND),
        Skipped("=1.txt", "not a picture by its ending (.txt)", Reason.OTHER),
    ]
    library.maps.begin(info, library.maps.rows(info.id), files)
    answer = client.get(f"/skipped/{info.id}.csv")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="skipped_files_of_{info.id[:8]}.csv"'
    read = pd.read_csv(io.BytesIO(answer.data), sep=";", keep_default_na=False)
    # A cell that a spreadsheet would run begins with an apostrophe.
    shown = {"a;b.png": "a;b.png", "caf\udce9.jpg": r"caf\xe9.jpg", "=1.txt": "'=1.txt"}
    wanted = [(shown[f.path], f.reason, f.code.value) for f in library.maps.skipped(info.id)]
    assert list(read.itertuples(index=False, name=None)) == wanted
    assert len(read) == 3
    assert short(client.get("/skipped/nothing.csv"), 404)
