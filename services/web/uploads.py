"""Owns the addresses of uploads: begin, a file a request, done, cancel."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from flask import Blueprint, Response, request
from werkzeug.formparser import FormDataParser

from services import Services
from services.errors import BadRequest, LibraryUnusable, TooLarge
from services.schema import Skipped
from services.web.answers import as_json
from services.web.guard import only_own

#: Most bytes that may come with an uploaded file besides the file itself: its path.
FORM_BYTES = 100_000
#: Digits of a time in milliseconds, as a browser sends it, that are looked at: enough for the year 5138.
MOST_DIGITS = 14


def blueprint(services: Services) -> Blueprint:
    """``/upload``."""
    pages = Blueprint("uploads", __name__)
    uploads, settings = services.uploads, services.settings

    @pages.before_request
    def ours() -> None:
        only_own("Uploads need")

    @pages.post("/upload")
    def begin() -> Response:
        limits = {
            "file_mb": settings.upload_file_mb,
            "files": settings.upload_files,
            "total_gb": settings.upload_total_gb,
        }
        return as_json({"id": uploads.begin(), "limits": limits})

    @pages.post("/upload/<upload>")
    def receive(upload: str) -> Response:
        received = uploads.part(upload)
        if (request.content_length or 0) > settings.upload_file_mb * 1_000_000 + FORM_BYTES:
            raise TooLarge(f"A file may have {settings.upload_file_mb:,} MB.")
        path, modified_ms = _receive(received)
        return as_json({"path": uploads.accept(upload, path=path, received=received, modified_ms=modified_ms)})

    @pages.post("/upload/<upload>/done")
    def done(upload: str) -> Response:
        body = request.get_json(silent=True)
        listed = body.get("refused") if isinstance(body, dict) else None
        refused = [
            Skipped(_text(entry, "path", 1000), _text(entry, "reason", 300))
            for entry in listed or ()
            if isinstance(entry, dict)
        ]
        return as_json({"source": uploads.finish(upload, refused)})

    @pages.delete("/upload/<upload>")
    def cancel(upload: str) -> Response:
        uploads.cancel(upload)
        return Response(status=204)

    return pages


def _receive(received: Path) -> tuple[str, int]:
    """Write the request's one file to ``received``; its path and when it was last changed, as the browser knows them.

    The time is in milliseconds since 1970, 0 where the browser does not tell it.
    """
    files: list[BinaryIO] = []
    try:
        with contextlib.ExitStack() as opened:

            def onto_disk(*_: object, **__: object) -> BinaryIO:
                files.append(opened.enter_context(received.open("wb+")))
                return files[-1]

            parser = FormDataParser(stream_factory=onto_disk, max_form_memory_size=FORM_BYTES, max_form_parts=10)
            _, form, fields = parser.parse(
                request.stream, request.mimetype, request.content_length, request.mimetype_params
            )
    except OSError as error:
        received.unlink(missing_ok=True)
        raise LibraryUnusable(
            f"The file could not be stored ({error.strerror}). Free some disk, or give the folder's path instead."
        ) from error
    if len(files) != 1 or "file" not in fields:
        received.unlink(missing_ok=True)
        raise BadRequest("One file comes with a request, as multipart, in a field called 'file'.")
    modified = form.get("modified", "")
    return form.get("path") or fields["file"].filename or "", int(modified[:MOST_DIGITS]) if modified.isdecimal() else 0


def _text(entry: Mapping[str, object], name: str, longest: int) -> str:
    # A browser can send halves of a surrogate pair, which no file of ours could hold.
    return str(entry.get(name, ""))[:longest].encode("utf-8", "replace").decode()
