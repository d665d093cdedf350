"""Owns the icons: one small SVG each in assets/icons, which CSS paints in the colour of the text beside it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html

from components.types import Element

#: What the button says that closes a drawer or a dialog.
CLOSE = {"aria-label": "Close"}


def icon(name: str, *, size: int = 18) -> html.Span:
    """The icon ``assets/icons/<name>.svg``, as a decoration that screen readers skip. ``size`` is in pixels."""
    return html.Span(
        className="icon",
        style={"--icon": f"url(/assets/icons/{name}.svg)", "--side": f"{size / 16}rem"},
        **{"aria-hidden": "true"},
    )


def icon_button(name: str, *, id: str, label: str, word: str = "", tip: str | None = None) -> dmc.Tooltip:
    """A button that shows an icon, and a word beside it where there is room.

    ``label`` is its tooltip and its name for screen readers; ``tip`` is the tooltip's id, where the browser changes it.
    """
    shown: list[Element] = [icon(name), html.Span(word, className="word")] if word else [icon(name)]
    button = html.Button(shown, id=id, className="tool", **{"aria-label": label})
    given = {"id": tip} if tip else {}
    return dmc.Tooltip(button, label=label, openDelay=500, withArrow=True, position="bottom", **given)
