"""Owns how long the most alike take, and how many of them are found.

``python -m benchmarks.similar --library DIR --map ID [--grown 1000000] [--made 1000000] [--rows 100]`` asks the query
process about random rows of a map, one after another, and compares each answer with brute force by centred cosine. Two
large sets are compressed and asked about in this process; a million takes a few minutes and 5 GB of disk. One is grown
from the map's own features: each row lies between a picture and one of its 10 nearest, at a random place. The other is
made up, with noise in all 1,280 numbers, which decides who is the nearest: no components hold it. For each it prints:

- share: of the 20 truly nearest of a row, how many are among the first 20 that were found;
- milliseconds in the median and at p95: in the process, and of the whole question, with the process' own pipe;
- of the large sets also the time to compress it, and its bytes, warm and with the file cache dropped (as root).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import made
from benchmarks.report import machine, say, versions
from services.features import Features
from services.jobs.answers import Answers, Question
from services.jobs.query import Query
from services.library import Library, MapInfo
from services.neighbours import metric, nearest
from services.neighbours.quantized import COMPONENTS, Packed, Packer, Quantized
from services.search.similar import Compressed

NEAREST = 20
WIDTH, SEED = 1280, 8
#: Rows that are grown at a time.
PART = 8192


def truly_nearest(features: Features, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """The nearest of each of ``rows`` among unit vectors, without itself, ``i8 (m, 20)``; exact, in one pass."""
    found, _ = nearest.query_blocks(features, features.rows(rows), k=NEAREST + 1)
    kept = [[one for one in line if one != row][:NEAREST] for line, row in zip(found.tolist(), rows, strict=True)]
    return np.array(kept)


def told(name: str, seconds: list[float], shares: list[float]) -> None:
    """A line of what was measured."""
    median, p95 = np.percentile(seconds, [50, 95]) * 1e3
    say(f"{name:<42} share {np.mean(shares):.4f}   median {median:6.2f} ms   p95 {p95:6.2f} ms")


def features_of(library: Library, info: MapInfo) -> NDArray[np.float32]:
    """All features of a map, ``f4 (n, d)``, in row order."""
    hashes = library.maps.columns(info.id).text("hash").to_pylist()
    return library.contents.vectors(hashes, key=info.encoder_key, width=info.width)


def of_map(folder: Path, map_id: str, count: int) -> None:
    """Ask the query process about a map in a library."""
    library = Library(folder)
    info = library.maps.get(map_id)
    features = features_of(library, info)
    unit = metric.directions(features, metric.centre_of(features, "cosine", rows=info.centred))
    rows = np.random.default_rng(SEED).choice(info.n, count, replace=False)
    true = truly_nearest(Features.of(unit), rows)
    query = Query(library)
    start = time.perf_counter()
    query.similar(map_id, rows[:1], k=NEAREST)
    say(f"the first question of all, with the start of the process: {time.perf_counter() - start:.2f} s")
    seconds, shares = [], []
    for row, best in zip(rows, true, strict=True):
        start = time.perf_counter()
        found = query.similar(map_id, np.array([row]), k=NEAREST)
        seconds.append(time.perf_counter() - start)
        shares.append(float(np.isin(best, found.rows).mean()))
    query.close()
    told(f"{info.name}, {info.n:,} pictures, exact", seconds, shares)
    answers, inside = Answers(library), []
    for row in rows:
        start = time.perf_counter()
        answers.answer(Question(map_id, np.array([row]), NEAREST))
        inside.append(time.perf_counter() - start)
    # The first one reads the features.
    told("the same in the process", inside[1:], shares)


def grow(library: Library, map_id: str, n: int, path: Path) -> None:
    """Write ``n`` rows of features grown from those of a map to a flat file."""
    own = features_of(library, library.maps.get(map_id))
    near, _ = nearest.query_blocks(Features.of(own), own, k=11)
    dice = np.random.default_rng(SEED)
    with path.open("wb") as out:
        for at in range(0, n, PART):
            one = dice.integers(len(own), size=min(PART, n - at))
            other = near[one, dice.integers(1, 11, size=len(one))]
            share = dice.random((len(one), 1), np.float32)
            (own[one] + share * (own[other] - own[one])).astype(np.float32).tofile(out)


def of_many(name: str, path: Path, n: int, width: int, count: int) -> None:
    """Compress a large set as a map's worker does, and ask about it."""
    file = path.open("rb", buffering=0)
    features = Features.in_file(file, n=n, width=width)
    centre = metric.centre_of(features, "cosine")
    compared = Features.of(metric.compared(features, centre))
    start = time.perf_counter()
    first = Features.of(compared[:8192]).all()
    axes = np.linalg.eigh((first.T @ first).astype(np.float64))[1][:, ::-1][:, :COMPONENTS].astype(np.float32)
    packer = Packer(first @ axes)
    codes = np.concatenate([packer.pack(block @ axes) for _, block in compared.blocks()])
    say(f"compressed in {time.perf_counter() - start:.1f} s, {codes.nbytes / 1e6:.0f} MB for {n:,} rows")
    asked = Compressed(Quantized(Packed(codes, packer.ranges)), axes, compared.rows, cosine=True)
    rows = np.random.default_rng(SEED).choice(n, count, replace=False)
    true = truly_nearest(compared, rows)
    for state in ("warm", "cold"):
        seconds, shares = [], []
        for row, best in zip(rows, true, strict=True):
            if state == "cold" and not _drop():
                return
            start = time.perf_counter()
            found = asked.like(np.array([row]), k=NEAREST)
            seconds.append(time.perf_counter() - start)
            shares.append(float(np.isin(best, found.rows).mean()))
        told(f"{name}, {n:,} rows, compressed, {state}", seconds, shares)


def _drop() -> bool:
    """Drop the file cache; whether that was allowed."""
    try:
        Path("/proc/sys/vm/drop_caches").write_text("3")
    except OSError:
        return False
    return True


def main() -> None:
    """Print what was measured."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--library", type=Path)
    options.add_argument("--map")
    options.add_argument("--grown", type=int, default=0)
    options.add_argument("--made", type=int, default=0)
    options.add_argument("--rows", type=int, default=100)
    asked = options.parse_args()
    say(f"{machine()}; {versions()}")
    if asked.library and asked.map:
        of_map(asked.library, asked.map, asked.rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "features"
        if asked.grown:
            grow(Library(asked.library), asked.map, asked.grown, path)
            width = Library(asked.library).maps.get(asked.map).width
            of_many("grown", path, asked.grown, width, asked.rows)
        if asked.made:
            made.write(path, asked.made, width=WIDTH, seed=SEED)
            of_many("made up", path, asked.made, WIDTH, asked.rows)


if __name__ == "__main__":
    main()
