"""Owns docs/speed.md and its plots: printed from ``docs/data/speed.json``.

``python -m docs.tables`` writes them; tests/test_figures.py compares.
"""

from collections.abc import Callable
from pathlib import Path

from docs import markdown, measured, plots, quoted
from docs import speed_sections as sections
from docs.measured import KEYS, Row, latest, newest, short
from docs.quoted import span

PAGE = Path(__file__).resolve().parent / "speed.md"
INTRODUCTION = """# How fast, and how good

Every figure is a ratio against a named baseline, and both were measured in one run on one machine. The measurements are
in [data/speed.json](data/speed.json); this page is printed from them. `python -m benchmarks --full` measures
everything, adds a run to that file and prints this page anew. `make bench` prints a short form in minutes. Where a
machine has several runs, the tables show its latest.

"""
QUOTED = """## What the README quotes

The README gives the span over the latest measurements of every machine.

"""
FILES = """Models are loaded and decoders started before any clock: both sides pay for that once, however many pictures
follow. Imagescape's time holds reading, hashing, decoding, thumbnails, inference and the library's writes. The loop's
time holds load_img and predict. OpenVINO alone is given ready pixels: the more of the same cores a picture needs for
its decoding beside its inference, the smaller Imagescape's share of that rate can be. All is float32 except the column
bfloat16. Rates are medians of {runs} runs. The article's own encoder is ResNet50; its weights are drawn at random here,
as speed does not depend on them."""
LAYOUT = """PCA, neighbours and affinities are in both times; ratios are times as fast as scikit-learn. KL is computed
for both by the same code, exactly, over the affinities (perplexity 20) of the whole features. Trustworthiness counts 12
neighbours. The accuracy is that of the class most common among the 5 nearest on the map. Seconds are medians of {runs}
runs."""
ADDING = """The last pictures are placed on a map of the others, from their features. No point of that map may move, and
the new ones should lie among their own class as they do in a layout of all pictures (the class most common among the 5
nearest). Trust is measured anew afterwards."""
GROWING = """A folder is built from the page with an empty library, while a pointer moves over the map. The baseline is
embedding alone: the same folder and encoder, an empty library, no map. One row is one run. The first map is one of
1,000 pictures; seconds count from the button. *In one go* is a layout of the same features without waves. Drift is how
far the first thousand pictures move from the first map to the last, as a share of the map's diameter (median). *Again*
is the time until the same folder, built once more, shows its map. The last column is the most memory of the worker."""
BROWSER = """The baseline is a bare Dash page with one scattergl trace and hover in the browser. Both pages take turns
in one browser. Cells have Imagescape's value, the bare page's, and the ratio in brackets. Hover is from the pointer's
event to the painted picture, the 95th percentile of up to 200 moves. The others are medians: from the navigation to the
first picture under the pointer; a lasso around half of the points, from the button's release to the shown selection,
and the whole gesture; JavaScript heap and renderer process."""


def quotes() -> str:
    """The figures of the README, with the values of each machine."""
    names = quoted.machines()
    rows = [
        (figure.what, f"**{figure.text}**", *(_values(figure.values.get(name)) for name in names))
        for figure in quoted.figures()
    ]
    return markdown.table(("what", "README", *names), rows)


def _values(values: list[float] | None) -> str:
    return ", ".join(f"{value:,.5g}" for value in values) if values else "–"


def machines(data: dict[str, list[Row]]) -> str:
    """The machines, when each was measured, and the versions."""
    entries = [entry for part in data.values() for entry in newest(part)]
    rows = []
    for machine in dict.fromkeys(entry["machine"] for entry in entries):
        own = [entry for entry in entries if entry["machine"] == machine]
        dates = sorted({entry["date"] for entry in own})
        versions = "; ".join(dict.fromkeys(entry["versions"] for entry in own))
        rows.append((machine, span_of(dates), versions))
    return "## Machines\n\n" + markdown.table(("machine", "measured", "with"), rows)


def span_of(dates: list[str]) -> str:
    """One date, or the first and the last."""
    return dates[0] if len(set(dates)) == 1 else f"{dates[0]} to {dates[-1]}"


def _grouped(pairs: list[tuple[Row, Row]], label: Callable[[Row], str]) -> tuple[list[str], list[plots.Group]]:
    """Ratios as bars: a group a label, a series a machine."""
    names = list(dict.fromkeys(short(entry["machine"]) for entry, _ in pairs))
    values = {(label(row), short(entry["machine"])): row["ratio"] for entry, row in pairs}
    labels = dict.fromkeys(label(row) for _, row in pairs)
    return names, [(name, [values.get((name, machine)) for machine in names]) for name in labels]


