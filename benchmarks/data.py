"""Owns the pictures that benchmarks run on: those of shared/data where they are, else the digits of scikit-learn."""

import os
import subprocess
import sys
from pathlib import Path

from services.library import Library
from services.sources import demo

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def digits(home: Path) -> Path:
    """1,797 small pictures of digits, in folders by class; on every machine."""
    library = Library(home / "digits-library")
    source = demo.folder(library)
    demo.write(library, str(source))
    return source


def unpacked(archive: str, home: Path) -> Path | None:
    """A set of shared/data unpacked below ``home``, or None where it is missing."""
    if not (SHARED / archive).exists():
        return None
    target = home / archive.split(".")[0]
    if not target.exists():
        target.mkdir(parents=True)
        subprocess.run(["tar", "-xf", str(SHARED / archive), "-C", str(target)], check=True)
    return next(target.iterdir())


def cifar10(home: Path) -> Path:
    """The 27,000 pictures of cifar10, unpacked below ``home``; the program ends where shared/data lacks them."""
    found = unpacked("cifar10-27000.tar.gz", home)
    if found is None:
        sys.exit("shared/data has no cifar10-27000.tar.gz here.")
    return found


def of_each_class(source: Path, count: int, home: Path) -> Path:
    """The first ``count`` pictures of every folder, as links to the same files."""
    target = home / f"{source.name}-{count}"
    for folder in sorted(p for p in source.iterdir() if p.is_dir()):
        (target / folder.name).mkdir(parents=True, exist_ok=True)
        for file in sorted(folder.iterdir())[:count]:
            if not (target / folder.name / file.name).exists():
                os.link(file, target / folder.name / file.name)
    return target


class SilentListener:
    """A :class:`services.progress.Listener` that reports to nobody and never stops a run."""

    def stage(self, stage: str) -> None:
        """Do nothing."""

    def tick(self, done: int, total: int) -> bool:
        """Go on."""
        return True

    def note(self, text: str) -> None:
        """Do nothing."""

    def counts(self, **fields: int) -> None:
        """Do nothing."""

    def showing(self, map_id: str) -> None:
        """Do nothing."""
