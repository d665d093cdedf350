"""Owns finished maps of any size that nobody embedded: clustered positions, or all of them at one x; real thumbnails.

Thumbnails are JPEGs of noise and shapes, a few thousand of them shared by the rows, as a million would be gigabytes.
Each row still has an address of its own, so a browser has none of them before it asks.
"""

import hashlib
import io
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from services.facts.palette import CATEGORIES
from services.library import Library, MapInfo, RowTable
from services.schema import Recipe, digest

#: Different pictures in a library, and folders their files lie in.
PICTURES = 2000
FOLDERS = 9
SIDE = 160


def thumbnails(count: int = PICTURES, *, seed: int = 5) -> list[bytes]:
    """JPEGs of 160 x 120 pixels, about 4 kB each, no two alike."""
    dice = np.random.default_rng(seed)
    made = []
    for number in range(count):
        coarse = dice.integers(0, 256, (9, 12, 3), dtype=np.uint8)
        coarse[0, 0] = number % 256, number // 256, 0
        picture = Image.fromarray(coarse).resize((SIDE, SIDE * 3 // 4), Image.Resampling.BICUBIC)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=85)
        made.append(out.getvalue())
    return made


def positions(n: int, *, column: bool, seed: int = 7) -> NDArray[np.float32]:
    """``f4 (n, 2)`` in a shuffled order: 60 clusters of unequal size, or with ``column`` one x for all
    (plotly.js#8036).
    """
    dice = np.random.default_rng(seed)
    if column:
        return np.column_stack([np.full(n, 3.0), dice.normal(scale=40, size=n)]).astype(np.float32)
    angle, far = dice.uniform(0, 2 * np.pi, 60), 100 * np.sqrt(dice.uniform(size=60))
    centres, widths = np.column_stack([np.cos(angle) * far, np.sin(angle) * far]), dice.uniform(3, 12, 60)
    own = dice.choice(60, size=n, p=dice.dirichlet(np.full(60, 2.0)))
    return (centres[own] + dice.normal(size=(n, 2)) * widths[own, None]).astype(np.float32)


def codes(n: int) -> NDArray[np.uint8]:
    """A colour a point, ``u1 (n,)``; the same that the map's folders give."""
    return (np.arange(n) % PICTURES % FOLDERS).astype(np.uint8)


def fill(library: Library, home: Path, pictures: list[bytes]) -> list[str]:
    """Put the thumbnails into the library, and the same bytes as files below ``home``; their content hashes."""
    hashes = [hashlib.sha256(data).hexdigest() for data in pictures]
    for number, data in enumerate(pictures):
        target = home / _path(number)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    with library.db.write() as db:
        lines = [
            (h, SIDE, SIDE * 3 // 4, len(data), "JPEG", "RGB", "", data)
            for h, data in zip(hashes, pictures, strict=True)
        ]
        columns = "hash, width, height, bytes, format, mode, taken, thumbnail"
        db.executemany(f"INSERT OR IGNORE INTO contents ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
    return hashes


def _path(number: int) -> str:
    return f"folder-{number % FOLDERS}/picture-{number:04d}.jpg"


def _nested(row: int, folders: int) -> str:
    return f"part-{row % folders % 20:02d}/group-{row % folders:05d}/picture-{row:07d}.jpg"


def store(
    library: Library, hashes: list[str], points: NDArray[np.float32], *, name: str, home: Path, folders: int = 0
) -> str:
    """A finished map of ``points``, row ``i`` showing picture ``i % len(hashes)``; its id.

    With ``folders`` the rows are said to lie in so many, a twentieth of them below each of twenty.
    """
    n = len(points)
    rows = RowTable(
        path=[_nested(i, folders) if folders else _path(i % len(hashes)) for i in range(n)],
        hash=[hashes[i % len(hashes)] for i in range(n)],
        bytes=np.full(n, 4000, np.int64),
        mtime_ns=np.full(n, 1_700_000_000_000_000_000, np.int64),
        width=np.full(n, SIDE, np.int32),
        height=np.full(n, SIDE * 3 // 4, np.int32),
        format=["JPEG"] * n,
        mode=["RGB"] * n,
        taken=[""] * n,
        positions=points,
        trust=np.random.default_rng(3).uniform(0.5, 1, n).astype(np.float32),
    )
    info = MapInfo(
        id=digest(name, str(n))[:32], name=name, source=str(home), created="2026-01-02T03:04:05+00:00",
        state="building", recipe=Recipe(), n=n, dimensions=2, found=n, mapped=n, skipped=0, sampled_from=n, embedded=n,
        cached=0, width=1280, trust=0.9, trust_sampled=n, perplexity=20.0, iterations=750, stopped=False,
        seconds={"total": 1.0}, images_per_second=1.0, warnings=[], versions={}, encoder_key="synthetic",
    )  # fmt: skip
    library.maps.finish(info, rows)
    return info.id


def palette() -> tuple[str, ...]:
    """The colours the codes index."""
    return CATEGORIES[:FOLDERS]
