"""Owns the figures that the README quotes: each is computed from the files of measurements.

The README's paragraph and the first table of docs/speed.md are printed from the same list, so neither can say what the
data do not. A figure is the span over the latest measurements of every machine.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from docs import markdown, measured
from docs.measured import KEYS, Row, latest, newest, short

PARAGRAPH = """Measured on two cores without a GPU ({machines}), against named baselines, with quality beside speed:
[docs/speed.md](docs/speed.md), and up to a million pictures [docs/scale.md](docs/scale.md).

- **Files to features** {small} times as fast as the article's loop with the default encoder (photographs {photos}
  times), {article} times with the article's own, ResNet50 (photographs {article_photos} times).
- **Features to a map** {layout} times as fast as scikit-learn's call from {fewest} to {most} pictures, with no less
  trust. A million features become a map in {million} with {memory} of memory.
- **A first map** to hover {first} after the button, while {grown} pictures are still being embedded; the whole map
  takes {whole} longer than embedding alone.
- **A picture** appears at most {hover} after the pointer in 95 of 100 moves, up to a million points: {share} of the
  time that a bare Dash page takes."""


@dataclass(frozen=True)
class Figure:
    """One figure: its place in the README's paragraph, what it is, its words, and the values of each machine."""

    name: str
    what: str
    text: str
    values: dict[str, list[float]]


def span(values: Sequence[float], *, decimals: int = 0) -> str:
    """``13 to 19``, or one number where both ends print alike."""
    ends = [f"{value:,.{decimals}f}" for value in (min(values), max(values))]
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def _by_machine(pairs: Iterator[tuple[Row, float]]) -> dict[str, list[float]]:
    values: dict[str, list[float]] = {}
    for entry, value in pairs:
        values.setdefault(short(entry["machine"]), []).append(value)
    return values


def _every(values: dict[str, list[float]]) -> list[float]:
    return [value for of in values.values() for value in of]


def _files(speed: dict[str, list[Row]]) -> list[Figure]:
    rows = list(latest(speed["files"], KEYS["files"]))
    found = []
    for name, encoder, photos, what, decimals in (
        ("small", "efficientnet-lite0", False, "the default encoder, small pictures", 0),
        ("photos", "efficientnet-lite0", True, "the default encoder, photographs", 0),
        ("article", "resnet50", False, "ResNet50, small pictures", 1),
        ("article_photos", "resnet50", True, "ResNet50, photographs", 1),
    ):
        of = _by_machine(
            (entry, row["ratio"])
            for entry, row in rows
            if row["encoder"] == encoder and (row["source"] == "photos") is photos
        )
        found.append(Figure(name, f"Files to features: {what}, times", span(_every(of), decimals=decimals), of))
    return found


def _growing(speed: dict[str, list[Row]]) -> list[Figure]:
    runs = [(entry, row) for entry in newest(speed["growing"]) for row in entry["rows"]]
    first = _by_machine((entry, row["first"]) for entry, row in runs)
    whole = _by_machine((entry, 100 * (row["ratio"] - 1)) for entry, row in runs)
    return [
        Figure("first", "A first map of 1,000 pictures, s", f"{span(_every(first))} s", first),
        Figure("whole", "The whole map, longer than embedding alone, %", f"{span(_every(whole))} %", whole),
    ]


def _browser(speed: dict[str, list[Row]]) -> list[Figure]:
    cases = [
        (entry, case["seen"]["hover"])
        for entry in newest(speed["browser"])
        for case in entry["rows"]
        if not case["one_x"]
    ]
    hover = _by_machine((entry, seen["ours"]["p95"]) for entry, seen in cases)
    share = _by_machine((entry, 100 * seen["ratio"]) for entry, seen in cases)
    return [
        Figure("hover", "Pointer to picture, p95, ms", f"{math.ceil(max(_every(hover)))} ms", hover),
        Figure("share", "Pointer to picture, of a bare Dash page's p95, %", f"{span(_every(share))} %", share),
    ]


def figures() -> list[Figure]:
    """Every figure of the README's paragraph that is a measurement."""
    speed, last = measured.speed(), measured.scale()[-1]
    ours = [pair for pair in latest(speed["layout"], KEYS["layout"]) if pair[1]["who"] == "Imagescape"]
    layout = _by_machine((entry, row["ratio"]) for entry, row in ours)
    largest, who = last["rows"][-1], short(last["machine"])
    memory = largest["peak"] / 1000
    million = (
        Figure("million", "A million features to a map, s", f"{largest['all']:.0f} s", {who: [largest["all"]]}),
        Figure("memory", "A million features to a map, GB of memory", f"{memory:.1f} GB", {who: [memory]}),
    )
    times = Figure("layout", "Features to a map, times", span(_every(layout), decimals=1), layout)
    return [*_files(speed), times, *million, *_growing(speed), *_browser(speed)]


def paragraph() -> str:
    """What the README says of speed."""
    speed = measured.speed()
    points = [row["points"] for _, row in latest(speed["layout"], KEYS["layout"])]
    grown = {row["pictures"] for entry in newest(speed["growing"]) for row in entry["rows"]}
    words = {figure.name: figure.text for figure in figures()}
    words |= {"fewest": f"{min(points):,}", "most": f"{max(points):,}", "grown": f"{max(grown):,}"}
    return markdown.wrapped(PARAGRAPH.format(machines=" and ".join(machines()), **words))


def machines() -> list[str]:
    """Names of the machines that the figures are of."""
    return list(dict.fromkeys(name for figure in figures() for name in figure.values))
