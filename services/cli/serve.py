"""Owns the command ``serve``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from services.cli.options import library_option, weights_option
from services.settings import Settings

Serve = Callable[[Settings, bool], None]


def serve_command(serve: Serve) -> click.Command:
    """The command that calls ``serve(settings, open_browser)``."""

    @click.command("serve")
    @click.option(
        "--host",
        default=None,
        help="Address to listen on (default 127.0.0.1). Any other asks visitors for an access token.",
    )
    @click.option("--port", type=click.IntRange(1, 65535), default=None, help="Port (default 8050).")
    @library_option
    @click.option("--root", "roots", multiple=True, help="Folder the page may read; may be given several times.")
    @weights_option
    @click.option(
        "--cluster", default=None, help="Dask scheduler (tcp://...) whose workers read and embed the pictures."
    )
    @click.option("--no-browser", is_flag=True, help="Do not open a browser window.")
    def command(no_browser: bool, **flags: Any) -> None:
        """Serve the page at http://localhost:8050."""
        serve(Settings.from_env(**flags), not no_browser)

    return command
