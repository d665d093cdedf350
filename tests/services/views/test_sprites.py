"""Small pictures of a map: each row's own, on its sheet and in a batch."""

import io
import struct

import numpy as np
import pytest
from PIL import Image

from services.errors import BadRequest, NotFound
from services.projections.sprites import ACROSS, CELL
from services.views.sprites import BATCH, PER_SHEET, Sprites


@pytest.fixture
def made(built):
    return built(60).info


@pytest.fixture
def sprites(library):
    return Sprites(library)


def read(index):
    edition, cell, across, n, count = struct.unpack_from("<iiiii", index)
    ends = np.frombuffer(index, "<i4", count, 20)
    return edition, cell, across, n, ends, np.frombuffer(index, "<u4", n, 20 + 4 * count)


def test_the_index_gives_each_row_a_place_of_its_own(made, sprites):
    edition, cell, across, n, ends, place = read(sprites.index(made.id))
    assert (edition, cell, across, n) == (1, CELL, ACROSS, 60)
    assert sorted(place.tolist()) == list(range(60))
    assert ends[-1] == 60


def test_the_picture_at_a_rows_place_is_that_rows_thumbnail(made, library, sprites):
    *_, place = read(sprites.index(made.id))
    sheet = sprites.sheet(made.id, 0)
    pixels = np.asarray(Image.open(io.BytesIO(sheet.picture)).convert("RGB")).astype(float)
    sizes = np.frombuffer(sheet.sizes, np.uint8).reshape(-1, 2)
    rows = library.maps.rows(made.id)
    for row in range(60):
        at = int(place[row])
        width, height = sizes[at].tolist()
        assert max(width, height) <= CELL
        x, y = at % ACROSS * CELL, at // ACROSS * CELL
        data = library.contents.thumbnail(rows.hash[row])
        own = Image.open(io.BytesIO(data)).convert("RGB").resize((width, height), Image.Resampling.HAMMING)
        assert np.abs(pixels[y : y + height, x : x + width] - np.asarray(own)).mean() < 12, row


def test_a_sheet_is_made_once_and_kept(made, sprites, monkeypatch):
    first = sprites.sheet(made.id, 0)
    monkeypatch.setattr("services.views.sprites.montage", lambda *_, **__: pytest.fail("it is here"))
    assert sprites.sheet(made.id, 0) == first


def test_there_is_no_sheet_behind_the_last(made, sprites):
    with pytest.raises(NotFound, match="no sheet 1"):
        sprites.sheet(made.id, -(-60 // PER_SHEET))
    with pytest.raises(NotFound):
        sprites.sheet("0" * 16, 0)


def test_before_they_are_found_there_is_no_index(made, library, sprites):
    for path in (library.folder / "maps").glob(f"{made.id}.sprites*"):
        path.unlink()
    assert sprites.index(made.id) == b""
    with pytest.raises(NotFound, match="no sheets of pictures yet"):
        sprites.sheet(made.id, 0)


def test_a_batch_has_the_thumbnails_asked_for_in_their_order(made, library, sprites):
    rows = library.maps.rows(made.id)
    body = sprites.batch(made.id, [7, 3, 7])
    count, *lengths = struct.unpack_from("<4i", body)
    assert count == 3
    data, at = [], 16
    for length in lengths:
        data.append(body[at : at + length])
        at += length
    assert at == len(body)
    assert data == [library.contents.thumbnail(rows.hash[row]) for row in (7, 3, 7)]


def test_a_batch_is_bounded_and_of_rows_that_are_there(made, sprites):
    with pytest.raises(BadRequest, match="too many"):
        sprites.batch(made.id, [0] * (BATCH + 1))
    with pytest.raises(NotFound, match="no row 60"):
        sprites.batch(made.id, [0, 60])
