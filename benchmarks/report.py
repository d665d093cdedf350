"""Owns how a benchmark is told: medians, the machine, tables in Markdown, bars in SVG."""

import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

PACKAGES = (
    "tensorflow",
    "keras",
    "openvino",
    "scikit-learn",
    "openTSNE",
    "faiss-cpu",
    "scipy",
    "numpy",
    "pillow",
    "dash",
    "plotly",
)


@dataclass
class Table:
    """One section: what was measured and how (``about``), and a row a case."""

    title: str
    about: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    #: (label, ratio to the baseline) for the picture.
    bars: list[tuple[str, float]] = field(default_factory=list)

    def markdown(self) -> str:
        """The section as the speed page has it."""
        lines = ["| " + " | ".join(cells) + " |" for cells in (self.head, ("---",) * len(self.head), *self.rows)]
        return f"## {self.title}\n\n{self.about}\n\n" + "\n".join(lines) + "\n"


def timed(work: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """Seconds (median of ``runs``), and what the last run gave."""
    seconds, got = [], None
    for _ in range(runs):
        started = time.perf_counter()
        got = work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds), got


def machine() -> str:
    """The processor, its cores and memory, and the versions that matter."""
    name = platform.processor() or platform.machine()
    told = Path("/proc/cpuinfo")
    if told.exists():
        text = told.read_text()
        name = next(
            (line.partition(":")[2].strip() for line in text.splitlines() if line.startswith("model name")), name
        )
        name += " with " + (
            ", ".join(flag for flag in ("avx2", "avx512f", "amx_bf16") if f" {flag}" in text)
            or "no vector extensions told"
        )
    memory = (
        f", {os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB"
        if hasattr(os, "sysconf")
        else ""
    )
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    return (
        f"{name}, {os.cpu_count()} cores{memory}, {platform.system()}, Python {platform.python_version()}; {versions}."
    )


def bars(title: str, values: Sequence[tuple[str, float]]) -> str:
    """Horizontal bars of ratios, the baseline's 1 as a line: an SVG that reads on light and dark."""
    widest = max(value for _, value in values)
    high, left, wide = 26, 290, 380
    rows = []
    for place, (label, value) in enumerate(values):
        y = 40 + place * high
        length = wide * value / widest
        rows.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{label}</text>')
        rows.append(f'<rect x="{left}" y="{y}" width="{length:.1f}" height="18" rx="3" fill="#3b7dd8"/>')
        rows.append(f'<text x="{left + length + 6:.1f}" y="{y + 13}">{value:.1f} ×</text>')
    bottom = 44 + len(values) * high
    one = left + wide / widest
    style = "text{font:13px system-ui,sans-serif;fill:#777}.title{font-weight:600}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="760" height="{bottom + 10}" role="img" aria-label="{title}"><style>{style}</style>'
        f'<text class="title" x="8" y="22">{title}</text>{"".join(rows)}'
        f'<line x1="{one:.1f}" x2="{one:.1f}" y1="34" y2="{bottom}" stroke="#999" stroke-dasharray="3 3"/></svg>\n'
    )
