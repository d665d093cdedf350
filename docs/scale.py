"""Owns docs/scale.md and its plot: printed from the latest entry of ``docs/data/scale.json``.

``python -m benchmarks.scale --write`` adds an entry; ``python -m docs.tables`` writes the page; tests/test_figures.py
compares.
"""

import math
from pathlib import Path

from docs import markdown, measured, plots
from docs.measured import Row, remainder
from services.features import IN_MEMORY

PAGE = Path(__file__).resolve().parent / "scale.md"
#: Numbers of a feature, pictures of a sample, pictures of the estimate, and machines that embed there.
WIDTH, SAMPLE, FAR, MACHINES = 1280, 3000, 100_000_000, 64
#: A fit through fewer sizes says nothing.
FEWEST = 3
INTRODUCTION = """# How far it goes

Measured on {date} on {machine}; {versions}. The measurements are in [data/scale.json](data/scale.json); this page is
printed from them. `python -m benchmarks.scale --write` measures all sizes, adds a run to that file and prints this page
anew.

"""
ABOUT = f"""## Features to a map

Features of {WIDTH:,} numbers in a file, clusters within clusters (`benchmarks/made.py`), become a finished map and its
trust, in one process for each size. Making the features is not counted.

Two algorithms take part. Up to {IN_MEMORY:,} pictures the features are one array and all pictures are laid out in waves
(1,000 at once). Above, features are read by blocks; landmarks are laid out and the map grows from them in stages.

The columns of seconds add up to *all*. Those for neighbours hold those for PCA, which are in brackets where they were
measured apart. *Waves and other* is what is left of the total: up to {IN_MEMORY:,} pictures mostly the waves before the
layout of all, in brackets where they were measured apart; above, the landmarks' waves are part of the layout.

Trust in a sample is the trustworthiness within {SAMPLE:,} pictures at their places on the whole map; the reference is a
layout of those pictures alone, in one go. kNN-5 is the accuracy of the kind, one of 4,000, among the first 50,000. Peak
is the process's resident memory with everything in it.

"""
HEAD = ("pictures", "neighbours (PCA), s", "waves and other, s", "layout, s", "trust, s", "all, s", "peak, MB")
HEAD += ("iterations", "trust", "trust in a sample", "of the reference's", "kNN-5")
ESTIMATE = """
## {far} million

Not measured: estimated from the rates at {n:,}.

- **Embedding**: {rate:.0f} pictures a second on one machine of two cores (small pictures; photographs are slower) take
  one machine {alone:,.0f} hours. [A cluster](cluster.md) of {machines} takes {shared:.1f} hours, if storage keeps up.
- **Layout**: one machine, as no step of it is shared. PCA takes {pca:.1f} h (by n), neighbours {near:.1f} h (by n^1.5:
  lists grow with the root of n), growing and refining {refine:.1f} h (by n), trust {trust:.1f} h: {hours:.0f} hours on
  two cores like these, with {memory:,.0f} GB of memory and {disk:.2f} TB of disk. More cores shorten PCA, neighbours,
  attraction and trust; transforming new points and repulsion use one.
- **So {all_machines} machines**: {machines} to embed and one of {large:,} GB to lay out, {total:.0f} hours in all. Not
  known at that size: whether stages of as few steps are enough, and what a browser makes of it, which is tested up to a
  million.
"""


def exponent(sizes: list[int], values: list[float]) -> float:
    """b of values = a n^b, by least squares of the logarithms."""
    x, y = ([math.log(value) for value in of] for of in (sizes, values))
    middle, level = sum(x) / len(x), sum(y) / len(y)
    return sum((a - middle) * (b - level) for a, b in zip(x, y, strict=True)) / sum((a - middle) ** 2 for a in x)


def seconds(row: Row) -> list[float]:
    """Neighbours with PCA, waves and other, layout, trust: in tenths of a second, they add up to ``all``."""
    measures = (row["seconds"]["neighbours"], row["seconds"]["project"], row["trust_seconds"])
    known = [round(value, 1) for value in measures]
    return [known[0], remainder(row["all"], known), *known[1:]]


