"""Owns the choice between the two ways to a map: a layout of its own, or an extension of another map."""

from __future__ import annotations

from services.errors import FeaturesLost
from services.library import Library
from services.pipeline.build import build
from services.pipeline.draft import Built
from services.pipeline.extend import extend
from services.progress import Listener
from services.schema import Recipe
from services.settings import Settings


def run(
    library: Library,
    settings: Settings,
    source: str,
    *,
    recipe: Recipe,
    name: str,
    listener: Listener,
    preview: bool = False,
    rehash: bool = False,
) -> Built:
    """Make the map that ``recipe`` asks for: with a ``base`` an extension of that map, else a layout of its own.

    Parameters and errors are those of :func:`services.pipeline.build.build` and
    :func:`services.pipeline.extend.extend`. An extension has no preview: its old points are there from the start.
    """

    def make() -> Built:
        if recipe.base:
            return extend(library, settings, source, recipe=recipe, name=name, listener=listener, rehash=rehash)
        return build(
            library, settings, source, recipe=recipe, name=name, listener=listener, preview=preview, rehash=rehash
        )

    try:
        return make()
    except FeaturesLost:
        # What was damaged in the library has been removed from it, so it is embedded anew now.
        return make()
