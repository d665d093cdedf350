"""Owns which name a region has: that of the first source that says something, in the order of trust.

The user's own names come from elsewhere (:mod:`services.groups.own`), as they are given later and outlive regions.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from services.groups import families, folders, words
from services.groups.name import Name, apart
from services.groups.regions import Regions
from services.groups.sample import Sample
from services.library import Folders


def names(
    regions: Regions,
    sample: Sample,
    *,
    of_folders: Folders,
    paths: Sequence[str],
    probabilities: NDArray[np.float32] | None,
) -> list[list[Name]]:
    """The names of all regions, level by level.

    Parameters
    ----------
    of_folders : Folders
        Of all rows.
    paths : sequence of str
        Of the rows of the sample.
    probabilities : f4 (m, 1000), optional
        Of ImageNet's classes, for the rows of the sample; None where the encoder has no classifier.
    """
    sources = [folders.names(regions, of_folders), words.names(regions, sample, paths)]
    if probabilities is not None:
        sources.append(families.names(regions, sample, probabilities))
    found: list[list[Name]] = []
    called: dict[int, str] = {}
    parent = {region.id: region.parent for level in regions.levels for region in level}

    def elsewhere(region: int) -> set[str]:
        within = set()
        while (region := parent[region]) >= 0:
            within.add(region)
        return {name for one, name in called.items() if one not in within}

    for number, level in enumerate(regions.levels):
        said = [[source[number][place] for source in sources] for place in range(len(level))]
        first = [next((name for name in of if name.text), Name()) for of in said]
        found.append(apart(first, [elsewhere(region.id) for region in level]))
        called |= {region.id: name.text for region, name in zip(level, found[-1], strict=True) if name.text}
    return found
