"""Owns time, memory and quality from 1,000 to 1,000,000 made-up features on disk, and the page that tells it.

``python -m benchmarks.scale`` measures every size in a process of its own, prints, and with ``--write`` makes
docs/scale.md anew.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import made
from benchmarks.report import Table, machine
from services import projections
from services.features import IN_MEMORY, Features
from services.projections import tsne
from services.quality.trust import measure
from services.schema import Recipe

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scale.md"
SIZES = (1_000, 10_000, 100_000, 1_000_000)
WIDTH, SAMPLE, SEED = 1280, 3000, 8
#: Pictures a second that one machine of two cores reads and embeds: 27,000 of cifar10 took 123 to 155 s. Photographs of
#: megapixels take longer.
EMBEDDING = 220.0
#: What 100 million are reckoned for.
FAR = 100_000_000
HEAD = (
    "pictures",
    "neighbours (PCA)",
    "layout",
    "trust",
    "all, s",
    "peak, MB",
    "iterations",
    "trust",
    "trust in a sample",
    "of the reference's",
    "kNN-5",
)
TITLE = "# How far it goes\n\n"


def one(path: Path, n: int, threads: int) -> dict[str, Any]:
    """Lay out and measure one set in this process."""
    with path.open("rb", buffering=0) as file:
        features = Features.in_file(file, n=n, width=WIDTH)
        given = features if n > IN_MEMORY else features.all()
        started = time.perf_counter()
        layout = projections.project(
            given, recipe=Recipe(), threads=threads, tick=lambda *_: True, stage=lambda _: None
        )
        laid = time.perf_counter()
        trust = measure(given, layout.positions, seed=SEED)
        measured = time.perf_counter()
        # Linux tells kilobytes, macOS bytes.
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
        rows = np.sort(np.random.default_rng(SEED).choice(n, min(n, SAMPLE), replace=False))
        some = features.rows(rows)
    # In one go: the reference must not have what the map may lack.
    alone = tsne.run(some, recipe=Recipe(), threads=threads, tick=lambda *_: True, stage=lambda _: None, at_once=True)
    within, reference = (measure(some, p, seed=SEED).map for p in (layout.positions[rows], alone.positions))
    kinds = np.load(path.with_suffix(".npy"))[:n]
    return {
        "n": n,
        "seconds": layout.seconds,
        "layout": laid - started,
        "trust_seconds": measured - laid,
        "all": measured - started,
        "peak": peak,
        "iterations": layout.iterations,
        "trust": trust.map,
        "within": within,
        "reference": reference,
        "accuracy": trust.knn_accuracy(layout.positions[:50_000], kinds[:50_000]),
    }


def exponent(sizes: list[int], values: list[float]) -> float:
    """b of values = a n^b, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(values), 1)[0])


def table(results: list[dict[str, Any]]) -> Table:
    """What was measured, a row a size."""
    about = (
        f"Features of {WIDTH:,} numbers in a file, clusters within clusters (`benchmarks/made.py`), to a finished map and its trust; a process a size, "
        f"made beforehand. Up to {IN_MEMORY:,} they are one array, above they are read by blocks. Seconds; PCA's are part of those for neighbours, "
        "where it is told apart. "
        f"Trust in a sample: trustworthiness within {SAMPLE:,} pictures at the places the whole map gives them; the reference is a layout of those "
        "alone, in one go. "
        "kNN-5: accuracy of the kind, one of 4,000, among the first 50,000. Peak is the process's resident memory with everything in it."
    )
    made_of = Table("Features to a map", about, HEAD)
    for r in results:
        seconds = r["seconds"]
        pca = f" ({seconds['pca']:.1f})" if "pca" in seconds else ""
        made_of.rows.append(
            (
                f"{r['n']:,}",
                f"{seconds['neighbours']:.1f}{pca}",
                f"{seconds['project']:.1f}",
                f"{r['trust_seconds']:.1f}",
                f"**{r['all']:.1f}**",
                f"{r['peak']:,.0f}",
                f"{r['iterations']}",
                f"{r['trust']:.3f}",
                f"{r['within']:.3f} of {r['reference']:.3f}",
                f"**{r['within'] / r['reference']:.2f}**",
                f"{r['accuracy']:.3f}",
            )
        )
    return made_of


