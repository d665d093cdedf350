"""Owns the start: ``create_app(settings)`` puts the page together, ``main`` is the command line.

Everything of weight is imported inside functions: the worker is spawned and so imports this file again, and the page
must be up within two seconds.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash import Dash
    from flask import Flask

    from services import Services
    from services.settings import Settings


def create_app(settings: Settings | None = None) -> Dash:
    """Build the page and everything behind it. ``app.server`` is the WSGI application.

    Parameters
    ----------
    settings : Settings, optional
        From ``IMAGESCAPE_*`` when left out.

    Raises
    ------
    LibraryUnusable
        The library folder cannot be written, or is newer than this version.
    BadRequest
        The settings ask for what cannot be had.
    """
    from dash import Dash
    from dash.exceptions import DependencyException
    from flask import Flask, Response

    import components
    from components import scripts
    from services.settings import Settings
    from services.web import guard, routes

    settings = settings or Settings.from_env()
    server = Flask("imagescape", static_folder=None)
    services = _services(server, settings)
    app = Dash(
        "imagescape",
        server=server,
        title="Imagescape",
        update_title="",
        assets_folder=str(scripts.ASSETS),
        assets_path_ignore=[f"^{scripts.MODULES}$"],
        serve_locally=True,
        suppress_callback_exceptions=False,
        enable_mcp=False,
        on_error=components.tell_error,
    )
    server.config["IMAGESCAPE_SERVICES"] = services
    components.register_all(app, services)
    scripts.install(app)
    policy: list[str] = []

    def csp() -> str:
        # Dash lists the clientside callbacks, whose hashes these are, at the first request.
        if not policy:
            policy.append(guard.policy(app.csp_hashes()))
        return policy[0]

    guard.install(server, settings, csp=csp)
    routes.install(server, services)
    server.register_error_handler(
        DependencyException, lambda _: Response("There is no such script.", 404, mimetype="text/plain")
    )
    return app


def _services(server: Flask, settings: Settings) -> Services:
    from importlib.util import find_spec

    from flask_caching import Cache

    from services import Services
    from services.errors import BadRequest
    from services.jobs.query import Query
    from services.jobs.queue import Jobs
    from services.library import Library
    from services.sources.look import Looks
    from services.sources.uploads import Uploads
    from services.sources.watch import Watch
    from services.views import Views

    if settings.cache_url:
        if find_spec("redis") is None:
            raise BadRequest(
                f"IMAGESCAPE_CACHE_URL={settings.cache_url} needs the package redis, which does not come with "
                "Imagescape. Install it with: python -m pip install redis"
            )
        config = {"CACHE_TYPE": "RedisCache", "CACHE_REDIS_URL": settings.cache_url, "CACHE_DEFAULT_TIMEOUT": 0}
    else:
        folder = str(settings.library_path / "cache")
        config = {
            "CACHE_TYPE": "FileSystemCache",
            "CACHE_DIR": folder,
            "CACHE_THRESHOLD": 500,
            "CACHE_DEFAULT_TIMEOUT": 0,
        }
    library = Library(settings.library_path)
    return Services(
        settings=settings,
        library=library,
        jobs=Jobs(library, settings),
        uploads=Uploads(library, settings),
        views=Views(library, Cache(server, config=config)),
        watch=Watch(library, settings),
        looks=Looks(settings, library),
        query=Query(library),
    )


def serve(settings: Settings, open_browser: bool) -> None:
    """Serve the page until Ctrl-C or SIGTERM; the worker ends with it and its job is found again at the next start."""
    from services.web.server import run

    run(create_app, settings, open_browser=open_browser)


def main() -> None:
    """Run the command line; every known error is one clear line and its exit status."""
    from services.errors import ImagescapeError

    try:
        from services.cli.main import make

        make(serve)()
    except ImagescapeError as error:
        sys.stderr.write(f"imagescape: {error}\n")
        raise SystemExit(error.exit_code) from None
    except ModuleNotFoundError as missing:
        sys.stderr.write(
            f"imagescape: this Python has no {missing.name}. Run make setup, then use .venv/bin/python app.py.\n"
        )
        raise SystemExit(1) from None
    except (OSError, MemoryError) as error:
        sys.stderr.write(f"imagescape: {error or 'this machine ran out of memory'} ({type(error).__name__})\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
