"""Owns the addresses of what the page draws of a map: points, its grid, colours, row facts, layouts, a miniature."""

from __future__ import annotations

from flask import Blueprint, Response, request

from services import Services
from services.errors import NotFound
from services.facts import COLOURS
from services.web.answers import BINARY, cache_headers, kept, revalidated


def blueprint(services: Services) -> Blueprint:
    """``/points``, ``/grid``, ``/copies``, ``/colours``, ``/rows``, ``/live`` and ``/preview``."""
    pages = Blueprint("maps", __name__)
    views = services.views

    @pages.get("/points/<map_id>/<int:part>")
    def points(map_id: str, part: int) -> Response:
        body = views.points.part(map_id, part)
        return Response(body, status=200 if body else 204, mimetype=BINARY, headers=cache_headers(services, map_id))

    @pages.get("/grid/<map_id>")
    def grid(map_id: str) -> Response:
        """Kept for ever where the address has ``?v=`` and the edition of this grid; a newer one may be found."""
        body, edition = views.grid.whole(map_id)
        if not body:
            return Response(status=204, headers={"Cache-Control": "no-store"})
        answer = Response(body, mimetype=BINARY, headers=cache_headers(services, map_id))
        return answer if request.args.get("v") == str(edition) else revalidated(answer, request)

    @pages.get("/copies/<map_id>")
    def copies(map_id: str) -> Response:
        """204 while they have not been looked for; asked each time, as they are found of older maps when opened."""
        body = views.copies.groups(map_id)
        return revalidated(Response(body, status=200 if body else 204, mimetype=BINARY), request)

    @pages.get("/colours/<map_id>/<mode>/<int:part>")
    def colours(map_id: str, mode: str, part: int) -> Response:
        """Kept for ever too: the page adds ``?v=`` and the edition of the colours, which changes when the codes do."""
        edition = views.colours.edition(map_id, _mode(mode))
        return kept(Response(views.colours.part(map_id, mode, part), mimetype=BINARY), services, map_id, edition)

    @pages.get("/rows/<map_id>/<int:part>.json")
    def rows(map_id: str, part: int) -> Response:
        facts = views.rows.part(map_id, part)
        # Paths and dates change when the same pictures are found elsewhere.
        return revalidated(Response(facts, mimetype="application/json"), request)

    @pages.get("/live/<map_id>")
    def live(map_id: str) -> Response:
        headers = {"X-Imagescape-State": services.library.maps.get(map_id).state}
        after, have = (request.args.get(name, default=-1, type=int) for name in ("after", "have"))
        mode = _mode(request.args.get("mode", "folder"))
        found = views.live.layout(map_id, after=after, have=have, mode=mode)
        if found is None:
            return Response(status=204, headers=headers)
        body, palette = found
        return Response(body, mimetype=BINARY, headers={**headers, "X-Imagescape-Palette": ",".join(palette)})

    @pages.get("/preview/<map_id>.png")
    def preview(map_id: str) -> Response:
        """Kept for ever where the address has ``?v=`` and the edition of the colours."""
        picture = views.miniatures.of(map_id, dark=request.args.get("dark") == "1")
        answer = Response(picture, mimetype="image/png", headers=cache_headers(services, map_id))
        return answer if "v" in request.args else revalidated(answer, request)

    return pages


def _mode(asked: str) -> str:
    if asked not in COLOURS:
        raise NotFound(f"{asked[:40]!r} is no way to colour. Choose one of {', '.join(COLOURS)}.")
    return asked
