"""Owns the tables in the documentation: printed from the code they describe, so that they cannot go stale.

``python -m docs.tables`` writes them between ``<!-- table: NAME -->`` and ``<!-- end -->``; tests/test_docs.py
compares. It also prints the pages of measurements, docs/speed.md and docs/scale.md, with their plots;
tests/test_figures.py compares those.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Protocol

from components.ids import Ids
from docs import quoted, scale, speed
from docs.markdown import table
from services import settings
from services.encoders import ENCODERS
from services.exports import EXPORTS
from services.exports.table import BESIDE, CSV_COLUMNS
from services.facts import COLOURS
from services.library.tables import COLUMNS
from services.neighbours.metric import METRICS
from services.projections import PROJECTIONS
from services.schema.reasons import TOLD
from services.sources.scan import ENDINGS

HOME = Path(__file__).resolve().parent
FILES = (HOME / "reference.md", HOME.parent / "README.md")
_PLACE = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def encoders() -> str:
    """Name, side, width, licence."""
    rows = [(f"`{e.name}`", e.help, f"{e.side} x {e.side}", f"{e.width:,}", e.licence) for e in ENCODERS.values()]
    rows.append(
        (
            "`custom:<file.keras>`",
            "Your own model: one input of square RGB pictures from 0 to 255, one output.",
            "its own",
            "its own",
            "yours",
        )
    )
    return table(("encoder", "what", "pixels in", "numbers out", "licence of the weights"), rows)


class _Entry(Protocol):
    """An entry of a registry."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def help(self) -> str: ...


def _named(entries: Iterable[_Entry]) -> str:
    return table(("name", "title", "what"), [(f"`{e.name}`", e.title, e.help) for e in entries])


def exports() -> str:
    """Ending, title, mime type."""
    return table(("ending", "what", "type"), [(f"`.{e.name}`", e.title, f"`{e.mime}`") for e in EXPORTS.values()])


def columns(of: dict[str, str]) -> str:
    """Column names with what they hold."""
    return table(("column", "what"), [(f"`{name}`", text.replace("|", "\\|")) for name, text in of.items()])


def ids() -> str:
    """Every element id."""
    return ", ".join(f"`{name.value}`" for name in Ids)


def reasons() -> str:
    """Every reason for which a file is skipped, with its code and what to do."""
    lines = [(f"`{code.value}`", text, "yes" if code.passing else "", todo) for code, (text, todo) in TOLD.items()]
    return table(("code", "what it means", "tried again", "what to do"), lines)


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings.table,
    "encoders": encoders,
    "metrics": lambda: _named(METRICS.values()),
    "projections": lambda: _named(PROJECTIONS.values()),
    "colours": lambda: _named(COLOURS.values()),
    "exports": exports,
    "csv": lambda: columns(CSV_COLUMNS),
    "parquet": lambda: columns({**COLUMNS, **{column.name: column.help for column in BESIDE}}),
    "formats": lambda: ", ".join(f"`.{e}`" for e in ENDINGS),
    "ids": ids,
    "reasons": reasons,
    "speed": quoted.paragraph,
}
#: Pages that are printed as a whole, with what makes each and its plots.
MEASURED: dict[Path, Callable[[], tuple[str, dict[str, str]]]] = {speed.PAGE: speed.page, scale.PAGE: scale.page}


def filled(text: str) -> str:
    """``text`` with every table printed anew.

    Raises
    ------
    KeyError
        A table that does not exist.
    """
    return _PLACE.sub(lambda m: f"{m[1]}{TABLES[m[2]]().rstrip()}\n{m[3]}", text)


def write() -> None:
    """Print every table, page of measurements and plot anew."""
    for path in FILES:
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"{path.name}: tables printed")
    for path, make in MEASURED.items():
        text, drawings = make()
        path.write_text(text, encoding="utf-8")
        for name, drawing in drawings.items():
            (HOME / "pictures" / name).write_text(drawing, encoding="utf-8")
        print(f"{path.name}: printed with {len(drawings)} plots")


if __name__ == "__main__":
    write()
