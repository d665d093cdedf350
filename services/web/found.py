"""Owns the addresses of the sheet for a new map: what a folder holds, folders to choose from, and encoders.

The page asks again and again while somebody types. So a folder that cannot be read is an answer, and no error.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence

from flask import Blueprint, Response, request

from services import Services, access, projections, storage
from services.encoders import ENCODERS, offered
from services.errors import BadRequest, NotFound
from services.library import MapInfo, rates, recent
from services.schema import ARTICLE, Recipe, name_of, shown, visible
from services.sources import demo, scan
from services.sources.browse import Folder
from services.sources.look import Look
from services.web.answers import as_json

#: Sources used last that are told, and that are looked through for those that can still be read.
SOURCES, LOOKED_THROUGH = 8, 60
#: Seconds for which the facts of all maps are held. They are needed many times a second, and seldom change.
HELD = 3.0
#: What a recipe is asked with.
_TEXTS, _NUMBERS = ("encoder", "projection", "decoding", "precision"), ("sample", "dimensions", "iterations")
_NONE = Look("")


def blueprint(services: Services) -> Blueprint:
    """``/found``, ``/folders``, ``/sources`` and ``/encoders``; all GET, and none may be kept."""
    pages = Blueprint("found", __name__)
    measured = _Measured(services)

    @pages.get("/found")
    def found() -> Response:
        path = request.args.get("path", "")
        try:
            look = services.looks.at(path)
        except BadRequest as reason:
            return _fresh({**_as_shown(_NONE, None), "source": shown(path), "done": True, "problem": str(reason)})
        recipe = _recipe()
        pictures = _pictures(look, recipe)
        shown_look = _as_shown(look, _estimate(measured.infos(), look.source, pictures, recipe))
        most = services.settings.max_pictures
        if pictures > most:
            shown_look["problem"] = scan.too_many(shown(look.source), pictures, most)
        return _fresh(shown_look)

    @pages.get("/found/<token>/<int:number>.jpg")
    def example(token: str, number: int) -> Response:
        data = services.looks.thumbnail(token, number)
        if data is None:
            raise NotFound(f"There is no example {number} of this folder; it may have been counted anew.")
        return Response(data, mimetype="image/jpeg", headers={"Cache-Control": "no-store"})

    @pages.get("/folders")
    def folders() -> Response:
        path = request.args.get("path", "")
        try:
            return _fresh(_as_listed(services.looks.folder(path)))
        except BadRequest as reason:
            nothing = Folder(shown(path), None, (), 0, here=None, whole=False, done=True)
            return _fresh({**_as_listed(nothing), "problem": str(reason)})

    @pages.get("/sources")
    def sources() -> Response:
        # The page asks when the sheet is opened.
        services.looks.expect()
        return _fresh([{"path": path, "name": name_of(path)} for path in _last_used(services)])

    @pages.get("/encoders")
    def encoders() -> Response:
        infos = measured.infos()
        offers = offered.offered(folder=services.settings.weights, models=services.library.models)
        return _fresh([_as_offered(offer, infos) for offer in offers])

    return pages


class _Measured:
    """The facts of all maps, newest first, at most :data:`HELD` seconds old."""

    def __init__(self, services: Services) -> None:
        self._maps = services.library.maps
        self._lock = threading.Lock()
        self._held: tuple[float, list[MapInfo]] | None = None

    def infos(self) -> list[MapInfo]:
        with self._lock:
            if self._held is None or time.monotonic() > self._held[0]:
                self._held = time.monotonic() + HELD, self._maps.all()
            return self._held[1]


def _fresh(value: object) -> Response:
    answer = as_json(value)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _recipe() -> Recipe:
    """The recipe that the page asks with. What it does not say, or says wrongly, is as by default."""
    default, asked = Recipe(), request.args
    texts = {name: asked.get(name) or getattr(default, name) for name in _TEXTS}
    numbers = {name: max(asked.get(name, getattr(default, name), type=int), 0) for name in _NUMBERS}
    return default.with_(**texts, **numbers)


def _pictures(look: Look, recipe: Recipe) -> int:
    """How many of the pictures a map of this recipe would take."""
    all_of_them = look.counts.pictures
    if recipe.decoding == ARTICLE:
        all_of_them = sum(number for kind, number in look.counts.kinds if kind in ("JPEG", "PNG"))
    return min(recipe.sample, all_of_them) if recipe.sample else all_of_them


def _estimate(infos: Sequence[MapInfo], source: str, pictures: int, recipe: Recipe) -> rates.Estimate | None:
    first = projections.wave_sizes(pictures)[:1] if projections.in_waves(recipe, pictures) else [0]
    return rates.estimate(infos, pictures=pictures, recipe=recipe, source=source, first_wave=first[0])


def _as_shown(look: Look, estimate: rates.Estimate | None) -> dict[str, object]:
    counts = look.counts
    return {
        "source": shown(look.source),
        "name": name_of(look.source) if look.source else "",
        "address": storage.is_url(look.source),
        "pictures": counts.pictures,
        "others": counts.others,
        "skipped": counts.skipped,
        "folders": counts.folders,
        "bytes": counts.bytes,
        "kinds": counts.kinds,
        "counted": look.counted,
        "done": look.done,
        "seconds": round(look.seconds, 3),
        "examples": look.examples,
        "token": look.token,
        "estimate": _as_told(estimate) if estimate else None,
        "problem": look.problem,
    }


def _as_told(estimate: rates.Estimate) -> dict[str, float]:
    return {"first": round(estimate.first, 1), "all": round(estimate.all, 1), "known": estimate.known}


def _as_listed(folder: Folder) -> dict[str, object]:
    return {
        "path": shown(folder.path),
        "up": None if folder.up is None else shown(folder.up),
        "folders": [
            {"name": shown(below.name), "shown": visible(below.name), "pictures": below.pictures, "more": below.more}
            for below in folder.folders
        ],
        "more": folder.more,
        "here": folder.here,
        "whole": folder.whole,
        "done": folder.done,
        "problem": "",
    }


def _as_offered(offer: offered.Offer, infos: Sequence[MapInfo]) -> dict[str, object]:
    entry, default = offer.entry, Recipe()
    return {
        "name": entry.name,
        "title": entry.title,
        "help": entry.help,
        "bytes": offer.size,
        "here": offer.here,
        "rate": rates.speed(infos, encoder=entry.name, precision=default.precision),
        "work": round(entry.work / ENCODERS[default.encoder].work, 1),
        "file": offer.file,
        "url": offer.url,
        "folder": offer.folder,
    }


def _last_used(services: Services) -> list[str]:
    """The folders used last that can still be read, without uploads and the demo."""
    library = services.library
    found: list[str] = []
    for path in recent.sources(library.db, most=LOOKED_THROUGH):
        try:
            if not demo.is_demo(library, path) and access.check(services.settings, path) == path:
                found.append(path)
        except BadRequest:
            continue
    inside = [path for path in found if not path.startswith(f"{library.uploads}/")]
    return inside[:SOURCES]
