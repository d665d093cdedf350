"""Owns the addresses of regions: which there are, the row codes, the outlines, and giving one a name."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services import Services
from services.errors import BadRequest
from services.groups import own
from services.views.regions import answer
from services.web.answers import BINARY, as_json, revalidated
from services.web.guard import only_own


def blueprint(services: Services) -> Blueprint:
    """``/regions``. All answers are 204 where a map has not been looked for regions yet; they change with the names."""
    pages = Blueprint("regions", __name__)
    views = services.views.regions

    @pages.get("/regions/<map_id>.json")
    def regions(map_id: str) -> Response:
        return _answer(views.levels(map_id), "application/json")

    @pages.get("/regions/<map_id>/rows")
    def rows(map_id: str) -> Response:
        return _answer(views.rows(map_id), BINARY)

    @pages.get("/regions/<map_id>/outlines.json")
    def outlines(map_id: str) -> Response:
        return _answer(views.outlines(map_id), "application/json")

    @pages.post("/regions/<map_id>/<int:region>/name")
    def name(map_id: str, region: int) -> Response:
        """Give a region the name of ``{"name": "..."}``; an empty one gives it its automatic name again."""
        only_own("A name needs")
        body = request.get_json(silent=True)
        given = body.get("name") if isinstance(body, dict) else None
        if not isinstance(given, str):
            raise BadRequest('A name is JSON, such as {"name": "Sailing boats"}.')
        # A browser can send halves of a surrogate pair, which no database could hold.
        text = given.encode("utf-8", "replace").decode()
        return as_json(answer(own.rename(services.library, map_id, region, text)))

    return pages


def _answer(body: str | bytes | None, mime: str) -> Response:
    if body is None:
        return Response(status=204, headers={"Cache-Control": "no-store"})
    return revalidated(Response(body, mimetype=mime), request)
