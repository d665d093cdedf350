"""Owns the addresses of what a map's pictures are, taken together: facets and the overview."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services import Services
from services.web.answers import BINARY, as_json, kept, revalidated


def blueprint(services: Services) -> Blueprint:
    """``/facets`` and ``/overview``. With ``?v=`` and its edition a facet is kept for ever."""
    pages = Blueprint("facets", __name__)
    views = services.views

    @pages.get("/facets/<map_id>")
    def listed(map_id: str) -> Response:
        # It changes when something is found of a map that is stored already.
        return revalidated(as_json(views.facets.listed(map_id)), request)

    @pages.get("/facets/<map_id>/<facet>")
    def values(map_id: str, facet: str) -> Response:
        edition, within = views.facets.edition(map_id, facet), request.args.get("within", type=int)
        body = views.facets.values(map_id, facet) if within is None else views.facets.within(map_id, facet, within)
        return kept(Response(body, mimetype="application/json"), services, map_id, edition)

    @pages.get("/facets/<map_id>/<facet>/rows")
    def rows(map_id: str, facet: str) -> Response:
        edition = views.facets.edition(map_id, facet)
        return kept(Response(views.facets.rows(map_id, facet), mimetype=BINARY), services, map_id, edition)

    @pages.get("/overview/<map_id>.json")
    def overview(map_id: str) -> Response:
        # A map's name, folder and dates can change.
        return revalidated(Response(views.overview.of(map_id), mimetype="application/json"), request)

    return pages
