"""Owns what the encoder's own classifier says of regions: a class of ImageNet, or a family that it belongs to.

families.json has everyday words for both (tools/wordnet.py makes it). For each word the probabilities of all classes
below it are added up, and the word is said that tells most of the region against the whole map.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from services.groups.name import ENCODER, Name, gain
from services.groups.regions import Regions
from services.groups.sample import Sample

TABLE = Path(__file__).with_name("families.json")
#: A word is said only if the region tells so much of it, in nats,
TELLING = 0.15
#: and of so many of its pictures the classifier gives it more than half of the probability.
#: Measured on maps by cosine whose files had no telling names: on cifar10 18 of 25 regions got one, 15 of them right,
#: and 42 of 60, 38 right; of the digits, of which the classifier knows nothing, 0 of 12, 25 and 57. In an earlier
#: measurement .15 and .15 gave 18, 16, 42, 39 and 0, 0, 1; .10 and .10 gave 19, 17, 47, 43 and 0, 2, 2; .20 and .20
#: gave 11, 10, 28, 27 and 0, 0, 0.
SURE = 0.15
#: In a small region it must be so many pictures: two of twelve are chance.
FEWEST = 5
#: Of words that tell nearly as much as the best, in shares of what it tells, the narrowest is said.
NEARLY = 0.95
#: Of two words of which one is a kind of the other, that which is told apart from regions of the same name must be so
#: many times as frequent as in those regions together.
OWN = 1.5
_HALF = 0.5


class Words:
    """Words for the classes, and behind them words for the families.

    Attributes
    ----------
    names : list of str
        What several of each are called: 1,000 classes, then the families, the narrowest first.
    below : f4 (1000, words)
        1 where a class is of a word: itself, or a family.
    """

    def __init__(self) -> None:
        told = json.loads(TABLE.read_text(encoding="utf-8"))
        classes, families = told["classes"], told["families"]
        self.names: list[str] = [name for name, _ in classes] + families
        self.below = np.zeros((len(classes), len(self.names)), np.float32)
        self.below[range(len(classes)), range(len(classes))] = 1
        for number, (_, above) in enumerate(classes):
            self.below[number, [len(classes) + family for family in above]] = 1


@cache
def words() -> Words:
    """The words of families.json."""
    return Words()


def names(regions: Regions, sample: Sample, probabilities: NDArray[np.float32]) -> list[list[Name]]:
    """What the classifier says of each region, level by level.

    Parameters
    ----------
    probabilities : f4 (m, 1000)
        Of ImageNet's classes, for each row of the sample.
    """
    # The words of the classes are the classes: only the families are added up.
    classes = probabilities.shape[1]
    said = np.concatenate([probabilities, probabilities @ words().below[:, classes:]], axis=1)
    parts, whole = sample.shares(said)
    sure, _ = sample.shares(said > _HALF)
    found = []
    for level in regions.levels:
        shares = np.array([sample.of_region(region, parts) for region in level])
        surely = np.array([sample.of_region(region, sure) for region in level])
        rows = np.array([[region.n] for region in level])
        certain = (surely >= SURE) & (surely * rows >= FEWEST)
        told = np.where(certain, gain(shares, np.broadcast_to(whole, shares.shape)), 0.0)
        found.append(_level(shares, np.where(told >= TELLING, told, 0.0)))
    return found


def _level(shares: NDArray[np.float64], told: NDArray[np.float64]) -> list[Name]:
    """The names of a level; ``told``, f8 (regions, words), is 0 for words that must not be said."""
    best = _narrowest(told)
    found: list[Name] = []
    for place, word in enumerate(best.tolist()):
        if told[place, word] <= 0:
            found.append(Name())
            continue
        same = np.flatnonzero((best == word) & (told[np.arange(len(best)), best] > 0))
        longer = _kind(word, place, shares, told, same=same) if len(same) > 1 else ""
        found.append(Name(words().names[word], ENCODER, float(shares[place, word]), longer))
    return found


def _narrowest(told: NDArray[np.float64]) -> NDArray[np.int64]:
    """The word of each region that is said: the narrowest of those that tell nearly as much as the best."""
    near = (told >= NEARLY * told.max(axis=1, keepdims=True)) & (told > 0)
    width = np.where(near, words().below.sum(axis=0), np.inf)
    return np.asarray(np.where(width == width.min(axis=1, keepdims=True), told, -1.0).argmax(axis=1))


def _kind(
    word: int, place: int, shares: NDArray[np.float64], told: NDArray[np.float64], *, same: NDArray[np.int64]
) -> str:
    """A word below ``word`` that tells a region from the others in ``same``; empty if there is none."""
    below = words().below
    kinds = (below.T @ (1 - below[:, word])) == 0
    kinds[word] = False
    others = np.maximum(shares[same[same != place]].max(axis=0), 1e-9)
    own = np.where(kinds & (shares[place] > OWN * others), told[place], 0.0)
    return words().names[int(own.argmax())] if own.max() > 0 else ""
