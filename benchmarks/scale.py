"""Owns time, memory and quality from 1,000 to 1,000,000 made-up features on disk.

``python -m benchmarks.scale`` measures every size in a process of its own and prints; with ``--write`` it adds the run
to docs/data/scale.json and prints docs/scale.md anew.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import made
from benchmarks.report import entry, machine, say
from docs import measured
from docs import scale as page
from docs.measured import Row
from docs.scale import SAMPLE, WIDTH
from services import projections
from services.features import IN_MEMORY, Features
from services.projections import Layout, tsne
from services.quality.trust import knn_accuracy, measure
from services.schema import Recipe

ROOT = Path(__file__).resolve().parents[1]
SIZES = (1_000, 10_000, 100_000, 1_000_000)
SEED = 8
#: Rows whose kinds are compared with those of their neighbours.
LABELLED = 50_000
#: Pictures a second that one machine of two cores reads and embeds, for the estimate: 27,000 of cifar10 took 151 to
#: 155 s on the machine of docs/data/scale.json. Photographs of megapixels take longer.
EMBEDDING = 175.0


def _peak() -> float:
    """MB of memory that this process has held at most."""
    # Linux counts kilobytes, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)


def _reference(features: NDArray[np.float32], threads: int) -> Layout:
    """A layout of the sample alone, in one go: it must not have what the map may lack."""
    return tsne.run(
        features, recipe=Recipe(), threads=threads, tick=lambda *_: True, stage=lambda _: None, at_once=True
    )


def one(path: Path, n: int, threads: int) -> Row:
    """Lay out and measure one set in this process."""
    with path.open("rb", buffering=0) as file:
        features = Features.in_file(file, n=n, width=WIDTH)
        given = features if n > IN_MEMORY else features.all()
        started = time.perf_counter()
        layout = projections.project(
            given, recipe=Recipe(), threads=threads, tick=lambda *_: True, stage=lambda _: None
        )
        finished = time.perf_counter()
        trust = measure(given, layout.positions, seed=SEED)
        ended = time.perf_counter()
        peak = _peak()
        rows = np.sort(np.random.default_rng(SEED).choice(n, min(n, SAMPLE), replace=False))
        some = features.rows(rows)
    alone = _reference(some, threads)
    within, reference = (measure(some, p, seed=SEED).map or 0.0 for p in (layout.positions[rows], alone.positions))
    kinds = np.load(path.with_suffix(".npy"))[:n]
    return {
        "n": n,
        "seconds": layout.seconds,
        "layout": round(finished - started, 3),
        "trust_seconds": round(ended - finished, 3),
        "all": round(ended - started, 3),
        "peak": round(peak),
        "iterations": layout.iterations,
        "trust": round(trust.map or 0.0, 4),
        "within": round(within, 4),
        "reference": round(reference, 4),
        "share": round(within / reference, 3),
        "accuracy": round(knn_accuracy(layout.positions[:LABELLED], kinds[:LABELLED]), 4),
    }


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--embedding", type=float, default=EMBEDDING, help="pictures a second, for the estimate")
    parser.add_argument("--home", type=Path, help="folder for the features (5 GB for a million); else a temporary one")
    parser.add_argument("--results", type=Path, help="a JSON file: sizes already in it are not measured again")
    parser.add_argument("--write", action="store_true", help="add the run to docs/data/scale.json, print docs/scale.md")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    return parser


def main() -> int:
    """Measure the sizes asked for; with ``--write`` publish them."""
    asked = _parser().parse_args()
    with tempfile.TemporaryDirectory() as home:
        path = (asked.home or Path(home)) / "features.f4"
        if asked.make:
            np.save(path.with_suffix(".npy"), made.write(path, asked.make, width=WIDTH, seed=SEED))
            return 0
        if asked.one:
            say(json.dumps(one(path, asked.one, asked.threads)))
            return 0
        rows = _measured(asked, path)
    say(f"{machine()}\n\n{page.table(rows)}\n{page.growth(rows)}")
    if "pca" in rows[-1]["seconds"]:
        say(page.estimate(rows[-1], embedding=asked.embedding))
    if asked.write:
        measured.save("scale", [*measured.scale(), entry(rows, embedding=asked.embedding)])
        subprocess.run([sys.executable, "-m", "docs.tables"], check=True, cwd=ROOT)
    return 0


def _measured(asked: argparse.Namespace, path: Path) -> list[Row]:
    """A row for each size, each from a process of its own."""
    known = json.loads(asked.results.read_text()) if asked.results and asked.results.exists() else {}
    call = [sys.executable, "-m", "benchmarks.scale", "--threads", str(asked.threads), "--home", str(path.parent)]
    for n in sorted(asked.sizes, reverse=True):
        if str(n) not in known:
            # A longer set begins with a shorter one.
            if not path.exists() or path.stat().st_size < n * WIDTH * 4:
                subprocess.run([*call, "--make", str(n)], check=True)
            printed = subprocess.run([*call, "--one", str(n)], check=True, capture_output=True, text=True).stdout
            known[str(n)] = json.loads(printed)
            say(printed)
            if asked.results:
                asked.results.write_text(json.dumps(known, indent=1))
    return [known[str(n)] for n in sorted(asked.sizes)]


if __name__ == "__main__":
    sys.exit(main())
