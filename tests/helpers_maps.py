"""Owns maps made by hand for tests: any names, any positions, real files; nothing is scanned, spawned or laid out."""

import os
from pathlib import Path

import numpy as np

from services import decoding
from services.library import MapInfo, RowTable
from services.schema import Candidate, Reason, Recipe, Skipped, digest
from tests.conftest import picture

#: Names that are hard on whoever stores or shows them.
NAMES = ["b/2.jpg", "a/1.jpg", "caf\udce9.jpg", "🛰️/é;\"'\n.jpg"]
KEY = "hand|1|f32"
WIDTH = 6


def files(*names):
    """A made-up picture for each name."""
    return {name: picture(i) for i, name in enumerate(names)}


def candidate(home, path):
    facts = os.stat(os.path.join(home, path))
    return Candidate(path, facts.st_size, facts.st_mtime_ns)


def write(home, files):
    """``files`` maps a relative path (surrogate escapes allowed) to bytes."""
    for path, data in files.items():
        target = os.path.join(home, path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as out:  # noqa: PTH123 - pathlib and surrogates, kept apart
            out.write(data)
    return Path(home)


def vectors(n, seed=0):
    return np.random.default_rng(seed).normal(size=(n, WIDTH)).astype(np.float32)


def kept(library, home, paths, features=None):
    """Read, decode and store ``paths`` as the embedding step does; the facts in order."""
    source = str(home)
    seen = []
    for path in paths:
        with open(os.path.join(home, path), "rb") as stream:  # noqa: PTH123
            decoded = decoding.decode(stream.read(), side=32, decoding="standard", max_pixels=10**8)
        seen.append((candidate(home, path), decoded.facts, decoded.thumbnail))
    rows = vectors(len(seen)) if features is None else features
    by_hash = {facts.hash: row for (_, facts, _), row in zip(seen, rows, strict=True)}
    library.contents.keep(source, decode_key="hand", key=KEY, seen=seen, skipped=[], features=by_hash)
    return [(c, f) for c, f, _ in seen]


def begun(library, home, files, *, dimensions=2, skipped=(), features=None, recipe=None, name="by hand"):
    """A map whose positions are not known yet: (info, rows)."""
    write(home, files)
    left_out = [Skipped(*s) for s in skipped]
    others = sum(file.code is Reason.OTHER for file in left_out)
    pairs = kept(library, home, list(files), features)
    rows = RowTable.of(
        [c for c, _ in pairs], [f.hash for _, f in pairs], {f.hash: f for _, f in pairs}, dimensions=dimensions
    )
    map_id = digest(str(home), str(dimensions), name, *map(str, files))[:32]
    info = MapInfo(
        id=map_id,
        layout=map_id,
        name=name,
        source=str(home),
        created="2026-01-02T03:04:05+00:00",
        state="building",
        recipe=recipe or Recipe(dimensions=dimensions),
        n=rows.n,
        dimensions=dimensions,
        found=rows.n + len(skipped) - others,
        mapped=rows.n,
        skipped=len(skipped) - others,
        others=others,
        sampled_from=rows.n,
        embedded=rows.n,
        cached=0,
        width=WIDTH,
        trust=None,
        trust_sampled=0,
        perplexity=None,
        iterations=0,
        stopped=False,
        seconds={"total": 1.0},
        images_per_second=1.0,
        warnings=[],
        versions={},
        encoder_key=KEY,
    )
    library.maps.begin(info, rows, left_out)
    return info, rows


def stored(library, home, files, *, positions=None, trust=None, **how):
    """A finished map of ``files`` written below ``home``; its info."""
    from dataclasses import replace

    info, rows = begun(library, home, files, **how)
    if positions is None:
        positions = np.random.default_rng(1).normal(size=(rows.n, info.dimensions)) * 10
    points = np.full(rows.n, np.nan) if trust is None else np.asarray(trust)
    rows = replace(rows, positions=np.asarray(positions, dtype=np.float32), trust=points.astype(np.float32))
    known = points[np.isfinite(points)]
    info = replace(info, trust=float(known.mean()) if len(known) else None, perplexity=20.0, iterations=750)
    library.maps.finish(info, rows)
    return library.maps.get(info.id)


def settled(library, info):
    """Let the trust of a map's points be all that is found of it: a server leaves those that have none as they are."""
    from services.pipeline import trust

    library.beside.put(info.id, trust.KIND, {}, {"edition": trust.EDITION})


def beside(library, settings, info):
    """Put the measures of its pictures beside a finished map."""
    from services.pipeline import pixels
    from services.pipeline.beside import Work
    from tests.conftest import Quiet

    pixels.make(Work(library, settings, info, library.maps.rows(info.id), Quiet()))
