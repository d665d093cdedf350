"""Owns which addresses there are besides the page, and how errors are answered: a short text, never the page."""

from __future__ import annotations

import re

from flask import Flask, Response, has_request_context, redirect, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from services import Services
from services.errors import ImagescapeError, NotFound
from services.schema import VERSION
from services.web import (
    complete,
    exports,
    facets,
    find,
    found,
    gallery,
    maps,
    pictures,
    regions,
    selections,
    sets,
    similar,
    uploads,
)
from services.web.answers import as_json
from services.web.guard import split_address

#: Modules whose ``blueprint`` has addresses.
_PARTS = (
    *(pictures, maps, facets, regions, gallery, find, similar),
    *(sets, selections, exports, uploads, found, complete),
)
_MAP_PAGE = re.compile(r"/map/([^/]*)/?")


def install(server: Flask, services: Services) -> None:
    """Put every address of ours on ``server``."""
    for part in _PARTS:
        server.register_blueprint(part.blueprint(services))
    server.register_error_handler(ImagescapeError, _known_error)
    server.register_error_handler(HTTPException, _http_error)

    @server.get("/health")
    def health() -> Response:
        return as_json({"status": "ok", "version": VERSION})

    @server.before_request
    def page_or_nothing() -> BaseResponse | None:
        # Dash answers every address with its page. An address that shows nothing must say so instead.
        rule = request.url_rule
        if rule is None or rule.rule != "/<path:path>":
            return None
        page = _MAP_PAGE.fullmatch(request.path)
        if page is None:
            raise NotFound(f"There is nothing at {request.path}. The page is at /.")
        if joined := services.library.following.led_to(page.group(1)):
            # It has the same rows, so that all that an address says of them holds.
            query = request.query_string.decode()
            return redirect(f"/map/{joined}{'?' if query else ''}{query}")
        # The page tells of a map that was there, and is a bookmark still.
        if services.library.maps.deleted(page.group(1)) is None:
            services.library.maps.get(page.group(1))
        return None


def _known_error(error: ImagescapeError) -> Response:
    return Response(str(error), status=error.status, mimetype="text/plain")


def _http_error(error: HTTPException) -> Response:
    return Response(f"{error.code}: {error.description}", status=error.code or 500, mimetype="text/plain")


def asked_from() -> str | None:
    """The path of the page that sent this request, where the browser says it; None outside of a request."""
    if not has_request_context() or not request.referrer:
        return None
    page = split_address(request.referrer)
    return page.path if page.netloc == request.host else None
