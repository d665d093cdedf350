"""Owns the two ids: of a layout, a hash of all that decides its coordinates and of nothing else; and of a map."""

from __future__ import annotations

from services.library import RowTable
from services.library.feature_keys import without_versions
from services.schema import VERSION, Recipe, digest
from services.versions import version

#: Packages whose version can change a coordinate; part of a layout's id.
MATTERS = (
    *("numpy", "pillow", "openvino", "tensorflow", "keras", "scikit-learn", "faiss-cpu", "openTSNE"),
    *("pillow-heif", "simplejpeg", "tifffile", "imagecodecs"),
)
#: Versions of packages that joined later, which give the pixels of before bit for bit; by the tests of decoding. They
#: are left out of the id, so that maps of before are found again.
AS_BEFORE = {"pillow-heif": "1.8.1", "simplejpeg": "1.9.0", "tifffile": "2026.3.3", "imagecodecs": "2026.3.6"}


def versions() -> dict[str, str]:
    """The versions that can change a coordinate, Imagescape's own among them."""
    return {"imagescape": VERSION, **{package: version(package) for package in MATTERS}}


def layout_id(rows: RowTable, recipe: Recipe, key: str) -> str:
    """The id of a layout, 32 hex digits: the same on every machine to which the same was given.

    Parameters
    ----------
    rows : RowTable
        Paths and content hashes, in row order; nothing else of them counts.
    recipe : Recipe
        Where it names a map (``base``, ``align``), that map's layout stands instead, as a map's id differs from machine
        to machine.
    key : str
        Of the features. Its versions are left out: all versions are hashed anyway.
    """
    pictures = (part for pair in zip(rows.path, rows.hash, strict=True) for part in pair)
    facts = [f"{k}={v}" for k, v in sorted(versions().items()) if AS_BEFORE.get(k) != v]
    return digest(recipe.as_json(), without_versions(key), *facts, *pictures)[:32]


def map_id(layout: str, source: str, *, attempt: int = 0) -> str:
    """The id of the map of a layout and a source, 32 hex digits.

    Parameters
    ----------
    layout : str
        From :func:`layout_id`.
    source : str
        Folder or URL.
    attempt : int
        Above 0 where a map that has followed its pictures elsewhere has the id already.
    """
    return digest(layout, source, *([str(attempt)] if attempt else []))[:32]
