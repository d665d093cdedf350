"""Owns the addresses of what is said of a set of rows taken together, and of what is next to it."""

from __future__ import annotations

import numpy as np
from flask import Blueprint, Response, request
from numpy.typing import NDArray

from services import Services
from services.errors import BadRequest
from services.library import bitmap
from services.web.answers import BINARY, as_json
from services.web.guard import HEADER


def blueprint(services: Services) -> Blueprint:
    """``/together`` and ``/grow``."""
    pages = Blueprint("sets", __name__)

    @pages.post("/together/<map_id>")
    def together(map_id: str) -> Response:
        """Takes a bit a row (:mod:`services.library.bitmap`): a selection is more rows than an address can name."""
        told = services.views.sets.together(map_id, _chosen(services, map_id))
        share = None if told.share is None else round(told.share, 4)
        return as_json({**told._asdict(), "share": share})

    @pages.post("/grow/<map_id>")
    def grow(map_id: str) -> Response:
        """Takes a bit a row, and answers a bit a row: the same with the nearest of each."""
        grown = services.views.sets.grown(map_id, _chosen(services, map_id))
        return Response(bitmap.packed(grown), mimetype=BINARY)

    return pages


def _chosen(services: Services, map_id: str) -> NDArray[np.bool_]:
    """The set that was sent."""
    if HEADER not in request.headers:
        raise BadRequest(f"A question needs the header {HEADER}: 1, which Imagescape's own page sends.")
    return bitmap.mask(request.get_data(), services.library.maps.get(map_id).n)
