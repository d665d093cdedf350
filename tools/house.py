"""Owns the measurements of the code itself: who imports whom, on how many floors, and how large and how typed it is.

``python -m tools.house`` prints both, and ``--write`` puts the drawing into docs/architecture.md, where it is tested.
tests/test_architecture.py holds the limits below, which CONTRIBUTING.md states.
"""

from __future__ import annotations

import ast
import re
import statistics
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: Words that an earlier glossary had, as they would stand in a name or a sentence of ours.
OLD_WORDS = (
    "laying",
    "lay_out",
    "parting",
    "placing",
    "outcomes.py",
    "strays",
    "growth.py",
    "news.py",
    "listener.py",
    "identity.py",
    "folders.py",
    "watching.py",
    "aligning",
    "services/images",
    "services/colours",
    "services.images",
    "services.colours",
    "services/spread",
    "services/cluster",
    "_UNREAD",
    "def look(",
    "def told(",
    "class Stopped(",
    "class _Stopped(",
)
#: Longest line.
COLUMNS = 120
#: The most that each figure of :func:`numbers` may be.
LIMITS = {
    "floors": 11,
    "modules and packages directly in services": 28,
    "annotations with Any, %": 5,
    f"lines over {COLUMNS} columns": 0,
    "words of the old glossary": 0,
    "module lines, median": 115,
    "module lines, most": 250,
    "function lines, p95": 32,
    "function lines, most": 60,
}
#: Between these lines docs/architecture.md has the drawing.
BEGIN, END = "<!-- floors -->\n```\n", "```\n<!-- end -->"


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file of the program, relative to the project."""
    rooms = ("services", "components")
    files = [*(p for room in rooms for p in (ROOT / room).rglob("*.py")), ROOT / "app.py"]
    return tuple(sorted(p.relative_to(ROOT) for p in files))


def name_of(path: Path) -> str:
    """The dotted name of a module."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """The room of a module: a module or package directly in ``services``, ``components`` as a whole, or ``app``."""
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "services" else parts[0]


@cache
def tree(path: Path) -> ast.Module:
    """The syntax of a file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def import_statements(
    path: Path, *, top_only: bool = False, for_types: bool = False
) -> Iterator[ast.Import | ast.ImportFrom]:
    """The imports of a file.

    Parameters
    ----------
    top_only : bool
        Without those inside functions and other blocks.
    for_types : bool
        With those that are made only while types are checked.
    """
    skipped = {
        id(inner)
        for check in ast.walk(tree(path))
        if isinstance(check, ast.If) and isinstance(check.test, ast.Name) and check.test.id == "TYPE_CHECKING"
        for inner in ast.walk(check)
    }
    for node in tree(path).body if top_only else ast.walk(tree(path)):
        if isinstance(node, ast.Import | ast.ImportFrom) and (for_types or id(node) not in skipped):
            yield node


def imports(path: Path) -> Iterator[str]:
    """The modules of ours that a file imports, at its top or inside a function, but not for types alone."""
    known = {name_of(p) for p in modules()}
    for node in import_statements(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif node.module:
            for alias in node.names:
                deeper = f"{node.module}.{alias.name}"
                if deeper in known:
                    yield deeper
                elif node.module in known:
                    yield node.module


@cache
def graph(*, by_room: bool) -> dict[str, set[str]]:
    """Who imports whom: rooms, or single modules."""
    found: dict[str, set[str]] = {}
    for path in modules():
        importer = room_of(name_of(path)) if by_room else name_of(path)
        targets = {room_of(name) if by_room else name for name in imports(path)}
        found.setdefault(importer, set()).update(targets - {importer})
    return found


def floors(edges: dict[str, set[str]]) -> dict[str, int]:
    """The floor of each room: one above the highest that it imports, from 1.

    Raises
    ------
    ValueError
        The rooms import one another in a circle, which it names.
    """
    found: dict[str, int] = {}

    def floor(room: str, way: tuple[str, ...]) -> int:
        if room in way:
            raise ValueError(f"a circle of imports: {' -> '.join((*way[way.index(room) :], room))}")
        if room not in found:
            found[room] = 1 + max((floor(below, (*way, room)) for below in edges.get(room, ())), default=0)
        return found[room]

    for room in edges:
        floor(room, ())
    return found


def annotations(path: Path) -> Iterator[ast.expr]:
    """Every annotation of a file: parameters, returns, variables."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            spec = node.args
            for argument in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, spec.vararg, spec.kwarg):
                if argument is not None and argument.annotation is not None:
                    yield argument.annotation
            if node.returns is not None:
                yield node.returns
        elif isinstance(node, ast.AnnAssign):
            yield node.annotation


def has_any(annotation: ast.expr) -> bool:
    """Whether ``Any`` stands anywhere in an annotation."""
    return any(isinstance(node, ast.Name) and node.id == "Any" for node in ast.walk(annotation))


def function_lines(path: Path) -> Iterator[tuple[str, int]]:
    """(Name, lines of the body) of every function, without its docstring and without functions inside it."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lines = (node.end_lineno or 0) - body[0].lineno + 1
            inner = [n for n in ast.walk(node) if isinstance(n, ast.FunctionDef) and n is not node]
            yield (
                node.name,
                lines - sum((n.end_lineno or 0) - n.lineno + 1 for n in inner if n.col_offset == node.col_offset + 4),
            )


@cache
def old_words() -> list[str]:
    """Each place in code and docs where a word of the old glossary stands, as ``file:line: word``."""
    texts = [
        *modules(),
        *(p.relative_to(ROOT) for p in (ROOT / "docs").glob("*.md")),
        Path("README.md"),
        Path("CONTRIBUTING.md"),
    ]
    found = []
    for path in texts:
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), 1):
            found += [
                f"{path}:{number}: {word}" for word in OLD_WORDS if re.search(rf"(?<![A-Za-z]){re.escape(word)}", line)
            ]
    return found


