"""Owns the proof that two checkouts make the same maps: ids, coordinates, trust and features, bit for bit.

``python -m benchmarks.same OTHER`` builds the same maps with this checkout and with OTHER, each with its own
``.venv/bin/python``, in new libraries, and compares them. Maps: scikit-learn's digits, 100 photographs and 2,000 of
cifar10 from ../shared/data, in two and three dimensions, by PCA, by the article's recipe with seeded random weights,
extended, turned to fit another map, and stopped in the layout and while they grow.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data"
FIGURES = ("id", "rows", "positions", "trust", "features")


def unpack(home: Path) -> None:
    """Lay out the folders that both checkouts map: digits, photos, cifar (2,000), and photos in two halves."""
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    for number, (pixels, digit) in enumerate(zip(digits.images, digits.target, strict=True)):
        target = home / "digits" / str(digit) / f"{number:04d}.png"
        target.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray((pixels * 15.9).astype("uint8")).resize((64, 64)).save(target)
    for archive in ("photos-100.tar", "cifar10-27000.tar.gz"):
        subprocess.run(["tar", "-xf", str(DATA / archive), "-C", str(home)], check=True)
    (home / next(p.name for p in home.iterdir() if p.name.startswith("photos"))).rename(home / "photos")
    whole = next(p for p in home.iterdir() if p.name.startswith("cifar"))
    for kind in sorted(p for p in whole.iterdir() if p.is_dir()):
        (home / "c2000" / kind.name).mkdir(parents=True)
        for file in sorted(kind.iterdir())[:200]:
            file.rename(home / "c2000" / kind.name / file.name)
    for number, file in enumerate(sorted(p for p in (home / "photos").rglob("*") if p.is_file())):
        half = home / "half" / ("new" if number % 4 == 0 else "old") / file.name
        half.parent.mkdir(parents=True, exist_ok=True)
        half.write_bytes(file.read_bytes())


def made(checkout: Path, home: Path, library: Path) -> dict[str, dict[str, str]]:
    """The figures of every map, by the map's name, as ``checkout`` makes them."""
    done = subprocess.run(
        [str(checkout / ".venv/bin/python"), str(ROOT / "benchmarks" / "same_maps.py"), str(home), str(library)],
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"{checkout}: {done.stderr[-3000:]}")
    figures: dict[str, dict[str, str]] = json.loads(done.stdout.splitlines()[-1])
    return figures


def main() -> None:
    """Print a line a map; exit with 1 if any figure differs."""
    other = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "pictures"
        home.mkdir()
        unpack(home)
        # One after the other in the same folder, so that paths are the same.
        theirs = made(other, home, Path(scratch) / "theirs")
        ours = made(ROOT, home, Path(scratch) / "ours")
    differ = 0
    for name in theirs:
        wrong = [figure for figure in FIGURES if theirs[name].get(figure) != ours[name].get(figure)]
        differ += bool(wrong)
        sys.stdout.write(
            f"{name:<28} {ours[name]['id'][:12]}  {'differs in ' + ', '.join(wrong) if wrong else 'same'}\n"
        )
    raise SystemExit(1 if differ else 0)


if __name__ == "__main__":
    main()
