"""Owns what a name of a region is, how much it must tell, and that two regions of a level have different ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
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


def apart(names: Sequence[Name]) -> list[Name]:
    """The names of the regions of a level, the largest first, made different: by what is longer, else by a number."""
    twice = {text for text, count in Counter(name.text for name in names if name.text).items() if count > 1}
    longer = [replace(name, text=name.longer) if name.text in twice and name.longer else name for name in names]
    seen: Counter[str] = Counter()
    found = []
    for name in longer:
        seen[name.text] += 1
        number = seen[name.text]
        found.append(replace(name, text=f"{name.text} ({number})") if name.text and number > 1 else name)
    return found
