"""Owns the files of the demo: scikit-learn's 1,797 handwritten digits, written to a folder like any other."""

from __future__ import annotations

import os
from pathlib import Path

from services.library import Library

NAME = "Demo: handwritten digits"
COUNT = 1797
#: Side of a written picture in pixels. scikit-learn's digits are 8 x 8, too small for the side panel.
SIDE = 64


def folder(library: Library) -> Path:
    """Return the folder of the demo's pictures, whether or not they have been written."""
    return library.folder / "demo" / "digits"


def is_demo(library: Library, source: str) -> bool:
    """Whether ``source`` is the folder of the demo."""
    return source == str(folder(library))


def write(library: Library, source: str) -> None:
    """Write the demo's pictures if ``source`` is the demo and they have not been written.

    Each class has a folder. The files are written aside and renamed at the end, so a kill leaves no half demo.
    """
    home = folder(library)
    if source != str(home) or home.is_dir():
        return
    from sklearn.datasets import load_digits

    from services.decoding import grey_png

    digits = load_digits()
    aside = home.with_name(f".digits-{os.getpid()}")
    for number, (pixels, digit) in enumerate(zip(digits.images, digits.target, strict=True)):
        target = aside / str(digit) / f"digit-{digit}-{number:04d}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(grey_png(pixels / 16.0, side=SIDE))
    aside.rename(home)
