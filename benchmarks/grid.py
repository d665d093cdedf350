"""Owns what a grid keeps of its map's neighbourhoods, and how long it takes.

``python -m benchmarks.grid [--library DIR MAP] [--made 100000] [--threads 2]`` arranges cifar10 (27,000 pictures, built
first if no map is named: some minutes) and made-up sets of features, which are laid out first: a million takes a
quarter of an hour and 5 GB of disk. For each it prints:

- share: of a picture's up to 8 neighbours on the grid, and of the 8 nearest points on the map, the share that is among
  its 50 nearest in features by centred cosine, over 3,000 pictures drawn at random; and the first by the second;
- the same of the start, before pictures are moved;
- seconds of processor time of each step, and the memory held at most until then.
"""

from __future__ import annotations

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import data, made
from benchmarks.report import machine, say, versions
from services import projections
from services.features import IN_MEMORY, FeatureMatrix, Features
from services.library import Library
from services.neighbours import nearest
from services.neighbours.inverted_lists import InvertedLists
from services.pipeline import run as pipeline
from services.projections import grid, reduce
from services.projections.grid.split import shape, split
from services.schema import Recipe
from services.settings import Settings

#: Rows that are measured, and how many of their nearest count.
SAMPLE, NEAREST = 3000, 50
#: Width of made-up features, as the default encoder's.
WIDTH = 1280
SEED = 8


def directions(block: NDArray[np.float32], centre: NDArray[np.float32]) -> NDArray[np.float32]:
    """Features less their mean, at length 1: the nearest by distance are then the nearest by cosine."""
    away = block - centre
    return away / np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-12)


def truly_nearest(features: Features, rows: NDArray[np.int64], k: int) -> NDArray[np.int64]:
    """The ``k`` nearest of each of ``rows`` by centred cosine, without itself, ``i8 (m, k)``; exact, in one pass."""
    centre = features.rows(np.arange(min(1000, features.n))).mean(axis=0)
    queries = directions(features.rows(rows), centre)
    best = np.full((len(rows), k), np.inf, np.float32), np.full((len(rows), k), -1)
    for at, block in features.blocks(32_768):
        found, far = nearest.query(directions(block, centre), queries, k=k + 1)
        far = np.where(found + at == rows[:, None], np.inf, far)
        distance, row = (np.concatenate(pair, axis=1) for pair in zip(best, (far, found + at), strict=True))
        order = np.argsort(distance, axis=1, kind="stable")[:, :k]
        best = np.take_along_axis(distance, order, axis=1), np.take_along_axis(row, order, axis=1)
    return best[1]


def table(features: FeatureMatrix, *, threads: int) -> NDArray[np.int32]:
    """Each row's 15 nearest, ``i4 (n, 15)``, as they lie beside a map: exact, or by lists of a large one."""
    matrix = Features.of(features)
    if matrix.n <= IN_MEMORY:
        held = matrix.all()
        return nearest.search(directions(held, held[:1000].mean(axis=0)), k=15, threads=threads)[0]
    reduced = reduce.pca_by_blocks(matrix, components=50, tick=lambda *_: True)
    lists = InvertedLists(reduced, threads=threads, on_progress=lambda *_: None)
    return lists.search(k=15, on_progress=lambda *_: None)[0]


def share(around: list[NDArray[np.int64]], truth: NDArray[np.int64]) -> float:
    """The mean share of the rows around each row that are among its nearest."""
    return float(np.mean([np.isin(some, near).mean() for some, near in zip(around, truth, strict=True)]))


def on_grid(cells: NDArray[np.int32], rows: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """The rows in the cells around each of ``rows``."""
    line, column = np.nonzero(cells >= 0)
    place = np.empty((len(line), 2), dtype=np.int64)
    place[cells[line, column]] = np.column_stack([line, column])
    found = []
    for row, (y, x) in zip(rows, place[rows], strict=True):
        some = cells[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2].ravel().astype(np.int64)
        found.append(some[(some >= 0) & (some != row)])
    return found


def measure(name: str, features: FeatureMatrix, positions: NDArray[np.float32], *, threads: int) -> None:
    """Arrange a map, and print what came of it."""
    n = len(positions)
    neighbours = table(features, threads=threads)
    clock, taken = [time.process_time()], []

    def lap() -> None:
        clock.append(time.process_time())
        taken.append(clock[-1] - clock[-2])

    compared = grid.vectors(features, tick=lambda *_: True)
    lap()
    start = split(positions[:, :2], *shape(n))
    lap()
    found = grid.arrange(positions, compared, neighbours, seed=SEED, tick=lambda *_: True)
    lap()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)
    cells = np.full((found.lines, found.columns), -1, dtype=np.int32)
    cells[found.y, found.x] = np.arange(n)
    rows = np.sort(np.random.default_rng(SEED).choice(n, min(n, SAMPLE), replace=False))
    truth = truly_nearest(Features.of(features), rows, NEAREST)
    on_map, _ = nearest.search(positions, k=8, rows=rows)
    of_map = share(list(on_map.astype(np.int64)), truth)
    of_start, of_grid = (share(on_grid(some, rows), truth) for some in (start, cells))
    say(f"{name}: {n:,} pictures in {found.columns:,} x {found.lines:,} cells")
    say(f"  share on the map {of_map:.3f}; start {of_start:.3f} ({of_start / of_map:.3f} of it)")
    say(f"  share on the grid {of_grid:.3f}: {of_grid / of_map:.3f} of the map's")
    seconds = zip(("features", "start", "start and sweeps"), taken, strict=True)
    say(f"  seconds: {', '.join(f'{step} {took:.2f}' for step, took in seconds)}; peak {peak:,.0f} MB")


def of_cifar10(asked: argparse.Namespace, home: Path) -> None:
    """The map that was named, or one of cifar10 that is built."""
    if asked.library:
        library = Library(Path(asked.library[0]))
        info = library.maps.get(asked.library[1])
    else:
        settings = Settings(library=str(home / "library"), threads=asked.threads)
        library = Library(settings.library_path)
        source = str(data.cifar10(home))
        made_map = pipeline.run(
            library, settings, source, recipe=Recipe(), name="cifar10", listener=data.SilentListener()
        )
        info = made_map.info
    rows = library.maps.rows(info.id)
    features = library.contents.features(rows.hash, key=info.encoder_key, width=info.width)
    measure(info.name, features, np.array(rows.positions), threads=asked.threads)


def of_made(n: int, home: Path, *, threads: int) -> None:
    """A made-up set, laid out here."""
    path = home / "features.f4"
    made.write(path, n, width=WIDTH, seed=SEED)
    with path.open("rb", buffering=0) as file:
        filed = Features.in_file(file, n=n, width=WIDTH)
        features: FeatureMatrix = filed if n > IN_MEMORY else filed.all()
        layout = projections.project(
            features, recipe=Recipe(), threads=threads, tick=lambda *_: True, stage=lambda _: None
        )
        measure("made up", features, layout.positions, threads=threads)
    path.unlink()


def main() -> None:
    """Print it all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.grid", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--library", nargs=2, metavar=("DIR", "MAP"), help="a library and a map in it, for cifar10's")
    parser.add_argument("--made", default="100000", help="sizes of made-up sets, separated by commas; empty for none")
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    say(f"{machine()}; {versions()}")
    with tempfile.TemporaryDirectory() as home:
        of_cifar10(asked, Path(home))
        for n in (int(part) for part in asked.made.split(",") if part):
            of_made(n, Path(home), threads=asked.threads)


if __name__ == "__main__":
    main()
