"""Owns the addresses of what is alike: the pictures most like one, or like those of a set."""

from __future__ import annotations

import numpy as np
from flask import Blueprint, Response, request
from numpy.typing import NDArray

from services import Services
from services.errors import BadRequest
from services.search.similar import Found
from services.web.answers import BINARY, as_json, cache_headers, sent_set

#: Pictures that are answered where nobody says how many.
USUAL = 24


def blueprint(services: Services) -> Blueprint:
    """``/similar``. Scores are as of :mod:`services.search.similar`."""
    pages = Blueprint("similar", __name__)

    @pages.get("/similar/<map_id>/<int:row>")
    def one(map_id: str, row: int) -> Response:
        """Kept for ever, as a finished map does not change."""
        answer = _answer(services.query.similar(map_id, np.array([row]), k=_k()))
        answer.headers.extend(cache_headers(services, map_id))
        return answer

    @pages.post("/similar/<map_id>")
    def several(map_id: str) -> Response:
        """Takes a bit a row (:mod:`services.library.bitmap`); ``?of=each`` asks for what is like one of the rows."""
        rows = _set(services, map_id)
        of = request.args.get("of", "middle")
        if of not in ("middle", "each"):
            raise BadRequest(f"of is what pictures are to be like, middle or each, and is {of[:40]!r}.")
        return _answer(services.query.similar(map_id, rows, k=_k(), any_of=of == "each"))

    @pages.post("/similar/<map_id>/<int:row>/scores")
    def scores(map_id: str, row: int) -> Response:
        """How alike each of a set is to a row, in row order, ``f4`` little-endian: the gallery's order."""
        among = _set(services, map_id)
        return Response(services.query.scores(map_id, row, among).astype("<f4").tobytes(), mimetype=BINARY)

    return pages


def _set(services: Services, map_id: str) -> NDArray[np.int64]:
    """The rows that were sent, rising."""
    return np.flatnonzero(sent_set(services, map_id))


def _answer(found: Found) -> Response:
    """``rows`` and ``scores``, the best first, and ``why``: the score in words."""
    return as_json(
        {
            "rows": found.rows,
            "scores": [round(score, 6) for score in found.scores],
            "why": found.why,
            "estimate": found.estimate,
        }
    )


def _k() -> int:
    asked = request.args.get("k", str(USUAL))
    if not asked.isdecimal():
        raise BadRequest(f"k is how many pictures to answer with, and is {asked[:40]!r}.")
    return int(asked)
