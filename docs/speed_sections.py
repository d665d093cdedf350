"""Owns the tables of docs/speed.md: one function a section, from the entries of ``docs/data/speed.json``.

``python -m benchmarks`` prints a run of its own through the same functions.
"""

from collections.abc import Iterable

from docs.markdown import table
from docs.measured import KEYS, Row, latest, newest, remainder, short

#: Names of encoders as the text has them.
NAMES = {"efficientnet-lite0": "EfficientNet-Lite0", "resnet50": "ResNet50"}
#: Steps of a job whose seconds are measured one by one.
STEPS = ("scan", "embed", "waves", "neighbours", "project", "measure")
STEPS_TITLE = "Seconds of the worker in the same runs, by step; *other* is what is left of the total."
#: What the browser's table shows: title, measure, statistic, divisor, decimals.
_SEEN = (
    ("hover p95, ms", "hover", "p95", 1, 1),
    ("page to hoverable, s", "hoverable", "median", 1000, 2),
    ("lasso release, s", "lasso release", "median", 1000, 2),
    ("lasso gesture, s", "lasso gesture", "median", 1000, 1),
    ("heap, MB", "heap", "median", 1, 1),
    ("renderer, MB", "process", "median", 1, 0),
)


def notes(entries: Iterable[Row]) -> str:
    """What entries say of themselves, a paragraph each; nothing where they say nothing."""
    return "".join(
        f"\n{short(entry['machine'])}, {entry['date']}: {entry['note']}\n" for entry in entries if entry.get("note")
    )


def source(row: Row) -> str:
    """How many pictures of which set: ``2,000 of cifar10-200``."""
    return f"{row['pictures']:,} of {row['source']}"


def files(entries: Iterable[Row]) -> str:
    """Files to features: rates, and ratios to the article's loop."""
    head = ("machine", "pictures", "encoder", "article's loop /s", "Imagescape /s", "ratio", "OpenVINO alone /s")
    head += ("share of it", "bfloat16 /s", "smallest cosine to Keras")
    rows = [
        (
            short(entry["machine"]),
            source(row),
            NAMES.get(row["encoder"], row["encoder"]),
            f"{row['loop']:.1f}",
            f"{row['rate']:.1f}",
            f"**{row['ratio']:.1f}**",
            f"{row['openvino']:.1f}",
            f"{row['share']:.0%}",
            f"{row['bfloat16']:.0f}" if row["bfloat16"] else "–",
            f"{row['cosine']:.7f}",
        )
        for entry, row in latest(entries, KEYS["files"])
    ]
    return table(head, rows)


def earlier(entries: Iterable[Row]) -> str:
    """Ratios of earlier versions of the code, which later runs on the same machine have replaced."""
    entries = list(entries)
    kept = [id(row) for _, row in latest(entries, KEYS["files"])]
    found: dict[str, list[float]] = {}
    for entry in entries:
        for row in entry["rows"]:
            if id(row) not in kept:
                name = f"{short(entry['machine'])}, {NAMES.get(row['encoder'], row['encoder'])}, {source(row)}"
                found.setdefault(name, []).append(row["ratio"])
    words = "; ".join(f"{name}: {' and '.join(f'{ratio:.1f}' for ratio in of)}" for name, of in found.items())
    return f"\nRatios of earlier runs, with the code as it was then: {words}.\n" if found else ""


def layout(entries: Iterable[Row]) -> str:
    """Features to a map: seconds and quality, ours and scikit-learn's."""
    head = ("machine", "points", "who", "seconds", "ratio", "KL", "trustworthiness", "kNN-5 accuracy", "iterations")
    rows = [
        (
            short(entry["machine"]),
            f"{row['points']:,}",
            row["who"],
            f"{row['seconds']:.2f}",
            f"**{row['ratio']:.1f}**",
            *(f"{row[key]:.4f}" for key in ("divergence", "trust", "accuracy")),
            f"{row['iterations']:,}",
        )
        for entry, row in latest(entries, KEYS["layout"])
    ]
    return table(head, rows)


def adding(entries: Iterable[Row]) -> str:
    """New pictures on a map whose points stay."""
    head = ("machine", "points", "new", "points unmoved, bit for bit", "repeatable, bit for bit", "transform, s")
    head += ("trust, s", "kNN-5 accuracy of the new", "in a layout of all")
    rows = [
        (
            short(entry["machine"]),
            f"{row['old']:,}",
            f"{row['new']:,}",
            *(("no", "yes")[row[key]] for key in ("unmoved", "repeatable")),
            f"{row['transform']:.2f}",
            f"{row['trust']:.2f}",
            *(f"{row[key]:.3f}" for key in ("accuracy", "accuracy_at_once")),
        )
        for entry in newest(entries)
        for row in entry["rows"]
    ]
    return table(head, rows)


def growing(entries: Iterable[Row]) -> str:
    """A map that grows while its pictures are embedded: two tables, of what a person sees and of the steps."""
    runs = [(short(entry["machine"]), row) for entry in newest(entries) for row in entry["rows"]]
    head = ("machine", "first map, s", "longest gap, s", "hover median / p95, ms", "whole map, s", "embedding alone, s")
    head += ("ratio", "trust (in one go)", "kNN-5 (in one go)", "drift", "again, s", "worker, MB")
    rows = [
        (
            machine,
            f"{row['first']:.1f}",
            f"{row['gap']:.1f}",
            f"{row['hover']['median']:.0f} / {row['hover']['p95']:.0f}",
            f"{row['whole']:.1f}",
            f"{row['alone']:.1f}",
            f"**{row['ratio']:.2f}**",
            *(f"{row[key]:.4f} ({row[f'{key}_at_once']:.4f})" for key in ("trust", "accuracy")),
            f"{row['drift']:.3f}",
            f"{row['again']:.2f}" if row["again"] else "–",
            f"{row['memory']:,.0f}" if row["memory"] else "–",
        )
        for machine, row in runs
    ]
    named = ("machine", *(f"{step}, s" for step in STEPS), "other, s", "all, s")
    parts = [(machine, *_steps(row["steps"])) for machine, row in runs]
    return f"{table(head, rows)}\n{STEPS_TITLE}\n\n{table(named, parts)}"


def _steps(seconds: dict[str, float]) -> list[str]:
    taken = [seconds[step] for step in STEPS]
    return [f"{value:.1f}" for value in (*taken, remainder(seconds["total"], taken), seconds["total"])]


def browser(entries: Iterable[Row]) -> str:
    """The page against a bare Dash page: ours, theirs, and the ratio in brackets."""
    rows = []
    for entry in newest(entries):
        for case in entry["rows"]:
            cells = [short(entry["machine"]), f"{case['points']:,}" + (" at one x" if case["one_x"] else "")]
            for _, measure, statistic, divisor, decimals in _SEEN:
                seen = case["seen"].get(measure, {})
                ours, bare = (seen.get(who, {}).get(statistic) for who in ("ours", "bare"))
                shown = (f"{v / divisor:,.{decimals}f}" if v else "–" for v in (ours, bare))
                ratio = f" ({seen['ratio']:.2f})" if "ratio" in seen else ""
                cells.append(" / ".join(shown) + ratio if ours or bare else "–")
            rows.append(cells)
    return table(("machine", "points", *(title for title, *_ in _SEEN)), rows)
