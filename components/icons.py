"""Owns the icons: one small SVG an icon in assets/icons, painted by CSS in the colour of the text beside it."""

from __future__ import annotations

from typing import Any

import dash_mantine_components as dmc
from dash import html


def icon(name: str, *, size: int = 18) -> html.Span:
    """The icon ``assets/icons/<name>.svg``, as a decoration that screen readers pass over."""
    return html.Span(
        className="icon",
        style={"--icon": f"url(/assets/icons/{name}.svg)", "width": size, "height": size},
        **{"aria-hidden": "true"},
    )


def icon_button(name: str, *, id: str, label: str, **more: Any) -> dmc.Tooltip:
    """A button that shows an icon, with its name as tooltip and for screen readers."""
    button = dmc.ActionIcon(
        icon(name), id=id, variant="subtle", color="gray", size="lg", className="tool", **{"aria-label": label}, **more
    )
    return dmc.Tooltip(button, label=label, openDelay=400, withArrow=True, position="bottom")
