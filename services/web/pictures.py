"""Owns the addresses of pictures, by map and row number and never by a path: thumbnails, sheets of them, the whole."""

from __future__ import annotations

import hashlib
import os

from flask import Blueprint, Response, request

from services import Services, access, decoding, storage
from services.errors import Gone, NotFound
from services.web.answers import BINARY, FOREVER, asked_rows, revalidated


def blueprint(services: Services) -> Blueprint:
    """``/thumb``, ``/image``, ``/sprites`` and ``/thumbs``."""
    pages = Blueprint("pictures", __name__)

    @pages.get("/thumb/<map_id>/<int:row>")
    def thumb(map_id: str, row: int) -> Response:
        data = services.library.contents.thumbnail(services.library.points.content(map_id, row))
        if data is None:
            raise NotFound(f"The thumbnail of row {row} is no longer in the library. Build the map again.")
        return Response(data, mimetype="image/jpeg", headers={"Cache-Control": FOREVER})

    @pages.get("/image/<map_id>/<int:row>")
    def image(map_id: str, row: int) -> Response:
        data = unchanged(services, map_id, row)
        try:
            shown, mime = decoding.for_browser(data, max_pixels=services.settings.max_pixels)
        except decoding.Unreadable as reason:
            raise Gone(f"The file of this point can no longer be shown ({reason}); the thumbnail is kept.") from reason
        return Response(
            shown,
            mimetype=mime,
            headers={"Cache-Control": FOREVER, "Content-Security-Policy": "default-src 'none'; sandbox"},
        )

    @pages.get("/sprites/<map_id>")
    def index(map_id: str) -> Response:
        body = services.views.sprites.index(map_id)
        return revalidated(Response(body, status=200 if body else 204, mimetype=BINARY), request)

    @pages.get("/sprites/<map_id>/<int:number>.webp")
    def sheet(map_id: str, number: int) -> Response:
        """The page adds ``?v=`` and the edition of the sheets."""
        found = services.views.sprites.sheet(map_id, number)
        headers = {"Cache-Control": FOREVER, "X-Imagescape-Sizes": found.sizes.hex()}
        return Response(found.picture, mimetype="image/webp", headers=headers)

    @pages.get("/thumbs/<map_id>")
    def thumbs(map_id: str) -> Response:
        body = services.views.sprites.batch(map_id, asked_rows())
        return Response(body, mimetype=BINARY, headers={"Cache-Control": FOREVER})

    return pages


def unchanged(services: Services, map_id: str, row: int) -> bytes:
    """The bytes of a row's file, if they are still those the map was made of."""
    content = services.library.points.content(map_id, row)
    path = services.library.maps.some_rows(map_id, slice(row, row + 1)).path[0]
    source = services.library.maps.get(map_id).source
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
