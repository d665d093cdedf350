"""Owns the addresses of downloads: a map, and the list of what is not on it."""

from __future__ import annotations

from datetime import datetime

import numpy as np
from flask import Blueprint, Response, request

from services import Services
from services.errors import BadRequest, NotFound
from services.exports import EXPORTS, Chosen, Options, chosen, filename, skipped_csv
from services.library import bitmap


def blueprint(services: Services) -> Blueprint:
    """``/export``; POST carries selections that are too long for an address. ``/skipped`` is the list of the rest."""
    pages = Blueprint("exports", __name__)

    @pages.route("/export/<map_id>.<suffix>", methods=["GET", "POST"])
    def export(map_id: str, suffix: str) -> Response:
        if suffix not in EXPORTS:
            raise NotFound(f"A map can leave as {', '.join(EXPORTS)}, not as {suffix!r}.")
        info = services.library.maps.get(map_id)
        if info.state != "ready":
            raise BadRequest("This map is still being made; it can be downloaded when it is done.")
        wanted = EXPORTS[suffix]
        rows = _rows(info.n)
        options = _options(services, map_id)
        body = wanted.write(services.library, map_id, rows, options)
        name = filename(datetime.now(), suffix, rows=rows, features=options["features"])
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
        return Response(body, content_type=wanted.mime, headers=headers)

    @pages.get("/skipped/<map_id>.csv")
    def skipped(map_id: str) -> Response:
        info = services.library.maps.get(map_id)
        headers = {"Content-Disposition": f'attachment; filename="skipped_files_of_{info.id[:8]}.csv"'}
        return Response(skipped_csv(services.library, map_id), content_type=EXPORTS["csv"].mime, headers=headers)

    return pages


def _rows(n: int) -> Chosen:
    """The rows that are asked for: as numbers, or as the page sends them, as a set."""
    bits = request.values.get("bits")
    if bits is None:
        return chosen(request.values.get("rows"), n)
    return np.flatnonzero(bitmap.of_text(bits, n))


def _options(services: Services, map_id: str) -> Options:
    asked = request.values
    return {
        "features": asked.get("features", "1") != "0",
        "marks": asked.get("marks", "dots"),
        "colouring": services.views.colouring(map_id, asked.get("color", "folder")),
    }
