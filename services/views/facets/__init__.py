"""Owns the facets: what the pictures of a map can be asked by. ``FACETS`` holds them, a file for one or a few."""

from __future__ import annotations

from services.views.facets.facet import Facet, Values
from services.views.facets.folder import FOLDER
from services.views.facets.region import REGION
from services.views.facets.values import NEW, TRUST

__all__ = ["FACETS", "Facet", "Values", "offered"]

#: In the order in which the page has them.
FACETS: dict[str, Facet] = {facet.name: facet for facet in (REGION, FOLDER, TRUST, NEW)}


def offered(added: int) -> list[Facet]:
    """The facets that may say something of a map to which ``added`` pictures were added."""
    return [facet for facet in FACETS.values() if added or not facet.only_extended]
