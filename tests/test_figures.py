"""Published figures: README, pages and plots say what the files of measurements say, and the columns add up."""

import re
import xml.etree.ElementTree as ElementTree

import pytest

from docs import markdown, measured, plots, quoted, scale, speed, tables
from docs import speed_sections as sections
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SAID = README.split("<!-- table: speed -->\n")[1].split("<!-- end -->")[0]
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


def numbers(text):
    return [float(found.replace(",", "")) for found in NUMBER.findall(text)]


def rows_of(page, title):
    """Cells of the tables of a section, as text."""
    part = page.split(f"## {title}\n")[1].split("\n## ")[0]
    return [[cell.strip(" *") for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:2] == "| "]


@pytest.mark.parametrize("path", tables.MEASURED, ids=lambda path: path.name)
def test_pages_and_plots_are_what_the_data_print(path):
    text, drawings = tables.MEASURED[path]()
    assert path.read_text(encoding="utf-8") == text, "run make docs"
    for name, drawing in drawings.items():
        assert (path.parent / "pictures" / name).read_text(encoding="utf-8") == drawing, "run make docs"
        assert f"(pictures/{name})" in text


def test_the_readme_says_what_the_data_print():
    assert quoted.paragraph() == SAID


def test_every_figure_of_the_readme_stands_on_the_page():
    page = speed.PAGE.read_text(encoding="utf-8")
    for figure in quoted.figures():
        assert f"{figure.text}" in " ".join(SAID.split()), figure
        assert f"| {figure.what} | **{figure.text}** |" in page, figure


def test_the_readme_has_no_figure_of_speed_but_the_printed_ones():
    """Numbers of the paragraph are those of its figures and the sizes of the sets, and none is said elsewhere."""
    known = {number for figure in quoted.figures() for number in numbers(figure.text)}
    sizes = {50, 1_000, 27_000, 95, 100}  # of ResNet50, of the sets, of the moves
    assert set(numbers(SAID)) <= known | sizes
    rest = README.replace(SAID, "")
    assert not re.search(r"\d (times as|% longer|ms after|s after the button)", rest)


def test_the_spans_hold_every_latest_measurement():
    """Read from the tables of the page, not from the code that made the spans."""
    page = speed.PAGE.read_text(encoding="utf-8")
    said = {figure.name: numbers(figure.text) for figure in quoted.figures()}
    rates = [row for row in rows_of(page, "Files to features") if row[0] != "machine"]
    for name, encoder, photos, digits in (
        ("small", "EfficientNet-Lite0", False, 0),
        ("photos", "EfficientNet-Lite0", True, 0),
        ("article", "ResNet50", False, 1),
        ("article_photos", "ResNet50", True, 1),
    ):
        ratios = [float(row[5]) for row in rates if row[2] == encoder and row[1].endswith("photos") is photos]
        assert said[name] == [round(min(ratios), digits), round(max(ratios), digits)]
    maps = [float(row[4]) for row in rows_of(page, "Features to a map") if row[2] == "Imagescape"]
    assert said["layout"] == [min(maps), max(maps)]
    grown = [row for row in rows_of(page, "A map that grows") if len(row) == 12 and row[0] != "machine"]
    first, whole = ([float(row[column]) for row in grown] for column in (1, 6))
    assert said["first"] == [round(min(first)), round(max(first))]
    assert said["whole"] == [round(100 * min(whole) - 100), round(100 * max(whole) - 100)]
    seen = [row[2] for row in rows_of(page, "The page in the browser") if row[0] != "machine" and "one x" not in row[1]]
    assert max(float(cell.split(" / ")[0]) for cell in seen) <= said["hover"][0]
    shares = [float(cell.split("(")[1].strip(")")) for cell in seen]
    assert said["share"] == [round(100 * min(shares)), round(100 * max(shares))]
    million = rows_of(scale.PAGE.read_text(encoding="utf-8"), "Features to a map")[-1]
    assert million[0] == "1,000,000"
    assert said["million"] == [round(float(million[5]))]
    assert said["memory"] == [round(numbers(million[6])[0] / 1000, 1)]


def test_trust_is_no_less_than_the_baselines():
    pairs = {}
    for entry, row in measured.latest(measured.speed()["layout"], measured.KEYS["layout"]):
        pairs.setdefault((entry["machine"], row["points"]), {})[row["who"]] = row["trust"]
    assert pairs
    assert all(of["Imagescape"] >= of["scikit-learn"] for of in pairs.values())


def test_stored_ratios_are_those_of_the_stored_rates():
    """Rates are stored as they were printed, so a ratio may differ in its last digit."""
    for entry in measured.speed()["files"]:
        for row in entry["rows"]:
            assert row["ratio"] == pytest.approx(row["rate"] / row["loop"], abs=0.1)
    for entry in measured.speed()["growing"]:
        for row in entry["rows"]:
            assert row["ratio"] == pytest.approx(row["whole"] / row["alone"], abs=0.006)
    for entry in measured.speed()["browser"]:
        for case in entry["rows"]:
            for what, seen in case["seen"].items():
                if "ratio" in seen:
                    statistic = "p95" if what == "hover" else "median"
                    ratio = seen["ours"][statistic] / seen["bare"][statistic]
                    assert seen["ratio"] == pytest.approx(ratio, abs=0.011)


