"""Owns the files of measurements in ``docs/data``: reading, writing, and which rows are the latest.

Each file holds entries, oldest first. An entry is one run: its ``machine``, ``date``, ``versions`` and ``rows``, and
the commit that ``published`` it where there is one. The pages and the README are printed from these files, and
``python -m benchmarks --full`` and ``python -m benchmarks.scale --write`` add to them.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"
#: Columns of a line in a data file.
WIDTH = 118

#: What tells the rows of a section apart, where a later run may measure some of them anew.
KEYS = {"files": ("pictures", "source", "encoder"), "layout": ("points", "who")}
#: One run, or one row of it, as the JSON file has it.
Row = dict[str, Any]


def speed() -> dict[str, list[Row]]:
    """Entries by section: ``files``, ``layout``, ``adding``, ``growing`` and ``browser``."""
    return dict(json.loads((DATA / "speed.json").read_text(encoding="utf-8")))


def scale() -> list[Row]:
    """Runs from 1,000 to 1,000,000 features."""
    return list(json.loads((DATA / "scale.json").read_text(encoding="utf-8")))


def save(name: str, data: object) -> None:
    """Write ``speed`` or ``scale``."""
    (DATA / f"{name}.json").write_text(_lines(data) + "\n", encoding="utf-8")


def short(machine: str) -> str:
    """A machine without its particulars: ``AMD EPYC with avx2, ...`` is ``AMD EPYC``."""
    return machine.split(" with ")[0]


def latest(entries: Iterable[Row], keys: tuple[str, ...]) -> Iterator[tuple[Row, Row]]:
    """The last row of each machine and each value of ``keys``, with its entry, ordered by machine, newest first."""
    kept: dict[tuple[object, ...], tuple[Row, Row]] = {}
    machines: list[str] = []
    for entry in entries:
        machine = entry["machine"]
        machines = [machine, *(other for other in machines if other != machine)]
        kept |= {(machine, *(row[key] for key in keys)): (entry, row) for row in entry["rows"]}
    for machine in machines:
        yield from (pair for key, pair in kept.items() if key[0] == machine)


def newest(entries: Iterable[Row]) -> list[Row]:
    """The last entry of each machine, newest first."""
    last: dict[str, Row] = {}
    for entry in entries:
        last.pop(entry["machine"], None)
        last[entry["machine"]] = entry
    return list(last.values())[::-1]


def remainder(total: float, parts: Iterable[float]) -> float:
    """What is left of ``total`` when every number is rounded to tenths, so that the printed columns add up to it."""
    rest = round(total, 1) - sum(round(part, 1) for part in parts)
    return round(rest, 1) + 0.0  # no minus before a zero


def _lines(value: object, indent: int = 0) -> str:
    """JSON with short values on one line, and a list of pairs in one line however long."""
    flat = json.dumps(value, ensure_ascii=False)
    pairs = isinstance(value, list) and bool(value) and isinstance(value[0], list)
    if len(flat) + indent <= WIDTH or pairs or not isinstance(value, dict | list):
        return flat
    space, end = " " * (indent + 1), "\n" + " " * indent
    if isinstance(value, dict):
        inner = [f"{space}{json.dumps(key)}: {_lines(item, indent + 1)}" for key, item in value.items()]
        return "{\n" + ",\n".join(inner) + end + "}"
    return "[\n" + ",\n".join(space + _lines(item, indent + 1) for item in value) + end + "]"
