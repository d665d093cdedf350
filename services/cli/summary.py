"""Owns what a command says of a finished build, in words and as JSON."""

from __future__ import annotations

import json
import shlex

from services.library import MapInfo, machine
from services.pipeline.additions import Extended
from services.pipeline.draft import Built
from services.schema import shown, visible
from services.sources import moved

#: The steps whose seconds the JSON has, in this order; 0 where a step was not needed.
STEPS = ("scan", "embed", "neighbours", "project", "measure", "total")


def text(built: Built, *, library: str | None, as_json: bool, behind: MapInfo | None = None) -> str:
    """The summary as the user asked for it.

    Parameters
    ----------
    library : str or None
        The library that the user named.
    behind : MapInfo, optional
        The older map of the same pictures whose folder is gone; the line that offers to follow tells of it.
    """
    return json.dumps(fields(built)) if as_json else words(built, library=library, behind=behind)


def fields(built: Built) -> dict[str, object]:
    """What ``--json`` prints. ``embedded`` and ``cached`` count pictures of this run; seconds are wall clock."""
    info = built.info
    values: dict[str, object] = {
        "map": info.id,
        "layout": info.layout,
        "found": info.found,
        "mapped": info.mapped,
        "skipped": info.skipped,
        "embedded": built.embedded,
        "cached": built.cached,
        "width": info.width,
        "trust": info.trust,
        "seconds": {step: built.seconds.get(step, 0.0) for step in STEPS},
        "images_per_second": round(built.embedded / built.seconds["embed"], 1) if built.embedded else 0.0,
        "perplexity": info.perplexity,
        "iterations": info.iterations,
        "sampled_from": info.sampled_from,
        "stopped": info.stopped,
        "reopened": built.reopened,
        "others": info.others,
        "warnings": info.warnings,
        "trust_against": info.trust_against,
    }
    if isinstance(built, Extended):
        values |= {"added": built.added, "vanished": built.vanished, "changed": built.changed}
    return values


def words(built: Built, *, library: str | None = None, behind: MapInfo | None = None) -> str:
    """The same in words. The line that says how to serve the map names ``library``, if the user named one."""
    info = built.info
    if isinstance(built, Extended) and not built.added:
        return "\n".join([f"There is nothing new for {info.name}.", *_outdated(built), *built.passing])
    serve = f"python app.py serve --library {shlex.quote(library)}" if library else "python app.py serve"
    lines = [
        *_added(built),
        *([] if behind else _shared(built)),
        info.counts,
        f"{built.embedded:,} embedded, {built.cached:,} known already; {built.seconds['total']:.1f} s",
        f"Trust {info.trust:.3f} (1: each neighbour on the map is one in truth), measured on {info.trust_of}"
        if info.trust is not None
        else "Too few pictures to measure trust",
        f"Made by {info.how}",
        *info.warnings,
        f"Layout {info.layout}, which two machines can compare",
        *([said] if (said := machine.warning(info.machine)) else []),
        f"Map {info.id}: {serve}, then open http://localhost:8050/map/{info.id}",
    ]
    return "\n".join(lines)


def left(info: MapInfo, behind: MapInfo, *, library: str | None) -> str:
    """What is offered where the folder of an older map ``behind`` of the same pictures is gone.

    ``library`` is the one that the user named.
    """
    where = f" --library {shlex.quote(library)}" if library else ""
    return (
        f"{moved.sentence(behind)} "
        f"To let that map follow them: python app.py follow {behind.id} {shlex.quote(shown(info.source))}{where}"
    )


def _shared(built: Built) -> list[str]:
    other = built.shares
    if not other:
        return []
    return [
        f"The same pictures are those of map {other.name}, in {visible(other.source)}. This map has the same layout, "
        "and is one of its own"
    ]


def _added(built: Built) -> list[str]:
    if not isinstance(built, Extended):
        return []
    old = built.info.n - built.added
    return [f"{built.added:,} added; the {old:,} that were there have not moved", *_outdated(built)]


def _outdated(built: Extended) -> list[str]:
    """Rows whose file has vanished or changed since the map was made."""
    lines = []
    if built.vanished:
        lines.append(f"{_files(built.vanished)} vanished from the folder; the map still shows what was there")
    if built.changed:
        lines.append(f"{_files(built.changed)} changed; the map shows both what was there and what is")
    return lines


def _files(count: int) -> str:
    return f"{count:,} {'file has' if count == 1 else 'files have'}"
