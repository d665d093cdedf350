"""Owns the measurements of the browser's half: which module imports which, on how many floors, and how large each is.

``python -m tools.modules`` prints both, and ``--write`` puts the drawing into docs/architecture.md, where it is tested.
tests/test_modules.py holds the limits below, which CONTRIBUTING.md states.
"""

from __future__ import annotations

import re
import sys
from functools import cache

from components.scripts import ASSETS, ENTRY, MODULES, imports
from tools.house import drawn, put_into_docs

#: The folders from the bottom up; ``page`` is the border to Dash's page. A module imports from its own and lower ones.
FOLDERS = ("page", "state", "map", "panels", "explore", "gather", "gallery", "source", "upload", "main")
#: Longest line, and most lines of a module.
COLUMNS, LINES = 140, 250
#: Between these lines docs/architecture.md has the drawing.
BEGIN, END = "<!-- modules -->\n```\n", "```\n<!-- end of modules -->"
_LAZY = re.compile(r'\bimport\("(\.[^"]+)"\)')
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


@cache
def paths() -> tuple[str, ...]:
    """Every module, below ``assets``."""
    return (ENTRY, *sorted(path.relative_to(ASSETS).as_posix() for path in (ASSETS / MODULES).rglob("*.mjs")))


def name_of(path: str) -> str:
    """The name that the drawing has for a module: ``map/grid``."""
    return path.removeprefix(f"{MODULES}/").removesuffix(".mjs")


def folder_of(path: str) -> str:
    """The folder of a module, or its own name where it lies in none."""
    return name_of(path).split("/")[0]


def later(path: str) -> list[str]:
    """The modules that a module imports only when they are needed, as they stand in it."""
    return _LAZY.findall(code(path))


def code(path: str) -> str:
    """A module without its comments."""
    return _COMMENT.sub("", (ASSETS / path).read_text(encoding="utf-8"))


@cache
def graph() -> dict[str, set[str]]:
    """Who imports whom when the page opens, by path."""
    return {path: set(imports(path)) for path in paths()}


def lines(path: str) -> list[str]:
    """The lines of a module."""
    return (ASSETS / path).read_text(encoding="utf-8").splitlines()


def drawing() -> str:
    """The modules from the top floor down, each with those that it imports."""
    return drawn(graph(), name_of=name_of, width=16)


def main() -> None:
    """Print the drawing and the sizes; with ``--write``, put the drawing into the docs."""
    sys.stdout.write(f"{drawing()}\n\nNo circle among {len(paths())} modules.\n\n")
    for path in paths():
        sys.stdout.write(f"{name_of(path):<20} {len(lines(path)):>4} lines, at most {LINES}\n")
    if "--write" in sys.argv:
        put_into_docs(drawing(), begin=BEGIN, end=END)


if __name__ == "__main__":
    main()