def _ratios(title: str, pairs: list[tuple[Row, Row]], label: Callable[[Row], str]) -> str:
    names, groups = _grouped(pairs, label)
    drawn, high = plots.bars(groups, unit="×", baseline=1)
    return plots.drawing(title, [plots.legend(names), plots.moved(drawn, 0, 30)], high + 30)


def files_plot(entries: list[Row]) -> str:
    """Times as fast as the article's loop."""
    pairs = list(latest(entries, KEYS["files"]))
    return _ratios(
        "Files to features: times as fast as the article's loop",
        pairs,
        lambda row: f"{sections.NAMES.get(row['encoder'], row['encoder'])}, {sections.source(row)}",
    )


def layout_plot(entries: list[Row]) -> str:
    """Times as fast as scikit-learn."""
    pairs = [pair for pair in latest(entries, KEYS["layout"]) if pair[1]["who"] == "Imagescape"]
    return _ratios("Features to a map: times as fast as scikit-learn", pairs, lambda row: f"{row['points']:,} points")


def growing_plot(entries: list[Row]) -> str:
    """Pictures on the map over time; a ring where embedding alone would end."""
    last = newest(entries)
    runs = [(place, row) for place, entry in enumerate(last) for row in entry["rows"]]
    end, most = max(row["whole"] for _, row in runs), max(row["pictures"] for _, row in runs)
    lines: list[plots.Line] = [(row["grew"], place, True) for place, row in runs]
    lines += [([(row["alone"], row["pictures"])], place, False) for place, row in runs]
    x = plots.Axis("seconds from the button", 0, end, range(0, int(end) + 1, 30))
    y = plots.Axis("pictures on the map (rings: embedding alone ends)", 0, most, range(0, most + 1, 9000))
    drawn = plots.lines(lines, x, y, wide=plots.WIDE, high=320)
    names = [short(entry["machine"]) for entry in last]
    title = f"A map that grows while {most:,} pictures are embedded, a line a run"
    return plots.drawing(title, [plots.legend(names), plots.moved(drawn, 0, 28)], 350)


def browser_plot(entries: list[Row]) -> str:
    """Hover and opening against the bare page, on the machine measured last."""
    last, parts, y = newest(entries)[0], [plots.legend(["Imagescape", "bare Dash page"])], 30.0
    for measure, statistic, divisor, unit, title in (
        ("hover", "p95", 1, "ms", "hover p95"),
        ("hoverable", "median", 1000, "s", "page to hoverable"),
    ):
        groups = []
        for case in last["rows"]:
            where = f"{title}, {case['points']:,} " + ("at one x" if case["one_x"] else "points")
            groups.append((where, [case["seen"][measure][who][statistic] / divisor for who in ("ours", "bare")]))
        drawn, high = plots.bars(groups, unit=unit)
        parts.append(plots.moved(drawn, 0, y))
        y += high + 14
    return plots.drawing(f"The page in the browser, {short(last['machine'])}", parts, y - 14)


def shown(name: str, entries: list[Row]) -> list[Row]:
    """The entries of a section that a table shows rows of."""
    if name not in KEYS:
        return newest(entries)
    used = [id(entry) for entry, _ in latest(entries, KEYS[name])]
    return [entry for entry in entries if id(entry) in used]


def page() -> tuple[str, dict[str, str]]:
    """docs/speed.md, and its plots by file name."""
    data = measured.speed()
    runs = {name: span([entry["runs"] for entry in newest(data[name])]) for name in ("files", "layout")}
    parts, drawings = [], {}
    for name, title, about, table, plot in (
        ("files", "Files to features", FILES, sections.files, files_plot),
        ("layout", "Features to a map", LAYOUT, sections.layout, layout_plot),
        ("adding", "Adding pictures", ADDING, sections.adding, None),
        ("growing", "A map that grows", GROWING, sections.growing, growing_plot),
        ("browser", "The page in the browser", BROWSER, sections.browser, browser_plot),
    ):
        about = about.format(runs=runs.get(name))
        more = sections.notes(shown(name, data[name])) + (sections.earlier(data[name]) if name == "files" else "")
        parts.append(f"## {title}\n\n{about}\n\n{table(data[name])}{more}")
        if plot:
            drawings[f"speed-{name}.svg"] = plot(data[name])
            parts[-1] += f"\n![{title}](pictures/speed-{name}.svg)\n"
    text = INTRODUCTION + "\n".join([QUOTED + quotes(), machines(data), *parts])
    return markdown.wrapped(text), drawings
