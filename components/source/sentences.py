"""Owns the sentences that say what a job made of a folder: a map, a map with more pictures, or nothing new."""

from __future__ import annotations

from services.library import MapInfo
from services.schema import ALL_WAVES

NOTHING_NEW = "There is nothing new in this folder that can be mapped."
MAPPED_ALREADY = "The pictures of this folder are mapped this way already, and their map is the one you see."


def mapped(info: MapInfo) -> str:
    """A folder was mapped, whole or until the user stopped it."""
    if not info.stopped:
        return f"The map of {info.name} is done."
    # A map that was stopped as a preview has no steps of its own.
    after = f"{info.n:,} pictures" if info.recipe.waves != ALL_WAVES else f"{info.iterations:,} steps"
    return f"The map of {info.name} was stopped after {after}, and is kept as it stands."


def extended(info: MapInfo) -> str:
    """Pictures were added: how many, and how many files of the map had vanished or changed by then."""
    before = info.n - info.added
    stayed = "the one that was there has not moved" if before == 1 else f"the {before:,} that were there have not moved"
    text = f"{plural(info.added, 'picture')} added; {stayed}."
    outdated = []
    if info.vanished:
        outdated.append(f"{info.vanished:,} {'file has' if info.vanished == 1 else 'files have'} vanished")
    if info.changed:
        noun = "" if info.vanished else "file " if info.changed == 1 else "files "
        outdated.append(f"{info.changed:,} {noun}changed")
    return f"{text} {', '.join(outdated)}." if outdated else text


def plural(count: int, noun: str) -> str:
    """A count with its noun, which takes an s but for 1."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
