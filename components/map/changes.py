"""Owns what the page says of a map's folder: pictures that are new, changed or vanished since."""

from __future__ import annotations

from components.source import sentences
from services.library import MapInfo
from services.sources.changes import Changes


def summary(info: MapInfo, news: Changes) -> str:
    """What the folder has for the map. Where that is nothing, what the last extension added; else empty."""
    if news.changed and not news.new and not news.vanished:
        noun, past = ("picture has", "it was") if news.changed == 1 else ("pictures have", "they were")
        return f"{news.changed:,} {noun} changed in this folder; the map shows what {past}"
    parts = []
    if news.new:
        parts.append(f"{sentences.plural(news.new, 'new picture')} in this folder")
    if news.changed:
        parts.append(f"{news.changed:,} changed")
    if news.vanished:
        parts.append(f"{news.vanished:,} vanished")
    # Vanished files alone offer nothing to do, so that the result of the last extension matters more.
    if parts and (news.new or news.changed or not info.added):
        return ", ".join(parts)
    return sentences.extended(info) if info.added else ""


def unfinished(info: MapInfo) -> str:
    """How much of its folder a map has that was stopped."""
    if info.mapped + info.skipped < info.sampled_from:
        return f"Stopped: {info.mapped:,} of {info.sampled_from:,} pictures are on this map."
    return "Stopped before it had settled."
