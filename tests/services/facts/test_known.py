"""Each colour is right on ten files whose values are known: made here, read as a build reads them, stored, coloured."""

from itertools import pairwise

import numpy as np
import pytest
from PIL import Image, ImageFilter

from services.decoding import NAMES
from services.facts import FACETS, FACTS, Rows, colour
from services.facts.palette import CATEGORIES, NAMED
from tests.helpers_maps import beside, stored
from tests.services.decoding.test_image import encoded, quarters
from tests.services.decoding.test_measures import FLAT, scene
from tests.services.facts.test_calendar import seconds

TEN = range(10)


def png(image):
    return encoded(image, "PNG")


def grey(level, size=(120, 90)):
    return Image.new("RGB", size, (level,) * 3)


def shot(size=(120, 90), camera="", taken="", quality=85, seed=0):
    tags = Image.Exif()
    if camera:
        tags[0x010F], tags[0x0110] = camera
    if taken:
        tags.get_ifd(0x8769)[0x9003] = taken
    return encoded(scene(size, seed), "JPEG", exif=tags, quality=quality)


def halves(step):
    picture = np.full((90, 120), 128 - 12 * step, np.uint8)
    picture[:, 60:] = 128 + 12 * step
    return Image.fromarray(picture)


def saturated(share, size=(160, 120)):
    plain = quarters(size)
    return Image.blend(plain.convert("L").convert("RGB"), plain, share)


@pytest.fixture
def columns(library, settings, tmp_path):
    """A function that stores files as a map, measures beside it, and gives what colours it."""

    def make(files):
        info = stored(library, tmp_path / "home", files)
        beside(library, settings, info)
        return library.maps.columns(info.id)

    return make


def numbered(pictures):
    return {f"{place}.x": data for place, data in enumerate(pictures)}


def steps_of(columns, name):
    """The step of each row, and where each step begins and ends; rows are in the order of the files."""
    painted = colour(columns, name)
    facet = FACETS[name].values(columns, lambda mode: colour(columns, mode))
    assert np.array_equal(facet.rows, painted.codes)
    return painted.codes.astype(int).tolist(), painted.axis.bins.edges


NUMBERS = {
    "brightness": ([png(grey(10 + 26 * i)) for i in TEN], [(10 + 26 * i) / 255 for i in TEN], 0.01),
    "contrast": ([png(halves(i)) for i in TEN], [12 * i / 255 for i in TEN], 0.01),
    "colourfulness": ([png(saturated(i / 9)) for i in TEN], None, None),
    "sharpness": (
        [png(scene().filter(ImageFilter.GaussianBlur(float(blur)))) for blur in np.geomspace(9, 0.9, 10)],
        None,
        None,
    ),
    "size": ([png(grey(i, (40 * (i + 1), 30 * (i + 1)))) for i in TEN], [1200.0 * (i + 1) ** 2 for i in TEN], 0),
    "shape": (
        [png(grey(99, (60 + 30 * i, 360 - 30 * i))) for i in TEN],
        [(60 + 30 * i) / (360 - 30 * i) for i in TEN],
        1e-9,
    ),
    "date": (
        [shot(taken=f"20{10 + i}:0{1 + i % 9}:15 12:30:00") for i in TEN],
        [seconds(f"20{10 + i}-0{1 + i % 9}-15T12:30:00") for i in TEN],
        0,
    ),
}


@pytest.mark.parametrize("name", NUMBERS)
def test_ten_numbers_are_in_the_bins_that_hold_them(columns, name):
    files, values, tolerance = NUMBERS[name]
    codes, edges = steps_of(columns(numbered(files)), name)
    assert codes == sorted(codes), "from the least to the most"
    assert len(set(codes)) >= (9 if name == "sharpness" else 10), "and each apart from the others"
    for code, value in zip(codes, values or [], strict=bool(values)):
        assert edges[code] - tolerance <= value <= edges[code + 1] + tolerance


def test_ten_file_sizes_are_in_the_bins_that_hold_them(columns):
    files = sorted((shot((60 * (i + 1), 45 * (i + 1)), quality=60, seed=i) for i in TEN), key=len)
    codes, edges = steps_of(columns(numbered(files)), "bytes")
    assert codes == sorted(codes)
    for code, data in zip(codes, files, strict=True):
        assert edges[code] <= len(data) <= edges[code + 1]


def test_ten_colours_have_their_names(columns):
    names = [name for name in NAMES if name != "pink"]
    rows = columns(numbered(png(Image.new("RGB", (120, 90), FLAT[name])) for name in names))
    painted = colour(rows, "colour")
    assert [painted.palette[code] for code in painted.codes] == [NAMED[name] for name in names]
    of = FACETS["colour"].values(rows, lambda mode: colour(rows, mode))
    assert [of.name[value] for value in of.rows] == names


CAMERAS = [
    *(("Canon", "Canon EOS 5D"), ("Apple", "iPhone 12"), ("NIKON CORPORATION", "NIKON D90"), ("SONY", "DSC-RX100")),
    *(("OLYMPUS IMAGING CORP.", "E-M10"), ("Panasonic", "DMC-FZ8"), ("FUJIFILM", "X-T3"), ("samsung", "SM-G960F")),
    *(("Google", "Pixel 6"), ("", "")),
]
NAMED_CAMERAS = [
    *("Canon EOS 5D", "Apple iPhone 12", "NIKON D90", "SONY DSC-RX100", "OLYMPUS E-M10", "Panasonic DMC-FZ8"),
    *("FUJIFILM X-T3", "samsung SM-G960F", "Google Pixel 6", "unknown"),
]


def test_ten_cameras_are_told_apart_and_none_is_unknown(columns, library):
    rows = columns(numbered(shot(camera=camera, seed=i) for i, camera in enumerate(CAMERAS)))
    of = FACETS["camera"].values(rows, lambda mode: colour(rows, mode))
    assert [of.name[value] for value in of.rows] == NAMED_CAMERAS
    assert len(set(colour(rows, "camera").codes.tolist())) == 10
    assert of.name[-1] == "unknown"


def test_ten_files_of_five_types_have_theirs_whatever_their_names_say(columns):
    kinds = ["PNG", "JPEG", "GIF", "BMP", "WEBP"] * 2
    rows = columns(numbered(encoded(grey(20 * i), kind) for i, kind in enumerate(kinds)))
    of = FACETS["format"].values(rows, lambda mode: colour(rows, mode))
    assert [of.name[value] for value in of.rows] == kinds
    painted = colour(rows, "format")
    assert [painted.palette[code] for code in painted.codes] == [CATEGORIES[sorted(set(kinds)).index(k)] for k in kinds]


def test_ten_folders_have_a_colour_each(columns):
    rows = columns({f"{'abcdefghij'[i]}/x.png": png(grey(20 * i)) for i in TEN})
    assert sorted(colour(rows, "folder").codes.tolist()) == list(TEN)


def test_what_the_panel_and_the_columns_say_is_the_same(columns, library):
    rows = columns(numbered(png(grey(10 + 26 * i)) for i in TEN))
    info = library.maps.all()[0]
    some = Rows(info.source, library.maps.rows(info.id), range(10), rows.beside)
    said = [float(text) for text in FACTS["brightness"].line.texts(some)]
    cells = [float(cell) for cell in FACTS["brightness"].columns[0].cells(some)]
    assert said == pytest.approx([(10 + 26 * i) / 255 for i in TEN], abs=0.01)
    assert cells == pytest.approx(said, abs=0.006)
    assert all(first < second for first, second in pairwise(cells))
