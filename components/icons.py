"""Owns the icons: one small SVG each in assets/icons, which CSS paints in the colour of the text beside it."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import html


def icon(name: str, *, size: int = 18) -> html.Span:
    """The icon ``assets/icons/<name>.svg``, as a decoration that screen readers skip."""
    return html.Span(
        className="icon",
        style={"--icon": f"url(/assets/icons/{name}.svg)", "width": size, "height": size},
        **{"aria-hidden": "true"},
    )


def icon_button(name: str, *, id: str, label: str) -> dmc.Tooltip:
    """A button that shows an icon. ``label`` is its tooltip and its name for screen readers."""
    button = dmc.ActionIcon(
        icon(name), id=id, variant="subtle", color="gray", size="lg", className="tool", **{"aria-label": label}
    )
    return dmc.Tooltip(button, label=label, openDelay=400, withArrow=True, position="bottom")
