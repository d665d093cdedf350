"""Owns the page: the order in which its parts register their callbacks, and what becomes of an error in one of them.

A package for each place on the screen: ``source`` and ``header`` know nothing of ``map``, which may use both;
``explore`` and ``picture`` use none of them; ``page`` puts them together.
"""

from __future__ import annotations

import logging
from typing import Protocol

from dash import Dash, set_props

from components import page
from components.header import change, counts, export, maps, name, skipped, trust
from components.ids import Ids
from components.map import colour, extend, moved, plot
from components.notices import notice
from components.source import controls, follow, progress, start, welcome
from services import Services
from services.errors import ImagescapeError

logger = logging.getLogger(__name__)


class Part(Protocol):
    """A module that has callbacks."""

    def register(self, app: Dash, services: Services) -> None:
        """Register the module's callbacks with the application."""


PARTS: tuple[Part, ...] = (
    *(start, welcome, controls, progress, follow),
    *(plot, colour, extend, moved),
    *(name, counts, trust, export, maps, change, skipped),
)


def register_all(app: Dash, services: Services) -> None:
    """Set the layout, and register the callbacks of every part."""
    app.layout = lambda: page.layout(services)
    for part in PARTS:
        part.register(app, services)


def tell_error(error: Exception) -> None:
    """Show the message of one of our own errors. Log any other, and show nothing of what is in it."""
    if isinstance(error, ImagescapeError):
        text = str(error)
    else:
        logger.error("a callback failed", exc_info=error)
        text = "Something unexpected went wrong. The terminal shows the details."
    set_props(Ids.NOTICES, {"sendNotifications": [notice(text, kind="error")]})
