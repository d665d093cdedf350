"""Owns the order in which the page's parts are registered, and what becomes of an error in any of them."""

from __future__ import annotations

import logging

from dash import Dash, set_props

from components import page
from components.header import export, maps, skipped
from components.ids import Ids
from components.map import colour, extend, plot
from components.notices import notice
from components.source import progress, sheet
from services import Services
from services.errors import ImagescapeError

logger = logging.getLogger(__name__)

COMPONENTS = (sheet, progress, plot, colour, export, maps, skipped, extend)


def register_all(app: Dash, services: Services) -> None:
    """Set the layout and every part's callbacks."""
    app.layout = lambda: page.layout(services)
    for part in COMPONENTS:
        part.register(app, services)


def tell_error(error: Exception) -> None:
    """Show a known error in its own words; log an unknown one and show none of its inside."""
    if isinstance(error, ImagescapeError):
        text = str(error)
    else:
        logger.error("a callback failed", exc_info=error)
        text = "Something unexpected went wrong. The terminal shows the details."
    set_props(Ids.NOTICES, {"sendNotifications": [notice(text, kind="error")]})
