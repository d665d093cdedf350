"""The step that puts measures beside a map: those of the decoding, or of the thumbnails, which are the same."""

import numpy as np
import pytest
from PIL import Image

from services.decoding import MEASURES_EDITION, NAMES
from services.errors import StoppedByUser
from services.library.measured import NUMBERS
from services.pipeline import beside, pixels
from services.pipeline.beside import Work
from tests.conftest import Quiet, picture
from tests.helpers_maps import stored
from tests.services.decoding.test_image import encoded, quarters


def shot(camera):
    tags = Image.Exif()
    tags[0x0110] = camera
    return encoded(quarters((300, 200)), "JPEG", exif=tags)


@pytest.fixture
def mapped(library, tmp_path):
    files = {f"{i}.jpg": picture(i % 5, size=(200, 150)) for i in range(7)}
    return stored(library, tmp_path / "home", {**files, "x.jpg": shot("Canon EOS"), "y.jpg": shot("Apple")})


def work(library, settings, info, listener=None):
    listener = listener or Quiet()
    listener.stage("measure")
    return Work(library, settings, info, library.maps.rows(info.id), listener)


def arrays(library, info):
    return {name: array.tolist() for name, array in library.beside.found(info.id, pixels.KIND).arrays.items()}


def test_measures_lie_beside_a_map_in_the_order_of_rows(library, settings, mapped):
    pixels.make(work(library, settings, mapped))
    found, rows = library.beside.found(mapped.id, "pixels"), library.maps.rows(mapped.id)
    assert (found.edition, found.about["colours"]) == (pixels.EDITION, list(NAMES))
    assert found.about["cameras"] == ["", "Apple", "Canon EOS"]
    numbers, colour = library.measured.columns(rows.hash, edition=MEASURES_EDITION)
    for column, name in enumerate(NUMBERS):
        assert found.arrays[name].dtype == np.float32
        assert found.arrays[name].tolist() == numbers[:, column].tolist()
    assert [NAMES[code] for code in found.arrays["colour"]] == colour
    assert found.arrays["camera"].tolist() == [0] * 7 + [2, 1]


def test_those_that_are_missing_are_made_of_the_thumbnails_and_are_the_same(library, settings, mapped, monkeypatch):
    pixels.make(work(library, settings, mapped))
    before = arrays(library, mapped)
    with library.db.write() as db:
        db.execute("DELETE FROM measures")
    monkeypatch.setattr(pixels, "BATCH", 2)
    pixels.make(work(library, settings, mapped))
    assert arrays(library, mapped) == before
    monkeypatch.setattr(pixels, "measured", lambda _: pytest.fail("measured again"))
    pixels.make(work(library, settings, mapped))


def test_another_edition_is_measured_anew(library, settings, mapped):
    with library.db.write() as db:
        db.execute("UPDATE measures SET edition = edition - 1, brightness = 5")
    pixels.make(work(library, settings, mapped))
    assert max(arrays(library, mapped)["brightness"]) <= 1


def test_a_damaged_thumbnail_has_none(library, settings, mapped):
    hashes = library.maps.rows(mapped.id).hash
    with library.db.write() as db:
        db.execute("DELETE FROM measures WHERE hash = ?", (hashes[1],))
        db.execute("UPDATE contents SET thumbnail = x'00' WHERE hash = ?", (hashes[1],))
    pixels.make(work(library, settings, mapped))
    found = arrays(library, mapped)
    same = [row for row, content in enumerate(hashes) if content == hashes[1]]
    assert [row for row, value in enumerate(found["brightness"]) if np.isnan(value)] == same
    assert [row for row, code in enumerate(found["colour"]) if code == pixels.UNKNOWN] == same


def test_a_stop_keeps_what_was_measured(library, settings, mapped, monkeypatch):
    monkeypatch.setattr(pixels, "BATCH", 2)
    with library.db.write() as db:
        db.execute("DELETE FROM measures")

    class Stopping(Quiet):
        def tick(self, done, total):
            return False

    with pytest.raises(StoppedByUser):
        pixels.make(work(library, settings, mapped, Stopping()))
    assert library.db.read().execute("SELECT count(*) FROM measures").fetchone()[0] == 2
    assert library.beside.found(mapped.id, "pixels") is None


def test_a_build_has_them_and_an_older_map_gets_them(built, library, settings):
    info = built(12).info
    assert beside.missing(library, info) == []
    assert np.isfinite(library.beside.array(info.id, "pixels", "sharpness")).all()
    library.beside.put(info.id, "pixels", {}, {"edition": pixels.EDITION - 1})
    assert [step.kind for step in beside.missing(library, info)] == ["pixels"]
    beside.complete(library, settings, info.id, listener=Quiet())
    assert beside.missing(library, info) == []
