"""Whatever lies between them, each row's feature and picture are those of the file it names."""

import contextlib
import csv
import io
import json
import os
import sys

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from app import create_app
from services import decoding, encoders
from services.cli.main import make
from services.decoding import png
from services.decoding.exif import orientation
from services.library import Library
from services.settings import Settings
from tests.conftest import picture

pytestmark = pytest.mark.slow

csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)


@pytest.fixture(scope="module")
def mixed(photos, hostile, tmp_path_factory):
    """Photographs and hostile files in one folder, with files nothing can read before, between and after them."""
    home = tmp_path_factory.mktemp("mixed") / "mixed"
    home.mkdir()
    for number, file in enumerate(sorted(photos.iterdir())):
        os.link(file, home / file.name)
        if number % 10 == 0:
            (home / f"{file.name[:9]}!{number}.jpg").write_bytes(b"not a picture at all")
    for file in hostile.rglob("*"):
        if file.is_file():
            target = home / "hostile" / file.relative_to(hostile)
            target.parent.mkdir(parents=True, exist_ok=True)
            os.link(file, target)
    (home / "!first.jpg").write_bytes(b"")
    (home / "zzz-last.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return home


@pytest.fixture(scope="module")
def mapped(mixed, seed, tmp_path_factory):
    """The map of that folder through the command line: its JSON, its CSV's lines, its library."""
    home = tmp_path_factory.mktemp("rows")
    seed(home / "library")
    told = CliRunner().invoke(
        make(lambda *_: None),
        ["build", str(mixed), "--json", "--csv", str(home / "out.csv"), "--library", str(home / "library")],
    )
    assert told.exit_code == 0, told.output
    with (home / "out.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter=";"))
    return json.loads(told.stdout), rows, Library(home / "library")


def test_the_sums_add_up(mapped):
    told, rows, _ = mapped
    assert told["found"] == told["mapped"] + told["skipped"]
    assert told["found"] + told["others"] == 938 + 100 + 10 + 2
    assert told["mapped"] == len(rows)


def test_each_feature_is_that_of_the_file_its_row_names(mapped, mixed, models):
    _, rows, library = mapped
    info = library.maps.all()[0]
    table = library.maps.rows(info.id)
    encoder = encoders.open_encoder(
        "efficientnet-lite0", weights="", models=models, precision="f32", threads=2, note=lambda _: None
    )
    assert [int(line["row"]) for line in rows] == list(range(len(rows)))
    files = [mixed / path for path in table.path]
    assert [line["Image_file_names"].lstrip("'") for line in rows] == [path.name for path in files]
    stored = np.array([json.loads(line["Image_features"]) for line in rows], dtype=np.float32)
    assert stored.shape == (len(rows), 1280)
    # A picture's feature does not depend on the batch it is in; the tests of the encoders prove it.
    own = encoder.embed(
        np.stack(
            [
                decoding.decode(path.read_bytes(), side=224, decoding="standard", max_pixels=10**8).pixels
                for path in files
            ]
        )
    )
    norms = np.linalg.norm(stored, axis=1) * np.linalg.norm(own, axis=1)
    cosines = (stored * own).sum(axis=1)[norms > 0] / norms[norms > 0]
    print(f"{len(rows)} rows, smallest cosine {cosines.min():.8f}")
    assert cosines.min() >= 0.99999


def test_each_address_gives_the_bytes_of_the_file_its_row_names(mapped, mixed):
    _, rows, library = mapped
    app = create_app(Settings(library=str(library.folder)))
    client = app.server.test_client()
    info = library.maps.all()[0]
    table = library.maps.rows(info.id)
    rendered = 0
    try:
        for number in range(len(rows)):
            data = (mixed / table.path[number]).read_bytes()
            answer = client.get(f"/image/{info.id}/{number}")
            assert answer.status_code == 200, (table.path[number], answer.text)
            if answer.data == data:
                assert answer.mimetype in {
                    "image/jpeg",
                    "image/png",
                    "image/gif",
                    "image/webp",
                    "image/bmp",
                    "image/avif",
                }
                continue
            rendered += 1
            turned = False
            # Some are whole but for what tells of them, and only we open these.
            with contextlib.suppress(Exception), Image.open(io.BytesIO(data)) as opened:
                turned = orientation(opened.getexif()) != 1
            deep = table.mode[number].startswith(("I", "F")) or png.depth(data) == 16
            assert turned or deep or table.format[number] in {"TIFF", "HEIF"}, table.path[number]
            shown = Image.open(io.BytesIO(answer.data))
            scale = min(1, 4096 / max(table.width[number], table.height[number]))
            assert shown.size == (round(table.width[number] * scale), round(table.height[number] * scale))
            wanted = decoding.decode(data, side=64, decoding="standard", max_pixels=10**8).pixels
            got = decoding.decode(answer.data, side=64, decoding="standard", max_pixels=10**8).pixels
            assert np.abs(wanted.astype(int) - got.astype(int)).mean() < 3, table.path[number]
    finally:
        app.server.config["IMAGESCAPE_SERVICES"].jobs.close()
    print(f"{len(rows) - rendered} as they are, {rendered} rendered")


def test_each_thumbnail_is_that_of_its_row(mapped, mixed):
    _, rows, library = mapped
    table = library.maps.rows(library.maps.all()[0].id)
    for number in range(0, len(rows), 7):
        wanted = decoding.decode(
            (mixed / table.path[number]).read_bytes(), side=224, decoding="standard", max_pixels=10**8
        ).thumbnail
        assert library.contents.thumbnail(table.hash[number]) == wanted


def test_rows_stay_right_when_a_name_is_taken_by_another_file(built, pictures, library):
    """A second map must not show, under an old row, what now lies at that path."""
    home = pictures(12)
    first = built(folder=home)
    names = library.maps.rows(first.info.id).path
    swapped = home / names[3]
    old = swapped.read_bytes()
    swapped.write_bytes(picture(77))
    second = built(folder=home)
    assert library.maps.rows(second.info.id).hash[3] != library.maps.rows(first.info.id).hash[3]
    assert (
        library.contents.thumbnail(library.maps.rows(first.info.id).hash[3])
        == decoding.decode(old, side=32, decoding="standard", max_pixels=10**8).thumbnail
    )
