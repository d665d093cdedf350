"""Owns the addresses of pictures: a thumbnail and the whole picture, by map and row number and never by a path."""

from __future__ import annotations

import hashlib
import os

from flask import Blueprint, Response

from services import Services, access, decoding, storage
from services.errors import Gone, NotFound
from services.web.answers import FOREVER


def blueprint(services: Services) -> Blueprint:
    """``/thumb`` and ``/image``."""
    pages = Blueprint("pictures", __name__)

    @pages.get("/thumb/<map_id>/<int:row>")
    def thumb(map_id: str, row: int) -> Response:
        data = services.library.contents.thumbnail(services.library.points.content(map_id, row))
        if data is None:
            raise NotFound(f"The thumbnail of row {row} is no longer in the library. Build the map again.")
        return Response(data, mimetype="image/jpeg", headers={"Cache-Control": FOREVER})

    @pages.get("/image/<map_id>/<int:row>")
    def image(map_id: str, row: int) -> Response:
        content = services.library.points.content(map_id, row)
        path = services.library.maps.some_rows(map_id, slice(row, row + 1)).path[0]
        data = _unchanged(services, services.library.maps.get(map_id).source, path, content)
        try:
            shown, mime = decoding.for_browser(data, max_pixels=services.settings.max_pixels)
        except decoding.Unreadable as reason:
            raise Gone(f"The file of this point can no longer be shown ({reason}); the thumbnail is kept.") from reason
        return Response(
            shown,
            mimetype=mime,
            headers={"Cache-Control": FOREVER, "Content-Security-Policy": "default-src 'none'; sandbox"},
        )

    return pages


def _unchanged(services: Services, source: str, path: str, content: str) -> bytes:
    """The bytes of a row's file, if they are still those the map was made of."""
    limit = services.settings.max_file_mb * 1_000_000
    if path.startswith("../"):
        # The row was added from a folder beside the map's own. No link may lead out of that folder either.
        source, path = os.path.split(os.path.normpath(os.path.join(source, path)))
        access.check(services.settings, source)
    try:
        data = storage.read(source, path, limit=limit)
    except OSError as error:
        why = error.strerror or "it cannot be read"
        raise Gone(f"The file of this point is no longer at its place ({why}); the thumbnail is kept.") from error
    if hashlib.sha256(data).hexdigest() != content:
        raise Gone("The file of this point has changed since the map was made; the thumbnail shows what was mapped.")
    return data
