"""Owns names by words: those that the names of a region's files and folders share, and others do not have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from services.groups.name import WORDS, Name, gain
from services.groups.regions import Regions
from services.groups.sample import Sample
from services.schema import visible

#: More than this share of the region has a word of its name, and the region tells so much of it, in nats: a word that
#: half of a region has must be rarer than one in nine of the map.
COVERS, TELLING = 0.5, 0.3
#: A word that stands right beside in this share of the names comes with it ("golden" with "gate"), up to so many.
TOGETHER, MOST = 0.8, 3
#: Words that occur in fewer files of the sample are not looked at.
FEWEST = 3
#: What cameras, phones and programs write, and what a file is whatever it shows.
SAYS_NOTHING = frozenset(
    (
        "img image images imag dsc dscn dscf dscn pict pic pics picture pictures photo photos foto fotos mvi mov vid "
        "video wp pxl gopr gop dji sam cimg kic hpim ph dcim camera jpg jpeg png gif tif tiff bmp webp heic heif avif "
        "raw copy copie kopie edit edited final untitled unnamed thumb thumbnail small large medium original orig new "
        "old tmp temp file files test train val valid validation data dataset the and for with from"
    ).split()
)
_WORD = re.compile(r"[^\W\d_]+")
_TURN = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: A mixture of letters and digits is a number of something: a hash, an id, a position on a shelf.
_MIXED = re.compile(r"[^\W_]*\d[^\W_]*")


def of_path(path: str) -> list[list[str]]:
    """The words of a path, in small letters: of each of its folders, and of the file's name without its ending."""
    *folders, name = visible(path).split("/")
    found = []
    for part in (*folders, name.rpartition(".")[0] or name):
        plain = _MIXED.sub(" ", _TURN.sub(" ", part))
        words = [word.lower() for word in _WORD.findall(plain)]
        found.append([word for word in words if len(word) > 2 and word not in SAYS_NOTHING])
    return [words for words in found if words]


def names(regions: Regions, sample: Sample, paths: Sequence[str]) -> list[list[Name]]:
    """The names by words of each region, level by level.

    Parameters
    ----------
    paths : sequence of str
        Of each row of the sample, relative to the source.
    """
    of_rows = [of_path(path) for path in paths]
    known = _known(of_rows)
    if not known:
        return [[Name()] * len(level) for level in regions.levels]
    place = {word: number for number, word in enumerate(known)}
    has = np.zeros((len(of_rows), len(known)), bool)
    for row, parts_of_path in enumerate(of_rows):
        has[row, [place[word] for words in parts_of_path for word in words if word in place]] = True
    parts, whole = sample.shares(has)
    found = []
    for level in regions.levels:
        names = []
        for region in level:
            shares = sample.of_region(region, parts)
            told = np.where(shares > COVERS, gain(shares, whole), 0.0)
            best = int(told.argmax())
            if told[best] < TELLING:
                names.append(Name())
                continue
            rows = np.flatnonzero(np.isin(sample.part, region.parts) & has[:, best])
            phrase = _phrase(known[best], [of_rows[row] for row in rows])
            names.append(Name(phrase, WORDS, float(shares[best])))
        found.append(names)
    return found


def _phrase(word: str, paths: Sequence[list[list[str]]]) -> str:
    """The word, with those that stand right beside it in nearly all of ``paths``, which have it."""
    phrase = [word]
    while len(phrase) < MOST:
        beside: Counter[tuple[int, str]] = Counter()
        for path in paths:
            beside.update(_beside(phrase, path))
        if not beside:
            break
        (end, other), count = min(beside.items(), key=lambda item: (-item[1], item[0]))
        if count < TOGETHER * len(paths):
            break
        phrase.insert(len(phrase) if end else 0, other)
    return " ".join(phrase)


def _beside(phrase: list[str], path: list[list[str]]) -> set[tuple[int, str]]:
    """The words right before (0) and right after (1) a phrase in the parts of a path."""
    found = set()
    for words in path:
        for at in range(len(words) - len(phrase) + 1):
            if words[at : at + len(phrase)] == phrase:
                found |= {(0, words[at - 1])} if at else set()
                found |= {(1, words[at + len(phrase)])} if at + len(phrase) < len(words) else set()
    return {(end, word) for end, word in found if word not in phrase}


def _known(of_rows: Iterable[list[list[str]]]) -> list[str]:
    counts = Counter(word for path in of_rows for word in {word for words in path for word in words})
    return sorted(word for word, count in counts.items() if count >= FEWEST)
