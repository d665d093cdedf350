"""Owns the addresses besides the page: health, thumbnails, pictures, points, colours, row facts, live layouts, exports,
uploads.

A picture is asked for by map and row number, never by a path. Anything unknown is a short text, never the page.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, Response, has_request_context, request
from werkzeug.exceptions import HTTPException
from werkzeug.formparser import FormDataParser

from services import Services, access, decoding, storage
from services.errors import BadRequest, Gone, ImagescapeError, LibraryUnusable, NotFound, TooLarge
from services.exports import EXPORTS, chosen, filename
from services.facts import COLOURS
from services.schema import VERSION, Skipped
from services.web.guard import HEADER, split_address

FOREVER = "private, max-age=31536000, immutable"
BINARY = "application/octet-stream"
#: Most that may come with an uploaded file besides the file itself: its path.
FORM_BYTES = 100_000
_MAP_PAGE = re.compile(r"/map/([^/]*)/?")


def install(server: Flask, services: Services) -> None:
    """Put every address of ours on ``server``."""
    server.register_blueprint(_pictures(services))
    server.register_blueprint(_maps(services))
    server.register_blueprint(_uploads(services))
    server.register_error_handler(ImagescapeError, _known_error)
    server.register_error_handler(HTTPException, _http_error)

    @server.get("/health")
    def health() -> Response:
        return _json({"status": "ok", "version": VERSION})

    @server.before_request
    def page_or_nothing() -> None:
        # Dash answers every address with its page; one that shows nothing must say so instead.
        rule = request.url_rule
        if rule is None or rule.rule != "/<path:path>":
            return
        page = _MAP_PAGE.fullmatch(request.path)
        if page is None:
            raise NotFound(f"There is nothing at {request.path}. The page is at /.")
        services.library.maps.get(page.group(1))


def _known_error(error: ImagescapeError) -> Response:
    return Response(str(error), status=error.status, mimetype="text/plain")


def _http_error(error: HTTPException) -> Response:
    return Response(f"{error.code}: {error.description}", status=error.code or 500, mimetype="text/plain")


def _json(value: Any, status: int = 200) -> Response:
    return Response(json.dumps(value), status=status, mimetype="application/json")


def _text(told: dict[str, Any], name: str, longest: int) -> str:
    # A browser can send halves of a surrogate pair, which no file of ours could hold.
    return str(told.get(name, ""))[:longest].encode("utf-8", "replace").decode()


def asked_from() -> str | None:
    """The path of the page that sent this request, where the browser tells; None outside of a request."""
    if not has_request_context() or not request.referrer:
        return None
    page = split_address(request.referrer)
    return page.path if page.netloc == request.host else None


def _cache(services: Services, map_id: str) -> dict[str, str]:
    """What is asked of a finished map never changes."""
    return {"Cache-Control": FOREVER if services.library.maps.get(map_id).state == "ready" else "no-store"}


def _pictures(services: Services) -> Blueprint:
    pages = Blueprint("pictures", __name__)

    @pages.get("/thumb/<map_id>/<int:row>")
    def thumb(map_id: str, row: int) -> Response:
        data = services.library.contents.thumbnail(services.library.points.content(map_id, row))
        if data is None:
            raise NotFound(f"The thumbnail of row {row} is no longer in the library. Build the map again.")
        return Response(data, mimetype="image/jpeg", headers={"Cache-Control": FOREVER})

    @pages.get("/image/<map_id>/<int:row>")
    def image(map_id: str, row: int) -> Response:
        content = services.library.points.content(map_id, row)
        path = services.library.maps.some_rows(map_id, slice(row, row + 1)).path[0]
        data = _unchanged(services, services.library.maps.get(map_id).source, path, content)
        try:
            shown, mime = decoding.for_browser(data, max_pixels=services.settings.max_pixels)
        except decoding.Unreadable as reason:
            raise Gone(f"The file of this point can no longer be shown ({reason}); the thumbnail is kept.") from reason
        return Response(
            shown,
            mimetype=mime,
            headers={"Cache-Control": FOREVER, "Content-Security-Policy": "default-src 'none'; sandbox"},
        )

    return pages


def _unchanged(services: Services, source: str, path: str, content: str) -> bytes:
    """The bytes of a row's file, if they are still those the map was made of."""
    limit = services.settings.max_file_mb * 1_000_000
    if path.startswith("../"):
        # Added from a folder beside the map's own, as the map file says; no link may lead out of that one either.
        source, path = os.path.split(os.path.normpath(os.path.join(source, path)))
        access.check(services.settings, source)
    try:
        data = storage.read(source, path, limit=limit)
    except OSError as error:
        raise Gone(
            f"The file of this point is no longer at its place ({error.strerror or 'it cannot be read'}); the thumbnail is kept."
        ) from error
    if hashlib.sha256(data).hexdigest() != content:
        raise Gone("The file of this point has changed since the map was made; the thumbnail shows what was mapped.")
    return data