def growth(results: list[dict[str, Any]]) -> str:
    """How time and memory grow."""
    if len(results) < 2:
        return ""
    sizes = [r["n"] for r in results]
    last = results[-2:]
    told = f"Over all sizes time grows as n^{exponent(sizes, [r['all'] for r in results]):.2f}, memory as n^{exponent(sizes, [r['peak'] for r in results]):.2f}"
    step = exponent([r["n"] for r in last], [r["all"] for r in last])
    return f"{told} (fits of the logarithms); from {last[0]['n']:,} to {last[1]['n']:,} time as n^{step:.2f}.\n"


def far(result: dict[str, Any], *, embedding: float) -> str:
    """What :data:`FAR` pictures would take, reckoned from the largest size measured."""
    n, seconds = result["n"], result["seconds"]
    times = FAR / n
    pca, near = seconds["pca"] * times, (seconds["neighbours"] - seconds["pca"]) * times**1.5
    # The part of the memory that does not grow is what a process needs for its libraries: left in, as it is little.
    memory, disk = result["peak"] * times / 1024, FAR * WIDTH * 4 / 1e12
    refine, trust = seconds["project"] * times, result["trust_seconds"] * times
    hours = (pca + near + refine + trust) / 3600
    alone = FAR / embedding / 3600
    return (
        f"## {FAR // 1_000_000} million\n\nNot measured: reckoned from the rates at {n:,}.\n\n"
        f"- **Embedding**: {embedding:.0f} pictures a second a machine of two cores (small pictures; photographs are slower) are {alone:,.0f} hours "
        f"for one machine; shared by [a cluster](cluster.md) {alone / 64:.1f} hours for 64, if storage keeps up.\n"
        f"- **Layout**: one machine, as no step of it is shared. PCA {pca / 3600:.1f} h (by n), neighbours {near / 3600:.1f} h (by n^1.5: lists grow "
        f"with the root of n), growing and refining {refine / 3600:.1f} h (by n), trust {trust / 3600:.1f} h: {hours:.0f} hours on two cores like "
        f"these, {memory:,.0f} GB of memory and {disk:.2f} TB of disk. More cores shorten PCA, neighbours, attraction and trust; placing and "
        "repulsion use one.\n"
        f"- **So {64 + 1} machines**: 64 to embed and one of {2 ** int(np.ceil(np.log2(memory))):,} GB to lay out, {alone / 64 + hours:.0f} hours in "
        "all. Not known at that size: whether stages of as few steps are enough, and what a browser makes of it, which is tested up to a million.\n"
    )


def main() -> int:
    """Measure the sizes asked for; with ``--write`` make the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--sizes", type=int, nargs="*", default=list(SIZES))
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--embedding", type=float, default=EMBEDDING, help="pictures a second and machine, for the estimate"
    )
    parser.add_argument(
        "--home", type=Path, help="where the features go (5 GB for a million); a temporary folder when left out"
    )
    parser.add_argument("--results", type=Path, help="a JSON file: sizes already in it are not measured again")
    parser.add_argument("--write", action="store_true", help="write docs/scale.md")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        path = (asked.home or Path(home)) / "features.f4"
        if asked.make:
            np.save(path.with_suffix(".npy"), made.write(path, asked.make, width=WIDTH, seed=SEED))
        elif asked.one:
            sys.stdout.write(json.dumps(one(path, asked.one, asked.threads)) + "\n")
        else:
            results = _measured(asked, path)
            page = f"{TITLE}{machine()}\n\n{table(results).markdown()}\n{growth(results)}"
            if "pca" in results[-1]["seconds"]:
                page += "\n" + far(results[-1], embedding=asked.embedding)
            sys.stdout.write(page)
            if asked.write:
                PAGE.write_text(page, encoding="utf-8")
    return 0


def _measured(asked: argparse.Namespace, path: Path) -> list[dict[str, Any]]:
    known = json.loads(asked.results.read_text()) if asked.results and asked.results.exists() else {}
    call = [sys.executable, "-m", "benchmarks.scale", "--threads", str(asked.threads), "--home", str(path.parent)]
    for n in sorted(asked.sizes, reverse=True):
        if str(n) not in known:
            # A longer set begins with a shorter one.
            if not path.exists() or path.stat().st_size < n * WIDTH * 4:
                subprocess.run([*call, "--make", str(n)], check=True)
            told = subprocess.run([*call, "--one", str(n)], check=True, capture_output=True, text=True).stdout
            known[str(n)] = json.loads(told)
            sys.stdout.write(told)
            sys.stdout.flush()
            if asked.results:
                asked.results.write_text(json.dumps(known, indent=1))
    return [known[str(n)] for n in sorted(asked.sizes)]


if __name__ == "__main__":
    sys.exit(main())
