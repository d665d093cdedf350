"""Owns the addresses of selections that are kept with a map."""

from __future__ import annotations

import base64

import numpy as np
from flask import Blueprint, Response, request

from services import Services
from services.errors import BadRequest
from services.library import Selection, bitmap
from services.web.answers import BINARY, as_json
from services.web.guard import only_own


def blueprint(services: Services) -> Blueprint:
    """``/selections``. Rows are a bit a row (:mod:`services.library.bitmap`)."""
    pages = Blueprint("selections", __name__)
    kept = services.library.selections

    @pages.get("/selections/<map_id>")
    def listed(map_id: str) -> Response:
        """The named ones, with their rows as base 64: a list of some is shown as a whole."""
        services.library.maps.get(map_id)
        return as_json([_told(one, rows=True) for one in kept.of(map_id)])

    @pages.get("/selections/<map_id>/<selection>")
    def rows(map_id: str, selection: str) -> Response:
        return Response(kept.get(map_id, selection).rows, mimetype=BINARY)

    @pages.post("/selections/<map_id>")
    def keep(map_id: str) -> Response:
        """Takes the rows; ``?name=`` names them. Without a name they are kept for a link."""
        chosen = bitmap.mask(_body(), services.library.maps.get(map_id).n)
        if not chosen.any():
            raise BadRequest("There is no picture in this selection.")
        name = request.args.get("name", "")
        return as_json(_told(kept.keep(map_id, bitmap.packed(chosen), int(np.count_nonzero(chosen)), name=name)))

    @pages.post("/selections/<map_id>/<selection>")
    def change(map_id: str, selection: str) -> Response:
        """Takes ``edition``, and what is to be another: ``name``, ``gone``, or ``rows`` as base 64."""
        _body()
        said = request.get_json(silent=True)
        if not isinstance(said, dict) or not isinstance(said.get("edition"), int):
            raise BadRequest('A change is JSON with the edition that was seen, such as {"edition": 1, "name": "x"}.')
        name, gone, text = said.get("name"), said.get("gone"), said.get("rows")
        bits = None
        if isinstance(text, str):
            chosen = bitmap.of_text(text, services.library.maps.get(map_id).n)
            bits = bitmap.packed(chosen), int(np.count_nonzero(chosen))
        changed = kept.change(
            map_id,
            selection,
            edition=said["edition"],
            name=name.encode("utf-8", "replace").decode() if isinstance(name, str) else None,
            gone=gone if isinstance(gone, bool) else None,
            rows=bits,
        )
        return as_json(_told(changed))

    return pages


def _body() -> bytes:
    only_own("A selection needs")
    return request.get_data()


def _told(one: Selection, *, rows: bool = False) -> dict[str, str | int]:
    told: dict[str, str | int] = {"id": one.id, "name": one.name, "n": one.n, "edition": one.edition}
    return {**told, "rows": base64.b64encode(one.rows).decode()} if rows else told
