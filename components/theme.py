"""Owns the colours and type of Mantine's components; assets/app.css owns those of everything else."""

from __future__ import annotations

#: Mantine's greys in the dark scheme, from ink to ground, tinted with our blue (assets/app.css).
GREYS = ["#e8eaed", "#c3c9d0", "#9aa3ad", "#6b747e", "#4a5159", "#33373d", "#282c31", "#1d2024", "#191b1f", "#15171a"]
#: White text is legible on the sixth blue and those after it, and the sixth blue on white: the contrast is 6 to 1.
BLUES = ["#e8f2fa", "#d0e4f4", "#a3cbea", "#6db6f2", "#3f8fcc", "#1a74b8", "#0b63a8", "#095591", "#07477a", "#053963"]
#: The system's own type. Where a system has none of its own, ``system-ui`` falls to a wide one, whose narrow form is
#: asked for first.
FONTS = (
    "-apple-system, 'Segoe UI Variable Text', 'Segoe UI', Roboto, Cantarell, Ubuntu, 'Noto Sans', 'Liberation Sans', "
    "'DejaVu Sans Condensed', system-ui, sans-serif"
)
THEME = {
    "primaryColor": "ours",
    "primaryShade": {"light": 6, "dark": 6},
    "colors": {"ours": BLUES, "dark": GREYS},
    "fontFamily": FONTS,
    "headings": {"fontFamily": "inherit", "fontWeight": "650"},
    "defaultRadius": "md",
    "cursorType": "pointer",
}
