"""Owns the address by which the page has found what a map of an older version lacks."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services import Services
from services.errors import BadRequest
from services.web.answers import as_json
from services.web.guard import HEADER


def blueprint(services: Services) -> Blueprint:
    """``/complete``."""
    pages = Blueprint("complete", __name__)

    @pages.post("/complete/<map_id>")
    def complete(map_id: str) -> Response:
        """Begin, unless it goes on already; ``going`` says whether it goes on."""
        if HEADER not in request.headers:
            raise BadRequest(f"This needs the header {HEADER}: 1, which Imagescape's own page sends.")
        return as_json({"going": services.jobs.complete(map_id)})

    return pages
