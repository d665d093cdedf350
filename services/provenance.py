"""Owns what a map's id is: a hash of all that decides its coordinates, and of nothing else."""

from __future__ import annotations

from services.library import RowTable
from services.schema import VERSION, Recipe, digest
from services.versions import version

#: Packages whose version can change a coordinate; part of a map's id.
MATTERS = ("numpy", "pillow", "openvino", "tensorflow", "keras", "scikit-learn", "faiss-cpu", "openTSNE")


#: Raised when the code lays out the same features differently on the same machine, though no version says so: such a
#: layout is another map. The first is not part of an id, so that maps made before this number keep theirs.
LAYOUT_EDITION = 2


def versions() -> dict[str, str]:
    """The versions that can change a coordinate, Imagescape's own among them."""
    return {"imagescape": VERSION, **{package: version(package) for package in MATTERS}}


def map_id(rows: RowTable, recipe: Recipe, key: str) -> str:
    """The id of a map, 32 hex digits.

    Parameters
    ----------
    rows : RowTable
        Paths and content hashes, in row order; nothing else of them counts.
    recipe : Recipe
    key : str
        Of the features: encoder, weights, precision, decoding.
    """
    pictures = (part for pair in zip(rows.path, rows.hash, strict=True) for part in pair)
    facts = [f"{k}={v}" for k, v in sorted(versions().items())]
    if LAYOUT_EDITION > 1:
        facts.append(f"layout={LAYOUT_EDITION}")
    return digest(recipe.as_json(), key, *facts, *pictures)[:32]
