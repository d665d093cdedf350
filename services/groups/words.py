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
#: Words of a name at most.
MOST = 2
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


def of_path(path: str) -> set[str]:
    """The words of a path, in small letters: of its folders and of the file's name, without its ending."""
    folders, _, name = visible(path).rpartition("/")
    stem = name.rpartition(".")[0] or name
    plain = _MIXED.sub(" ", _TURN.sub(" ", f"{folders} {stem}"))
    found = {word.lower() for word in _WORD.findall(plain)}
    return {word for word in found if len(word) > 2 and word not in SAYS_NOTHING}


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
    for row, own in enumerate(of_rows):
        has[row, [place[word] for word in own if word in place]] = True
    parts, whole = sample.shares(has)
    found = []
    for level in regions.levels:
        of_level = [sample.of_region(region, parts) for region in level]
        found.append([_name(known, shares, gain(shares, whole)) for shares in of_level])
    return found


def _known(of_rows: Iterable[set[str]]) -> list[str]:
    counts = Counter(word for own in of_rows for word in own)
    return sorted(word for word, count in counts.items() if count >= FEWEST)


def _name(known: list[str], shares: np.ndarray, told: np.ndarray) -> Name:
    fits = np.flatnonzero((shares > COVERS) & (told >= TELLING))
    if not len(fits):
        return Name()
    best = fits[np.lexsort((fits, -told[fits]))][:MOST]
    return Name(", ".join(known[word] for word in best), WORDS, float(shares[best].min()))