def _foreign(path: Path) -> bool:
    """Whether a path of the project is none of ours: an environment, a cache, what npm installed."""
    return any(part.startswith(".") or part == "node_modules" for part in path.parts)


@cache
def numbers() -> dict[str, float]:
    """The figures whose limits tests/test_architecture.py holds."""
    noted = [a for path in modules() for a in annotations(path)]
    sizes = [len((ROOT / path).read_text(encoding="utf-8").splitlines()) for path in modules()]
    functions = sorted(lines for path in modules() for _, lines in function_lines(path))
    python = [p for p in ROOT.rglob("*.py") if not _foreign(p.relative_to(ROOT))]
    return {
        "floors": max(floors(graph(by_room=True)).values()),
        "modules and packages directly in services": len({p.parts[1] for p in modules() if p.parts[0] == "services"}),
        "annotations with Any, %": round(100 * sum(map(has_any, noted)) / len(noted), 1),
        f"lines over {COLUMNS} columns": sum(
            len(line) > COLUMNS for p in python for line in p.read_text(encoding="utf-8").splitlines()
        ),
        "words of the old glossary": len(old_words()),
        "modules": len(sizes),
        "module lines, median": statistics.median(sizes),
        "module lines, most": max(sizes),
        "function lines, p95": functions[int(0.95 * (len(functions) - 1))],
        "function lines, most": functions[-1],
    }


def drawn(edges: dict[str, set[str]], *, name_of: Callable[[str], str], width: int) -> str:
    """Who imports whom, from the top floor down: a line for each, with its floor and those that it imports."""
    found = floors(edges)
    lines = []
    for floor in range(max(found.values()), 0, -1):
        for one in sorted(name for name, at in found.items() if at == floor):
            below = ", ".join(sorted(map(name_of, edges.get(one, ()))))
            lines.append(f"{floor:>3}  {name_of(one):<{width}}  {below}".rstrip())
    return "\n".join(lines)


def drawing() -> str:
    """The rooms from the top floor down, each with the rooms it imports."""
    return drawn(graph(by_room=True), name_of=lambda room: room.removeprefix("services."), width=12)


def put_into_docs(text: str, *, begin: str, end: str) -> None:
    """Replace what stands between two lines of docs/architecture.md."""
    page = ROOT / "docs" / "architecture.md"
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    page.write_text(f"{before}{begin}{text}\n{end}{rest.partition(end)[2]}", encoding="utf-8")


def main() -> None:
    """Print the drawing, the figures and their limits; with ``--write``, put the drawing into the docs."""
    sys.stdout.write(f"{drawing()}\n\nNo circle among {len(floors(graph(by_room=False)))} modules.\n\n")
    for name, value in numbers().items():
        limit = f"at most {LIMITS[name]}" if name in LIMITS else ""
        sys.stdout.write(f"{name:<44} {value:>6g}  {limit}\n")
    for place in old_words():
        sys.stdout.write(f"  {place}\n")
    if "--write" in sys.argv:
        put_into_docs(drawing(), begin=BEGIN, end=END)


if __name__ == "__main__":
    main()
