"""Owns maps that have regions, for tests: clouds of points, each linked within itself."""

import numpy as np
from PIL import Image

from services.groups import own, regions, stored
from services.groups.name import FOLDER, Name
from services.groups.stored import Stored
from tests.conftest import picture
from tests.helpers_maps import stored as stored_map
from tests.helpers_maps import vectors


def clouds(k=3, size=60, *, seed=1, dimensions=2, apart=40.0, links=15):
    """(positions, neighbours, the cloud of each row) of ``k`` clouds on a circle; rows are shuffled."""
    made = np.random.default_rng(seed)
    cloud = made.permutation(np.repeat(np.arange(k), size))
    turn = 2 * np.pi * np.arange(k) / k
    centres = np.column_stack([np.cos(turn), np.sin(turn), np.zeros(k)])[:, :dimensions] * apart
    positions = centres[cloud] + made.normal(size=(len(cloud), dimensions)) * 3
    near = np.empty((len(cloud), links), np.int32)
    for row, own_cloud in enumerate(cloud):
        others = np.flatnonzero((cloud == own_cloud) & (np.arange(len(cloud)) != row))
        near[row] = made.choice(others, links, replace=False)
    return positions.astype(np.float32), near, cloud


def of_clouds(*args, **kwargs):
    """The regions of clouds, and the cloud of each row."""
    positions, near, cloud = clouds(*args, **kwargs)
    found = regions.find(positions, near)
    assert found is not None
    return found, cloud


def put(library, info, found, names=None):
    """Store regions beside a map; they are called by ``names``, level by level, or "cloud <id>"."""
    names = names or [[Name(f"cloud {r.id}", FOLDER, 0.9) for r in level] for level in found.levels]
    firsts = [int(np.flatnonzero(np.isin(found.codes, r.parts))[0]) for level in found.levels for r in level]
    here = Stored(stored.of_regions(found, names, firsts), found.codes, words=True, reason="", stamp="")
    own.put(library, info.id, here)
    return stored.read(library.beside.found(info.id, stored.KIND))


def map_with_regions(library, home, *, k=3, size=30):
    """(info, regions) of a map of ``k`` clouds of real pictures, in a folder each."""
    positions, near, cloud = clouds(k, size)
    files = {f"cloud-{own}/{row}.jpg": picture(row) for row, own in enumerate(cloud)}
    info = stored_map(library, home, files, positions=positions, features=vectors(len(files)))
    found = regions.find(positions, near)
    return info, put(library, info, found)


def colour_groups(home, *, k=3, size=30):
    """A folder of ``k`` groups of pictures, each of one colour and a little noise, whose map by PCA has regions."""
    made = np.random.default_rng(5)
    home.mkdir(parents=True)
    for row in range(k * size):
        pixels = np.full((40, 40, 3), 30) + 200 * (np.arange(3) == row % k) + made.integers(0, 25, (40, 40, 3))
        Image.fromarray(pixels.astype(np.uint8)).save(home / f"{row:03d}.png")
    return home
