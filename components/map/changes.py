"""Owns what the page says of a map's folder: pictures that are new, changed or vanished since."""

from __future__ import annotations

from components.source import sentences
from services.library import MapInfo
from services.sources import moved
from services.sources.changes import Changes


def summary(info: MapInfo, found: Changes, behind: MapInfo | None = None) -> str:
    """What the folder has for the map. Where that is nothing, what the last extension added; else empty.

    ``behind`` is the map that the same pictures left behind; it is told of last.
    """
    if behind:
        told = summary(info, found)
        return " ".join(filter(None, [told and f"{told.rstrip('.')}.", moved.sentence(behind)]))
    if found.changed and not found.new and not found.vanished:
        noun, past = ("picture has", "it was") if found.changed == 1 else ("pictures have", "they were")
        return f"{found.changed:,} {noun} changed in this folder; the map shows what {past}"
    parts = []
    if found.new:
        parts.append(f"{sentences.plural(found.new, 'new picture')} in this folder")
    if found.changed:
        parts.append(f"{found.changed:,} changed")
    if found.vanished:
        parts.append(f"{found.vanished:,} vanished")
    if found.later and not found.new and not found.changed:
        noun = "picture that came" if found.later == 1 else "pictures that came"
        return f"{found.later:,} {noun} since: on the map that continues this one, under Maps"
    # Vanished files alone offer nothing to do, so that the result of the last extension matters more.
    if parts and (found.new or found.changed or not info.added):
        return ", ".join(parts)
    return sentences.extended(info) if info.added else ""


def unfinished(info: MapInfo) -> str:
    """How much of its folder a map has that was stopped."""
    if info.mapped + info.skipped < info.sampled_from:
        return f"Stopped: {info.mapped:,} of {info.sampled_from:,} pictures are on this map."
    return "Stopped before it had settled."
