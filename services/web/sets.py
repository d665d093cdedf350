"""Owns the addresses of what is said of a set of rows taken together, and of what is next to it."""

from __future__ import annotations

from flask import Blueprint, Response

from services import Services
from services.library import bitmap
from services.web.answers import BINARY, as_json, sent_set


def blueprint(services: Services) -> Blueprint:
    """``/together`` and ``/grow``."""
    pages = Blueprint("sets", __name__)

    @pages.post("/together/<map_id>")
    def together(map_id: str) -> Response:
        """Takes a bit a row (:mod:`services.library.bitmap`): a selection is more rows than an address can name."""
        told = services.views.sets.together(map_id, sent_set(services, map_id))
        share = None if told.share is None else round(told.share, 4)
        return as_json({**told._asdict(), "share": share})

    @pages.post("/grow/<map_id>")
    def grow(map_id: str) -> Response:
        """Takes a bit a row, and answers a bit a row: the same with the nearest of each."""
        grown = services.views.sets.grown(map_id, sent_set(services, map_id))
        return Response(bitmap.packed(grown), mimetype=BINARY)

    return pages