def table(rows: list[Row]) -> str:
    """What was measured, a row a size."""
    cells = []
    for row in rows:
        near, other, layout, trust = (f"{value:.1f}" for value in seconds(row))
        pca, waves = (f" ({row['seconds'][step]:.1f})" if step in row["seconds"] else "" for step in ("pca", "waves"))
        share = row["share"] if "share" in row else row["within"] / row["reference"]
        cells.append(
            (
                f"{row['n']:,}",
                near + pca,
                other + waves,
                layout,
                trust,
                f"**{row['all']:.1f}**",
                f"{row['peak']:,.0f}",
                f"{row['iterations']}",
                f"{row['trust']:.3f}",
                f"{row['within']:.3f} of {row['reference']:.3f}",
                f"**{share:.2f}**",
                f"{row['accuracy']:.3f}",
            )
        )
    return markdown.table(HEAD, cells)


def growth(rows: list[Row]) -> str:
    """How time and memory grow, within one algorithm."""
    words = []
    for where, part in (
        (f"Up to {IN_MEMORY:,} pictures", [row for row in rows if row["n"] <= IN_MEMORY]),
        (f"Above {IN_MEMORY:,}", [row for row in rows if row["n"] > IN_MEMORY]),
    ):
        sizes = [row["n"] for row in part]
        if len(part) < FEWEST:
            words.append(f"{where}, {len(part)} measured size{'' if len(part) == 1 else 's'}: too few for a fit.")
            continue
        time, memory = (exponent(sizes, [row[key] for row in part]) for key in ("all", "peak"))
        words.append(
            f"{where}, time grows as n^{time:.2f} and memory as n^{memory:.2f} (least squares of the logarithms over "
            f"{len(part)} sizes; memory includes that of the process and its libraries, which does not grow)."
        )
    return "\n\n".join(words) + "\n"


def estimate(row: Row, *, embedding: float) -> str:
    """What :data:`FAR` pictures would take, from the largest size measured and ``embedding`` pictures a second."""
    times, taken = FAR / row["n"], row["seconds"]
    pca, near = taken["pca"] * times, (taken["neighbours"] - taken["pca"]) * times**1.5
    # The part of the memory that does not grow is what a process needs for its libraries: left in, as it is little.
    memory, disk = row["peak"] * times / 1024, FAR * WIDTH * 4 / 1e12
    refine, trust = taken["project"] * times, row["trust_seconds"] * times
    hours, alone = (pca + near + refine + trust) / 3600, FAR / embedding / 3600
    return ESTIMATE.format(
        far=FAR // 1_000_000, n=row["n"], rate=embedding, alone=alone, machines=MACHINES, shared=alone / MACHINES,
        pca=pca / 3600, near=near / 3600, refine=refine / 3600, trust=trust / 3600, hours=hours, memory=memory,
        disk=disk, all_machines=MACHINES + 1, large=2 ** math.ceil(math.log2(memory)), total=alone / MACHINES + hours,
    )  # fmt: skip


def _panel(rows: list[Row], key: str, title: str, ticks: list[int]) -> str:
    """One quantity over the number of pictures, both logarithms; another colour for another algorithm."""
    lines: list[plots.Line] = []
    for colour, part in enumerate(([r for r in rows if r["n"] <= IN_MEMORY], [r for r in rows if r["n"] > IN_MEMORY])):
        points = [(row["n"], row[key]) for row in part]
        lines += [(points, colour, True), (points, colour, False)]
    x = plots.Axis("pictures", 800, 1_800_000, [row["n"] for row in rows], log=True)
    y = plots.Axis(title, ticks[0], ticks[-1], ticks, log=True)
    return plots.lines(lines, x, y, wide=plots.WIDE / 2, high=260)


def plot(rows: list[Row]) -> str:
    """Time and memory, a panel each."""
    names = plots.legend(["laid out whole, in waves", "read by blocks, from landmarks"])
    time = _panel(rows, "all", "seconds in all", [1, 10, 100, 1000])
    memory = _panel(rows, "peak", "peak memory, MB", [100, 1000, 10_000])
    parts = [names, plots.moved(time, 0, 28), plots.moved(memory, plots.WIDE / 2, 28)]
    return plots.drawing("Features to a map: time and memory", parts, 290)


def page() -> tuple[str, dict[str, str]]:
    """docs/scale.md, and its plot by file name."""
    last = measured.scale()[-1]
    rows = last["rows"]
    title = "Features to a map: time and memory"
    text = INTRODUCTION.format(**last) + ABOUT + f"{table(rows)}\n{growth(rows)}\n![{title}](pictures/scale.svg)\n"
    if "pca" in rows[-1]["seconds"]:
        text += estimate(rows[-1], embedding=last["embedding"])
    return markdown.wrapped(text), {"scale.svg": plot(rows)}
