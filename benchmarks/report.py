"""Owns what the measurements share: medians, the machine and its versions, and the entry of a run in the data files."""

import datetime
import os
import platform
import re
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np

from docs.measured import Row
from services.versions import version

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
#: A distribution of the same package under another name.
OTHERWISE = {"tensorflow": "tensorflow-cpu"}

T = TypeVar("T")


def say(text: str) -> None:
    """Print at once, also into a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def timed(work: Callable[[], T], runs: int) -> tuple[float, T]:
    """Seconds (median of ``runs``, at least one), and what the last run gave."""
    seconds: list[float] = []
    while True:
        started = time.perf_counter()
        result = work()
        seconds.append(time.perf_counter() - started)
        if len(seconds) >= runs:
            return statistics.median(seconds), result


def p95(values: Sequence[float]) -> float:
    """The value that 95 of a hundred do not exceed."""
    return float(np.percentile(values, 95)) if values else float("nan")


def processor() -> str:
    """The processor's name and the vector extensions that inference uses."""
    file = Path("/proc/cpuinfo")
    if not file.exists():
        return platform.processor() or platform.machine()
    text = file.read_text()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    name = found[1] if found else platform.machine()
    # "Intel(R) Xeon(R) Processor" is "Intel Xeon".
    name = re.sub(r"\((?:R|TM)\)|\bProcessor\b", "", name)
    flags = [flag for flag in ("avx2", "avx512f", "amx_bf16") if f" {flag}" in text]
    return f"{' '.join(name.split())} with {', '.join(flags) or 'no vector extensions'}"


def machine() -> str:
    """The processor, its cores and the memory."""
    bytes_held = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    memory = f", {bytes_held / 2**30:.0f} GiB" if bytes_held else ""
    return f"{processor()}, {os.cpu_count()} cores{memory}"


def package(name: str) -> str:
    """Name and version of a package, whichever distribution has it."""
    try:
        return f"{name} {version(name)}"
    except ModuleNotFoundError:
        other = OTHERWISE.get(name, name)
        return f"{other} {version(other)}"


def versions() -> str:
    """The system, Python and the packages that matter."""
    return f"{platform.system()}, Python {platform.python_version()}; {', '.join(map(package, PACKAGES))}"


def entry(rows: list[Row], **more: object) -> Row:
    """One run of this machine today, as the data files keep it."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    return {"machine": machine(), "date": today, "versions": versions(), **more, "rows": rows}
