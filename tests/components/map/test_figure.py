"""The figure: one trace that carries no points, what its codes mean, and nothing of Plotly's own that we do not use."""

import base64
import json
import re
from dataclasses import replace

import numpy as np
import pytest

from components.map import figure
from services.decoding import drawing
from services.facts import COLOURS, Colouring
from services.facts.palette import CATEGORIES, OTHER, PLAIN, SCALE
from services.library import Extent
from services.views.points import ends
from services.views.rows import PART
from tests.conftest import ROOT

HEX = re.compile(r"#[0-9a-f]{6}")


def extent(n, dimensions=2):
    return Extent(n, dimensions, ((-40.0, 60.0), (-10.0, 30.0), (-5.0, 5.0))[:dimensions])


def colouring(n, steps=3):
    return Colouring((np.arange(n) % steps).astype(np.uint8), CATEGORIES[:steps], ())


def drawn(n=100, dimensions=2, steps=3, live=False):
    return json.loads(figure.scatter(extent(n, dimensions), colouring(n, steps), map_id="ab" * 16, live=live).to_json())


def decoded(packed):
    return np.frombuffer(base64.b64decode(packed["bdata"]), packed["dtype"])


def test_one_trace_without_hover_text_or_customdata():
    for dimensions, kind, hover in ((2, "scattergl", "skip"), (3, "scatter3d", "none")):
        sent = drawn(dimensions=dimensions)
        assert len(sent["data"]) == 1
        trace = sent["data"][0]
        assert (trace["type"], trace["mode"], trace["hoverinfo"]) == (kind, "markers", hover)
        assert not {"customdata", "text", "hovertext", "hovertemplate", "ids", "name"} & set(trace)


@pytest.mark.parametrize("dimensions", [2, 3])
def test_a_figure_carries_one_point_nobody_sees_and_is_small(dimensions):
    for n in (1, 2000, 1_000_000):
        made = figure.scatter(extent(n, dimensions), colouring(n, 11), map_id="ab" * 16, live=False).to_json()
        trace = json.loads(made)["data"][0]
        assert [decoded(trace[axis]).tolist() for axis in "xyz"[:dimensions]] == [[0]] * dimensions
        assert ("z" in trace) == (dimensions == 3)
        assert trace["marker"]["color"] == "rgba(0,0,0,0)"
        assert len(made) < 4000


def test_the_layout_is_bare_keeps_the_view_and_picks_the_closest():
    layout = drawn()["layout"]
    assert layout["uirevision"] == "ab" * 16
    assert layout["hovermode"] == "closest"
    assert layout["dragmode"] == "pan"
    assert layout["showlegend"] is False
    assert len(json.dumps(layout["template"])) < 100, "plotly's own is 6.5 kB in each figure"
    assert not (layout["xaxis"]["visible"] or layout["yaxis"]["visible"])
    assert layout["yaxis"]["scaleanchor"] == "x", "a distance means the same in every direction"


def test_3d_turns_and_shows_no_axes():
    layout = drawn(dimensions=3)["layout"]
    assert layout["dragmode"] == layout["scene"]["dragmode"] == "orbit"
    assert layout["scene"]["aspectmode"] == "data"
    assert not any(layout["scene"][f"{axis}axis"]["visible"] for axis in "xyz")


def test_the_figure_says_what_is_drawn_and_in_which_parts_it_comes():
    for live in (False, True):
        meta = drawn(77, live=live)["layout"]["meta"]
        assert {key: meta[key] for key in ("map", "rows", "dims", "live")} == {
            "map": "ab" * 16,
            "rows": 77,
            "dims": 2,
            "live": live,
        }
        assert meta["size"] == figure.mark_size(77, polaroid=False)
        assert meta["parts"] == [77]
    assert drawn(1_000_000)["layout"]["meta"]["parts"] == ends(1_000_000)


def test_the_browser_knows_each_entry_of_what_is_said_by_its_name():
    module = (ROOT / "assets" / "modules" / "state" / "view.mjs").read_text(encoding="utf-8")
    typed = re.search(r"@typedef \{object\} Meta\n(.*?)\*/", module, re.DOTALL)[1]
    said = drawn(77)["layout"]["meta"]
    assert (
        set(re.findall(r"@property \{.+?\} (\w+)(?: |$)", typed, re.MULTILINE))
        == set(said)
        == set(figure.Meta.__annotations__)
    )
    assert (said["usual"], said["facts"], said["settled"]) == ("folder", PART, 2**31 - 1)


def test_points_are_drawn_alike_on_the_page_and_in_files_that_leave():
    assert {name: look["opacity"] for name, look in figure.MARKS.items()} == drawing.OPACITY


def test_every_point_lies_inside_the_first_view_with_room_to_spare():
    layout = drawn(200)["layout"]
    assert layout["xaxis"]["range"] == pytest.approx([-40 - 100 * figure.MARGIN, 60 + 100 * figure.MARGIN])
    assert layout["yaxis"]["range"] == pytest.approx([-10 - 40 * figure.MARGIN, 30 + 40 * figure.MARGIN])


@pytest.mark.parametrize("n", [1, 5])
def test_points_on_one_spot_have_a_view(n):
    spot = Extent(n, 2, ((3.0, 3.0), (3.0, 3.0)))
    layout = json.loads(figure.scatter(spot, colouring(n), map_id="ab", live=False).to_json())["layout"]
    assert layout["xaxis"]["range"] == [2, 4]


def test_marks_shrink_with_their_number_and_can_always_be_aimed_at():
    sizes = [figure.mark_size(n, polaroid=False) for n in (0, 1, 100, 1000, 27_000, 1_000_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (11, 3)
    assert figure.mark_size(1000, polaroid=True) > figure.mark_size(1000, polaroid=False)


def test_a_palette_is_what_the_figure_has_and_no_codes():
    colours = colouring(1_000_000, 7)
    assert json.loads(json.dumps(figure.palette(colours))) == drawn(1000, steps=7)["layout"]["meta"]["colours"]
    assert len(json.dumps(figure.palette(colours))) < 2000
    assert figure.palette(replace(colours, edition="9-3"))["edition"] == "9-3"


def test_palettes_are_six_digit_hex_and_each_colour_is_there_once():
    for palette in (CATEGORIES, SCALE, (PLAIN,), (OTHER,)):
        assert all(HEX.fullmatch(colour) for colour in palette)
        assert len(set(palette)) == len(palette)


@pytest.mark.parametrize("mode", COLOURS)
def test_every_mode_paints_in_six_digit_hex(mapped, library, mode):
    painted = COLOURS[mode].paint(library.maps.rows(mapped.id))
    assert painted.codes.dtype == np.uint8
    assert len(painted.codes) == mapped.n
    assert painted.codes.max() < len(painted.palette)
    assert all(HEX.fullmatch(colour) for colour in (*painted.palette, *(colour for _, colour, _ in painted.legend)))


def test_without_a_map_there_is_no_trace():
    sent = json.loads(figure.empty().to_json())
    assert [t["marker"]["opacity"] for t in sent["data"]] == [0], "one point nobody sees"
    assert sent["layout"]["meta"]["map"] is None
    assert sent["layout"]["uirevision"] == "empty"
    assert len(figure.empty().to_json()) < 1000


def test_the_browser_knows_the_lines_of_the_side_panel_before_it_asks_for_facts():
    lines = dict(drawn(10)["layout"]["meta"]["lines"])
    assert {"folder": "Folder", "size": "Size", "trust": "Trust"}.items() <= lines.items()
    assert "brightness" not in lines, "it stands there with its colour only"
