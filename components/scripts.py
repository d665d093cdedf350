"""Owns how the browser loads our modules: assets/main.mjs, which Dash puts on the page, and all that it imports.

A module of assets/modules has one address, without a query: under two addresses it would be two modules. The server
answers with an ETag and ``no-cache``, so that the browser asks each time and an upgrade never mixes old and new.
"""

from __future__ import annotations

import mimetypes
import posixpath
import re
from pathlib import Path

from dash import Dash

ASSETS = Path(__file__).resolve().parents[1] / "assets"
ENTRY = "main.mjs"
#: The folder in ``assets`` whose files Dash must not put on the page.
MODULES = "modules"
_IMPORT = re.compile(r'^(?:import|export) (?:[^;"]* from )?"(\.[^"]+)";', re.MULTILINE)


def imports(path: str) -> list[str]:
    """The modules that a module imports, in its order; all as paths below ``assets``."""
    text = (ASSETS / path).read_text(encoding="utf-8")
    return [posixpath.normpath(posixpath.join(posixpath.dirname(path), name)) for name in _IMPORT.findall(text)]


def first_screen() -> list[str]:
    """The modules that the first screen needs: what the entry imports, and what those import."""
    found: list[str] = []
    waiting = imports(ENTRY)
    while waiting:
        path = waiting.pop(0)
        if path not in found:
            found.append(path)
            waiting += imports(path)
    return found


def install(app: Dash) -> None:
    """Have the page fetch the modules of the first screen side by side, and start Dash once they have run.

    Without the links a browser would learn of each module from the one that imports it. Dash starts at
    ``DOMContentLoaded``, which waits for modules: its callbacks call functions of theirs.
    """
    # A system may have another word for this ending, and a browser runs no module that is called otherwise.
    mimetypes.add_type("text/javascript", ".mjs")
    links = "".join(f'<link rel="modulepreload" href="{app.get_asset_url(path)}">' for path in first_screen())
    app.index_string = app.index_string.replace("{%metas%}", "{%metas%}\n        " + links).replace(
        "<html>", '<html lang="en">'
    )
    app.renderer = f"addEventListener('DOMContentLoaded', () => {{ {app.renderer} }});"
