"""Miniatures: a map's own points in its own colours, on no ground, of any map."""

import io

import numpy as np
import pytest
from PIL import Image

from services.errors import NotFound
from services.facts import DARK
from services.views import miniatures
from tests.conftest import picture
from tests.helpers_maps import begun, stored
from tests.services.views.conftest import files


def seen(data):
    image = Image.open(io.BytesIO(data))
    assert (image.format, image.mode, image.size) == ("PNG", "RGBA", (480, 300))
    return np.asarray(image).astype(int)


def inks(data):
    """The colours of what is drawn in full."""
    sheet = seen(data)
    strong = sheet[sheet[:, :, 3] > 200][:, :3]
    return {"#{:02x}{:02x}{:02x}".format(*colour) for colour in np.unique(strong, axis=0)}


def test_points_have_the_colours_of_their_folders(library, views, tmp_path):
    info = stored(library, tmp_path / "home", files(6), positions=[[i, i % 3] for i in range(6)])
    palette = views.colouring(info.id, "folder").palette
    assert inks(views.miniatures.of(info.id, dark=False)) == set(palette)
    assert inks(views.miniatures.of(info.id, dark=True)) == {DARK[colour] for colour in palette}


def test_of_3d_the_first_two_axes_are_shown(library, views, tmp_path):
    flat = np.random.default_rng(0).normal(size=(6, 2))
    plane = stored(library, tmp_path / "flat", files(6), positions=flat)
    deep = stored(library, tmp_path / "deep", files(6), positions=np.column_stack([flat, flat[:, 0]]), dimensions=3)
    assert (seen(views.miniatures.of(plane.id, dark=False)) == seen(views.miniatures.of(deep.id, dark=False))).all()


def test_of_a_large_map_the_first_rows_are_drawn(library, views, tmp_path, monkeypatch):
    monkeypatch.setattr(miniatures, "POINTS", 3)
    points = [[0, 0], [1, 1], [0.5, 0.2], [0.2, 0.9], [0.7, 0.6]]
    many = stored(library, tmp_path / "many", files(5), positions=points)
    few = stored(library, tmp_path / "few", files(3), positions=points[:3])
    assert (seen(views.miniatures.of(many.id, dark=False)) == seen(views.miniatures.of(few.id, dark=False))).all()


def test_that_of_a_finished_map_is_drawn_once(library, views, tmp_path, monkeypatch):
    info = stored(library, tmp_path / "home", files(4))
    drawn = [views.miniatures.of(info.id, dark=dark) for dark in (False, True)]
    monkeypatch.setattr(miniatures, "draw_miniature", lambda *_, **__: pytest.fail("drawn again"))
    assert [views.miniatures.of(info.id, dark=dark) for dark in (False, True)] == drawn


def test_of_a_map_that_is_being_made_it_is_the_layout_so_far(library, views, tmp_path):
    info, _ = begun(library, tmp_path / "home", {"a/1.jpg": picture(1), "a/2.jpg": picture(2)})
    assert not seen(views.miniatures.of(info.id, dark=False))[:, :, 3].any(), "no layout, no points"
    library.live.save(info.id, np.array([[0, 0], [1, 1]], np.float32))
    assert seen(views.miniatures.of(info.id, dark=False))[:, :, 3].any()


def test_an_unknown_map_is_said(views):
    with pytest.raises(NotFound):
        views.miniatures.of("0" * 32, dark=True)
