"""Owns ``make bench``: everything measured in one run, and the data file that the speed page is printed from.

``python -m benchmarks`` takes minutes and prints; ``--full`` takes an hour and a half, measures larger sets and the
page in a browser, adds the run to docs/data/speed.json and prints docs/speed.md, its plots and the README's figures
anew. Pictures of shared/data are used where they are, else the digits that come with scikit-learn.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import adding, data, embedding, layout
from benchmarks.report import entry, machine, say, versions
from docs import measured, speed_sections
from docs.measured import Row
from services.cli import terminal
from services.library import Library
from services.schema import Recipe
from services.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3


def features_of(source: Path, home: Path) -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    """Features of a folder in row order, and the class of each, by its folder."""
    library = Library(home / "features-library")
    settings, recipe = Settings(library=str(library.folder)), Recipe(projection="pca")
    made = terminal.run(library, settings, str(source), recipe=recipe, name="bench", quiet=True)
    rows = library.maps.rows(made.info.id)
    features = library.contents.features(rows.hash, key=made.info.encoder_key, width=made.info.width)
    return features, np.array([path.split("/")[0] for path in rows.path])


def show(name: str, run: Row) -> Row:
    """Print a section as docs/speed.md has it."""
    say(getattr(speed_sections, name)([run]))
    return run


def sections(home: Path, *, full: bool) -> dict[str, Row]:
    """Entries of everything but the browser, printed as they come."""
    small = data.unpacked("cifar10-27000.tar.gz", home)
    photos = data.unpacked("photos-100.tar", home)
    source = data.of_each_class(small, 200, home) if small else data.digits(home)
    names = ("efficientnet-lite0", "resnet50") if full else ("efficientnet-lite0",)
    cases = [(folder, name) for name in names for folder in (source, photos) if folder]
    made = {"files": show("files", entry(embedding.rows(cases, home=home, runs=RUNS), runs=RUNS))}
    features, classes = features_of(small if small and full else source, home)
    sizes = [n for n in ((1_000, 5_000, 27_000) if full else (1_000, 2_000)) if n <= len(features)] or [len(features)]
    sets = [(features[:n], classes[:n]) for n in sizes]
    made["layout"] = show("layout", entry(layout.rows(sets, runs=RUNS), runs=RUNS))
    if full:
        made["adding"] = show("adding", entry([adding.row(features, classes)]))
    return made


def in_a_browser(module: str, home: Path, *options: str) -> Row | None:
    """The entry that another benchmark measures; None, and a sentence, where it fails, so that the others stay."""
    file = home / f"{module}.json"
    command = [sys.executable, "-m", f"benchmarks.{module}", "--json", str(file), *options]
    ended = subprocess.run(command, check=False, cwd=ROOT).returncode
    if ended or not file.exists():
        say(f"benchmarks.{module} was not measured to the end: it ended with {ended}.")
        return None
    return dict(json.loads(file.read_text(encoding="utf-8")))


def publish(made: dict[str, Row]) -> None:
    """Add the entries to docs/data/speed.json, and print the pages from it."""
    kept = measured.speed()
    for name, run in made.items():
        kept[name].append(run)
    measured.save("speed", kept)
    subprocess.run([sys.executable, "-m", "docs.tables"], check=True, cwd=ROOT)


def main() -> int:
    """Measure, print, and with ``--full`` publish."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("--full", action="store_true", help="larger sets, ResNet50, the browser; writes docs/speed.md")
    parser.add_argument("--no-browser", action="store_true", help="leave the browser out of the full form")
    asked = parser.parse_args()
    say(f"{machine()}; {versions()}\n")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        made = sections(home, full=asked.full)
        if asked.full and not asked.no_browser:
            for name, options in (("growing", ("--runs", "3")), ("browser", ())):
                run = in_a_browser(name, home, *options)
                made |= {name: run} if run else {}
    if asked.full:
        publish(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
