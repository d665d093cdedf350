"""Owns what questions and answers have in common: rows that are sent, JSON, how long a browser may keep an answer."""

from __future__ import annotations

import json

import numpy as np
from flask import Request, Response, request
from numpy.typing import NDArray

from services import Services
from services.errors import BadRequest
from services.library import bitmap
from services.web.guard import only_own

FOREVER = "private, max-age=31536000, immutable"
BINARY = "application/octet-stream"


def sent_set(services: Services, map_id: str) -> NDArray[np.bool_]:
    """The set of a map's rows that our own page sent, a bit a row (:mod:`services.library.bitmap`).

    Raises
    ------
    NotFound, BadRequest
    """
    only_own("A question needs")
    return bitmap.mask(request.get_data(), services.library.maps.get(map_id).n)


def asked_rows() -> list[int]:
    """The row numbers of ``?rows=``, which the map may lack.

    Raises
    ------
    BadRequest
    """
    try:
        return [int(row) for row in request.args.get("rows", "").split(",")]
    except ValueError as error:
        raise BadRequest("Rows are row numbers separated by commas, such as ?rows=0,5,17.") from error


def as_json(value: object) -> Response:
    """``value`` as JSON."""
    return Response(json.dumps(value), mimetype="application/json")


def cache_headers(services: Services, map_id: str) -> dict[str, str]:
    """A browser may keep what it got of a finished map for ever, as it never changes, and nothing of another."""
    return {"Cache-Control": FOREVER if services.library.maps.get(map_id).state == "ready" else "no-store"}


def revalidated(answer: Response, asked: Request) -> Response:
    """The answer with a hash of itself: a browser asks each time, and gets it again only if it is another."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    answer.make_conditional(asked)
    return answer


def kept(answer: Response, services: Services, map_id: str, edition: str) -> Response:
    """The answer, which a browser may keep for ever if its address says that it is of this edition (``?v=``).

    Else it is asked for each time; of a map that is being made nothing is kept.
    """
    headers = cache_headers(services, map_id)
    if headers["Cache-Control"] == FOREVER and request.args.get("v") != edition:
        return revalidated(answer, request)
    answer.headers.extend(headers)
    return answer
