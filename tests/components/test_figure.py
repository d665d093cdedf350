"""The figure: one trace, positions as they are, a few bytes a point, and nothing of Plotly's own that we do not use."""

import base64
import json
import re
import tracemalloc

import numpy as np
import pytest

from components import figure
from services.colours import COLOURS, Colouring
from services.colours.palette import CATEGORIES, OTHER, PLAIN, SCALE

HEX = re.compile(r"#[0-9a-f]{6}")


def cloud(n, dimensions=2):
    return np.random.default_rng(n).normal(scale=40, size=(n, dimensions)).astype(np.float32)


def colouring(n, steps=3):
    return Colouring((np.arange(n) % steps).astype(np.uint8), CATEGORIES[:steps], ())


def drawn(n=100, dimensions=2, steps=3, live=False):
    return json.loads(figure.scatter(cloud(n, dimensions), colouring(n, steps), map_id="ab" * 16, live=live).to_json())


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
def test_positions_travel_as_they_are(dimensions):
    positions = cloud(500, dimensions)
    trace = json.loads(figure.scatter(positions, colouring(500), map_id="ab", live=False).to_json())["data"][0]
    for place, axis in enumerate("xyz"[:dimensions]):
        assert trace[axis]["dtype"] == "f4"
        assert (decoded(trace[axis]) == positions[:, place]).all()
    assert ("z" in trace) == (dimensions == 3)


def test_positions_of_any_memory_layout_and_type_travel_as_f4():
    positions = np.asfortranarray(cloud(50).astype(np.float64))[::2]
    trace = json.loads(figure.scatter(positions, colouring(25), map_id="ab", live=False).to_json())["data"][0]
    assert trace["y"]["dtype"] == "f4"
    assert (decoded(trace["y"]) == positions[:, 1].astype(np.float32)).all()


def test_colours_travel_as_codes_of_one_byte():
    trace = drawn(300)["data"][0]
    assert trace["marker"]["color"]["dtype"] == "u1"
    assert (decoded(trace["marker"]["color"]) == np.arange(300) % 3).all()


@pytest.mark.parametrize("n", [1, 2000, 27_000])
def test_a_point_costs_at_most_16_bytes(n):
    made = figure.scatter(cloud(n), colouring(n, 11), map_id="ab" * 16, live=False)
    assert len(made.to_json()) <= 16 * n + 10_000


def test_a_point_in_3d_costs_its_third_coordinate_more():
    made = figure.scatter(cloud(27_000, 3), colouring(27_000, 11), map_id="ab" * 16, live=False)
    assert len(made.to_json()) <= 22 * 27_000 + 10_000


def test_a_hundred_thousand_points_need_little_memory():
    positions, colours = cloud(100_000), colouring(100_000)
    figure.scatter(cloud(10), colouring(10), map_id="ab", live=False).to_json()
    tracemalloc.start()
    try:
        figure.scatter(positions, colours, map_id="ab", live=False).to_json()
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 100_000 * 9 * 12


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


def test_the_browser_is_told_what_is_drawn():
    for live in (False, True):
        meta = drawn(77, live=live)["layout"]["meta"]
        assert {key: meta[key] for key in ("map", "rows", "dims", "live")} == {"map": "ab" * 16, "rows": 77, "dims": 2, "live": live}
        assert meta["size"] == figure.mark_size(77, polaroid=False)


def test_every_point_lies_inside_the_first_view_with_room_to_spare():
    positions = cloud(200)
    layout = json.loads(figure.scatter(positions, colouring(200), map_id="ab", live=False).to_json())["layout"]
    for axis, values in (("xaxis", positions[:, 0]), ("yaxis", positions[:, 1])):
        low, high = layout[axis]["range"]
        assert low < values.min()
        assert high > values.max()
        assert high - low == pytest.approx(np.ptp(values) * (1 + 2 * figure.MARGIN), rel=1e-4)


@pytest.mark.parametrize("n", [1, 5])
def test_points_on_one_spot_have_a_view(n):
    layout = json.loads(figure.scatter(np.full((n, 2), 3, np.float32), colouring(n), map_id="ab", live=False).to_json())["layout"]
    assert layout["xaxis"]["range"] == [2, 4]


def test_marks_shrink_with_their_number_and_can_always_be_aimed_at():
    sizes = [figure.mark_size(n, polaroid=False) for n in (0, 1, 100, 1000, 27_000, 1_000_000)]
    assert sizes == sorted(sizes, reverse=True)
    assert (sizes[0], sizes[-1]) == (11, 3)
    assert figure.mark_size(1000, polaroid=True) > figure.mark_size(1000, polaroid=False)


@pytest.mark.parametrize("steps", [1, 2, 3, 11])
def test_every_code_falls_in_the_middle_of_its_own_flat_step(steps):
    palette = CATEGORIES[:steps]
    marker = figure.colours(Colouring(np.arange(steps, dtype=np.uint8), palette, ()))
    for code, colour in enumerate(palette):
        share = (code - marker["cmin"]) / (marker["cmax"] - marker["cmin"])
        below = [c for edge, c in marker["colorscale"] if edge < share]
        above = [c for edge, c in marker["colorscale"] if edge > share]
        assert below[-1] == above[0] == colour
    assert (marker["colorscale"][0][0], marker["colorscale"][-1][0]) == (0, 1)


def test_a_recolouring_is_what_the_figure_would_carry():
    colours = colouring(1000, 7)
    carried = json.loads(figure.scatter(cloud(1000), colours, map_id="ab", live=False).to_json())["data"][0]["marker"]
    sent = json.loads(json.dumps(figure.recolouring(colours)))
    assert sent == {key: carried[key] for key in sent}
    assert set(carried) - set(sent) == {"size", "opacity", "line"}


def test_a_recolouring_costs_under_two_bytes_a_point():
    assert len(json.dumps(figure.recolouring(colouring(27_000, 11)))) < 1.5 * 27_000 + 2_000


def test_palettes_are_six_digit_hex_and_each_colour_is_there_once():
    for palette in (CATEGORIES, SCALE, (PLAIN,), (OTHER,)):
        assert all(HEX.fullmatch(colour) for colour in palette)
        assert len(set(palette)) == len(palette)


@pytest.mark.parametrize("mode", COLOURS)
def test_every_mode_paints_in_six_digit_hex(mapped, library, mode):
    painted = COLOURS[mode].paint(library.rows(mapped.id))
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