def test_every_entry_says_its_machine_and_its_date():
    entries = [entry for part in measured.speed().values() for entry in part] + measured.scale()
    for entry in entries:
        assert re.fullmatch(r"\d{4}-\d{2}-\d{2}", entry["date"])
        assert entry["machine"] and entry["versions"] and entry["rows"]


def test_the_columns_of_seconds_add_up_to_the_total():
    for row in rows_of(scale.PAGE.read_text(encoding="utf-8"), "Features to a map")[1:]:
        parts = [float(cell.split(" (")[0]) for cell in row[1:5]]
        assert sum(parts) == pytest.approx(float(row[5]), abs=1e-9), row[0]
    page = speed.PAGE.read_text(encoding="utf-8")
    steps = [row for row in rows_of(page, "A map that grows") if len(row) == 9 and row[0] != "machine"]
    assert steps
    for row in steps:
        assert sum(map(float, row[1:-1])) == pytest.approx(float(row[-1]), abs=1e-9)


def test_the_remainder_makes_rounded_columns_add_up():
    assert measured.remainder(1.0, [0.26, 0.26]) == 0.4
    assert measured.remainder(1.049, [0.05, 0.95]) == 0
    assert measured.remainder(271.0, [78.0, 104.7, 88.3]) == 0


def test_growth_is_fitted_within_one_algorithm():
    assert scale.exponent([10, 100, 1000], [5.0, 50.0, 500.0]) == pytest.approx(1.0)
    below = [{"n": n, "all": n / 100, "peak": n**0.5} for n in (1_000, 10_000, 100_000)]
    told = scale.growth([*below, {"n": 1_000_000, "all": 1.0, "peak": 1.0}])
    assert "time grows as n^1.00 and memory as n^0.50" in told
    assert "Above 100,000, 1 measured size: too few for a fit." in told
    assert "fit" not in scale.growth(below[:2]).replace("too few for a fit", "")


def test_of_each_machine_the_latest_row_counts_newest_machine_first():
    entries = [
        {"machine": "A with avx2", "rows": [{"k": 1, "v": 1}, {"k": 2, "v": 2}]},
        {"machine": "B", "rows": [{"k": 1, "v": 3}]},
        {"machine": "A with avx2", "rows": [{"k": 1, "v": 4}]},
    ]
    assert [row["v"] for _, row in measured.latest(entries, ("k",))] == [4, 2, 3]
    assert [entry["rows"][0]["v"] for entry in measured.newest(entries)] == [4, 3]
    assert measured.short("A with avx2") == "A"


def test_what_is_saved_is_read_again(tmp_path, monkeypatch):
    monkeypatch.setattr(measured, "DATA", tmp_path)
    data = {"files": [{"machine": "m", "rows": [{"grew": [[1.5, n] for n in range(99)], "note": "–" * 99}]}]}
    measured.save("speed", data)
    assert measured.speed() == data
    assert len((tmp_path / "speed.json").read_text(encoding="utf-8").splitlines()) > 5


def test_a_span_of_numbers_that_print_alike_is_one():
    assert quoted.span([12.9, 19.1]) == "13 to 19"
    assert quoted.span([3.61, 3.64], decimals=1) == "3.6"


def test_earlier_runs_are_said_and_not_shown():
    entries = measured.speed()["files"]
    assert "14.9" in sections.earlier(entries) and "**14.9**" not in sections.files(entries)
    assert not sections.earlier(entries[:1])


@pytest.mark.parametrize("name", ["speed-files", "speed-layout", "speed-growing", "speed-browser", "scale"])
def test_plots_read_in_light_and_dark(name):
    text = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
    ElementTree.fromstring(text)
    assert "prefers-color-scheme:dark" in text and 'class="back"' in text


def test_bars_have_one_for_each_value_and_none_where_there_is_none():
    drawn, high = plots.bars([("one & more", [1.0, 2.0]), ("two", [None, 3.0])], unit="×", baseline=1)
    tree = ElementTree.fromstring(plots.drawing("A <title>", [plots.legend(["a", "b"]), drawn], high))
    assert len([e for e in tree.iter() if e.tag.endswith("rect")]) == 1 + 3


def test_lines_lie_within_their_frame():
    x, y = plots.Axis("x", 1, 1000, [1, 1000], log=True), plots.Axis("y", 0, 10, [0, 10])
    drawn = plots.lines([([(1, 0), (1000, 10)], 0, True), ([(10, 5)], 1, False)], x, y, wide=400, high=200)
    tree = ElementTree.fromstring(plots.drawing("t", [drawn], 200))
    (line,) = [e for e in tree.iter() if e.tag.endswith("polyline")]
    assert line.get("points") == "76.0,156.0 376.0,26.0"
    assert x.at(10) == pytest.approx(1 / 3)


def test_paragraphs_are_broken_and_tables_are_not():
    row = "| " + "word " * 40 + "|"
    text = markdown.wrapped("word " * 40 + "\n\n- " + "item " * 40 + f"\n- short\n\n{row}\n")
    assert row in text
    assert all(len(line) <= markdown.WIDTH for line in text.splitlines() if line != row)
    assert "\n- short\n" in text and "\n  item" in text
