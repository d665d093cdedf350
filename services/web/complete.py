"""Owns the address by which the page has found what a map of an older version lacks."""

from __future__ import annotations

from flask import Blueprint, Response

from services import Services
from services.web.answers import as_json
from services.web.guard import only_own


def blueprint(services: Services) -> Blueprint:
    """``/complete``."""
    pages = Blueprint("complete", __name__)

    @pages.post("/complete/<map_id>")
    def complete(map_id: str) -> Response:
        """Begin, unless it goes on already; ``going`` says whether it goes on."""
        only_own("This needs")
        return as_json({"going": services.jobs.complete(map_id)})

    return pages
