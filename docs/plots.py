"""Owns the plots of the documentation: bars and lines as SVG, without a plotting library, for light and dark.

Each drawing has a background of its own, which changes with its text: a reader in the dark sees both dark, and a page
that is light while the reader's system is dark stays legible.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

WIDE = 760
_LIGHT = {"back": "#ffffff", "text": "#24292f", "quiet": "#57606a", "grid": "#d0d7de"}
_DARK = {"back": "#161b22", "text": "#e6edf3", "quiet": "#9da7b3", "grid": "#3d444d"}
_SERIES = (("#2f6fd0", "#6ea8fe"), ("#c4640a", "#f0a35e"), ("#1f8a58", "#56c596"), ("#7a55c7", "#b79bf0"))

#: A label and a value for each series; None where a series has no such value.
Group = tuple[str, Sequence[float | None]]


def _scheme(colours: dict[str, str], side: int) -> str:
    series = "".join(
        f".f{i}{{fill:{pair[side]}}}.l{i}{{stroke:{pair[side]};fill:none;stroke-width:2}}"
        for i, pair in enumerate(_SERIES)
    )
    return (
        f".back{{fill:{colours['back']}}}text{{fill:{colours['text']}}}.quiet{{fill:{colours['quiet']}}}"
        f".grid{{stroke:{colours['grid']}}}.base{{stroke:{colours['quiet']};stroke-dasharray:3 3}}{series}"
    )


def drawing(title: str, parts: Sequence[str], height: float) -> str:
    """A whole SVG of ``parts``, ``height`` high without its title."""
    style = (
        "text{font:13px system-ui,sans-serif}.title{font-weight:600}.quiet{font-size:12px}"
        + _scheme(_LIGHT, 0)
        + f"@media (prefers-color-scheme:dark){{{_scheme(_DARK, 1)}}}"
    )
    whole = height + 40
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {whole:.0f}" width="{WIDE}" height="{whole:.0f}"'
        f' role="img" aria-label="{escape(title)}">\n<style>{style}</style>\n'
        f'<rect class="back" width="{WIDE}" height="{whole:.0f}" rx="6"/>\n'
        + _text(16, 24, title, "title")
        + "".join(f'<g transform="translate(0 40)">\n{part}</g>\n' for part in parts)
        + "</svg>\n"
    )


def moved(part: str, x: float, y: float) -> str:
    """``part`` at another place."""
    return f'<g transform="translate({x:.0f} {y:.0f})">\n{part}</g>\n'


def _text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>\n'


def legend(names: Sequence[str]) -> str:
    """Names of series beside their colours, in one row."""
    drawn, x = [], 16.0
    for i, name in enumerate(names):
        drawn.append(f'<circle class="f{i}" cx="{x + 5:.0f}" cy="8" r="5"/>\n{_text(x + 16, 12.5, name)}')
        x += 36 + 7.2 * len(name)
    return "".join(drawn)


def bars(groups: Sequence[Group], *, unit: str, baseline: float | None = None) -> tuple[str, float]:
    """Horizontal bars, a group a label, a colour a series; the markup and its height.

    ``unit`` follows each value. ``baseline`` is drawn as a dashed line.
    """
    left, room, thick = 290, 380, 16
    most = max(value for _, values in groups for value in values if value is not None)
    drawn, y = [], 0.0
    for label, values in groups:
        shown = [(i, value) for i, value in enumerate(values) if value is not None]
        drawn.append(_text(left - 10, y + thick * len(shown) / 2 + 4.5, label, anchor="end"))
        for i, value in shown:
            long = room * value / most
            size = f'width="{long:.1f}" height="{thick - 2}" rx="2"'
            drawn.append(f'<rect class="f{i}" x="{left}" y="{y:.0f}" {size}/>\n')
            drawn.append(_text(left + long + 6, y + 11.5, f"{value:,.1f} {unit}", "quiet"))
            y += thick
        y += 12
    if baseline is not None:
        x = left + room * baseline / most
        drawn.append(f'<line class="base" x1="{x:.1f}" x2="{x:.1f}" y1="-4" y2="{y - 8:.0f}"/>\n')
    return "".join(drawn), y


@dataclass(frozen=True)
class Axis:
    """One side of a plot: what it shows, from where to where, the values that are named, and whether it is a
    logarithm.
    """

    label: str
    low: float
    high: float
    ticks: Sequence[float]
    log: bool = False

    def at(self, value: float) -> float:
        """Where ``value`` lies, from 0 to 1."""
        low, high, value = (math.log(v) if self.log else v for v in (self.low, self.high, value))
        return (value - low) / (high - low)


#: Points of a line, its colour's number, and whether the line is drawn between them.
Line = tuple[Sequence[tuple[float, float]], int, bool]


def lines(series: Sequence[Line], x_axis: Axis, y_axis: Axis, *, wide: float, high: float) -> str:
    """Lines over two axes in a frame of ``wide`` by ``high``; points without a line are rings."""
    left, top, right, bottom = 76.0, 26.0, wide - 24, high - 44

    def place(point: tuple[float, float]) -> tuple[float, float]:
        return left + (right - left) * x_axis.at(point[0]), bottom - (bottom - top) * y_axis.at(point[1])

    drawn = [_text(16, 12, y_axis.label, "quiet"), _text(right, high - 8, x_axis.label, "quiet", "end")]
    for tick in y_axis.ticks:
        _, y = place((x_axis.low, tick))
        drawn.append(f'<line class="grid" x1="{left:.0f}" x2="{right:.0f}" y1="{y:.1f}" y2="{y:.1f}"/>\n')
        drawn.append(_text(left - 8, y + 4, f"{tick:,.0f}", "quiet", "end"))
    for tick in x_axis.ticks:
        x, _ = place((tick, y_axis.low))
        drawn.append(_text(x, bottom + 18, f"{tick:,.0f}", "quiet", "middle"))
    for points, colour, joined in series:
        at = [place(point) for point in points]
        if joined:
            way = " ".join(f"{x:.1f},{y:.1f}" for x, y in at)
            drawn.append(f'<polyline class="l{colour}" points="{way}"/>\n')
        else:
            drawn += [f'<circle class="l{colour}" cx="{x:.1f}" cy="{y:.1f}" r="4.5"/>\n' for x, y in at]
    return "".join(drawn)
