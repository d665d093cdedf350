"""Owns the address of what is said of a set of rows taken together."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services import Services
from services.errors import BadRequest
from services.library import bitmap
from services.web.answers import as_json
from services.web.guard import HEADER


def blueprint(services: Services) -> Blueprint:
    """``/together``."""
    pages = Blueprint("sets", __name__)

    @pages.post("/together/<map_id>")
    def together(map_id: str) -> Response:
        """Takes a bit a row (:mod:`services.library.bitmap`): a selection is more rows than an address can name."""
        if HEADER not in request.headers:
            raise BadRequest(f"A question needs the header {HEADER}: 1, which Imagescape's own page sends.")
        chosen = bitmap.mask(request.get_data(), services.library.maps.get(map_id).n)
        told = services.views.sets.together(map_id, chosen)
        share = None if told.share is None else round(told.share, 4)
        return as_json({**told._asdict(), "share": share})

    return pages
