"""Owns ``make bench``: everything measured in one run, and the speed page that tells it.

``python -m benchmarks`` takes minutes and prints; ``--full`` takes an hour and a half, measures larger sets and the
page in a browser, and writes
docs/speed.md with its pictures. Pictures of shared/data are used where they are, else the digits that come with
scikit-learn.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import adding, data, embedding, layout
from benchmarks.report import Table, bars, machine
from services.cli import terminal
from services.library import Library
from services.schema import Recipe
from services.settings import Settings

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGE = """# How fast, and how good

Every figure is a ratio against a named baseline, measured in one run on one machine: `python -m benchmarks --full` makes this page anew,
`make bench` prints a short form in minutes. {machine}

"""


def features_of(source: Path, home: Path) -> tuple[Any, Any]:
    """Features of a folder in row order, and the class of each, by its folder."""
    library = Library(home / "features-library")
    made = terminal.run(
        library,
        Settings(library=str(library.folder)),
        str(source),
        recipe=Recipe(projection="pca"),
        name="bench",
        quiet=True,
    )
    rows = library.rows(made.info.id)
    return library.features(rows.hash, key=made.info.encoder_key, width=made.info.width), np.array(
        [path.split("/")[0] for path in rows.path]
    )


def say(text: str) -> None:
    """Printed as it comes, also into a file."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def sections(home: Path, *, full: bool) -> list[Table]:
    """Everything but the browser, printed as it comes."""
    runs = 3
    small = data.unpacked("cifar10-27000.tar.gz", home)
    photos = data.unpacked("photos-100.tar", home)
    source = data.of_each_class(small, 200, home) if small else data.digits(home)
    cases = [(source, "efficientnet-lite0"), *([(photos, "efficientnet-lite0")] if photos else [])]
    if full:
        cases += [(source, "resnet50"), *([(photos, "resnet50")] if photos else [])]
    made = [embedding.table(cases, home=home, runs=runs)]
    say(made[-1].markdown())
    features, classes = features_of(small if small and full else source, home)
    sizes = [n for n in ((1_000, 5_000, 27_000) if full else (1_000, 2_000)) if n <= len(features)] or [len(features)]
    made.append(layout.table([(features[:n], classes[:n]) for n in sizes], runs=runs))
    say(made[-1].markdown())
    if full:
        made.append(adding.table(features, classes))
        say(made[-1].markdown())
    return made


def section(table: Table) -> str:
    """A table as the speed page has it, with its picture where it has bars."""
    if not table.bars:
        return table.markdown()
    words, title = table.title.lower().split(), f"{table.title}: times as fast as the baseline"
    picture = f"speed-{words[0]}-{words[-1]}.svg"
    (DOCS / "pictures" / picture).write_text(bars(title, table.bars), encoding="utf-8")
    return f"{table.markdown()}\n![{title}](pictures/{picture})\n"


def told_by(module: str, title: str, words: str, *options: str) -> str:
    """What another benchmark prints, as a section; one that fails says so, and takes nothing from the others."""
    run = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{module}", *options],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        cwd=DOCS.parent,
    )
    say(run.stdout)
    failed = f"\n\nNot measured to the end: it ended with {run.returncode}." if run.returncode else ""
    return f"## {title}\n\n{words}\n\n```\n{run.stdout.strip()}\n```{failed}\n"


def pages() -> list[str]:
    """The sections that a browser measures."""
    grown = "A folder built from the page with an empty library, a pointer moving over the map all along, against embedding alone; three runs."
    hovered = "Against a bare Dash page with one scattergl trace and clientside hover, in turns."
    return [
        told_by("growing", "A map that grows", grown, "--runs", "3"),
        told_by("browser", "The page in the browser", hovered),
    ]


def main() -> int:
    """Measure, print, and with ``--full`` write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--full", action="store_true", help="larger sets, ResNet50, the browser; writes docs/speed.md")
    parser.add_argument("--no-browser", action="store_true", help="leave the browser out of the full form")
    asked = parser.parse_args()
    say(machine() + "\n")
    with tempfile.TemporaryDirectory() as home:
        made = sections(Path(home), full=asked.full)
    if asked.full:
        parts = [section(table) for table in made]
        parts += [] if asked.no_browser else pages()
        (DOCS / "speed.md").write_text(PAGE.format(machine=machine()) + "\n".join(parts), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
