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
_SAYS_NOTHING = """
    img image images imag dsc dscn dscf pict pic pics picture pictures photo photos foto fotos mvi mov vid video wp pxl
    gopr gop dji sam cimg kic hpim ph dcim camera jpg jpeg png gif tif tiff bmp webp heic heif avif raw copy copie kopie
    edit edited final untitled unnamed thumb thumbnail small large medium original orig new old tmp temp file files test
    train val valid validation data dataset the and for with from
"""
#: What cameras, phones and programs write, and what a file is whatever it shows.
SAYS_NOTHING = frozenset(_SAYS_NOTHING.split())
_WORD = re.compile(r"[^\W\d_]+")
_TURN = re.compile(r"(?<=[a-z])(?=[A-Z])")
#: A mixture of letters and digits is a number of something: a hash, an id, a position on a shelf.
#: Before the name of a folder as a whole, which no word begins with.
_WHOLE = "/"
_MIXED = re.compile(r"[^\W_]*\d[^\W_]*")


def of_path(path: str) -> list[list[str]]:
    """What a path says: the name of each of its folders as a whole, and the words of each of its parts.

    Words are in small letters; those of a part stand together, in their order.
    """
    *folders, name = visible(path).split("/")
    found = [[_WHOLE + folder] for folder in folders if folder.strip(". ")]
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
    has = np.zeros((len(of_rows), len(known)), bool)
    for row, path in enumerate(of_rows):
        has[row, [known[word] for word in _every(path) if word in known]] = True
    names_of = list(known)
    # The name of a folder tells at least as much as a word of it, and is how the user calls it.
    whole_names = np.array([1.01 if name.startswith(_WHOLE) else 1.0 for name in names_of])
    parts, whole = sample.shares(has)
    found = []
    for level in regions.levels:
        names = []
        for region in level:
            shares = sample.of_region(region, parts)
            told = np.where(shares > COVERS, gain(shares, whole), 0.0)
            best = int((told * whole_names).argmax())
            if told[best] < TELLING:
                names.append(Name())
                continue
            rows = np.flatnonzero(np.isin(sample.part, region.parts) & has[:, best])
            said = names_of[best]
            text = said[len(_WHOLE) :] if said.startswith(_WHOLE) else _phrase(said, [of_rows[row] for row in rows])
            names.append(Name(text, WORDS, float(shares[best])))
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


def _known(of_rows: Iterable[list[list[str]]]) -> dict[str, int]:
    """The words that are not rare, in order, each with its place."""
    counts = Counter(word for path in of_rows for word in _every(path))
    return {word: place for place, word in enumerate(sorted(w for w, count in counts.items() if count >= FEWEST))}


def _every(path: list[list[str]]) -> set[str]:
    return {word for words in path for word in words}
