"""Owns the two ids: of a layout, a hash of all that decides its coordinates and of nothing else; and of a map."""

from __future__ import annotations

from services.library import RowTable
from services.schema import VERSION, Recipe, digest
from services.versions import version

#: Packages whose version can change a coordinate; part of a layout's id.
MATTERS = (
    *("numpy", "pillow", "openvino", "tensorflow", "keras", "scikit-learn", "faiss-cpu", "openTSNE"),
    *("pillow-heif", "simplejpeg", "tifffile", "imagecodecs", "scipy"),
)


#: Raised when the code lays out the same features differently on the same machine, though no version says so: such a
#: layout has another id. The first is not part of an id, so that maps made before this number keep theirs.
LAYOUT_EDITION = 2


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
        Of the features.
    """
    pictures = (part for pair in zip(rows.path, rows.hash, strict=True) for part in pair)
    facts = [f"{k}={v}" for k, v in sorted(versions().items())]
    if LAYOUT_EDITION > 1:
        facts.append(f"layout={LAYOUT_EDITION}")
    return digest(recipe.as_json(), key, *facts, *pictures)[:32]


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
