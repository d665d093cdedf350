"""Owns the tables in the documentation: printed from the code they describe, so that they cannot go stale.

``python -m docs.tables`` writes them between ``<!-- table: NAME -->`` and ``<!-- end -->``; tests/test_docs.py
compares.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from components.ids import Ids
from services import settings
from services.encoders import ENCODERS
from services.exports import EXPORTS
from services.exports.table import CSV_COLUMNS
from services.facts import COLOURS
from services.library.tables import COLUMNS
from services.projections import PROJECTIONS
from services.sources.scan import ENDINGS

HOME = Path(__file__).resolve().parent
FILES = (HOME / "reference.md", HOME.parent / "README.md")
_PLACE = re.compile(r"(<!-- table: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def markdown(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """A Markdown table."""
    head = list(head)
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines)


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
    return markdown(("encoder", "what", "pixels in", "numbers out", "licence of the weights"), rows)


def _named(entries: Iterable[object]) -> str:
    return markdown(("name", "title", "what"), [(f"`{e.name}`", e.title, e.help) for e in entries])  # type: ignore[attr-defined]


def exports() -> str:
    """Ending, title, mime type."""
    return markdown(("ending", "what", "type"), [(f"`.{e.name}`", e.title, f"`{e.mime}`") for e in EXPORTS.values()])


def columns(of: dict[str, str]) -> str:
    """Column names with what they hold."""
    return markdown(("column", "what"), [(f"`{name}`", text.replace("|", "\\|")) for name, text in of.items()])


def ids() -> str:
    """Every element id."""
    return ", ".join(f"`{name.value}`" for name in Ids)


TABLES: dict[str, Callable[[], str]] = {
    "settings": settings.table,
    "encoders": encoders,
    "projections": lambda: _named(PROJECTIONS.values()),
    "colours": lambda: _named(COLOURS.values()),
    "exports": exports,
    "csv": lambda: columns(CSV_COLUMNS),
    "parquet": lambda: columns(COLUMNS),
    "formats": lambda: ", ".join(f"`.{e}`" for e in ENDINGS),
    "ids": ids,
}


def filled(text: str) -> str:
    """``text`` with every table printed anew.

    Raises
    ------
    KeyError
        A table that does not exist.
    """
    return _PLACE.sub(lambda m: f"{m[1]}{TABLES[m[2]]()}\n{m[3]}", text)


if __name__ == "__main__":
    for path in FILES:
        path.write_text(filled(path.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"{path.name}: tables printed")
