"""Owns the web server: waitress in one process, its address in the terminal, opening the browser, a clean end."""

from __future__ import annotations

import logging
import multiprocessing
import os
import secrets
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Callable
from dataclasses import replace
from types import FrameType
from typing import Protocol

from flask import Flask

from services import Services, access
from services.errors import BadRequest
from services.jobs import demo
from services.settings import Settings

logger = logging.getLogger(__name__)

#: Requests answered at the same time: a screen of thumbnails, an upload and a download must not wait for one another.
THREADS = 16


class Page(Protocol):
    """What :func:`app.create_app` makes; ``server`` is the WSGI application."""

    server: Flask


def run(create_app: Callable[[Settings], Page], settings: Settings, *, open_browser: bool) -> None:
    """Serve until Ctrl-C or SIGTERM.

    Raises
    ------
    BadRequest
        The port is taken, the address is not this machine's, or a root is not there.
    """
    import waitress

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    access.check_roots(settings)
    if settings.exposed and not settings.token:
        settings = replace(settings, token=secrets.token_urlsafe(24))
    listener = _listen(settings)
    app = create_app(settings)
    services: Services = app.server.config["IMAGESCAPE_SERVICES"]
    demo.offer(services.library, services.jobs)
    server = waitress.create_server(
        app.server,
        sockets=[listener],
        threads=THREADS,
        ident="",
        max_request_body_size=settings.upload_file_mb * 1_000_000 + 1_000_000,
        channel_timeout=600,
    )
    address = _address(settings)
    sys.stderr.write(f"Imagescape is at {address}\nPress Ctrl-C to end.\n")
    if open_browser and _has_screen():
        threading.Timer(0.3, webbrowser.open, args=(address,)).start()
    signal.signal(signal.SIGTERM, _terminate)
    # Where a shell started this process in the background, Ctrl-C is ignored unless a handler is set.
    signal.signal(signal.SIGINT, _terminate)
    try:
        server.run()
    finally:
        services.jobs.close()
        services.looks.close()
        services.query.close()
        # The Executor does not know a worker that is just starting, and this process would wait for its whole job.
        for child in multiprocessing.active_children():
            child.kill()


def _terminate(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _listen(settings: Settings) -> socket.socket:
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, settings.port))
    except (OSError, OverflowError) as error:
        listener.close()
        raise BadRequest(
            f"Cannot listen on {settings.host} port {settings.port} ({getattr(error, 'strerror', '') or error}). "
            "Another Imagescape may be running there; choose another port with --port."
        ) from error
    listener.listen(128)
    return listener


def _address(settings: Settings) -> str:
    host = settings.host
    if host in ("127.0.0.1", "::1"):
        host = "localhost"
    elif host in ("0.0.0.0", "::"):  # noqa: S104 - compared, not bound
        host = socket.gethostname()
    elif ":" in host:
        host = f"[{host}]"
    token = f"/?token={settings.token}" if settings.exposed else ""
    return f"http://{host}:{settings.port}{token}"


def _has_screen() -> bool:
    """Whether a browser can show the page; without a screen some systems would start a text browser in the terminal."""
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
