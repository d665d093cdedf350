"""Owns the form of the keys under which features are stored, and which keys a map's features lie under.

A key says all that decides a feature besides the content: encoder, weights and precision; the edition of the pixels;
the decoding; the versions of the packages. Few pictures get other pixels by a new edition of decoding: these alone have
features under its key, and those of the others stay where they are. So a map's key stands for itself and for the
earlier editions. A map that was continued after an update has the keys of both, a line each, the older first: the
pictures that were there keep their features.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from services.schema import ARTICLE, FIRST_PIXELS, STANDARD

_KEY = re.compile(rf"(?P<encoder>.+)\|(?P<pixels>\d+)\|(?P<decoding>{STANDARD}|{ARTICLE})(?:\|(?P<versions>\S+))?")


def key(encoder: str, decoding: str, versions: str, *, pixels: int = FIRST_PIXELS) -> str:
    """Return the key of features; ``versions`` is text without spaces."""
    return f"{encoder}|{pixels}|{decoding}|{versions}"


def of_pixels(key: str, pixels: int) -> str:
    """Return the key of the same features of pictures whose pixels are of another edition; the article has only one."""
    found = _KEY.fullmatch(key)
    if not found or not found["versions"] or found["decoding"] == ARTICLE:
        return key
    return f"{found['encoder']}|{pixels}|{found['decoding']}|{found['versions']}"


def chain(key: str) -> list[str]:
    """Return all keys that a map's key stands for; a feature counts under the first of them that has it."""
    keys: list[str] = []
    for line in key.split("\n"):
        found = _KEY.fullmatch(line)
        editions = range(int(found["pixels"]), FIRST_PIXELS - 1, -1) if found and found["versions"] else ()
        keys += [of_pixels(line, edition) for edition in editions] or [line]
    return list(dict.fromkeys(keys))


def newest(key: str, pixels: Iterable[int]) -> str:
    """Return the key of a map, by the editions of the pixels of its pictures."""
    return of_pixels(key, max(pixels, default=FIRST_PIXELS))


def without_versions(key: str) -> str:
    """Return a key as versions wrote it that put no versions into it."""
    return "\n".join(
        f"{found['encoder']}|{found['pixels']}|{found['decoding']}" if (found := _KEY.fullmatch(line)) else line
        for line in key.split("\n")
    )


def comparable(key: str, other: str) -> bool:
    """Whether features under two keys are of one encoder, weights, precision and decoding; versions may differ."""

    def parts(key: str) -> tuple[str, ...]:
        found = _KEY.fullmatch(key.split("\n")[0])
        return (found["encoder"], found["decoding"]) if found else (key,)

    return parts(key) == parts(other)


def joined(key: str, other: str) -> str:
    """Return the key of a map that continues one with the key ``other``: one key if both are the same but in pixels."""
    same = [line for line in other.split("\n") if of_pixels(line, 0) == of_pixels(key, 0)]
    rest = [line for line in other.split("\n") if line not in same]
    return "\n".join([*rest, max([key, *same], key=lambda line: len(chain(line)))])