def _maps(services: Services) -> Blueprint:
    pages = Blueprint("maps", __name__)

    @pages.get("/rows/<map_id>/<int:part>.json")
    def rows(map_id: str, part: int) -> Response:
        answer = Response(
            services.views.part(map_id, part),
            mimetype="application/json",
            headers={"Cache-Control": "private, no-cache"},
        )
        # Paths and dates change when the same pictures are met elsewhere: asked each time, and sent if they are others.
        answer.add_etag()
        answer.make_conditional(request)
        return answer

    @pages.get("/points/<map_id>/<int:part>")
    def points(map_id: str, part: int) -> Response:
        body = services.views.points(map_id, part)
        return Response(body, status=200 if body else 204, mimetype=BINARY, headers=_cache(services, map_id))

    @pages.get("/colours/<map_id>/<mode>/<int:part>")
    def colours(map_id: str, mode: str, part: int) -> Response:
        """Kept for ever too: the page adds ``?v=`` and the edition of the colours, which changes when the codes do."""
        return Response(
            services.views.codes(map_id, _mode(mode), part), mimetype=BINARY, headers=_cache(services, map_id)
        )

    @pages.get("/live/<map_id>")
    def live(map_id: str) -> Response:
        headers = {"X-Imagescape-State": services.library.maps.get(map_id).state}
        after, have = (request.args.get(name, default=-1, type=int) for name in ("after", "have"))
        found = services.views.live(map_id, after=after, have=have, mode=_mode(request.args.get("mode", "folder")))
        if found is None:
            return Response(status=204, headers=headers)
        body, palette = found
        return Response(body, mimetype=BINARY, headers={**headers, "X-Imagescape-Palette": ",".join(palette)})

    @pages.route("/export/<map_id>.<suffix>", methods=["GET", "POST"])
    def export(map_id: str, suffix: str) -> Response:
        if suffix not in EXPORTS:
            raise NotFound(f"A map can leave as {', '.join(EXPORTS)}, not as {suffix!r}.")
        info = services.library.maps.get(map_id)
        if info.state != "ready":
            raise BadRequest("This map is still being made; it can be downloaded when it is done.")
        wanted = EXPORTS[suffix]
        rows = chosen(request.values.get("rows"), info.n)
        options = _options(services, map_id)
        body = wanted.write(services.library, map_id, rows, options)
        name = filename(datetime.now(), suffix, rows=rows, features=options["features"])
        headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
        return Response(body, content_type=wanted.mime, headers=headers)

    return pages


def _mode(asked: str) -> str:
    if asked not in COLOURS:
        raise NotFound(f"{asked[:40]!r} is no way to colour. Choose one of {', '.join(COLOURS)}.")
    return asked


def _options(services: Services, map_id: str) -> dict[str, Any]:
    asked = request.values
    options: dict[str, Any] = {"features": asked.get("features", "1") != "0", "marks": asked.get("marks", "dots")}
    options["colouring"] = services.views.colouring(map_id, asked.get("color", "folder"))
    return options


def _uploads(services: Services) -> Blueprint:
    pages = Blueprint("uploads", __name__)
    uploads, settings = services.uploads, services.settings

    @pages.before_request
    def ours() -> None:
        if HEADER not in request.headers:
            raise BadRequest(f"Uploads need the header {HEADER}: 1, which Imagescape's own page sends.")

    @pages.post("/upload")
    def begin() -> Response:
        limits = {
            "file_mb": settings.upload_file_mb,
            "files": settings.upload_files,
            "total_gb": settings.upload_total_gb,
        }
        return _json({"id": uploads.begin(), "limits": limits})

    @pages.post("/upload/<upload>")
    def receive(upload: str) -> Response:
        received = uploads.part(upload)
        if (request.content_length or 0) > settings.upload_file_mb * 1_000_000 + FORM_BYTES:
            raise TooLarge(f"A file may have {settings.upload_file_mb:,} MB.")
        came: list[Any] = []
        try:
            with contextlib.ExitStack() as opened:

                def onto_disk(*_: Any, **__: Any) -> Any:
                    came.append(opened.enter_context(received.open("wb+")))
                    return came[-1]

                parser = FormDataParser(stream_factory=onto_disk, max_form_memory_size=FORM_BYTES, max_form_parts=10)
                _, form, files = parser.parse(
                    request.stream, request.mimetype, request.content_length, request.mimetype_params
                )
        except OSError as error:
            received.unlink(missing_ok=True)
            raise LibraryUnusable(
                f"The file could not be stored ({error.strerror}). Free some disk, or give the folder's path instead."
            ) from error
        if len(came) != 1 or "file" not in files:
            received.unlink(missing_ok=True)
            raise BadRequest("One file comes with a request, as multipart, in a field called 'file'.")
        path = form.get("path") or files["file"].filename or ""
        return _json({"path": uploads.accept(upload, path=path, received=received)})

    @pages.post("/upload/<upload>/done")
    def done(upload: str) -> Response:
        body = request.get_json(silent=True)
        listed = body.get("refused") if isinstance(body, dict) else None
        refused = [
            Skipped(_text(r, "path", 1000), _text(r, "reason", 300)) for r in listed or () if isinstance(r, dict)
        ]
        return _json({"source": uploads.finish(upload, refused)})

    @pages.delete("/upload/<upload>")
    def cancel(upload: str) -> Response:
        uploads.cancel(upload)
        return Response(status=204)

    return pages
