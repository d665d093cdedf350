"""Owns the addresses of what a map's pictures are, taken together: facets and the overview."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services import Services
from services.views.facets import FACETS
from services.web.answers import BINARY, as_json, cache_headers, revalidated


def blueprint(services: Services) -> Blueprint:
    """``/facets`` and ``/overview``. The page adds ``?v=`` and the edition of the colours to what is kept for ever."""
    pages = Blueprint("facets", __name__)
    views = services.views

    def _asked_again(answer: Response, map_id: str) -> Response:
        if services.library.maps.get(map_id).state == "ready":
            return revalidated(answer, request)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    def _kept(answer: Response, map_id: str, facet: str) -> Response:
        if FACETS[facet].beside:
            return _asked_again(answer, map_id)
        answer.headers.extend(cache_headers(services, map_id))
        return answer

    @pages.get("/facets/<map_id>")
    def listed(map_id: str) -> Response:
        # What lies beside a map, which some facets read, may be found only later.
        return _asked_again(as_json(views.facets.listed(map_id)), map_id)

    @pages.get("/facets/<map_id>/<facet>")
    def values(map_id: str, facet: str) -> Response:
        return _kept(Response(views.facets.values(map_id, facet), mimetype="application/json"), map_id, facet)

    @pages.get("/facets/<map_id>/<facet>/rows")
    def rows(map_id: str, facet: str) -> Response:
        return _kept(Response(views.facets.rows(map_id, facet), mimetype=BINARY), map_id, facet)

    @pages.get("/overview/<map_id>.json")
    def overview(map_id: str) -> Response:
        # A map's name, folder and dates can change.
        return revalidated(Response(views.overview.of(map_id), mimetype="application/json"), request)

    return pages
