"""Owns what a name of a region is, how much it must tell, and that two regions of a level have different ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

#: Where a name comes from, in the order of trust.
USER, FOLDER, WORDS, ENCODER, NONE = "user", "folder", "words", "encoder", "none"


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a region.

    Attributes
    ----------
    text : str
        For display; empty where nothing can be said.
    source : str
        One of the constants above.
    confidence : float
        0 to 1: the share of the region's pictures of which it is true, as far as its source knows.
    longer : str
        What it is called where another region of its level has the same name; empty for a number.
    """

    text: str = ""
    source: str = NONE
    confidence: float = 0.0
    longer: str = ""

    @property
    def why(self) -> str:
        """Where the name comes from, as a part of a sentence."""
        share = f"{self.confidence:.0%}".replace("%", " %")
        return {
            USER: "your own name",
            FOLDER: f"by folder, {share}",
            WORDS: f"by names of files and folders, {share}",
            ENCODER: f"guess of the encoder, {share}",
        }.get(self.source, "")


def gain(share: NDArray[np.float64], usual: NDArray[np.float64]) -> NDArray[np.float64]:
    """What is learned of a picture's word from the region that it lies in, in nats.

    Of a word that a ``share`` of the region has, and the ``usual`` share of the map: Kullback and Leibler's divergence
    (1951, doi:10.1214/aoms/1177729694) of the one from the other. It is large for what covers a region and is rare
    elsewhere; 0 where the region has less of it than is usual. Both are ``f8`` of the same shape.
    """
    one, other = np.clip(share, 1e-9, 1 - 1e-9), np.clip(usual, 1e-4, 1 - 1e-9)
    told = one * np.log(one / other) + (1 - one) * np.log((1 - one) / (1 - other))
    return np.where(one > other, told, 0.0)


def apart(names: Sequence[Name], elsewhere: Sequence[Container[str]] = ()) -> list[Name]:
    """The names of the regions of a level, the largest first, made different: by what is longer, else by a number.

    Parameters
    ----------
    elsewhere : sequence of container of str, optional
        Of each region what others are called on the levels above: all but those that it lies in, whose name it may
        have too.
    """
    others = elsewhere or [frozenset[str]()] * len(names)
    twice = {text for text, count in Counter(name.text for name in names if name.text).items() if count > 1}
    used: set[str] = set()
    found = []
    for name, theirs in zip(names, others, strict=True):
        text = name.longer if name.longer and (name.text in twice or name.text in theirs) else name.text
        number, free = 1, text
        while free and (free in used or free in theirs):
            number += 1
            free = f"{text} ({number})"
        used.add(free)
        found.append(replace(name, text=free))
    return found
