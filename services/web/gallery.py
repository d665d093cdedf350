"""Owns the addresses of the gallery: orders, days, paths, and all that the EXIF of a picture says."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services import Services, decoding
from services.errors import Gone
from services.web.answers import BINARY, as_json, asked_rows, revalidated
from services.web.pictures import unchanged


def blueprint(services: Services) -> Blueprint:
    """``/order``, ``/days``, ``/paths`` and ``/exif``. They change when a map's pictures are found elsewhere."""
    pages = Blueprint("gallery", __name__)
    orders = services.views.orders

    @pages.get("/order/<map_id>/<order>")
    def order(map_id: str, order: str) -> Response:
        return revalidated(Response(orders.rows(map_id, order), mimetype=BINARY), request)

    @pages.get("/days/<map_id>")
    def days(map_id: str) -> Response:
        return revalidated(Response(orders.days(map_id), mimetype=BINARY), request)

    @pages.get("/paths/<map_id>")
    def paths(map_id: str) -> Response:
        return revalidated(as_json(orders.paths(map_id, asked_rows())), request)

    @pages.get("/exif/<map_id>/<int:row>")
    def exif(map_id: str, row: int) -> Response:
        """A list of [name, value] in the order of the file; empty where it has none."""
        data = unchanged(services, map_id, row)
        try:
            return as_json(decoding.exif_of(data, max_pixels=services.settings.max_pixels))
        except decoding.Unreadable as reason:
            raise Gone(f"The file of this point can no longer be read ({reason}).") from reason

    return pages
