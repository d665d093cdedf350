"""Pictures that we draw: the map with its caption and legend, and the digits of the demo."""

import io

import numpy as np
import pytest
from PIL import Image

from services.decoding import draw_map, draw_miniature, grey_png


def drawn(positions, colours, **how):
    options = {"size": (400, 300), "marks": "dots", "caption": "", "legend": []}
    data = draw_map(np.asarray(positions, np.float32), np.asarray(colours, np.uint8), **{**options, **how})
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB")).astype(int)


def coloured(sheet):
    return np.argwhere(sheet.max(axis=2) - sheet.min(axis=2) > 40)


def test_points_are_drawn_where_they_lie_with_y_upwards():
    sheet = drawn([[0, 0], [4, 2]], [(255, 0, 0), (0, 0, 255)])
    red, blue = np.argwhere(sheet[:, :, 0] - sheet[:, :, 2] > 100), np.argwhere(sheet[:, :, 2] - sheet[:, :, 0] > 100)
    assert red[:, 0].mean() > blue[:, 0].mean(), "a smaller y lies lower"
    assert red[:, 1].mean() < blue[:, 1].mean()
    assert np.abs(red.mean(axis=0) - blue.mean(axis=0)) == pytest.approx([160, 320], abs=2), "one scale for both axes"


def test_the_file_says_of_itself_that_imagescape_drew_it():
    data = draw_map(
        np.zeros((1, 2), np.float32), np.zeros((1, 3), np.uint8), size=(400, 300), marks="dots", caption="", legend=[]
    )
    assert Image.open(io.BytesIO(data)).text == {"Software": "Imagescape"}


@pytest.mark.parametrize("positions", [[[3, 3]], [[1, 1]] * 5, [[0, 0], [0, 9]], [[1e6, 1e6], [1e6 + 1, 1e6]]])
def test_any_few_points_are_drawn(positions):
    assert len(coloured(drawn(positions, [(200, 0, 0)] * len(positions)))) > 10


def test_a_polaroid_is_a_square_three_quarters_opaque_and_larger_than_a_dot():
    square, dot = (drawn([[0, 0]], [(0, 0, 0)], marks=marks) for marks in ("polaroid", "dots"))
    dark_square, dark_dot = (sheet[:250, :, 0] < 200 for sheet in (square, dot))
    assert dark_square.sum() > dark_dot.sum()
    rows, columns = np.nonzero(dark_square)
    assert dark_square.sum() == (np.ptp(rows) + 1) * (np.ptp(columns) + 1)
    assert square[:250].min() == pytest.approx(255 * 0.25, abs=1)


def test_caption_and_legend_are_written_whatever_the_script():
    plain = drawn([[0, 0]], [(0, 0, 0)])
    sheet = drawn(
        [[0, 0]],
        [(0, 0, 0)],
        caption="12 found 卫星 " + "x" * 500,
        legend=[("café 🛰️", (250, 0, 0)), ("y" * 300, (0, 0, 250))],
    )
    assert (sheet[-40:] != plain[-40:]).any()
    assert (sheet[30, 28] == (250, 0, 0)).all()
    assert (sheet[51, 28] == (0, 0, 250)).all()


def small(positions, colours, **how):
    data = draw_miniature(
        np.asarray(positions, np.float32).reshape(-1, 2),
        np.asarray(colours, np.uint8).reshape(-1, 3),
        **{"size": (200, 100), **how},
    )
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", how.get("size", (200, 100)))
    return np.asarray(image).astype(int)


def test_a_miniature_has_the_points_alone_and_four_percent_free_around_them():
    sheet = small([[0, 0], [4, 1], [4, 0], [0, 1]], [(250, 0, 0), (0, 0, 250), (0, 250, 0), (250, 250, 0)])
    drawn = sheet[:, :, 3] > 0
    rows, columns = np.nonzero(drawn)
    reach = 5
    assert (columns.min(), columns.max()) == pytest.approx((8, 192), abs=reach)
    assert (rows.min(), rows.max()) == pytest.approx((50 - 23, 50 + 23), abs=reach), "one scale for both axes"
    assert (sheet[~drawn] == 0).all()
    strong = sheet[sheet[:, :, 3] == sheet[:, :, 3].max()]
    assert {tuple(pixel[:3]) for pixel in strong} == {(250, 0, 0), (0, 0, 250), (0, 250, 0), (250, 250, 0)}
    red = np.argwhere((sheet[:, :, 0] > 200) & (sheet[:, :, 1] < 50) & drawn)
    assert red[:, 0].mean() > 50 and red[:, 1].mean() < 100, "a smaller y lies lower"


def test_points_of_a_miniature_that_lie_upon_one_another_cover_more():
    one, two = (small([[0, 0]] * n + [[1, 1]], [(250, 0, 0)] * n + [(0, 0, 250)]) for n in (1, 2))
    assert (one == two).all(), "of those on one pixel the last is on top"
    near = small([[0, 0], [0.004, 0], [1, 1]], [(250, 0, 0), (250, 0, 0), (0, 0, 250)], zoom=3)
    assert near[:, :, 3].max() > one[:, :, 3].max()
    assert near[:, :, :3].max() <= 250


@pytest.mark.parametrize("positions", [[], [[3, 3]], [[1, 1]] * 5, [[0, 0], [0, 9]]])
def test_a_miniature_of_any_few_points_can_be_drawn(positions):
    sheet = small(positions, [(200, 0, 0)] * len(positions), zoom=2)
    assert (sheet[:, :, 3] > 100).any() == bool(positions)


def test_a_grey_png_has_the_side_that_was_asked_for():
    image = Image.open(io.BytesIO(grey_png(np.eye(8), side=32)))
    assert (image.format, image.mode, image.size) == ("PNG", "L", (32, 32))
    assert np.asarray(image)[1, 1] > 200 > 60 > np.asarray(image)[1, -2]
