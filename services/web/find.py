"""Owns the addresses of the search."""

from __future__ import annotations

import numpy as np
from flask import Blueprint, Response, request

from services import Services
from services.errors import BadRequest
from services.search import names
from services.web.answers import BINARY, as_json
from services.web.guard import only_own

#: Header of the answer: a picture that is looked for in vain may be among the files that are not on the map.
SKIPPED = "Imagescape-Skipped"


def blueprint(services: Services) -> Blueprint:
    """``/find``."""
    pages = Blueprint("find", __name__)

    @pages.post("/find/<map_id>")
    def find(map_id: str) -> Response:
        """The rows that were found, best first: with ``most``, so many of them; ``found`` is how many there are."""
        only_own("A search needs")
        body = request.get_json(silent=True)
        words, most = (body.get("words"), body.get("most")) if isinstance(body, dict) else (None, None)
        if not isinstance(words, str):
            raise BadRequest('A search is JSON, such as {"words": "cat paris"}.')
        if most is not None and (not isinstance(most, int) or most < 1):
            raise BadRequest(f"most is how many rows to answer with, 1 or more, and is {most!r}.")
        found = names.find(services.library, map_id, words)
        return as_json(
            {
                "understood": found.understood,
                "confident": True,
                "found": len(found.rows),
                "rows": found.rows[:most].tolist(),
                "scores": found.scores[:most].round(3).tolist(),
                "why": found.why(most),
            }
        )

    @pages.get("/find/<map_id>/rows")
    def rows(map_id: str) -> Response:
        """A byte a row, ``u1``: 1 where it has the words. :data:`SKIPPED` says how many skipped files have them."""
        found = names.find(services.library, map_id, request.args.get("words", ""))
        skipped = services.library.names.skipped_having(map_id, found.understood)
        has = np.zeros(found.n, np.uint8)
        has[found.rows] = 1
        return Response(has.tobytes(), mimetype=BINARY, headers={"Cache-Control": "no-store", SKIPPED: str(skipped)})

    return pages
